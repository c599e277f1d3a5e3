"""Whose figures somebody sees: the office all, a delegate the unit's, whoever is appointed to a place that place's."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from forum.access import Actor
from forum.bodies.models import Unit
from forum.diary.writers import VISITING
from forum.errors import N_, NotAllowed
from forum.journal import Event
from forum.offices.models import Appointment, Office
from forum.places import queries as places
from forum.places.models import Place, PlaceKind
from forum.terms import counting
from forum.units import queries as units

SEEING = (*VISITING, Office.LIAISON)
"""Offices whose holders see the figures of their place."""

_held: dict[int, tuple[int, ...]] = {}
"""The places that people are appointed to, as last seen: until an office is given or ends. It opens no door."""


async def held(reader: Actor) -> list[Place]:
    """Where the reader is appointed today, from the subdistrict down."""
    found = Appointment.filter(counting(), person_id=reader.person_id or 0, office__in=SEEING).prefetch_related("place")
    at = {one.place_id: one.place for one in await found}
    order = list(PlaceKind)
    return sorted(at.values(), key=lambda place: (order.index(place.kind), place.id))


async def place(place_id: int, reader: Actor) -> Place:
    """Raises NotFound, NotAllowed."""
    found = await places.place(place_id)
    if reader.in_office:
        return found
    mine = {one.id for one in await held(reader)}
    if not mine & {found.id, *(one.id for one in await places.above(found))}:
        raise NotAllowed(N_("这里的数字给社区工作人员和负责这里的人看。"))
    return found


async def unit(unit_id: int, reader: Actor) -> Unit:
    """Raises NotFound, NotAllowed."""
    if not reader.in_office and unit_id not in reader.units:
        raise NotAllowed(N_("单位的数字给社区工作人员和本单位的代表看。"))
    return await units.unit(unit_id)


async def top() -> list[Place]:
    """Where the tree begins; where a community stands alone under its subdistrict, that community."""
    roots = await Place.filter(parent_id=None).exclude(kind=PlaceKind.HOUSEHOLD).order_by("id")
    if len(roots) == 1 and roots[0].kind is PlaceKind.SUBDISTRICT:
        communities = await Place.filter(parent_id=roots[0].id, closed_on=None).order_by("id")
        return communities if len(communities) == 1 else roots
    return roots


async def mine(reader: Actor) -> list[tuple[str, str]]:
    """Address and name of what the reader can look at, the widest first."""
    whole = await top() if reader.in_office else await held(reader)
    acts = await Unit.filter(id__in=list(reader.units)).order_by("id")
    return [
        *((f"/overview/places/{one.id}", one.name) for one in whole),
        *((f"/overview/units/{one.id}", one.name) for one in acts),
    ]


# ---- whether the navigation leads there ----


def begin() -> None:
    """An application begins with nobody seen."""
    _held.clear()


async def remember(reader: Actor | None) -> dict[str, Any]:
    """Before a page is rendered: the navigation cannot ask."""
    if reader is not None and reader.person_id is not None and reader.person_id not in _held:
        _held[reader.person_id] = tuple(one.id for one in await held(reader))
    return {}


async def forget(events: Collection[Event]) -> None:
    """Whatever is done about offices and places; at the latest when the server starts anew."""
    if any(event.kind.split(".")[0] in {"office", "term", "place", "person"} for event in events):
        _held.clear()


def sees(actor: Actor | None) -> bool:
    return actor is not None and bool(actor.in_office or actor.units or _held.get(actor.person_id or 0))


def leads(actor: Actor | None) -> bool:
    """Who is appointed to a place and not in the office: the figures are what they come for."""
    return actor is not None and not actor.in_office and bool(_held.get(actor.person_id or 0))
