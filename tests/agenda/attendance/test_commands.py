from __future__ import annotations

import asyncio
from typing import Any

import pytest

from agenda.attendance import commands, queries
from agenda.attendance.models import CheckInMeans, Seat, SeatState
from agenda.sessions import commands as sessions
from forum.errors import NotAllowed, NotFound, RuleBroken
from forum.journal import Event
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import (
    Deed,
    Refused,
    check_acts_once,
    check_acts_once_at_once,
    check_recorded,
    check_refused,
)


async def empty_hall() -> Hall:
    return await make.session_open(present=0)


async def closed() -> Hall:
    hall = await make.session_open()
    await sessions.close_session(hall.session_id, by=hall.chair)
    return hall


def first_seat(hall: Hall) -> int:
    return hall.seat_of(hall.members[0])


def of_seat(name: str, who: str) -> Any:
    def act(hall: Hall, **given: Any) -> Any:
        by = hall.members[0] if who == "member" else getattr(hall, who)
        return getattr(commands, name)(first_seat(hall), by=by, **given)

    return act


def no_seat(name: str) -> Any:
    return lambda hall, **given: getattr(commands, name)(999, by=hall.recorder, **given)


def checks_in(hall: Hall, **given: Any) -> Any:
    return commands.check_in(hall.session_id, by=hall.members[0], **given)


def ids(hall: Hall, _: Any) -> dict[str, Any]:
    return {"seat": first_seat(hall), "person": hall.members[0].person_id}


DEEDS = [
    Deed("check_in", empty_hall, checks_in, "seat.checked_in", lambda h, a: {**ids(h, a), "means": "qr"}),
    Deed("tick_off", empty_hall, of_seat("tick_off", "recorder"), "seat.checked_in",
         lambda h, a: {**ids(h, a), "means": "recorder"}),
    Deed("check_out", make.session_open, of_seat("check_out", "recorder"), "seat.checked_out", ids),
    Deed("excuse", empty_hall, of_seat("excuse", "recorder"), "seat.excused", ids),
]  # fmt: skip

REFUSED = [
    Refused("before the notice", make.session_planned, checks_in, RuleBroken, "现在不能签到"),
    Refused("after the end", closed, checks_in, RuleBroken, "现在不能签到"),
    Refused("at no session", empty_hall, lambda h, **kw: commands.check_in(999, by=h.members[0], **kw), NotFound,
            "找不到这次会议"),
    Refused("who is not on the roll", empty_hall, lambda h, **kw: commands.check_in(
        h.session_id, by=h.secretary, **kw), RuleBroken, "不在本次会议的名册上"),
    Refused("nobody", empty_hall, lambda h, **kw: commands.check_in(h.session_id, by=None, **kw), NotAllowed,
            "请先登录"),
    Refused("a member ticks off", empty_hall, of_seat("tick_off", "member"), NotAllowed, "主持人和记录员"),
    Refused("ticked off after the end", closed, of_seat("tick_off", "recorder"), RuleBroken, "现在不能签到"),
    Refused("no such seat", empty_hall, no_seat("tick_off"), NotFound, "找不到这个席位"),
    Refused("out without having come", empty_hall, of_seat("check_out", "recorder"), RuleBroken, "没有签到"),
    Refused("a member checks out", make.session_open, of_seat("check_out", "member"), NotAllowed, "主持人和记录员"),
    Refused("excused though here", make.session_open, of_seat("excuse", "recorder"), RuleBroken, "已经签到"),
    Refused("a member excuses", empty_hall, of_seat("excuse", "member"), NotAllowed, "主持人和记录员"),
    Refused("no seat to excuse", empty_hall, no_seat("excuse"), NotFound, "找不到这个席位"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_records_one_fact_with_ids_only(database: Any, deed: Deed) -> None:
    await check_recorded(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_sent_twice_acts_once(database: Any, deed: Deed) -> None:
    await check_acts_once(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_sent_five_times_at_once_acts_once(database: Any, deed: Deed) -> None:
    await check_acts_once_at_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refused_command_says_why_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)


async def test_checking_in_twice_is_one_check_in(database: Any) -> None:
    hall = await empty_hall()
    await commands.check_in(hall.session_id, by=hall.members[0])
    first = await Seat.get(id=first_seat(hall))
    await commands.check_in(hall.session_id, by=hall.members[0])
    await commands.tick_off(first_seat(hall), by=hall.recorder)
    again = await Seat.get(id=first_seat(hall))
    assert (again.checked_in_at, again.means) == (first.checked_in_at, CheckInMeans.QR)
    assert await Event.filter(kind="seat.checked_in", room_id=hall.room_id).count() == 1


async def test_sixty_people_at_the_door_at_once_are_sixty(database: Any) -> None:
    hall = await make.session_open(members=60, present=0)
    await asyncio.gather(*(commands.check_in(hall.session_id, by=member) for member in hall.members))
    assert await queries.heads(hall.session_id) == (60, 60)
    assert await Event.filter(kind="seat.checked_in", room_id=hall.room_id).count() == 60


async def test_who_left_may_come_back_and_who_was_excused_may_come(database: Any) -> None:
    hall = await make.session_open(members=3, present=1)
    await commands.check_out(first_seat(hall), by=hall.recorder)
    await commands.excuse(hall.seat_of(hall.members[1]), by=hall.recorder)
    assert await queries.heads(hall.session_id) == (3, 0)
    for member in hall.members[:2]:
        await commands.check_in(hall.session_id, by=member)
    assert await queries.heads(hall.session_id) == (3, 2)
    back = await Seat.get(id=first_seat(hall))
    assert (back.state, back.checked_out_at) == (SeatState.PRESENT, None)


async def test_observers_are_here_but_do_not_count(database: Any) -> None:
    hall = await make.session_open(members=2, observers=2)
    assert await queries.heads(hall.session_id) == (2, 2)
    assert await Seat.filter(session_id=hall.session_id, state=SeatState.PRESENT).count() == 4


async def test_a_delegate_checks_in_their_unit_s_seat(database: Any) -> None:
    hall = await make.session_open(members=2, units=True, preset="joint_council", present=1)
    seat = await queries.seat_of(hall.session_id, hall.members[0].person_id)
    assert seat is not None and seat.is_present and seat.unit is not None
    assert seat.label == seat.unit.name
