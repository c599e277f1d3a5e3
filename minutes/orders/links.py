"""How orders read in a line: their marks, and what waits for whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from forum import clock, i18n
from forum.access import Actor
from forum.errors import N_
from forum.parts import Link
from minutes.action_items.rules import due_words
from minutes.orders import queries, rules
from minutes.orders.models import ORDER_STATE_NAMES, OrderState
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


async def tasks(actor: Actor) -> list[Link]:
    return [
        Link(
            f"/orders/{order.id}",
            i18n.say(TO_DO[order.state], text=order.text),
            order.place.path,
            due_mark(order.due_on) if order.due_on else mark(order.state),
        )
        for order in await queries.waiting_for(actor)
    ]
