"""A session held on paper and entered afterwards comes to what the same session comes to that is held here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from agenda.afterwards import commands
from agenda.afterwards.commands import Division
from agenda.attendance import commands as attendance
from agenda.attendance.models import Seat, SeatState
from agenda.ballots import commands as ballots
from agenda.ballots.methods.hands import Hands
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import Ballot, VoteSource
from agenda.ballots.rules import Choice
from agenda.items import commands as items
from agenda.items.models import AgendaItem, ItemState
from agenda.motions import commands as motions
from agenda.sessions import commands as sessions
from agenda.sessions import queries as session_queries
from agenda.sessions.models import Session, SessionState
from forum import clock
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.journal import Event
from minutes.drafting import queries as drafting
from minutes.drafting.draft import draft
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import new_id

BEGAN = datetime.fromisoformat("2026-03-04T19:00:00+08:00")
TEXT = "同意更换3号楼2单元排水主管。"


def at(minutes: int) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


async def held() -> Hall:
    """Noticed, its hour has passed."""
    with clock.set_to(BEGAN - timedelta(days=10)):
        return await make.session_noticed(members=6, topics=1, free_items=["商量停车"], starts_at=BEGAN)


async def entering() -> Hall:
    hall = await held()
    here = [hall.seat_of(member) for member in hall.members[:5]]
    await commands.begin_entering(hall.session_id, BEGAN, here, [hall.seat_of(hall.members[5])], by=hall.recorder)
    return hall


def counted(hall: Hall) -> Division:
    return Division(TEXT, [Hands(3, 1, 1)], "李建国", "王秀兰")


def named(hall: Hall) -> Division:
    choices = [Choice.FOR, Choice.FOR, Choice.FOR, Choice.AGAINST]
    return Division(TEXT, named=dict(zip(map(hall.seat_of, hall.members), choices, strict=False)))


async def entered(of: Any) -> Hall:
    hall = await entering()
    first, second = hall.items
    await commands.enter_division(first, of(hall), at(20), by=hall.recorder, command_id=new_id())
    await commands.close_entered_item(first, at(25), by=hall.recorder)
    await commands.close_entered_item(second, at(40), by=hall.recorder)
    await commands.finish_entering(hall.session_id, at(45), by=hall.recorder)
    return hall


async def live(of: Any) -> Hall:
    """The same, chaired in the hall with the same clock."""
    hall = await held()
    division = of(hall)
    with clock.set_to(BEGAN):
        await sessions.open_session(hall.session_id, by=hall.chair)
        for member in hall.members[:5]:
            await attendance.tick_off(hall.seat_of(member), by=hall.recorder)
        await attendance.excuse(hall.seat_of(hall.members[5]), by=hall.recorder)
    with clock.set_to(at(20)):
        await items.open_item(hall.items[0], by=hall.chair)
        motion = await motions.put_motion(hall.items[0], division.text, by=hall.chair)
        kind = Kind.HANDS if division.named is None else Kind.YES_NO
        ballot = await ballots.open_ballot(motion, by=hall.chair, kind=kind)
        if division.named is None:
            block = await ballots.enter_block(
                ballot, division.hands, VoteSource.HAND, division.teller, by=hall.recorder
            )
            await ballots.confirm_block(block, division.hands, division.scrutineer, by=hall.recorder)
        for seat, choice in (division.named or {}).items():
            await ballots.enter_vote(
                ballot, seat, choice, by=hall.recorder, command_id=new_id(), source=VoteSource.PAPER
            )
        await ballots.close_ballot(ballot, by=hall.chair)
    with clock.set_to(at(25)):
        await items.close_item(hall.items[0], by=hall.chair)
        await items.open_item(hall.items[1], by=hall.chair)
    with clock.set_to(at(40)):
        await items.close_item(hall.items[1], by=hall.chair)
    with clock.set_to(at(45)):
        await sessions.close_session(hall.session_id, by=hall.chair)
    return hall


def without_names(hall: Hall, text: str) -> str:
    """Chairs, recorders and proposers of the two are invented one by one."""
    known = [hall.chair.name, hall.recorder.name, *(topic.proposer.name for topic in hall.topics)]
    for name in sorted(known, key=len, reverse=True):
        text = text.replace(name, "某某")
    return text


@pytest.mark.parametrize("of", [counted, named])
async def test_entered_afterwards_it_comes_to_the_same_as_live(database: Any, of: Any) -> None:
    drafts, outcomes = [], []
    for hall in (await live(of), await entered(of)):
        record = await drafting.gather(hall.session_id)
        text = without_names(hall, draft(record)).replace(record.body, "居民议事会")
        drafts.append(text)
        ballot = await Ballot.get(session_id=hall.session_id)
        outcomes.append((ballot.outcome, ballot.opened_at, ballot.closed_at, ballot.present, ballot.entitled))
    assert outcomes[0] == outcomes[1]
    mark = f"会议以纸质方式召开，会后由某某于{clock.today().year}年"
    before, _, after = drafts[1].partition(mark)
    assert mark in drafts[1] and mark not in drafts[0]
    assert drafts[0].replace("\n", "") == (before + after.partition("补录。")[2]).replace("\n", "")


async def test_who_entered_it_and_when_is_kept_and_the_hall_s_times_are_those_of_the_paper(database: Any) -> None:
    hall = await entered(counted)
    session = await session_queries.session(hall.session_id)
    assert (session.opened_at, session.closed_at) == (BEGAN, at(45))
    assert session.entered_by_id == hall.recorder.person_id and session.entered_at > at(45) and not session.entering
    events = await Event.filter(room_id=hall.room_id).order_by("seq")
    assert [event.kind for event in events][-2:] == ["session.closed", "session.entered"]
    assert not [event for event in events if event.kind == "chair.taken"]
    states = {seat.state for seat in await Seat.filter(session_id=hall.session_id)}
    assert states == {SeatState.PRESENT, SeatState.EXCUSED}


async def test_what_was_not_entered_is_carried_over(database: Any) -> None:
    hall = await entering()
    await commands.close_entered_item(hall.items[0], at(30), by=hall.recorder)
    await commands.finish_entering(hall.session_id, at(31), by=hall.recorder)
    states = [item.state for item in await AgendaItem.filter(session_id=hall.session_id).order_by("position")]
    assert states == [ItemState.DONE, ItemState.CARRIED_OVER]


async def test_a_division_sent_again_acts_once(database: Any) -> None:
    hall = await entering()
    for _ in range(2):
        await commands.enter_division(hall.items[0], named(hall), at(9), by=hall.recorder, command_id="the same one")
    assert await Ballot.filter(session_id=hall.session_id).count() == 1
    assert await Event.filter(kind="ballot.closed").count() == 1


async def test_the_recorder_does_what_the_chair_did_only_while_it_is_entered(database: Any) -> None:
    hall = await entered(counted)
    with pytest.raises(NotAllowed):
        await sessions.close_session(hall.session_id, by=hall.recorder)


@pytest.mark.parametrize(("act", "error", "says"), [
    (lambda h: commands.begin_entering(h.session_id, BEGAN, [], by=h.recorder), RuleBroken, "不能补录"),
    (lambda h: commands.begin_entering(h.session_id, BEGAN, [], by=h.members[0]), NotAllowed, "记录员"),
    (lambda h: commands.close_entered_item(h.items[0], at(-5), by=h.recorder), BadInput, "以后"),
    (lambda h: commands.close_entered_item(h.items[0], clock.now() + timedelta(1), by=h.recorder), BadInput, "以前"),
    (lambda h: commands.enter_division(h.items[0], Division(TEXT, [Hands(9, 0, 0)], "甲", "乙"), at(5),
                                       by=h.recorder, command_id=new_id()), BadInput, ""),
    (lambda h: commands.enter_division(h.items[0], Division(TEXT, [Hands(3, 0, 0)], "甲", ""), at(5),
                                       by=h.recorder, command_id=new_id()), BadInput, "请填写"),
    (lambda h: commands.enter_division(h.items[0], Division(TEXT, named={h.seat_of(h.members[5]): Choice.FOR}), at(5),
                                       by=h.recorder, command_id=new_id()), BadInput, "到会并有表决权"),
])  # fmt: skip
async def test_what_cannot_have_been_is_refused_and_leaves_nothing(
    database: Any, act: Any, error: type[Exception], says: str
) -> None:
    hall = await entering()
    events = await Event.all().count()
    with pytest.raises((error, RuleBroken)) as refused:
        await act(hall)
    assert says in refused.value.said(str)  # type: ignore[attr-defined]
    assert await Event.all().count() == events
    assert (await AgendaItem.get(id=hall.items[0])).state is ItemState.WAITING


async def test_only_what_was_to_take_place_already_can_be_entered(client: Any) -> None:
    hall = await make.session_noticed(members=3)
    with pytest.raises(BadInput, match="开始时间要在现在以前"):
        await commands.begin_entering(hall.session_id, clock.now() + timedelta(1), [hall.seat_of(hall.members[0])],
                                      by=hall.recorder)  # fmt: skip
    page = await (await client(hall.recorder)).text(f"/sessions/{hall.session_id}/afterwards")
    assert "到了时间" in page and "开始补录" not in page


async def test_the_pages_lead_the_recorder_through(client: Any) -> None:
    hall = await held()
    recorder = await client(hall.recorder)
    address = f"/sessions/{hall.session_id}"
    assert "补录" in await recorder.text(address)
    refused = await recorder.submit(f"{address}/afterwards", day="2026-03-04", began="19:00")
    assert refused.status_code == 422 and "请勾选到会的人" in await refused.get_data(as_text=True)
    form = [("command_id", new_id()), ("day", "2026-03-04"), ("began", "19:00")]
    here = [("present", str(hall.seat_of(member))) for member in hall.members[:4]]
    await recorder.post(f"{address}/afterwards", data=urlencode(form + here),
                        headers={"Content-Type": "application/x-www-form-urlencoded"})  # fmt: skip
    first, second = hall.items
    votes = {f"seat-{hall.seat_of(member)}": "for" for member in hall.members[:3]}
    await recorder.submit(f"/items/{first}/afterwards", text=TEXT, at="19:20", way="named", source="hand", **votes)
    page = await recorder.text(f"/items/{first}/afterwards")
    assert "通过" in page and "已录的表决" in page
    late = await recorder.submit(f"/items/{first}/afterwards/end", at="19:01")
    assert late.status_code == 422 and "已经录入的内容以后" in await late.get_data(as_text=True)
    await recorder.submit(f"/items/{first}/afterwards/end", at="19:30")
    await recorder.submit(f"/items/{second}/afterwards/end", at="19:40")
    await recorder.submit(f"{address}/afterwards/end", at="19:45")
    assert (await Session.get(id=hall.session_id)).state is SessionState.CLOSED
    assert "补录" in await recorder.text(address)
