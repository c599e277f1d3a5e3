from __future__ import annotations

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from forum import clock
from forum.access import Actor
from forum.errors import N_, NotFound
from forum.people.models import Person
from forum.people.queries import acting_units, public_lines
from minutes.orders import rules
from minutes.orders.models import Order, OrderState, OrderStep, Service
from minutes.orders.rules import Whose


async def menu() -> list[Service]:
    """What can be ordered, by who does it; nothing of a unit that has left."""
    here = Q(unit__left_on=None) | Q(unit__left_on__gt=clock.today())
    return await Service.filter(here, ended_on=None).order_by("unit_id", "id").prefetch_related("unit")


async def menu_for_all() -> list[Service]:
    """The same as somebody who is not signed in may read it. The rows must not be saved after that."""
    found = await menu()
    shown = iter(await public_lines([(text, None) for one in found for text in (one.name, one.text)]))
    for one in found:
        one.name, one.text = next(shown), next(shown)
    return found


def visible(reader: Actor) -> QuerySet[Order]:
    """Who ordered it, whom it was dispatched to, the office."""
    if reader.in_office:
        return Order.all()
    return Order.filter(Q(ordered_by_id=reader.person_id) | Q(unit_id__in=list(reader.units)))


async def orders(reader: Actor, *, over: bool = False) -> list[Order]:
    """Those under way, the next due first; or those that are over, newest first."""
    states = list(rules.OVER)
    query = visible(reader).filter(state__in=states) if over else visible(reader).exclude(state__in=states)
    found = query.order_by(*(("-id",) if over else ("due_on", "id"))).limit(200)
    return await found.prefetch_related("place", "service", "unit", "ordered_by")


async def order(order_id: int, reader: Actor) -> Order:
    """Raises NotFound, also for whom it is none of their business."""
    found = await visible(reader).get_or_none(id=order_id)
    if found is None:
        raise NotFound(N_("找不到这张单子。"))
    await found.fetch_related("place", "service__unit", "unit", "ordered_by", "steps__unit")
    return found


async def names_in(steps: list[OrderStep]) -> dict[int, str]:
    ids = {step.by_id for step in steps if step.by_id}
    return {person.id: person.name for person in await Person.filter(id__in=list(ids))}


def may_see_home(order: Order, reader: Actor) -> bool:
    """Door, name and telephone: not before a team has accepted."""
    accepted = order.state in {OrderState.ACCEPTED, OrderState.DONE} and order.unit_id in reader.units
    return reader.in_office or order.ordered_by_id == reader.person_id or accepted


def whose_step(order: Order, reader: Actor) -> set[Whose]:
    """In whose place the reader may act."""
    found = set(Whose) if reader.in_office else set()
    if order.ordered_by_id == reader.person_id:
        found.add(Whose.ORDERER)
    if order.unit_id in reader.units:
        found.add(Whose.UNIT)
    return found


async def waiting_for(reader: Actor) -> list[Order]:
    """Where the next step is the reader's: the office's own, their units', or to rate.

    The office's is also what others are late with, and what lies with a unit that nobody acts for.
    """
    mine = _own(reader)
    if reader.in_office:
        mine |= Q(state__in=[OrderState.ORDERED, OrderState.DRAWN_UP])
        mine |= Q(state__in=list(rules.WITH_OTHERS), due_on__lt=clock.today())
        mine |= Q(state__in=list(rules.WITH_UNIT)) & ~Q(unit_id__in=list(await acting_units()))
    return await Order.filter(mine).order_by("due_on", "id").prefetch_related("place", "unit")


def _own(reader: Actor) -> Q:
    mine = Q(state=OrderState.DONE, ordered_by_id=reader.person_id)
    return mine | Q(state__in=list(rules.WITH_UNIT), unit_id__in=list(reader.units)) if reader.units else mine


def is_own(order: Order, reader: Actor) -> bool:
    """The next step is the reader's own, not one to remind others of."""
    whose = rules.waits_for(order.state)
    if whose is Whose.UNIT:
        return order.unit_id in reader.units
    return whose is Whose.OFFICE or order.ordered_by_id == reader.person_id


async def to_claim() -> list[Order]:
    """Drawn up and waiting for somebody: what can be claimed in a session."""
    return (
        await Order.filter(state=OrderState.DRAWN_UP).order_by("id").limit(50).prefetch_related("place", "ordered_by")
    )


async def claimed_at(item_id: int) -> list[Order]:
    return await Order.filter(item_id=item_id).order_by("id").prefetch_related("unit", "place", "ordered_by")
