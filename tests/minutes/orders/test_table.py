"""Claimed on the spot: in a session, at the item that is open, by a seat that is here."""

from __future__ import annotations

from typing import Any

import pytest

from agenda.attendance.models import Seat
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.journal import Event
from minutes.drafting.exchange import taken
from minutes.drafting.queries import gather
from minutes.orders import commands as orders
from minutes.orders.models import Order, OrderState
from minutes.orders.table import outcomes_of_item
from minutes.wishes import commands as wishes
from minutes.wishes.models import Wish, WishState
from tests import factories as make
from tests.factories import Hall

pytestmark = pytest.mark.usefixtures("app")


async def hall(*, units: bool = False) -> Hall:
    await make.community()
    return await make.item_open(await make.body(3, "joint_council" if units else "simple", units=units), present=2)


async def published() -> int:
    office, where = await make.secretary(), await make.community()
    wish_id = await wishes.make_wish("一副老花镜", "独居老人", where.block, by=office)
    await wishes.publish_wish(wish_id, "一副老花镜", "独居老人", by=office)
    return wish_id


async def drawn_up() -> int:
    office, where = await make.secretary(), await make.community()
    order_id = await orders.place_order("换水龙头", where.block, by=office)
    await orders.draw_up(order_id, "换厨房水龙头", by=office)
    return order_id


async def seat(at: Hall) -> Seat:
    return await Seat.filter(session_id=at.session_id).order_by("number").first()  # type: ignore[return-value]


async def test_a_member_takes_a_wish_and_the_record_and_the_wall_tell_it(client: Any) -> None:
    at, wish_id = await hall(), await published()
    first = await seat(at)
    recorder = await client(at.recorder)
    assert "一副老花镜" in await recorder.text(f"/sessions/{at.session_id}/console")
    answer = await recorder.submit(f"/sessions/{at.session_id}/claims", what=f"wish-{wish_id}", seat_id=str(first.id))
    assert answer.status_code == 303, await answer.get_data(as_text=True)
    wish = await Wish.get(id=wish_id)
    assert (wish.state, wish.neighbour_id, wish.item_id) == (WishState.CLAIMED, first.person_id, at.item_id)
    event = await Event.get(kind="wish.claimed")
    assert (event.room_id, event.data) == (at.room_id, {"wish": wish_id, "seat": first.id, "item": at.item_id})
    assert "认领微心愿：一副老花镜" in await recorder.text(f"/sessions/{at.session_id}/record")
    assert [line() for line in await outcomes_of_item(at.item_id)] == [f"{at.members[0].name}认领微心愿：一副老花镜"]
    item = next(item for item in (await gather(at.session_id)).items if item.taken)
    assert taken(item.taken) == f"1. {at.members[0].name}认领微心愿：一副老花镜。"


async def test_a_unit_takes_an_order_which_is_dispatched_and_accepted_at_once(client: Any) -> None:
    at, order_id = await hall(units=True), await drawn_up()
    first = await seat(at)
    recorder = await client(at.recorder)
    await recorder.text(f"/sessions/{at.session_id}/console")
    answer = await recorder.submit(f"/sessions/{at.session_id}/claims", what=f"order-{order_id}", seat_id=str(first.id))
    assert answer.status_code == 303, await answer.get_data(as_text=True)
    order = await Order.get(id=order_id)
    assert (order.state, order.unit_id, order.item_id) == (OrderState.ACCEPTED, first.unit_id, at.item_id)
    assert "接单：换厨房水龙头" in await recorder.text(f"/sessions/{at.session_id}/record")


async def test_who_takes_no_part_and_what_cannot_be_taken_is_refused_and_writes_nothing(client: Any) -> None:
    at, wish_id, order_id = await hall(), await published(), await drawn_up()
    first = await seat(at)
    with pytest.raises(NotAllowed):
        await wishes.claim_in_session(at.item_id, wish_id, first.id, by=at.members[0])
    with pytest.raises(BadInput):
        await wishes.claim_in_session(at.item_id, wish_id, 9999, by=at.recorder)
    with pytest.raises(BadInput, match="单位"):
        await orders.claim_in_session(at.item_id, order_id, first.id, by=at.recorder)
    last = await Seat.filter(session_id=at.session_id).order_by("-number").first()
    assert last and not last.is_present
    with pytest.raises(BadInput, match="签到"):
        await wishes.claim_in_session(at.item_id, wish_id, last.id, by=at.recorder)
    await wishes.claim_in_session(at.item_id, wish_id, first.id, by=at.recorder, command_id="once")
    await wishes.claim_in_session(at.item_id, wish_id, first.id, by=at.recorder, command_id="once")
    with pytest.raises(RuleBroken, match="已经有人认领"):
        await wishes.claim_in_session(at.item_id, wish_id, first.id, by=at.recorder)
    assert await Event.filter(kind="wish.claimed").count() == 1
    recorder = await client(at.recorder)
    for what in ("wish-x", "spoon-1", "wish-999999"):
        answer = await recorder.submit(f"/sessions/{at.session_id}/claims", what=what, seat_id=str(first.id))
        assert answer.status_code in {404, 422}
