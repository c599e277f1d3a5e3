from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agenda.floor import commands, queries
from agenda.floor.balance import Listener, Share, Turn, balance
from forum import clock
from tests import factories as make

MINUTE = timedelta(minutes=1)


def test_who_spoke_longest_comes_first_and_who_was_not_heard_is_named() -> None:
    listeners = [Listener(1, "王秀兰", "第一网格"), Listener(2, "李建国", "第一网格"), Listener(3, "赵敏", "第二网格")]
    told = balance(listeners, [Turn(1, MINUTE), Turn(2, 2 * MINUTE), Turn(1, MINUTE / 2)])
    assert told.people == (Share("李建国", 2 * MINUTE, 1), Share("王秀兰", 1.5 * MINUTE, 2))
    assert told.sides == (Share("第一网格", 3.5 * MINUTE, 3, people=2),)
    assert told.unheard == ("赵敏",) and told.lasted == 3.5 * MINUTE


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 300)), max_size=20))
def test_no_second_is_lost_and_everybody_is_heard_or_not(spoken: list[tuple[int, int]]) -> None:
    listeners = [Listener(seat, str(seat), "左" if seat % 2 else "右") for seat in range(1, 6)]
    told = balance(listeners, [Turn(seat, timedelta(seconds=seconds)) for seat, seconds in spoken])
    assert told.lasted.total_seconds() == sum(seconds for _, seconds in spoken)
    assert sum((side.lasted for side in told.sides), timedelta(0)) == told.lasted
    assert len(told.people) + len(told.unheard) == 5
    assert sum(share.times for share in told.people) == len(spoken)


async def test_a_grid_and_a_unit_are_heard_through_who_speaks_for_them(database: Any) -> None:
    made = await make.body(1, units=True)
    where = await make.community()
    hall = await make.item_open(made)
    assert (await queries.speaking_time(hall.session_id)).unheard
    hand = await commands.raise_hand(hall.item_id, by=hall.members[0])
    began = clock.now()
    with clock.set_to(began):
        await commands.give_floor(hand, by=hall.chair)
    with clock.set_to(began + MINUTE):
        await commands.yield_floor(hall.item_id, by=hall.chair)
    told = await queries.speaking_time(hall.session_id)
    assert told.sides == told.people and told.unheard == ()
    resident = await make.person(place_id=where.block)
    body = make.BodyMade((await make.body(0)).id, [resident])
    await make.bodies.seat_member(body.id, by=make.SYSTEM, person_id=resident.person_id)
    hall = await make.item_open(body)
    await commands.give_floor(await commands.raise_hand(hall.item_id, by=resident), by=hall.chair)
    assert [side.name for side in (await queries.speaking_time(hall.session_id)).sides] == ["第三网格"]
