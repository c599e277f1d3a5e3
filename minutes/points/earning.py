"""Who earns by what has happened: those who were at a session, who carried an order out, who brought a wish."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from agenda.attendance import queries as attendance
from agenda.attendance.models import Seat
from agenda.sessions.models import Session
from forum import clock
from forum.bodies.models import Unit, UnitKind
from forum.journal import Event
from forum.people.models import Person
from minutes.orders.models import Order, OrderState
from minutes.points.models import EntryKind
from minutes.wishes.models import Wish


@dataclass(frozen=True)
class Earned:
    """`source` is the deed, by which nobody is credited for it twice; `people` and `units` are ids."""

    kind: EntryKind
    source: str
    on: date
    words: str
    people: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()


async def _by_session(event: Event) -> Earned | None:
    """Whoever was there, however long; a delegate is there for the unit."""
    session = await Session.get(id=event.data["session"])
    stays = await attendance.stays_of(session.room_id)
    seats = await Seat.filter(session_id=session.id, id__in=list(stays))
    people: set[int] = set()
    for seat in (one for one in seats if one.unit_id is None):
        sat = {stay.came.person or seat.person_id for stay in stays[seat.id]}
        people |= {person for person in sat if person}
    units = frozenset(seat.unit_id for seat in seats if seat.unit_id)
    on = clock.local(session.opened_at or session.starts_at).date()
    return Earned(EntryKind.ATTENDANCE, source(event), on, session.title, frozenset(people), units)


async def _by_order(event: Event) -> Earned | None:
    """Only what its orderer has accepted: a low rating sends it back."""
    order = await Order.get(id=event.data["order"])
    if order.state is not OrderState.CLOSED or order.unit_id is None:
        return None
    on = clock.local(event.at).date()
    return Earned(EntryKind.ORDER, source(event), on, order.text[:200], units=frozenset({order.unit_id}))


async def _by_wish(event: Event) -> Earned | None:
    """Nobody earns by granting a wish of their own."""
    wish = await Wish.get(id=event.data["wish"])
    on, units = clock.local(event.at).date(), frozenset({wish.unit_id} if wish.unit_id else ())
    people = frozenset({wish.neighbour_id} if wish.neighbour_id and wish.neighbour_id != wish.wished_by_id else ())
    return Earned(EntryKind.WISH, source(event), on, wish.text, people, units)


EARNERS: dict[str, tuple[str, Callable[[Event], Awaitable[Earned | None]]]] = {
    "session.closed": ("session", _by_session),
    "session.adjourned": ("session", _by_session),
    "order.rated": ("order", _by_order),
    "wish.delivered": ("wish", _by_wish),
}


def source(event: Event) -> str:
    """The deed behind an event, as ledger lines name it."""
    name, _ = EARNERS[event.kind]
    return f"{name}-{event.data[name]}"


async def earned_by(event: Event) -> Earned | None:
    """None where the event has earned nobody anything."""
    if event.kind not in EARNERS:
        return None
    return await EARNERS[event.kind][1](event)


async def who_earns(people: Collection[int], *, officials: bool) -> set[int]:
    """Of these persons; without `officials` those who act in an office do it as their work."""
    query = Person.filter(id__in=list(people))
    found: list[Any] = list(await (query if officials else query.filter(official=False)).values_list("id", flat=True))
    return set(found)


async def teams_among(units: Collection[int]) -> set[int]:
    """Firms and departments do it as their work: of these units, the volunteer teams."""
    found = await Unit.filter(id__in=list(units))
    return {unit.id for unit in found if is_team(unit)}


def is_team(unit: Unit) -> bool:
    return bool(unit.team) or unit.kind is UnitKind.VOLUNTEERS
