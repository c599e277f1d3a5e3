from __future__ import annotations

from datetime import date
from typing import Any

from agenda.attendance.models import Seat
from agenda.claiming.commands import claiming_seat
from agenda.items.commands import item_and_session
from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.bodies import queries as bodies
from forum.errors import N_, BadInput, NotAllowed, NotFound, Sentence
from forum.journal import answer, command, record, transaction
from forum.people import queries as people
from forum.places.models import Place
from forum.workdays import queries as workdays
from minutes.orders import rules
from minutes.orders.models import Order, OrderStep, Service
from minutes.orders.rules import Step, Whose

# ---- the menu ----


@command
async def keep_service(unit_id: int, name: str, text: str, *, by: Actor, service_id: int | None = None) -> int:
    """What a unit or team does when it is ordered: new on the menu, or another wording. Gives its id."""
    async with transaction():
        _require_for_unit(unit_id, by)
        if not await bodies.is_here(unit_id):
            raise BadInput({"unit_id": Sentence(N_("请从列表中选一项。"))})
        if service_id is None:
            service = await Service.create(unit_id=unit_id, name=name, text=text)
        else:
            service = await _service(service_id)
            _require_for_unit(service.unit_id, by)
            await service.update_from_dict({"unit_id": unit_id, "name": name, "text": text}).save()
        record("service.kept", by, service=service.id, unit=unit_id)
        return answer(service.id)


@command
async def end_service(service_id: int, *, by: Actor) -> None:
    """Off the menu; orders of it go on."""
    async with transaction():
        service = await _service(service_id)
        _require_for_unit(service.unit_id, by)
        service.ended_on = clock.today()
        await service.save(update_fields=["ended_on"])
        record("service.ended", by, service=service_id)


async def _service(service_id: int) -> Service:
    found = await Service.get_or_none(id=service_id, ended_on=None)
    if found is None:
        raise NotFound(N_("菜单上没有这一项服务。"))
    return found


def _require_for_unit(unit_id: int, by: Actor) -> None:
    if unit_id not in by.units and not by.in_office:
        raise NotAllowed(N_("只能替自己的单位或志愿队做。"))


# ---- an order's way ----


@command
async def place_order(
    text: str,
    place_id: int,
    *,
    by: Actor,
    service_id: int | None = None,
    at_home: str = "",
    wanted_on: date | None = None,
) -> int:
    """点单: from the menu, or in words. Gives the order's id."""
    async with transaction():
        person_id = person_of(by)
        if not await Place.exists(id=place_id):
            raise BadInput({"place_id": Sentence(N_("请从列表中选一项。"))})
        if wanted_on is not None and wanted_on < clock.today():
            raise BadInput({"wanted_on": Sentence(N_("日期不能早于今天。"))})
        if service_id is not None:
            await _service(service_id)
        order = await Order.create(
            service_id=service_id, text=text, place_id=place_id, at_home=at_home, wanted_on=wanted_on,
            ordered_by_id=person_id, ordered_at=clock.now(),
        )  # fmt: skip
        await _arrive(order)
        record("order.placed", by, order=order.id)
        return answer(order.id)


@command
async def draw_up(order_id: int, drawn_up: str, *, by: Actor) -> None:
    """制单: the committee has checked it and says exactly what is to be done."""
    async with transaction():
        await _go(await _order(order_id), Step.DRAW_UP, by, drawn_up, drawn_up=drawn_up)


@command
async def answer_order(order_id: int, words: str, *, by: Actor) -> None:
    """It cannot be done: why."""
    async with transaction():
        await _go(await _order(order_id), Step.ANSWER, by, words)


@command
async def dispatch(order_id: int, unit_id: int, words: str = "", *, by: Actor) -> None:
    """派单 to a team or unit, which accepts or declines."""
    async with transaction():
        order = await _order(order_id)
        if not await bodies.is_here(unit_id):
            raise BadInput({"unit_id": Sentence(N_("请从列表中选一项。"))})
        await _go(order, Step.DISPATCH, by, words, unit_id=unit_id)


@command
async def accept_order(order_id: int, words: str = "", *, by: Actor) -> None:
    async with transaction():
        await _go(await _order(order_id), Step.ACCEPT, by, words)


@command
async def decline_order(order_id: int, reason: str, *, by: Actor) -> None:
    """退单, with a reason: it is dispatched anew."""
    async with transaction():
        order = await _order(order_id)
        await _go(order, Step.DECLINE, by, reason, of_unit=order.unit_id, **NOBODY)


NOBODY: dict[str, Any] = {"unit_id": None, "item_id": None}
"""It waits for somebody again, and no session's list says that it has found one."""


@command
async def finish_order(order_id: int, words: str, *, by: Actor) -> None:
    async with transaction():
        await _go(await _order(order_id), Step.FINISH, by, words)


@command
async def rate_order(order_id: int, score: int, words: str = "", *, by: Actor) -> None:
    """1 to 5, by who ordered it: it is done, or with a low rating is dispatched anew."""
    async with transaction():
        order = await _order(order_id)
        reopened = {"reopened": order.reopened + 1, **NOBODY} if score <= rules.LOW else {}
        await _go(order, Step.RATE, by, words, score=score, of_unit=order.unit_id, **reopened)


@command
async def cancel_order(order_id: int, *, by: Actor) -> None:
    async with transaction():
        await _go(await _order(order_id), Step.CANCEL, by, "")


@command
async def claim_in_session(item_id: int, order_id: int, seat_id: int, *, by: Actor) -> int:
    """A unit at the table takes it on: dispatched and accepted at once. Gives the session's id."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        seat = await claiming_seat(item, session, seat_id, by)
        unit_id = await _unit_of(seat)
        order = await _order(order_id)
        dispatched = rules.step(order.state, Step.DISPATCH)
        order.state, order.unit_id, order.item_id = rules.step(dispatched, Step.ACCEPT), unit_id, item_id
        await order.save(update_fields=["state", "unit_id", "item_id"])
        await _arrive(order)
        await _note(order, Step.ACCEPT, by, "", unit_id)
        record("order.claimed", by, order=order_id, unit=unit_id, seat=seat_id, item=item_id)
        return answer(session.id)


async def _unit_of(seat: Seat) -> int:
    """Whose seat it is, or the one unit or team that the person on it stands for. Raises BadInput."""
    units = {seat.unit_id} if seat.unit_id else await people.units_of(seat.person_id)
    if len(units) != 1:
        raise BadInput({"seat_id": Sentence(N_("订单由单位或志愿队来接，请选一家已经签到的。"))})
    return next(iter(units))


EVENTS = {
    Step.DRAW_UP: "order.drawn_up", Step.ANSWER: "order.answered", Step.DISPATCH: "order.dispatched",
    Step.ACCEPT: "order.accepted", Step.DECLINE: "order.declined", Step.FINISH: "order.finished",
    Step.RATE: "order.rated", Step.CANCEL: "order.cancelled",
}  # fmt: skip


async def _go(order: Order, step: Step, by: Actor, words: str, *, of_unit: int | None = None, **set_to: Any) -> None:
    _require(order, step, by)
    order.state = rules.step(order.state, step, set_to.get("score"))
    await order.update_from_dict(set_to).save(update_fields=["state", *set_to])
    await _arrive(order)
    unit = of_unit or order.unit_id
    await _note(order, step, by, words, unit, set_to.get("score"))
    told = {"score": set_to["score"]} if "score" in set_to else {}
    record(EVENTS[step], by, order=order.id, **({"unit": unit} if unit else {}), **told)


def _require(order: Order, step: Step, by: Actor) -> None:
    """The office may take every step for whoever has no phone."""
    whose = rules.WAY[step][2]
    if by.in_office:
        return
    if whose is Whose.OFFICE:
        require(by, Permission.KEEP_ORDERS)
    elif whose is Whose.UNIT and order.unit_id not in by.units:
        raise NotAllowed(N_("只能替自己的单位或志愿队做。"))
    elif whose is Whose.ORDERER and order.ordered_by_id != by.person_id:
        raise NotAllowed(N_("由点单的人来做，或请社区代记。"))


async def _arrive(order: Order) -> None:
    """A new state has a clock of its own."""
    calendar = await workdays.calendar()
    order.due_on = rules.due(order.state, clock.today(), order.wanted_on, calendar.after)
    await order.save(update_fields=["due_on"])


async def _note(order: Order, step: Step, by: Actor, words: str, unit_id: int | None, score: int | None = None) -> None:
    await OrderStep.create(
        order_id=order.id,
        taken=step.value,
        at=clock.now(),
        by_id=by.person_id,
        unit_id=unit_id,
        words=words,
        score=score,
    )


async def _order(order_id: int) -> Order:
    order = await Order.select_for_update().get_or_none(id=order_id)
    if order is None:
        raise NotFound(N_("找不到这张单子。"))
    return order
