"""What of the orders can be found, by the office, the team and who ordered it. Where somebody lives is in none."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from forum import parts
from forum.access import Actor
from forum.errors import N_
from forum.journal import Event
from forum.parts import Document, Link, Searched
from minutes.orders import queries
from minutes.orders.links import mark
from minutes.orders.models import Order, OrderState

STAGES = {
    OrderState.ORDERED: "asked",
    OrderState.DRAWN_UP: "asked",
    OrderState.DISPATCHED: "doing",
    OrderState.ACCEPTED: "doing",
    OrderState.DONE: "done",
    OrderState.CLOSED: "done",
    OrderState.ANSWERED: "done",
    OrderState.CANCELLED: "dropped",
}


def offer() -> None:
    parts.searched["order"] = Searched(N_("点单"), ids, read, touched, own)


async def ids() -> list[int]:
    found: list[Any] = list(await Order.all().order_by("id").values_list("id", flat=True))
    return found


async def own(reader: Actor) -> list[int]:
    found: list[Any] = list(await queries.visible(reader).order_by("id").values_list("id", flat=True))
    return found


async def touched(event: Event) -> list[int]:
    return [event.data["order"]] if event.kind.startswith("order.") else []


async def read(ids: Collection[int], reader: Actor | None) -> dict[int, Document]:
    """Those whose business it is; the index holds it as the office reads it, and for nobody else."""
    if reader is None:
        return {}
    found = await queries.visible(reader).filter(id__in=list(ids)).prefetch_related("place", "service", "unit", "steps")
    return {order.id: _document(order) for order in found}


def _document(order: Order) -> Document:
    service = order.service.name if order.service else ""
    words = [step.words for step in order.steps]
    text = "\n".join(filter(None, [order.text, service, order.drawn_up, order.unit.name if order.unit else "", *words]))
    return Document(
        Link(f"/orders/{order.id}", order.text, order.place.path, mark(order.state)), text, order.ordered_at,
        STAGES[order.state], place_id=order.place_id,
    )  # fmt: skip
