"""A unit's link: it does one thing for one unit, says who used it, and nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from forum import clock
from forum.access import Actor
from forum.bodies.models import Unit
from forum.errors import BadInput, NotAllowed
from forum.journal import Event
from forum.units import commands as units
from minutes.action_items import checking, links
from minutes.action_items import commands as actions
from minutes.action_items.models import ActionExtension, ActionHelper, ActionItem, ActionNote, ActionState
from minutes.chasing import commands, doors, queries
from minutes.chasing.models import LinkUse, UnitLink
from minutes.unit_doors.tokens import holder_of
from tests import factories

pytestmark = pytest.mark.usefixtures("app")


class Given:
    """An action item, a link to it, and another action item of the same unit."""

    action: int
    other: int
    unit: int
    link: int
    office: Actor

    @property
    def at(self) -> str:
        return f"/do/{self.token}"

    token: str = ""


@pytest.fixture
async def given() -> Given:
    hall, made = await factories.item_open(), Given()
    made.unit, made.office = await factories.unit(), await factories.secretary()
    due = clock.today() + timedelta(days=9)
    made.action = await actions.assign_action(
        hall.item_id, "换防滑砖", made.unit, due, by=hall.recorder, responsible="钱国庆"
    )
    made.other = await actions.assign_action(hall.item_id, "修扶手", made.unit, due, by=hall.recorder)
    made.link = await commands.give_link(made.action, made.unit, by=made.office)
    made.token = doors.LINKS.token_of(await UnitLink.get(id=made.link))
    return made


async def state(action_id: int) -> ActionState:
    return (await ActionItem.get(id=action_id)).state


async def test_without_signing_in_a_unit_does_the_whole_way_and_the_office_sees_who(client: Any, given: Given) -> None:
    browser = await client()
    page = await browser.text(given.at)
    assert "换防滑砖" in page and "接单" in page and "您的姓名" in page and "修扶手" not in page
    assert "钱国庆" not in page, "a link that leaked tells no names"
    assert (await browser.submit(f"{given.at}/accept", name="老赵")).status_code == 303
    assert 'value="老赵"' in await browser.text(given.at), "a name is typed once"
    assert (await browser.submit(f"{given.at}/progress", name="老赵", text="料已到")).status_code == 303
    assert (await browser.submit(f"{given.at}/hand-in", name="小钱", text="换好了")).status_code == 303
    assert await state(given.action) is ActionState.HANDED_IN and await state(given.other) is ActionState.ASSIGNED
    uses = await LinkUse.filter(link_id=given.link)
    assert [(use.deed, use.name) for use in uses] == [
        ("", ""), ("accept", "老赵"), ("progress", "老赵"), ("hand-in", "小钱"),
    ]  # fmt: skip
    assert {note.by_id for note in await ActionNote.all()} == {None}
    office = await (await client(given.office)).text(f"/actions/{given.action}")
    assert "小钱" in office and given.at in office
    assert "请贵单位牵头办“换防滑砖”" in office and "已超期" not in office, "what is sent says what it is"
    await ActionItem.filter(id=given.action).update(due_on=clock.today() - timedelta(days=3), state="assigned")
    office = await (await client(given.office)).text(f"/actions/{given.action}")
    assert "已超期3天，请尽快办好" in office
    assert "老赵" not in str([event.data for event in await Event.all()])


async def test_a_name_is_typed_once_on_a_device_whichever_link_it_opens_next(client: Any, given: Given) -> None:
    await commands.give_link(given.other, given.unit, by=given.office)
    other = await queries.newest_link(given.other, given.unit)
    assert other is not None
    device, another = await client(), await client()
    await device.submit(f"{given.at}/accept", name="老赵")
    page = await device.text(doors.path_of(other))
    form = page.partition('action="' + doors.path_of(other) + '/accept"')[2].partition("</form>")[0]
    assert re.findall(r'<input[^>]*value="([^"]*)"[^>]*required', form) == ["老赵"], "one press accepts it"
    assert "老赵" not in await another.text(doors.path_of(other)), "a link that leaked tells no names"


async def test_what_the_community_answered_is_read_first_until_the_unit_has_acted_on_it(
    client: Any, given: Given
) -> None:
    browser, office = await client(), given.office

    async def now() -> str:
        page = await browser.text(given.at)
        return page.partition('class="action-now"')[2].partition("</section>")[0]

    until = (clock.today() + timedelta(days=30)).isoformat()
    for granted, words in ((False, "冬天前要办好"), (True, "")):
        await browser.submit(f"{given.at}/extension", name="老赵", until=until, reason="缺货")
        asked = await ActionExtension.all().order_by("-id").first()
        assert asked is not None
        await checking.answer_extension(asked.id, words, granted=granted, by=office)
        assert ("没有同意延期" in await now(), "社区同意延期到" in await now()) == (not granted, granted)
        assert words in await now()
    await browser.submit(f"{given.at}/progress", name="老赵", text="料已到")
    assert "同意延期" not in await now()
    await browser.submit(f"{given.at}/hand-in", name="老赵", text="换好了")
    await checking.send_back(given.action, "4单元还不亮", by=office)
    for _ in range(2):
        assert "社区核验没有通过：4单元还不亮" in await now()
        await browser.submit(f"{given.at}/progress", name="老赵", text="在换")


async def test_while_steps_are_left_progress_comes_first(client: Any, given: Given) -> None:
    browser, day = await client(), clock.today().isoformat()
    await browser.submit(f"{given.at}/accept", name="老赵")
    first = re.compile(r'<textarea[^>]*name="text".*?<button[^>]*button--next[^>]*>([^<]+)', re.DOTALL)
    assert first.findall(await browser.text(given.at)) == ["报办结"]
    await browser.submit(f"{given.at}/plan", **{"name": "老赵", "step-1": "备料", "day-1": day})
    assert first.findall(await browser.text(given.at)) == ["报进展"]


async def test_who_acts_says_who_they_are_and_what_was_typed_stays(client: Any, given: Given) -> None:
    refused = await (await client()).submit(f"{given.at}/decline", reason="不归我们管", name=" ")
    assert refused.status_code == 422
    text = await refused.get_data(as_text=True)
    assert "不归我们管" in text and "请填写这一项" in text
    assert await state(given.action) is ActionState.ASSIGNED


async def test_a_link_opens_nothing_but_its_own_action_item(client: Any, given: Given) -> None:
    browser = await client()
    await browser.get(given.at)
    for path in ("/actions", f"/actions/{given.other}/hand-in", f"/actions/{given.action}/accept"):
        answer = (
            await browser.submit(path, name="老赵", text="办好了") if path != "/actions" else await browser.get(path)
        )
        assert answer.status_code in {302, 401, 403}, path
    assert (await browser.submit(f"{given.at}/check", name="老赵")).status_code in {404, 405}
    step = await browser.submit(f"{given.at}/step", name="老赵", step_id="1")
    assert step.status_code == 404
    assert await state(given.other) is ActionState.ASSIGNED


async def test_a_made_up_or_altered_link_is_not_found_and_guessing_ends(client: Any, given: Given) -> None:
    browser = await client()
    number, _, signature = given.token.partition("-")
    other = await commands.give_link(given.other, given.unit, by=given.office)
    for wrong in (f"{other}-{signature}", f"{number}-{'0' * 24}", number, "x", f"²-{signature}", f"{'9' * 30}-x"):
        assert (await browser.get(f"/do/{wrong}")).status_code == 404, wrong
    assert (await browser.get(given.at)).status_code == 200
    answers = [(await browser.get(f"/do/1-{n:024d}")).status_code for n in range(30)]
    assert answers[-1] == 429


async def test_expired_revoked_and_passed_on_it_says_so_and_does_nothing(client: Any, given: Given) -> None:
    browser, office = await client(), await client(given.office)
    await UnitLink.filter(id=given.link).update(expires_at=clock.now() - timedelta(minutes=1))
    for answer in (await browser.get(given.at), await browser.submit(f"{given.at}/accept", name="老赵")):
        assert answer.status_code == 410 and "已经过期" in await answer.get_data(as_text=True)
    await UnitLink.filter(id=given.link).update(expires_at=clock.now() + timedelta(days=1))
    await checking.reassign(given.action, await factories.unit(), "归它", by=given.office)
    assert "改由别的单位" in await (await browser.get(given.at)).get_data(as_text=True)
    await ActionItem.filter(id=given.action).update(lead_id=given.unit)
    assert (await office.submit(f"/unit-links/{given.link}/revoke")).status_code == 303
    answer = await browser.submit(f"{given.at}/accept", name="老赵")
    assert answer.status_code == 410 and "已经收回" in await answer.get_data(as_text=True)
    assert await state(given.action) is ActionState.ASSIGNED


async def test_revoked_between_reading_and_sending_it_does_nothing(given: Given) -> None:
    link = await doors.LINKS.link_of(given.token)
    await commands.revoke_link(given.link, by=given.office)

    async def never(by: Actor) -> object:
        raise AssertionError("it was revoked")

    with pytest.raises(NotAllowed, match="已经收回"):
        await commands.do_by_link(given.token, "accept", "老赵", "", never, by=holder_of(link))


async def test_what_was_typed_is_still_there_when_a_colleague_was_faster_or_the_link_was_shut(
    client: Any, given: Given
) -> None:
    browser = await client()
    assert "没有送出的话" not in await browser.text(given.at)
    await browser.submit(f"{given.at}/hand-in", name="老赵", text="换好了")
    for deed, typed in (
        ("progress", {"text": "北面还差两块砖"}), ("decline", {"reason": "不归我们管"}),
        ("plan", {"step-1": "先备料", "day-1": clock.today().isoformat()}),
    ):  # fmt: skip
        late = await browser.submit(f"{given.at}/{deed}", name="小钱", **typed)
        page = await late.get_data(as_text=True)
        assert late.status_code == 409 and "正等社区核验" in page and "没有送出的话" in page
        assert next(iter(typed.values())) in page, deed
    await commands.revoke_link(given.link, by=given.office)
    shut = await browser.submit(f"{given.at}/progress", name="小钱", text="北面还差两块砖")
    page = await shut.get_data(as_text=True)
    assert shut.status_code == 410 and "北面还差两块砖" in page and "换防滑砖" in page


async def test_it_says_who_asks_until_when_and_shut_it_leads_to_the_sign_in(client: Any, given: Given) -> None:
    browser, unit = await client(), await Unit.get(id=given.unit)
    action = await ActionItem.get(id=given.action).prefetch_related("item__session__body")
    assert action.session is not None
    page = await browser.text(given.at)
    assert f"{action.session.body.name}请{unit.name}牵头办，" in page
    helper = await factories.unit("青石供电所")
    await ActionHelper.create(action_id=given.action, unit_id=helper)
    link = await commands.give_link(given.action, helper, by=given.office)
    helped = await UnitLink.get(id=link)
    assert f"请青石供电所配合{unit.name}办" in await browser.text(f"/do/{doors.LINKS.token_of(helped)}")
    way = f'href="/join?next=/actions/{given.action}"'
    await UnitLink.filter(id=given.link).update(expires_at=clock.now() - timedelta(minutes=1))
    shut = await (await browser.get(given.at)).get_data(as_text=True)
    assert way in shut and "换防滑砖" in shut and "钱国庆" not in shut
    assert way in await browser.text(f"/actions/{given.action}"), "so does the page itself, for who is not signed in"
    await ActionItem.filter(id=given.action).update(state=ActionState.DONE)
    assert way not in await browser.text(f"/actions/{given.action}")


async def test_a_unit_that_has_left_does_nothing_and_the_office_is_asked_who_does(client: Any, given: Given) -> None:
    browser, office = await client(), await client(given.office)
    await units.let_unit_leave(given.unit, by=given.office)
    shut = await browser.submit(f"{given.at}/accept", name="老赵")
    assert shut.status_code == 410 and "已经退出" in await shut.get_data(as_text=True)
    assert await state(given.action) is ActionState.ASSIGNED
    waiting = {link.href: link for link in await links.tasks(given.office)}
    assert "已经退出，等社区定由谁办" in waiting[f"/actions/{given.action}"].note
    page = await office.text(f"/actions/{given.action}")
    assert "改由哪家单位牵头" in page and f'action="/actions/{given.action}/accept"' not in page
    item_id = (await ActionItem.get(id=given.action)).item_id or 0
    with pytest.raises(BadInput):
        await actions.assign_action(item_id, "铺砖", given.unit, clock.today(), by=given.office)
    other = await factories.unit()
    await checking.reassign(given.other, other, "归它", by=given.office)
    with pytest.raises(BadInput):
        await checking.reassign(given.other, given.unit, "还归它", by=given.office)
    assert (await office.submit(f"/actions/{given.action}/reassign", lead_id=other, reason="归它")).status_code == 303
    assert await ActionItem.exists(id=given.action, lead_id=other)


async def test_of_what_a_unit_cannot_know_the_office_is_told_until_its_link_is_opened(
    client: Any, given: Given
) -> None:
    def told() -> Any:
        return links.tasks(given.office)

    at = f"/actions/{given.action}#links"
    assert at in {link.href for link in await told()}
    await (await client()).get(given.at)
    assert at not in {link.href for link in await told()}
    other = f"/actions/{given.other}#links"
    assert other in {link.href for link in await told()}, "nobody has opened a link to this one"
    await factories.person(unit_id=given.unit)
    assert other not in {link.href for link in await told()}, "its delegate finds it"


async def test_one_link_is_limited(client: Any, given: Given) -> None:
    browser = await client()
    answers = [
        (await browser.submit(f"{given.at}/progress", name="老赵", text=f"进展{n}")).status_code for n in range(14)
    ]
    assert answers[0] == 303 and answers[-1] == 429


async def test_sent_twice_it_acts_once(client: Any, given: Given) -> None:
    browser = await client()
    for _ in range(2):
        await browser.submit(f"{given.at}/progress", name="老赵", text="料到了", command_id="same")
    assert await ActionNote.all().count() == 1
    assert await LinkUse.exclude(deed="").count() == 1


async def test_opened_again_within_the_hour_is_noted_once(client: Any, given: Given) -> None:
    browser = await client()
    await (await client(given.office)).get(given.at)
    assert not await LinkUse.exists(), "the office that looks whether it works is not the unit"
    for _ in range(3):
        await browser.get(given.at)
    assert await LinkUse.all().count() == 1


async def test_only_the_office_gives_and_takes_links_and_only_to_units_of_the_action_item(given: Given) -> None:
    delegate = await factories.person(unit_id=given.unit)
    with pytest.raises(NotAllowed):
        await commands.give_link(given.action, given.unit, by=delegate)
    with pytest.raises(NotAllowed):
        await commands.revoke_link(given.link, by=delegate)
    with pytest.raises(BadInput):
        await commands.give_link(given.action, await factories.unit(), by=given.office)
