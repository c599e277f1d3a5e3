"""What becomes of a topic without a session: merged, dealt with at once, referred, answered; and who is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from forum import clock
from forum.access import Actor
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.intake import telling
from forum.topics import answering, commands, lanes, links, queries
from forum.topics.models import (
    Lane,
    Means,
    MergeQuestion,
    Outcome,
    Topic,
    TopicAnswer,
    TopicReferral,
    TopicSecond,
    TopicState,
)
from forum.topics.rules import Terms
from tests import factories as make
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused


@dataclass
class Scene:
    """A topic with two seconds, another one, a unit with its delegate, and what was asked or answered if it was."""

    topic_id: int
    other_id: int
    proposer: Actor
    seconder: Actor
    somebody: Actor
    office: Actor
    unit_id: int
    delegate: Actor
    asked: int = 0
    told: int = 0


async def came_in() -> Scene:
    made, other, unit_id = await make.seconded_topic(), await make.topic(title="2单元下水又堵了"), await make.unit()
    office, delegate, somebody = await make.secretary(), await make.person(unit_id=unit_id), await make.person()
    return Scene(made.id, other.id, made.proposer, made.seconders[0], somebody, office, unit_id, delegate)


async def merged() -> Scene:
    scene = await came_in()
    await lanes.merge_topic(scene.topic_id, scene.other_id, by=scene.office)
    scene.asked = (await MergeQuestion.get(person_id=scene.seconder.person_id)).id
    return scene


async def referred() -> Scene:
    scene = await came_in()
    await lanes.refer_topic(scene.topic_id, scene.unit_id, "请看看。", by=scene.office)
    scene.asked = (await TopicReferral.get(topic_id=scene.topic_id)).id
    return scene


async def fast() -> Scene:
    scene = await came_in()
    await lanes.take_fast_lane(scene.topic_id, "马上去。", by=scene.office, unit_id=scene.unit_id)
    scene.asked = (await TopicReferral.get(topic_id=scene.topic_id)).id
    return scene


async def answered() -> Scene:
    scene = await came_in()
    scene.told = await answering.answer_topic(scene.topic_id, Outcome.SOLVED, "换好了。", by=scene.office)
    return scene


async def accepted() -> Scene:
    scene = await came_in()
    await commands.accept_topic(scene.topic_id, by=scene.office)
    return scene


def answer(scene: Scene, *, by: Actor | None = None, outcome: Outcome = Outcome.KEPT, **given: Any) -> Any:
    return answering.answer_topic(scene.topic_id, outcome, "先记下，明年一起改。", by=by or scene.office, **given)


def for_unit(scene: Scene, *, by: Actor | None = None, can: bool = True, words: str = "换好了。", **given: Any) -> Any:
    return lanes.answer_for_unit(scene.asked, can, words, by=by or scene.delegate, **given)


DEEDS = [
    Deed("merge_topic", came_in, lambda s, **kw: lanes.merge_topic(s.topic_id, s.other_id, by=s.office, **kw),
         "topic.merged", lambda s, _: {"topic": s.topic_id, "into": s.other_id, "asked": 3}),
    Deed("answer_merge", merged, lambda s, **kw: lanes.answer_merge(s.asked, True, by=s.seconder, **kw),
         "topic.merge_answered", lambda s, _: {"topic": s.other_id, "merged": s.topic_id, "agreed": True}),
    Deed("take_fast_lane", came_in, lambda s, **kw: lanes.take_fast_lane(s.topic_id, by=s.office, **kw),
         "topic.taken_fast", lambda s, _: {"topic": s.topic_id, "unit": None}),
    Deed("refer_topic", came_in, lambda s, **kw: lanes.refer_topic(s.topic_id, s.unit_id, by=s.office, **kw),
         "topic.referred", lambda s, _: {"topic": s.topic_id, "unit": s.unit_id}),
    Deed("answer_for_unit", referred, for_unit, "topic.unit_answered",
         lambda s, _: {"topic": s.topic_id, "unit": s.unit_id, "can": True}),
    Deed("answer_for_unit in the fast lane", fast, for_unit, "topic.answered",
         lambda s, _: {"topic": s.topic_id, "outcome": "solved"}, frozenset({"topic.unit_answered"})),
    Deed("answer_topic", came_in, answer, "topic.answered", lambda s, told: {"topic": s.topic_id, "answer": told}),
    Deed("tell_progress", accepted, lambda s, **kw: answering.tell_progress(
        s.topic_id, "下月上会。", by=s.office, **kw), "topic.progress_told", lambda s, _: {"topic": s.topic_id}),
    Deed("tell_otherwise", answered, lambda s, **kw: answering.tell_otherwise(s.told, Means.PHONE, by=s.office, **kw),
         "topic.told", lambda s, _: {"answer": s.told, "means": "phone"}),
    Deed("see_answers", answered, lambda s, **kw: answering.see_answers(s.topic_id, by=s.proposer, **kw),
         "topic.answer_seen", lambda s, _: {"topic": s.topic_id}),
]  # fmt: skip

REFUSED = [
    Refused("a resident merges", came_in, lambda s, **kw: lanes.merge_topic(
        s.topic_id, s.other_id, by=s.somebody, **kw), NotAllowed, "只有社区书记"),
    Refused("merged into itself", came_in, lambda s, **kw: lanes.merge_topic(
        s.topic_id, s.topic_id, by=s.office, **kw), BadInput, "不能并入它自己"),
    Refused("merged into none", came_in, lambda s, **kw: lanes.merge_topic(
        s.topic_id, 999, by=s.office, **kw), BadInput, "请从列表中选一项"),
    Refused("merged twice", merged, lambda s, **kw: lanes.merge_topic(
        s.topic_id, s.other_id, by=s.office, **kw), RuleBroken, "可以并入另一件"),
    Refused("merged into what was merged into it", merged, lambda s, **kw: lanes.merge_topic(
        s.other_id, s.topic_id, by=s.office, **kw), BadInput, "那一件已经办结"),
    Refused("somebody else's question", merged, lambda s, **kw: lanes.answer_merge(
        s.asked, True, by=s.somebody, **kw), NotAllowed, "请本人来答"),
    Refused("no question", merged, lambda s, **kw: lanes.answer_merge(
        999, True, by=s.seconder, **kw), NotFound, "找不到"),
    Refused("a resident takes the fast lane", came_in, lambda s, **kw: lanes.take_fast_lane(
        s.topic_id, by=s.somebody, **kw), NotAllowed, "只有社区书记"),
    Refused("an unknown unit", came_in, lambda s, **kw: lanes.refer_topic(
        s.topic_id, 999, by=s.office, **kw), BadInput, "请从列表中选一项"),
    Refused("referred when it is settled", answered, lambda s, **kw: lanes.refer_topic(
        s.topic_id, s.unit_id, by=s.office, **kw), RuleBroken, "不能转给单位"),
    Refused("another unit's delegate", referred, lambda s, **kw: for_unit(s, by=s.somebody, **kw), NotAllowed,
            "只有这个单位的代表"),
    Refused("a unit without words", referred, lambda s, **kw: for_unit(s, words="", **kw), BadInput, "请写清楚"),
    Refused("a resident answers", came_in, lambda s, **kw: answer(s, by=s.somebody, **kw), NotAllowed, "只有社区书记"),
    Refused("settled by assigning", came_in, lambda s, **kw: answer(s, outcome=Outcome.ASSIGNED, **kw), BadInput,
            "请从列表中选一项"),
    Refused("answered twice", answered, answer, RuleBroken, "现在不能答复办结"),
    Refused("progress instead of screening", came_in, lambda s, **kw: answering.tell_progress(
        s.topic_id, "在看。", by=s.office, **kw), RuleBroken, "先办这一步"),
    Refused("told here after all", answered, lambda s, **kw: answering.tell_otherwise(
        s.told, Means.HERE, by=s.office, **kw), BadInput, "请选是怎么告诉提出人的"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_records_its_fact_with_ids_only(database: Any, deed: Deed) -> None:
    await check_recorded(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_sent_twice_acts_once(database: Any, deed: Deed) -> None:
    await check_acts_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refused_command_says_why_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)


async def tasks_of(actor: Actor) -> dict[str, tuple[str, date | None]]:
    return {task.href: (task.note, task.due) for task in [*await links.tasks(actor), *await telling.tasks(actor)]}


async def test_who_stood_behind_a_merged_topic_is_asked_and_not_moved(database: Any) -> None:
    scene = await merged()
    assert await queries.behind(scene.other_id) == {(await Topic.get(id=scene.other_id)).proposer_id}
    where = f"/topics/{scene.topic_id}#merge-question"
    assert where in await tasks_of(scene.seconder) and where in await tasks_of(scene.proposer)
    assert where not in await tasks_of(scene.somebody)
    await lanes.answer_merge(scene.asked, True, by=scene.seconder)
    assert await TopicSecond.exists(topic_id=scene.other_id, person_id=scene.seconder.person_id)
    assert where not in await tasks_of(scene.seconder)
    with pytest.raises(RuleBroken):
        await lanes.answer_merge(scene.asked, False, by=scene.seconder)
    declined = await MergeQuestion.get(person_id=scene.proposer.person_id)
    await lanes.answer_merge(declined.id, False, by=scene.proposer)
    assert not await TopicSecond.exists(topic_id=scene.other_id, person_id=scene.proposer.person_id)
    assert await TopicSecond.filter(topic_id=scene.topic_id).count() == 2, "the merged one keeps its trace"


async def test_a_topic_merged_over_two_steps_leads_to_the_one_that_goes_on(database: Any) -> None:
    scene, third = await merged(), await make.topic()
    await lanes.merge_topic(scene.other_id, third.id, by=scene.office)
    assert (await queries.end_of(await Topic.get(id=scene.topic_id))).id == third.id
    await lanes.answer_merge(scene.asked, True, by=scene.seconder)
    assert await queries.behind(third.id) == {third.proposer.person_id, scene.seconder.person_id}


async def test_a_unit_is_asked_in_its_list_and_the_office_passes_the_answer_on(database: Any) -> None:
    with clock.set_to(datetime(2026, 11, 26, 4, tzinfo=UTC)):  # a Thursday: three working days end on Tuesday
        scene = await referred()
        where, office = f"/topics/{scene.topic_id}#unit-answer", f"/topics/{scene.topic_id}#screening"
        assert (await tasks_of(scene.delegate))[where][1] == date(2026, 12, 1)
        assert office not in await tasks_of(scene.office), "the unit has it"
        await for_unit(scene)
        assert where not in await tasks_of(scene.delegate)
        assert await tasks_of(scene.office) | {office: ("把单位的回复告诉提出人", date(2026, 12, 2))} == await tasks_of(
            scene.office
        )
        assert not await TopicAnswer.exists(topic_id=scene.topic_id, outcome=Outcome.SOLVED), "not told yet"
        await answer(scene, outcome=Outcome.SOLVED)
        assert office not in await tasks_of(scene.office)
        with pytest.raises(RuleBroken):
            await for_unit(scene)


async def test_a_late_unit_and_one_without_a_delegate_come_back_to_the_office(database: Any) -> None:
    scene = await referred()
    office = f"/topics/{scene.topic_id}#screening"
    due = (await Topic.get(id=scene.topic_id)).reply_due
    with clock.set_to(clock.from_local(due, datetime.min.time())):
        assert office in await tasks_of(scene.office)
    silent = await make.unit()
    await lanes.refer_topic(scene.topic_id, silent, by=scene.office)
    assert "没有人登录" in (await tasks_of(scene.office))[office][0]
    assert await TopicReferral.filter(topic_id=scene.topic_id, over_at=None).count() == 1
    with pytest.raises(RuleBroken):
        await for_unit(scene)


async def test_what_a_unit_mends_in_the_fast_lane_is_told_at_once(database: Any) -> None:
    scene = await fast()
    topic = await Topic.get(id=scene.topic_id)
    assert topic.fast_until is not None and topic.fast_until - topic.answered_at < timedelta(hours=48, seconds=5)
    await for_unit(scene)
    topic = await queries.topic(scene.topic_id)
    assert (topic.state, topic.outcome, list(topic.answers)[-1].unit_id) == (
        TopicState.ANSWERED, Outcome.SOLVED, scene.unit_id,
    )  # fmt: skip


async def test_what_a_unit_cannot_do_in_the_fast_lane_is_the_offices_again(database: Any) -> None:
    scene = await fast()
    await for_unit(scene, can=False, words="要动主管，得找排水公司。")
    assert (await Topic.get(id=scene.topic_id)).state is TopicState.FAST
    assert "办不了" in (await tasks_of(scene.office))[f"/topics/{scene.topic_id}#screening"][0]


async def test_what_is_taken_fast_can_be_whistled_and_the_unit_is_asked_no_more(database: Any) -> None:
    scene = await fast()
    await commands.schedule_topic(scene.topic_id, by=scene.office)
    topic = await Topic.get(id=scene.topic_id)
    assert (topic.state, topic.lane, topic.fast_until) == (TopicState.SCHEDULED, Lane.SESSION, None)
    with pytest.raises(RuleBroken):
        await for_unit(scene)
    await commands.decide_topic(scene.topic_id, by=scene.office)
    assert (await tasks_of(scene.office))[f"/topics/{scene.topic_id}#screening"][0] == "把会上的结果告诉提出人"


async def test_hours_of_the_fast_lane_rest_on_days_off_where_the_community_says_so(database: Any) -> None:
    scene = await came_in()
    await commands.keep_terms(Terms(fast_rests=True), by=scene.office)
    with clock.set_to(datetime(2026, 11, 27, 4, tzinfo=UTC)):  # Friday noon
        await lanes.take_fast_lane(scene.topic_id, by=scene.office)
    until = (await Topic.get(id=scene.topic_id)).fast_until
    assert until == datetime(2026, 12, 1, 4, tzinfo=UTC)


async def test_an_answer_that_its_proposer_cannot_read_waits_until_they_are_told(database: Any, client: Any) -> None:
    scene = await answered()
    where = f"/topics/{scene.topic_id}#answers"
    assert where in await tasks_of(scene.office)
    await answering.tell_otherwise(scene.told, Means.IN_PERSON, by=scene.office)
    assert where not in await tasks_of(scene.office)
    signed_in = await answered()
    await client(signed_in.proposer)
    assert f"/topics/{signed_in.topic_id}#answers" not in await tasks_of(scene.office)
