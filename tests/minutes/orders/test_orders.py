"""点单-制单-派单-接单: who may take which step, what is told to whom, and what the pages let through."""

from __future__ import annotations

from typing import Any

import pytest

from forum import clock
from forum.access import Actor
from forum.app import House
from forum.bodies.models import Unit, UnitKind
from forum.echoes import queries as echoes
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.search import rules as rules_of_search
from forum.search.index import Narrowed
from forum.search.queries import search
from minutes.orders import commands, links, queries, rules, searched
from minutes.orders.models import Order, OrderState, OrderStep, Service
from minutes.orders.rules import Step, Whose
from tests import factories as make
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused

pytestmark = pytest.mark.usefixtures("app")

HOME = "2单元302室 王奶奶 13812345678"


class Made:
    """An order, and everybody it is about."""

    def __init__(self, id: int, resident: Actor, office: Actor, team: Actor, other: Actor) -> None:
        self.id, self.resident, self.office, self.team, self.other = id, resident, office, team, other
        self.unit = next(iter(team.units))


async def made(upto: Step | None = None) -> Made:
    where, unit = await make.community(), await make.unit(kind=UnitKind.VOLUNTEERS)
    resident, office = await make.person(), await make.secretary()
    team, other = await make.person(unit_id=unit), await make.person(unit_id=await make.unit())
    id = await commands.place_order("换厨房水龙头", where.block, by=resident, at_home=HOME)
    order = Made(id, resident, office, team, other)
    for step in (Step.DRAW_UP, Step.DISPATCH, Step.ACCEPT, Step.FINISH, Step.RATE) if upto else ():
        await TAKEN[step](order)
        if step is upto:
            break
    return order


TAKEN: dict[Step, Any] = {
    Step.DRAW_UP: lambda at, **kw: commands.draw_up(at.id, "带生料带，周三上午", by=at.office, **kw),
    Step.ANSWER: lambda at, **kw: commands.answer_order(at.id, "请找燃气公司", by=at.office, **kw),
    Step.DISPATCH: lambda at, **kw: commands.dispatch(at.id, at.unit, by=at.office, **kw),
    Step.ACCEPT: lambda at, **kw: commands.accept_order(at.id, "", by=at.team, **kw),
    Step.DECLINE: lambda at, **kw: commands.decline_order(at.id, "这周没有人", by=at.team, **kw),
    Step.FINISH: lambda at, **kw: commands.finish_order(at.id, "换好了", by=at.team, **kw),
    Step.RATE: lambda at, score=5, **kw: commands.rate_order(at.id, score, by=at.resident, **kw),
    Step.CANCEL: lambda at, **kw: commands.cancel_order(at.id, by=at.resident, **kw),
}
BEFORE = {Step.DRAW_UP: None, Step.ANSWER: None, Step.DISPATCH: Step.DRAW_UP, Step.ACCEPT: Step.DISPATCH,
          Step.DECLINE: Step.DISPATCH, Step.FINISH: Step.ACCEPT, Step.RATE: Step.FINISH, Step.CANCEL: None}  # fmt: skip


def deed(step: Step) -> Deed:
    return Deed(
        step.value, lambda: made(BEFORE[step]), TAKEN[step], commands.EVENTS[step], lambda at, _: {"order": at.id}
    )


async def _placed(by: Actor, **kw: Any) -> int:
    return await commands.place_order("换灯", (await make.community()).block, by=by, **kw)


async def _kept(at: Made, **kw: Any) -> int:
    return await commands.keep_service(at.unit, "理发", "每月初一", by=at.team, **kw)


async def _on_the_menu() -> tuple[int, Made]:
    at = await made()
    return await _kept(at), at


async def _neighbour() -> Actor:
    await make.community()
    return await make.person()


DEEDS = [
    *map(deed, Step),
    Deed("place", _neighbour, _placed, "order.placed"),
    Deed("keep service", made, _kept, "service.kept"),
    Deed(
        "end service",
        _on_the_menu,
        lambda on, **kw: commands.end_service(on[0], by=on[1].office, **kw),
        "service.ended",
    ),
]


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_every_step_is_recorded_with_ids_only(deed: Deed) -> None:
    await check_recorded(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_every_step_sent_twice_is_one(deed: Deed) -> None:
    await check_acts_once(deed)


def refused(name: str, before: Step | None, act: Any, error: Any, says: str) -> Refused:
    return Refused(name, lambda: made(before), act, error, says)


REFUSED = [
    refused("a resident draws up", None, lambda at, **kw: commands.draw_up(at.id, "x", by=at.resident, **kw),
            NotAllowed, "制单"),
    refused("another team", Step.DISPATCH, lambda at, **kw: commands.accept_order(at.id, by=at.other, **kw),
            NotAllowed, "自己的单位"),
    refused("the team rates itself", Step.FINISH, lambda at, **kw: commands.rate_order(at.id, 5, by=at.team, **kw),
            NotAllowed, "点单的人"),
    refused("not dispatched", Step.DRAW_UP, lambda at, **kw: commands.accept_order(at.id, by=at.office, **kw),
            RuleBroken, "走到哪一步"),
    refused("no such unit", Step.DRAW_UP, lambda at, **kw: commands.dispatch(at.id, 999, by=at.office, **kw),
            BadInput, "从列表"),
    refused("cancelled when it is being done", Step.ACCEPT, TAKEN[Step.CANCEL], RuleBroken, "走到哪一步"),
    refused("another's menu", None, lambda at, **kw: commands.keep_service(at.unit, "x", "", by=at.other, **kw),
            NotAllowed, "自己的单位"),
    refused("no such order", None, lambda at, **kw: commands.cancel_order(999, by=at.office, **kw), NotFound, "这张单"),
]  # fmt: skip


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refusal_says_why_and_writes_nothing(refused: Refused) -> None:
    await check_refused(refused)


async def test_a_declined_order_waits_to_be_dispatched_anew_and_the_reason_stays() -> None:
    at = await made(Step.DISPATCH)
    await TAKEN[Step.DECLINE](at)
    order = await Order.get(id=at.id)
    assert (order.state, order.unit_id) == (OrderState.DRAWN_UP, None)
    step = await OrderStep.get(taken="decline")
    assert (step.words, step.unit_id) == ("这周没有人", at.unit)


async def test_a_low_rating_reopens_it_and_the_history_stays() -> None:
    at = await made(Step.FINISH)
    await TAKEN[Step.RATE](at, score=2)
    order = await Order.get(id=at.id)
    assert (order.state, order.reopened, order.unit_id) == (OrderState.DRAWN_UP, 1, None)
    assert [step.taken for step in await OrderStep.filter(order_id=at.id)] == [
        "draw_up", "dispatch", "accept", "finish", "rate",
    ]  # fmt: skip


async def test_in_every_state_it_stands_in_the_todos_of_those_whose_step_is_next() -> None:
    for upto, waits in ((None, "office"), (Step.DRAW_UP, "office"), (Step.DISPATCH, "team"), (Step.ACCEPT, "team"),
                        (Step.FINISH, "resident"), (Step.RATE, "")):  # fmt: skip
        at = await made(upto)
        asked = {
            name for name in ("office", "team", "resident", "other")
            if at.id in {order.id for order in await queries.waiting_for(getattr(at, name))}
        }  # fmt: skip
        assert asked == ({waits} if waits else set()), upto


async def test_the_door_and_telephone_are_seen_by_the_team_only_while_it_does_the_work(client: Any) -> None:
    at = await made(Step.DISPATCH)
    team, path = await client(at.team), f"/orders/{at.id}"
    assert HOME not in await team.text(path)
    assert HOME in await (await client(at.office)).text(path) and HOME in await (await client(at.resident)).text(path)
    await TAKEN[Step.ACCEPT](at)
    assert HOME in await team.text(path)
    await TAKEN[Step.FINISH](at)
    await TAKEN[Step.RATE](at)
    assert HOME not in await team.text(path)
    for reader in (await client(at.other), await client(await make.person())):
        assert (await reader.get(path)).status_code == 404
        assert "换厨房水龙头" not in await reader.text("/orders")
    assert "换厨房水龙头" not in await (await client()).text("/orders")


async def test_an_order_goes_its_whole_way_by_the_pages(client: Any) -> None:
    at = await made()
    resident, office, team = await client(at.resident), await client(at.office), await client(at.team)
    path = f"/orders/{at.id}"

    async def press(browser: Any, step: str, status: int = 303, **typed: str) -> str:
        await browser.text(path)
        answer = await browser.submit(f"{path}/{step}", **typed)
        assert answer.status_code == status, await answer.get_data(as_text=True)
        return str(await answer.get_data(as_text=True))

    assert "请填写" in await press(office, "draw_up", 422, words=" ")
    await press(office, "draw_up", words="带生料带")
    await press(office, "dispatch", unit_id=str(at.unit))
    assert "接单：换厨房水龙头" in await team.text("/")
    assert "请填写" in await press(team, "decline", 422, words="")
    await press(team, "accept", words="张师傅周三去")
    await press(team, "finish", words="换好了")
    assert "请填写" in await press(resident, "rate", 422, score="")
    await press(resident, "rate", score="2", words="还在滴水")
    assert "退回社区，另派重办" in await resident.text(path)
    await press(office, "dispatch", unit_id=str(at.unit))
    await press(team, "accept")
    await press(team, "finish", words="又换了垫圈")
    await press(resident, "rate", score="5", words="手脚麻利")
    page = await resident.text(path)
    assert "已评价" in page and "手脚麻利" in page and "还在滴水" in page and "张师傅周三去" in page


async def test_nothing_goes_to_a_unit_that_has_left_and_its_services_are_off_the_menu() -> None:
    at = await made(Step.DRAW_UP)
    await _kept(at)
    assert [one.unit_id for one in await queries.menu()] == [at.unit]
    await Unit.filter(id=at.unit).update(left_on=clock.today())
    assert await queries.menu() == []
    with pytest.raises(BadInput, match="从列表"):
        await TAKEN[Step.DISPATCH](at)
    with pytest.raises(BadInput, match="从列表"):
        await commands.keep_service(at.unit, "理发", "", by=at.office)


async def test_the_menu_is_for_everybody_and_kept_by_its_team(client: Any) -> None:
    at = await made()
    team = await client(at.team)
    await team.text("/orders")
    refused = await team.submit("/services", unit_id=str(at.unit), name="", text="每月初一")
    assert refused.status_code == 422 and "每月初一" in await refused.get_data(as_text=True)
    assert (await team.submit("/services", unit_id=str(at.unit), name="理发", text="每月初一")).status_code == 303
    assert "理发" in await (await client()).text("/orders")
    service = await Service.get()
    resident = await client(at.resident)
    assert "理发" in await resident.text(f"/orders/new?service={service.id}")
    place = str((await make.community()).block)
    answer = await resident.submit("/orders", service_id=str(service.id), text="", place_id=place)
    assert answer.status_code == 422
    answer = await resident.submit("/orders", service_id=str(service.id), text="老人行动不便，请上门", place_id=place)
    assert answer.status_code == 303
    assert (await team.submit(f"/services/{service.id}/end")).status_code == 303
    assert "每月初一" not in await resident.text("/orders")
    answer = await resident.submit("/orders", service_id=str(service.id), text="再来一次", place_id=place)
    assert answer.status_code == 404


async def test_who_ordered_hears_of_every_step_that_others_take() -> None:
    at = await made(Step.FINISH)
    theirs = {kind for step, kind in commands.EVENTS.items() if rules.WAY[step][2] is not Whose.ORDERER}
    assert theirs <= set(links.ECHOES) and await links.MATTER.people(at.id) == {at.resident.person_id}
    (link,) = (await links.MATTER.links([at.id, 999])).values()
    assert link.href == f"/orders/{at.id}" and link.state == links.mark(OrderState.DONE)


async def heard(reader: Actor) -> list[str]:
    return [line.said for one in await echoes.told(reader.person_id or 0, new=True) for line in one.lines.lines]


async def test_the_orderer_hears_each_answer_and_the_team_how_it_was_rated() -> None:
    at = await made(Step.FINISH)
    assert await heard(at.resident) == ["单子已制好", "单子已派出", "有人接单了", "办完了，请评价"]
    await TAKEN[Step.RATE](at)
    assert await heard(at.team) == ["点单的人评价了"] and "点单的人评价了" not in await heard(at.resident)
    again = await made(Step.FINISH)
    await TAKEN[Step.RATE](again, score=1)
    assert await heard(again.team) == ["评价不满意，社区另派"] and await heard(again.other) == []


async def test_the_team_hears_that_an_order_is_not_wanted_any_more() -> None:
    at = await made(Step.DISPATCH)
    await TAKEN[Step.CANCEL](at)
    assert await heard(at.team) == ["这张单取消了"]
    refused = await made()
    await TAKEN[Step.ANSWER](refused)
    assert await heard(refused.resident) == ["社区答复了这张单"]


async def test_an_order_is_found_by_its_team_its_orderer_and_the_office_and_by_nobody_else(app: House) -> None:
    """Not even counted, in whatever is typed: what was ordered, what the office wrote, what the team said."""
    order, helper, keeper = await made(), await make.person(), app.extensions["search"]

    async def found(reader: Actor | None) -> list[tuple[int, dict[str, int]]]:
        asked = [rules_of_search.question(typed) for typed in ("水龙头", "生料带", "换好了")]
        hits = [await search(keeper, one, Narrowed(), 1, reader) for one in asked]
        return [(len(one.found), one.by_kind) for one in hits]

    nothing, all_three = [(0, {})] * 3, [(1, {"order": 1})] * 3
    await TAKEN[Step.DRAW_UP](order)
    assert await found(order.team) == nothing, "it is not theirs before it is dispatched to them"
    for step in (Step.DISPATCH, Step.ACCEPT, Step.FINISH):
        await TAKEN[step](order)
    for reader in (order.team, order.resident, order.office):
        assert await found(reader) == all_three
    for reader in (order.other, helper, None):
        assert await found(reader) == nothing
    own = [await searched.own(reader) for reader in (order.team, order.resident, order.other, helper)]
    assert own == [[order.id], [order.id], [], []], "beyond the first page nothing else keeps it out of a count"
    await Order.filter(id=order.id).update(unit_id=next(iter(order.other.units)))
    assert await found(order.team) == nothing and await found(order.other) == all_three
