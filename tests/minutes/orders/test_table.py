"""Claimed on the spot: in a session, at the item that is open, by a seat that is here."""

from __future__ import annotations

from typing import Any

import pytest

from agenda.attendance.models import Seat
from agenda.claiming import commands as claiming
from agenda.claiming.models import ReadOut
from agenda.claiming.queries import count_read
from agenda.items.models import ItemKind
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.journal import Event
from forum.people.models import Role
from minutes.drafting.exchange import taken
from minutes.drafting.queries import gather
from minutes.orders import commands as orders
from minutes.orders.models import Order, OrderState
from minutes.orders.table import claimable, outcomes_of_item
from minutes.wishes import commands as wishes
from minutes.wishes.models import Wish, WishState
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import Deed, check_acts_once, check_recorded

pytestmark = pytest.mark.usefixtures("app")


async def hall(*, units: bool = False) -> Hall:
    await make.community()
    return await make.item_open(await make.body(3, "joint_council" if units else "simple", units=units), present=2)


async def drawn_up() -> int:
    office, where = await make.secretary(), await make.community()
    order_id = await orders.place_order("换水龙头", where.block, by=office)
    await orders.draw_up(order_id, "换厨房水龙头", by=office)
    return order_id


async def seat(at: Hall) -> Seat:
    return await Seat.filter(session_id=at.session_id).order_by("number").first()  # type: ignore[return-value]


async def test_a_member_takes_a_wish_and_the_record_and_the_wall_tell_it(client: Any) -> None:
    at, wish_id = await hall(), await make.wish_published()
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


async def test_what_a_unit_gives_back_during_the_sitting_waits_once_and_is_no_longer_told_as_taken() -> None:
    at, order_id = await hall(units=True), await drawn_up()
    await orders.claim_in_session(at.item_id, order_id, (await seat(at)).id, by=at.recorder)
    assert [one.claimed_by != "" for one in await claimable(at.item_id)] == [True]
    await orders.decline_order(order_id, "师傅病了", by=at.secretary)
    assert [one.claimed_by for one in await claimable(at.item_id)] == [""]
    assert await outcomes_of_item(at.item_id) == []


async def test_the_hall_reads_neither_who_asked_nor_where_they_live() -> None:
    at, office, where = await hall(), await make.secretary(), await make.community()
    asked = await make.person("上官静怡")
    text = "给上官静怡（2单元302室，13812345678）换水龙头，钥匙在王奶奶那里"
    order_id = await orders.place_order(text, where.block, by=asked, at_home="2单元302室 王奶奶")
    await orders.draw_up(order_id, text, by=office)
    wish_id = await wishes.make_wish(text, "上官静怡的邻居", where.block, by=asked)
    await wishes.publish_wish(wish_id, text, "上官静怡的邻居", by=office)
    lines = await claimable(at.item_id)
    assert len(lines) == 2 and all("换水龙头" in one.text for one in lines)
    told = " ".join(f"{one.text} {one.whom}" for one in lines)
    for hidden in ("上官静怡", "302室", "13812345678"):
        assert hidden not in told, hidden
    assert "王奶奶" not in next(one.text for one in lines if one.what == "order")


async def test_who_takes_no_part_and_what_cannot_be_taken_is_refused_and_writes_nothing(client: Any) -> None:
    at, wish_id, order_id = await hall(), await make.wish_published(), await drawn_up()
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


# ---- read out one by one ----


async def reading(*, units: bool = False) -> Hall:
    await make.community()
    body = await make.body(3, "joint_council" if units else "simple", units=units)
    return await make.item_open(body, present=2, topics=0, kinds=[ItemKind.CLAIMING])


async def to_read() -> tuple[Hall, int]:
    return await reading(), await make.wish_published()


READ = Deed("read out", to_read,
            lambda given, **kw: claiming.read_out(given[0].item_id, f"wish-{given[1]}", by=given[0].chair, **kw),
            "claim.asked", lambda given, _: {"item": given[0].item_id, "what": "wish", "of": given[1]})  # fmt: skip


async def test_reading_out_is_recorded_once_and_is_the_chairs() -> None:
    await check_recorded(READ)
    await check_acts_once(READ)
    at, wish_id = await to_read()
    for _ in range(2):
        await claiming.read_out(at.item_id, f"wish-{wish_id}", by=at.chair)
    assert await ReadOut.filter(item_id=at.item_id).count() == 2 and await count_read(at.item_id) == 1
    for by in (at.members[0], at.recorder):
        with pytest.raises(NotAllowed):
            await claiming.read_out(at.item_id, f"wish-{wish_id}", by=by)
    with pytest.raises(NotFound):
        await claiming.read_out(at.item_id, "wish-999", by=at.chair)
    other = await hall()
    with pytest.raises(RuleBroken, match="认领心愿"):
        await claiming.read_out(other.item_id, f"wish-{wish_id}", by=other.chair)


async def test_a_member_claims_by_phone_what_is_read_and_nobody_who_is_not_here_does(client: Any) -> None:
    at, wish_id = await to_read()
    await claiming.read_out(at.item_id, f"wish-{wish_id}", by=at.chair)
    phone, away = await client(at.members[0]), await client(at.members[2])
    page = await phone.text(f"/sessions/{at.session_id}/room")
    assert "我来认领" in page and "一副老花镜" in page
    refused = await away.submit(f"/sessions/{at.session_id}/claims", what=f"wish-{wish_id}")
    assert refused.status_code == 422
    stranger = await client(await make.person())
    assert (await stranger.submit(f"/sessions/{at.session_id}/claims", what=f"wish-{wish_id}")).status_code == 403
    answer = await phone.submit(f"/sessions/{at.session_id}/claims", what=f"wish-{wish_id}")
    assert answer.headers["Location"].endswith("/room")
    wish = await Wish.get(id=wish_id)
    assert (wish.neighbour_id, wish.item_id) == (at.members[0].person_id, at.item_id)
    item = (await gather(at.session_id)).items[0]
    assert taken(item.taken, item.read_out).startswith("会议宣读了1件微心愿和服务订单，当场认领1件。")


async def test_an_order_goes_to_the_delegates_unit_or_to_the_one_team_of_who_sits_there(client: Any) -> None:
    at, order_id = await reading(units=True), await drawn_up()
    await orders.claim_in_session(at.item_id, order_id, at.seat_of(at.members[0]), by=at.members[0])
    assert (await Order.get(id=order_id)).unit_id == next(iter(at.members[0].units))
    at, order_id, helper = await reading(), await drawn_up(), (await make.unit("爱心志愿队"))
    with pytest.raises(BadInput, match="志愿队"):
        await orders.claim_in_session(at.item_id, order_id, at.seat_of(at.members[0]), by=at.members[0])
    assert at.members[0].person_id
    await make.people.grant_role(at.members[0].person_id, Role.DELEGATE, by=await make.secretary(), unit_id=helper)
    await orders.claim_in_session(at.item_id, order_id, at.seat_of(at.members[0]), by=at.members[0])
    assert (await Order.get(id=order_id)).unit_id == helper


async def test_nobody_claims_for_another_seat_and_for_the_own_only_where_it_is_read_out() -> None:
    at, wish_id = await to_read()
    with pytest.raises(NotAllowed):
        await wishes.claim_in_session(at.item_id, wish_id, at.seat_of(at.members[0]), by=at.members[1])
    other = await hall()
    with pytest.raises(NotAllowed):
        await wishes.claim_in_session(other.item_id, wish_id, (await seat(other)).id, by=other.members[0])
    assert (await Wish.get(id=wish_id)).state is WishState.PUBLISHED


async def test_the_recorder_has_the_list_on_a_page_of_its_own_too(client: Any) -> None:
    at = await reading()
    await make.wish_published()
    recorder = await client(at.recorder)
    assert "一副老花镜" in await recorder.text(f"/sessions/{at.session_id}/claims")
    assert (await (await client(at.members[0])).get(f"/sessions/{at.session_id}/claims")).status_code == 403
    refused = await recorder.submit(f"/sessions/{at.session_id}/claims", what="wish-1")
    assert refused.status_code == 422
