"""A body's sequences, and topics that go by them: what completes by itself, what the office enters, who reads what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agenda.ballots import commands as ballots
from agenda.ballots.rules import Choice
from agenda.items import commands as items
from agenda.sessions import commands as sessions
from forum import clock
from forum.access import Actor
from forum.echoes import queries as echoes
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.journal import Event
from forum.topics import commands as topics
from minutes.action_items import commands as actions
from minutes.action_items.models import ActionItem
from minutes.projects import commands as projects
from minutes.steps import commands, links, queries
from minutes.steps.models import Course, StepEntry, StepKind, StepTemplate
from minutes.steps.presets import PRESETS
from minutes.steps.rules import Standing, Step
from tests import factories
from tests.minutes import played

pytestmark = pytest.mark.usefixtures("app")
FOUR_TWO = PRESETS["four_two"]
SHORT = (Step("议", StepKind.DELIBERATE), Step("公开", StepKind.DISCLOSE), Step("评", StepKind.RATE))


async def adopted(office: Actor, steps: Any = FOUR_TWO.steps, body_id: int = 0) -> int:
    body_id = body_id or (await factories.body(1)).id
    return await commands.adopt_steps(body_id, "自己的步骤", steps, by=office)


async def standings(topic_id: int) -> str:
    letters = {Standing.DONE: "d", Standing.SKIPPED: "s", Standing.NOW: "n", Standing.TODO: "t"}
    return "".join(letters[one.standing] for one in await queries.stations(await queries.course(topic_id)))


async def kinds(prefix: str) -> list[str]:
    return [event.kind for event in await Event.all().order_by("id") if event.kind.startswith(prefix)]


async def waits(office: Actor, topic_id: int) -> list[str]:
    return [link.note for link in await links.tasks(office) if f"/topics/{topic_id}/" in link.href]


async def test_a_matter_keeps_the_version_it_began_with() -> None:
    office, topic = await factories.secretary(), await factories.topic()
    body = await factories.body(1)
    first = await adopted(office, body_id=body.id)
    await commands.begin_course(topic.id, first, by=office)
    second = await commands.adopt_steps(body.id, "自己的步骤", SHORT, by=office, replaces=first)
    assert [one.id for one in await queries.in_force(body.id)] == [second]
    assert (await StepTemplate.get(id=second)).version == 2
    assert await standings(topic.id) == "nttttt"
    with pytest.raises(RuleBroken, match="现在的版本"):
        await commands.begin_course((await factories.topic()).id, first, by=office)
    with pytest.raises(RuleBroken, match="现在的版本"):
        await commands.adopt_steps(body.id, "又改", SHORT, by=office, replaces=first)
    assert await kinds("steps.") == ["steps.adopted", "steps.adopted"]


async def test_adopting_twice_or_in_another_body_s_name_or_without_permission_is_refused() -> None:
    office, resident = await factories.secretary(), await factories.person()
    body = await factories.body(1)
    template = await adopted(office, body_id=body.id)
    with pytest.raises(BadInput):
        await commands.adopt_steps(body.id, "自己的步骤", SHORT, by=office)
    with pytest.raises(NotFound):
        await commands.adopt_steps((await factories.body(1)).id, "步骤", SHORT, by=office, replaces=template)
    topic = await factories.topic()
    await commands.begin_course(topic.id, template, by=office)
    for forbidden in (
        commands.adopt_steps(body.id, "步骤", SHORT, by=resident), commands.retire_steps(template, by=resident),
        commands.begin_course(topic.id, template, by=resident), commands.skip_step(topic.id, 0, "不走", by=resident),
        commands.enter_step(topic.id, 0, clock.today(), "提议", by=resident),
        commands.take_back_step(topic.id, 0, by=resident),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            await forbidden
    assert await StepEntry.all().count() == 0 and await kinds("course.") == ["course.begun"]


async def test_the_office_enters_in_order_skips_with_a_reason_and_takes_back() -> None:
    office, topic = await factories.secretary(), await factories.topic()
    await commands.begin_course(topic.id, await adopted(office), by=office)
    today = clock.today()
    for _ in range(2):
        await commands.enter_step(topic.id, 0, today, "支委会提议", by=office, command_id="once")
    await commands.skip_step(topic.id, 1, "与提议合并", by=office)
    with pytest.raises(RuleBroken, match="还没有办"):
        await commands.enter_step(topic.id, 3, today, "决议", by=office)
    assert await standings(topic.id) == "dsnttt"
    with pytest.raises(RuleBroken):
        await commands.take_back_step(topic.id, 0, by=office)
    await commands.take_back_step(topic.id, 1, by=office)
    assert await standings(topic.id) == "dntttt"
    assert await kinds("course.step") == ["course.step_entered", "course.step_skipped", "course.step_taken_back"]
    assert await waits(office, topic.id) == ["下一步：商议，办好了记下来"]


async def test_a_sequence_is_chosen_anew_only_before_the_first_entry_and_for_a_topic_that_goes_on() -> None:
    office, topic = await factories.secretary(), await factories.topic()
    first, second = await adopted(office), await adopted(office, SHORT)
    await commands.begin_course(topic.id, first, by=office)
    await commands.begin_course(topic.id, first, by=office)
    await commands.begin_course(topic.id, second, by=office)
    assert await standings(topic.id) == "ntt" and await kinds("course.") == ["course.begun", "course.begun"]
    await commands.skip_step(topic.id, 0, "已经议过", by=office)
    with pytest.raises(RuleBroken, match="不能换"):
        await commands.begin_course(topic.id, first, by=office)
    returned = await factories.topic()
    await topics.return_topic(returned.id, "不属于社区", by=office)
    with pytest.raises(RuleBroken):
        await commands.begin_course(returned.id, second, by=office)
    assert await Course.all().count() == 1


async def test_session_and_rating_complete_their_steps_by_themselves_and_early_ones_say_so() -> None:
    hall, unit = await factories.session_planned(), await factories.unit()
    topic, office = hall.topics[0], hall.secretary
    await commands.begin_course(topic.id, await adopted(office, SHORT), by=office)
    assert await waits(office, topic.id) == [], "it is on an agenda"
    await sessions.give_notice(hall.session_id, by=office)
    await sessions.open_session(hall.session_id, by=hall.chair)
    await items.open_item(hall.items[0], by=hall.chair)
    action = await actions.assign_action(
        hall.items[0], "更换主管", unit, clock.today() + timedelta(days=3), by=hall.recorder
    )
    await items.close_item(hall.items[0], by=hall.chair)
    assert await standings(topic.id) == "dnt"
    assert await waits(office, topic.id) == ["下一步：公开，开始公示"]
    await factories.finish(action, by=await factories.person(unit_id=unit))
    assert await standings(topic.id) == "dnt"
    project = (await ActionItem.get(id=action)).project_id
    await projects.rate_project(project, 5, by=topic.proposer)
    way = await queries.stations(await queries.course(topic.id))
    assert (await standings(topic.id), way[2].before) == ("dnd", "公开")


async def test_a_notice_that_ended_discloses_and_one_that_runs_keeps_the_office_waiting(monkeypatch: Any) -> None:
    from minutes.notices import commands as notices

    done = await played.published()
    office, topic = done.hall.secretary, done.hall.topics[0]
    steps = (Step("议", StepKind.DELIBERATE), Step("公开", StepKind.DISCLOSE, days=3), Step("归档", StepKind.OTHER))
    await commands.begin_course(topic.id, await adopted(office, steps), by=office)
    assert await standings(topic.id) == "dnt"
    notice = await notices.begin_notice(done.minutes_id, clock.today(), 3, by=office)
    assert await waits(office, topic.id) == [] and await standings(topic.id) == "dnt"
    with clock.set_to(clock.now() + timedelta(days=4)):
        await notices.end_notice(notice, by=office)
        assert await standings(topic.id) == "ddn"
        assert await waits(office, topic.id) == ["下一步：归档，办好了记下来"]


async def test_a_vote_that_was_lost_reaches_no_threshold_and_those_with_a_part_hear_of_each_step() -> None:
    hall = await factories.motion_put(members=5, present=5)
    office, topic = hall.secretary, hall.topics[0]
    steps = (
        Step("征询", StepKind.OTHER), Step("议决", StepKind.DELIBERATE, threshold="过半数同意"),
        Step("会签", StepKind.OTHER),
    )  # fmt: skip
    await commands.begin_course(topic.id, await adopted(office, steps), by=office)
    await commands.enter_step(topic.id, 0, clock.today(), "入户问过", by=office)
    ballot = await ballots.open_ballot(hall.motion_id, by=hall.chair)
    for at, member in enumerate(hall.members):
        await ballots.cast_vote(ballot, Choice.AGAINST, by=member, command_id=f"vote-{at}")
    await ballots.close_ballot(ballot, by=hall.chair)
    await items.close_item(hall.item_id, by=hall.chair)
    way = await queries.stations(await queries.course(topic.id))
    assert await standings(topic.id) == "dnt"
    assert way[1].short is not None and way[1].short.what.said(str).endswith("议过，没有通过")
    await commands.skip_step(topic.id, 1, "另行商议", by=office)
    lines = [one.lines.lines for one in await echoes.told(topic.proposer.person_id or 0, new=True)]
    said = [line.said for of in lines for line in of]
    assert {"走完了一步，写了怎么办的", "有一步不走，写了理由"} <= set(said)


# ---- pages ----


async def test_everybody_reads_the_steps_and_the_public_nobody_s_name(client: Any) -> None:
    office, topic = await factories.secretary(), await factories.topic()
    someone = await factories.person("欧阳明月")
    await commands.begin_course(topic.id, await adopted(office), by=office)
    await commands.enter_step(topic.id, 0, clock.today(), f"{someone.name}等三人提议", by=office)
    await commands.skip_step(topic.id, 1, "与提议合并办理", by=office)
    public = await client()
    for path in (f"/topics/{topic.id}", f"/topics/{topic.id}/steps"):
        text = await public.text(path)
        assert "没有走这一步：与提议合并办理" in text and "欧阳某某" in text and "欧阳明月" not in text
        assert 'name="deed"' not in text
    assert "欧阳明月" in await (await client(office)).text(f"/topics/{topic.id}/steps")
    assert "审议" in await public.text("/board")


async def test_a_refused_entry_keeps_what_was_typed_in_its_own_form(client: Any) -> None:
    office, topic = await factories.secretary(), await factories.topic()
    await commands.begin_course(topic.id, await adopted(office), by=office)
    browser = await client(office)
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    answer = await browser.submit(f"/topics/{topic.id}/steps/0", deed="enter", day=tomorrow, note="支委会提议")
    text = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and "还没有到这一天" in text and text.count("支委会提议") == 1
    answer = await browser.submit(f"/topics/{topic.id}/steps/0", deed="skip", note="")
    assert answer.status_code == 422 and "为什么不走这一步" in await answer.get_data(as_text=True)
    assert await StepEntry.all().count() == 0


async def test_a_preset_is_edited_and_adopted_and_a_wrong_row_says_which(client: Any) -> None:
    office, body = await factories.secretary(), await factories.body(1)
    browser = await client(office)
    page = await browser.text(f"/bodies/{body.id}/steps/new?from=two_two_two")
    assert 'value="一议：商议方案"' in page and 'value="7"' in page
    rows = {"name-0": "商议", "kind-0": "deliberate", "name-1": "公开", "kind-1": "disclose", "days-1": "七天"}
    answer = await browser.submit(f"/bodies/{body.id}/steps", title="本社区两议", **rows)
    text = await answer.get_data(as_text=True)
    assert answer.status_code == 422 and "请填一个整数" in text and 'value="七天"' in text
    rows |= {"days-1": "5", "name-4": "征询", "kind-4": "other"}
    twice = await browser.submit(f"/bodies/{body.id}/steps", title="本社区两议", **{**rows, "name-4": "商议"})
    field = (await twice.get_data(as_text=True)).split('name="name-4"')[1].split("name=")[0]
    assert twice.status_code == 422 and "前面已有一步叫这个名字" in field, "told where it was typed"
    moved = {"place-0": "1", "place-1": "1", "place-4": "2"}
    answer = await browser.submit(f"/bodies/{body.id}/steps", title="本社区两议", **rows, **moved)
    assert answer.status_code == 303
    (made,) = await queries.in_force(body.id)
    assert queries.steps_of(made) == [
        Step("公开", StepKind.DISCLOSE, days=5), Step("商议", StepKind.DELIBERATE), Step("征询", StepKind.OTHER),
    ]  # fmt: skip
    assert "本社区两议" in await browser.text(f"/bodies/{body.id}") and "本社区两议" in await browser.text(
        f"/bodies/{body.id}/steps"
    )
