"""How orders read in a line: their marks, and what waits for whom."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from forum import clock, i18n
from forum.access import Actor
from forum.errors import N_
from forum.journal import Event
from forum.parts import Echo, Link, Matter
from forum.people.queries import delegates_of
from minutes.action_items.rules import due_words
from minutes.orders import queries, rules
from minutes.orders.models import ORDER_STATE_NAMES, Order, OrderState
from minutes.orders.rules import STEP_NAMES, Step

MARKS = {
    OrderState.ORDERED: "new", OrderState.DRAWN_UP: "waiting", OrderState.DISPATCHED: "waiting",
    OrderState.ACCEPTED: "doing", OrderState.DONE: "done", OrderState.CLOSED: "rated", OrderState.ANSWERED: "answered",
    OrderState.CANCELLED: "withdrawn",
}  # fmt: skip


def mark(state: OrderState) -> tuple[str, str]:
    return MARKS[state], i18n.translate(ORDER_STATE_NAMES[state])


def due_mark(due_on: date) -> tuple[str, str]:
    kind, words = due_words(due_on, clock.today())
    return kind, i18n.say(words)


FILTERS: dict[str, Any] = {
    "order_mark": mark,
    "order_due": due_mark,
    "order_step": lambda taken: i18n.translate(STEP_NAMES[Step(taken)]),
    "order_stations": lambda state: [(i18n.translate(word), how, None) for word, how in rules.stations(state)],
}

TO_DO = {
    OrderState.ORDERED: N_("制单：{text}"),
    OrderState.DRAWN_UP: N_("派单：{text}"),
    OrderState.DISPATCHED: N_("接单：{text}"),
    OrderState.ACCEPTED: N_("办单：{text}"),
    OrderState.DONE: N_("评价：{text}"),
}


TO_REMIND = {
    OrderState.DISPATCHED: N_("催接单：{text}"),
    OrderState.ACCEPTED: N_("催办单：{text}"),
    OrderState.DONE: N_("问问办得怎样：{text}"),
}


async def tasks(actor: Actor) -> list[Link]:
    group = i18n.translate(N_("点单"))
    return [_task(order, group, own=queries.is_own(order, actor)) for order in await queries.waiting_for(actor)]


def _task(order: Order, group: str, *, own: bool) -> Link:
    text = i18n.say((TO_DO if own else TO_REMIND)[order.state], text=order.text)
    note = " · ".join([order.place.path, *([order.unit.name] if order.unit and not own else [])])
    state = due_mark(order.due_on) if order.due_on else mark(order.state)
    return Link(f"/orders/{order.id}", text, note, state, order.due_on, group)


async def services_of_unit(unit_id: int) -> list[Link]:
    """What it does when it is ordered."""
    return [
        Link(f"/orders#service-{one.id}", one.name, one.text)
        for one in await queries.menu_for_all()
        if one.unit_id == unit_id
    ]


# ---- 回音: told to who ordered it, and its end to who carries it out ----


async def _people(order_id: int) -> set[int]:
    found = await Order.get_or_none(id=order_id)
    return {found.ordered_by_id} if found else set()


async def _links(order_ids: Collection[int]) -> dict[int, Link]:
    found = await Order.filter(id__in=list(order_ids))
    return {one.id: Link(f"/orders/{one.id}", one.text, state=mark(one.state)) for one in found}


async def _and_its_team(event: Event) -> set[int]:
    """Also who carries it out, or would have."""
    unit = event.data.get("unit")
    return await _people(event.data["order"]) | await delegates_of([unit] if unit else [])


def _rated(event: Event) -> str:
    score = event.data.get("score")
    return N_("评价不满意，社区另派") if score is not None and score <= rules.LOW else N_("点单的人评价了")


def _said(words: str) -> Echo:
    return Echo("order", lambda _: words)


MATTER = Matter(_people, _links)
ECHOES = {
    "order.drawn_up": _said(N_("单子已制好")),
    "order.answered": _said(N_("社区答复了这张单")),
    "order.dispatched": _said(N_("单子已派出")),
    "order.accepted": _said(N_("有人接单了")),
    "order.claimed": _said(N_("有人接单了")),
    "order.declined": _said(N_("对方退单，社区另派")),
    "order.finished": _said(N_("办完了，请评价")),
    "order.rated": Echo("order", _rated, to=_and_its_team),
    "order.cancelled": Echo("order", lambda _: N_("这张单取消了"), to=_and_its_team),
}
