"""The desk at the door: whoever is meant is checked in, by badge, number, name or sound, and a slip is taken back."""

from __future__ import annotations

from typing import Any

import pytest

from agenda.attendance import badges, commands, mandates, queries
from agenda.attendance.models import Mandate, Seat, SeatState
from agenda.desk.queries import meant
from agenda.floor import commands as floor
from agenda.papers import rules as papers
from forum import clock
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.journal import Event
from forum.people.models import Person
from tests import factories as make
from tests.agenda.papers.test_routes import photo, send
from tests.factories import Hall
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused


async def first_of(hall: Hall) -> Seat:
    return await Seat.get(id=hall.seat_of(hall.members[0]))


async def noticed() -> Hall:
    hall = await make.session_noticed(members=4)
    for member, name in zip(hall.members, ["王秀兰", "单国强", "王小红", "欧阳震华"], strict=True):
        await Person.filter(id=member.person_id).update(name=name)
    return hall


async def ticked() -> Hall:
    hall = await noticed()
    await commands.tick_off(hall.seat_of(hall.members[0]), by=hall.recorder)
    return hall


# ---- what is taken back --------------------------------------------------------------------------------------------


def undo(hall: Hall, **given: Any) -> Any:
    return commands.undo_mark(hall.seat_of(hall.members[0]), by=hall.recorder, **given)


async def excused() -> Hall:
    hall = await noticed()
    await commands.excuse(hall.seat_of(hall.members[0]), by=hall.recorder)
    return hall


DEEDS = [
    Deed("a tick", ticked, undo, "seat.check_in_undone", lambda h, a: {"seat": h.seat_of(h.members[0])}),
    Deed("an excuse", excused, undo, "seat.excuse_undone", lambda h, a: {"seat": h.seat_of(h.members[0])}),
]


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_what_was_ticked_by_mistake_is_taken_back_once(database: Any, deed: Deed) -> None:
    await check_recorded(deed)
    await check_acts_once(deed)


async def spoken() -> Hall:
    hall = await make.item_open(members=3)
    await floor.raise_hand(hall.item_id, by=hall.members[0])
    return hall


REFUSED = [
    Refused("nothing to take back", noticed, undo, RuleBroken, "没有可以撤销的登记"),
    Refused("has a hand up", spoken, undo, RuleBroken, "已经举手、留言或投票"),
    Refused("on the roll of an open ballot", make.ballot_open, undo, RuleBroken, "名单已经定了"),
    Refused("by a member", ticked, lambda h, **kw: commands.undo_mark(
        h.seat_of(h.members[0]), by=h.members[0], **kw), NotAllowed, "主持人和记录员"),
]  # fmt: skip


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_it_is_not_taken_back(database: Any, refused: Refused) -> None:
    await check_refused(refused)


async def test_a_seat_is_as_it_was_before_the_mistaken_tick(database: Any) -> None:
    hall = await ticked()
    seat = await first_of(hall)
    await commands.check_out(seat.id, by=hall.recorder)
    left = await first_of(hall)
    await commands.tick_off(seat.id, by=hall.recorder, remote=True)
    await undo(hall)
    back = await first_of(hall)
    assert (back.state, back.means) == (SeatState.LEFT, left.means)
    assert [moment.replace(microsecond=0) for moment in (back.checked_in_at, back.checked_out_at)] == [
        moment.replace(microsecond=0) for moment in (left.checked_in_at, left.checked_out_at)
    ]
    assert len((await queries.stays_of(hall.room_id))[seat.id]) == 1


async def test_who_was_excused_is_excused_again(database: Any) -> None:
    hall = await excused()
    await commands.tick_off((await first_of(hall)).id, by=hall.recorder)
    await undo(hall)
    assert (await first_of(hall)).state is SeatState.EXCUSED


async def test_a_mandate_that_ended_by_a_mistaken_tick_stands_again(database: Any) -> None:
    hall = await noticed()
    principal, holder = (hall.seat_of(member) for member in hall.members[:2])
    await mandates.enter_mandate(hall.session_id, principal, holder, clock.today(), by=hall.recorder)
    await commands.tick_off(principal, by=hall.recorder)
    assert (await Mandate.get()).ended_at is not None
    await undo(hall)
    assert (await Mandate.get()).ended_at is None
    assert await Event.exists(kind="mandate.restored")


# ---- who is meant --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "found"), [
    ("2", [2]), ("shan", [2]), ("dgq", [2]), ("wx", [1, 3]), ("王", [1, 3]), ("秀兰", [1]), ("oyzh", [4]), ("zz", []),
])  # fmt: skip
async def test_people_are_found_by_number_name_or_sound(database: Any, typed: str, found: list[int]) -> None:
    hall = await noticed()
    assert [line.number for line in await meant(hall.session_id, typed)] == found


async def test_a_badge_says_which_seat_it_is_however_it_is_typed(database: Any) -> None:
    hall = await noticed()
    seat = await first_of(hall)
    code = badges.code_of(seat.id)
    assert len(code.replace("-", "")) == badges.LENGTH == papers.BADGE
    for typed in (code, code.lower().replace("-", ""), f" {code}\r\n"):
        assert [line.id for line in await meant(hall.session_id, typed)] == [seat.id]


async def test_a_badge_of_another_session_checks_nobody_in(database: Any) -> None:
    hall, other = await noticed(), await make.session_noticed(members=2)
    with pytest.raises(BadInput, match="不是本次会议的"):
        await meant(hall.session_id, badges.code_of(other.seat_of(other.members[0])))


def test_a_badge_is_no_ballot_paper() -> None:
    with pytest.raises(BadInput, match="胸牌"):
        papers.read_code("ABCD-EFGH-JKLM")


# ---- the page ------------------------------------------------------------------------------------------------------


async def test_the_page_lists_everybody_with_how_they_sound(client: Any) -> None:
    hall = await noticed()
    page = await (await client(hall.recorder)).text(f"/sessions/{hall.session_id}/desk")
    assert 'data-pinyin="wang xiu lan"' in page
    assert 'data-pinyin="shan,dan guo qiang,jiang"' in page


async def test_whoever_alone_is_meant_is_checked_in_and_said_so(client: Any) -> None:
    hall = await noticed()
    browser, path = await client(hall.recorder, Accept="application/json"), f"/sessions/{hall.session_id}/desk"

    async def told(who: str) -> Any:
        return await (await browser.submit(path, who=who)).get_json()

    assert (await told("wxl"))["said"] == "1 号王秀兰已签到。"
    assert (await told("1"))["said"] == "1 号王秀兰已经签到，不用再签。"
    assert "有2席都对得上" in (await told("wx"))["fields"]["who"]
    assert "名册上没有“赵”" in (await told("赵"))["fields"]["who"]
    assert "请扫胸牌" in (await told(" "))["fields"]["who"]
    assert await Seat.filter(state=SeatState.PRESENT).count() == 1


async def test_badges_in_a_photo_are_checked_in_and_what_else_is_in_it_is_nobody_s(client: Any) -> None:
    hall = await noticed()
    codes = [badges.code_of(hall.seat_of(member)) for member in hall.members[:2]]
    browser, path = await client(hall.recorder), f"/sessions/{hall.session_id}/desk"
    answer = await send(browser, path, photo(*codes, "AB2C-DEFG"))
    assert answer.status_code == 303
    assert await Seat.filter(state=SeatState.PRESENT).values_list("number", flat=True) == [1, 2]
    refused = await send(browser, path, photo("AB2C-DEFG"))
    assert "照片里的二维码不是胸牌" in await refused.get_data(as_text=True)


async def test_a_seat_s_page_tells_every_coming_and_going(client: Any) -> None:
    hall = await ticked()
    seat = await first_of(hall)
    await commands.check_out(seat.id, by=hall.recorder)
    page = await (await client(hall.recorder)).text(f"/seats/{seat.id}")
    assert "到会，" in page and "离会" in page


async def test_the_desk_is_told_in_words_and_led_back_to_the_desk(client: Any) -> None:
    hall = await noticed()
    browser, seat = await client(hall.recorder, Accept="application/json"), hall.seat_of(hall.members[1])
    told = [await (await browser.submit(f"/seats/{seat}/{what}", at="desk")).get_json() for what in (
        "excuse", "undo", "check-in", "check-out")]  # fmt: skip
    assert [one["said"] for one in told] == [
        "2 号单国强已记请假。", "2 号单国强的登记已撤销。", "2 号单国强已签到。", "2 号单国强已离场。"]  # fmt: skip
    assert {one["where"] for one in told} == {f"/sessions/{hall.session_id}/desk"}
