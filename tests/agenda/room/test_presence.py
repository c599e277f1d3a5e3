"""Who is connected is shown to the chair, and counts for nothing; who is checked in counts, connected or not."""

from __future__ import annotations

import asyncio

import pytest

from agenda.attendance import commands as attendance
from agenda.ballots import commands as ballots
from agenda.room.view import load
from forum.errors import RuleBroken
from tests import factories as make
from tests.factories import Hall
from tests.helpers.server import HallServer, Socket

EVERYBODY = 60


async def figures(hall: Hall) -> tuple[int, bool]:
    """Present, and whether that is a quorum."""
    view = await load(hall.room_id)
    return view.attendance.present, view.quorum.met


async def online(console: Socket, count: int) -> None:
    await console.until(lambda at: at.heard["presence"] and at.heard["presence"][-1] == {"online": count})


async def test_sixty_connected_make_no_quorum_and_those_checked_in_without_a_phone_do(server: HallServer) -> None:
    hall = await make.motion_put(members=EVERYBODY, present=0)
    console = await server.socket(hall.chair)
    await console.join(hall.room_id, "console")
    phones = [await server.socket(member) for member in hall.members]
    answers = await asyncio.gather(*(phone.join(hall.room_id) for phone in phones))
    assert all(answer["done"] for answer in answers)
    await online(console, EVERYBODY + 1)

    assert await figures(hall) == (0, False)
    assert "还差 31 人到法定人数" in console.shows("hall")
    with pytest.raises(RuleBroken, match="不能表决"):
        await ballots.open_ballot(hall.motion_id, by=hall.chair)

    page = await (await server.page(hall.chair)).read(f"/sessions/{hall.session_id}/console")
    assert "打开了会场页面的人，不算签到" in page
    await asyncio.gather(*(phone.leave() for phone in phones))
    await online(console, 1)
    for member in hall.members[:31]:
        await attendance.tick_off(hall.seat_of(member), by=hall.recorder)
    assert await figures(hall) == (31, True)
    await console.until(lambda at: "已到法定人数，可以表决" in at.shows("hall"))

    await attendance.check_out(hall.seat_of(hall.members[0]), by=hall.recorder)
    assert await figures(hall) == (30, False)
    await server.socket(hall.members[0])
    assert await figures(hall) == (30, False), "coming back online is no check-in"


async def test_one_person_on_three_devices_is_online_once(server: HallServer) -> None:
    hall = await make.item_open(members=2)
    console = await server.socket(hall.chair)
    await console.join(hall.room_id, "console")
    for _ in range(3):
        await (await server.socket(hall.members[0])).join(hall.room_id)
    await online(console, 2)
