"""Quorum lost and regained is part of the proceedings, with figures; and who was here for what is told from them."""

from __future__ import annotations

from typing import Any

from agenda.attendance import commands, mandates, recusals
from agenda.attendance.presence import names_of, presences
from agenda.ballots import commands as ballots
from agenda.items import commands as items
from agenda.motions import commands as motions
from agenda.room.view import load
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session
from forum import clock
from forum.journal import Event
from minutes.record import queries as record
from tests import factories as make
from tests.factories import Hall


async def noted(hall: Hall) -> list[tuple[str, int, int]]:
    """What was noted of the quorum: (kind, present, needed)."""
    events = await Event.filter(room_id=hall.room_id, kind__startswith="quorum.").order_by("seq")
    return [(event.kind, event.data["present"], event.data["needed"]) for event in events]


async def out(hall: Hall, who: int) -> None:
    await commands.check_out(hall.seat_of(hall.members[who]), by=hall.recorder)


async def test_it_is_noted_when_it_is_reached_lost_and_reached_again(database: Any) -> None:
    hall = await make.session_open(members=4)  # opened before anybody had come: three are needed
    assert await noted(hall) == [("quorum.regained", 3, 3)]
    await out(hall, 0)
    assert len(await noted(hall)) == 1
    await out(hall, 1)
    assert (await noted(hall))[1:] == [("quorum.lost", 2, 3)]
    await out(hall, 2)
    assert len(await noted(hall)) == 2, "it is lost once"
    for who in (0, 1):
        await commands.check_in(hall.session_id, by=hall.members[who])
    assert (await noted(hall))[2:] == [("quorum.regained", 3, 3)]


async def test_nothing_is_noted_before_the_session_is_open(database: Any) -> None:
    hall = await make.session_noticed(members=4)
    for member in hall.members:
        await commands.check_in(hall.session_id, by=member)
    assert await noted(hall) == []
    await sessions.open_session(hall.session_id, by=hall.chair)
    opened = await Event.get(kind="session.opened")
    assert (opened.data["quorum"], opened.data["present"], opened.data["needed"]) == (True, 4, 3)
    await out(hall, 0)
    await out(hall, 1)
    assert await noted(hall) == [("quorum.lost", 2, 3)]


async def test_a_tick_taken_back_a_mandate_and_standing_aside_change_it_too(database: Any) -> None:
    hall = await make.item_open(members=4, present=3)
    await commands.undo_mark(hall.seat_of(hall.members[2]), by=hall.recorder)
    assert (await noted(hall))[-1] == ("quorum.lost", 2, 3)
    principal, holder = hall.seat_of(hall.members[3]), hall.seat_of(hall.members[0])
    mandate = await mandates.enter_mandate(hall.session_id, principal, holder, clock.today(), by=hall.recorder)
    assert (await noted(hall))[-1] == ("quorum.regained", 3, 3)
    await mandates.withdraw_mandate(mandate, by=hall.recorder)
    assert (await noted(hall))[-1] == ("quorum.lost", 2, 3)
    await recusals.declare_recusal(hall.item_id, "是承包人", by=hall.members[1])
    assert len(await noted(hall)) == 4


async def test_the_chair_is_shown_since_when_it_is_lost_and_until_it_is_back(database: Any) -> None:
    hall = await make.motion_put(members=4, present=3)
    assert (await load(hall.room_id)).quorum_lost_at is None
    await out(hall, 0)
    assert (await load(hall.room_id)).quorum_lost_at == (await Event.filter(kind="quorum.lost").first()).at  # type: ignore[union-attr]
    await commands.check_in(hall.session_id, by=hall.members[0])
    assert (await load(hall.room_id)).quorum_lost_at is None


async def test_a_hall_that_never_had_it_is_not_told_that_it_lost_it(database: Any) -> None:
    hall = await make.session_open(members=4, present=1)
    assert (await load(hall.room_id)).quorum_lost_at is None


async def test_each_item_and_ballot_knows_who_was_here(database: Any) -> None:
    hall = await make.session_open(members=4, present=3, topics=2)
    first, second = hall.items
    seats = [hall.seat_of(member) for member in hall.members]
    await items.open_item(first, by=hall.chair)
    await out(hall, 0)
    await commands.check_in(hall.session_id, by=hall.members[3])
    motion = await motions.put_motion(first, "换主管", by=hall.chair)
    await ballots.close_ballot(await ballots.open_ballot(motion, by=hall.chair), by=hall.chair)
    await commands.check_in(hall.session_id, by=hall.members[0])
    await items.close_item(first, by=hall.chair)
    await items.open_item(second, by=hall.chair)
    await items.close_item(second, by=hall.chair)
    await out(hall, 1)
    found = await presences(await Session.get(id=hall.session_id))
    named = [(seat, str(at)) for at, seat in enumerate(seats)]
    assert [names_of(one, named) for one in found] == [
        [("whole", ["1", "2"]), ("part", ["0", "3"])],
        [("whole", ["1", "2", "3"])],
        [("whole", ["0", "1", "2", "3"])],
    ]


async def test_the_record_tells_of_it_and_names_who_was_here(client: Any) -> None:
    hall = await make.item_open(members=4)
    for who in (0, 1):
        await out(hall, who)
    session = await Session.get(id=hall.session_id).prefetch_related("chair", "recorder", "body")
    sheet = await record.sheet(session)
    texts = [text for _, text, _ in sheet.lines]
    assert "到会人数不足法定人数，不能表决；应到4，实到2，法定人数3。" in texts
    assert sheet.presences[0][1].startswith("到会（2）：") and "部分时间到会（2）：" in sheet.presences[0][1]
    page = await (await client(hall.recorder)).text(f"/sessions/{hall.session_id}/presence")
    assert "第1项" in page and page.count("is-part") >= 2
