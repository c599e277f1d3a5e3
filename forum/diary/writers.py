"""Who keeps the diary: staff everywhere, and whoever is appointed to a grid or block, there and below."""

from __future__ import annotations

from collections.abc import Sequence, Set

from forum.access import DENIALS, Actor, Permission, allowed
from forum.errors import N_, NotAllowed
from forum.offices.models import Appointment, Office
from forum.places.models import Place
from forum.terms import counting

VISITING = (Office.GRID_WORKER, Office.GRID_SECRETARY, Office.ADOPTING_MEMBER, Office.BLOCK_HEAD)

_appointed: set[int] = set()
"""People last seen to be appointed: what the navigation goes by, which cannot ask. It opens no door."""


async def places_of(actor: Actor) -> Set[int] | None:
    """Where the actor writes; None is everywhere."""
    if allowed(actor, Permission.KEEP_DIARY):
        return None
    held = Appointment.filter(counting(), person_id=actor.person_id or 0, office__in=VISITING)
    places = frozenset(await within([int(str(id)) for id in await held.values_list("place_id", flat=True)]))
    if actor.person_id is not None:
        (_appointed.add if places else _appointed.discard)(actor.person_id)
    return places


async def within(place_ids: Sequence[int]) -> list[int]:
    """These places and what lies in them."""
    inside, newest = list(place_ids), list(place_ids)
    while newest:
        newest = [int(str(id)) for id in await Place.filter(parent_id__in=newest).values_list("id", flat=True)]
        inside += newest
    return inside


async def require_writer(actor: Actor, place_id: int | None = None) -> None:
    """Raises NotAllowed, also for a place that is another's."""
    places = await places_of(actor)
    if places is None:
        return
    if not places:
        raise NotAllowed(DENIALS[Permission.KEEP_DIARY])
    if place_id is not None and place_id not in places:
        raise NotAllowed(N_("这里不归您走访，请选您负责的网格、楼栋。"))


def sees_diary(actor: Actor | None) -> bool:
    """Whether the navigation leads to the diary."""
    return actor is not None and (allowed(actor, Permission.KEEP_DIARY) or actor.person_id in _appointed)
