"""The tree of places as it stood at an earlier moment: led back over every move that is on record since. Names are
those of today: what a place was called before is not kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forum import clock
from forum.journal import Event
from forum.places import rules
from forum.places.models import Place, PlaceKind


@dataclass(frozen=True)
class Tree:
    """Places by id, and what each stood under; those put on record `since` stand where they came to."""

    places: dict[int, Place]
    parents: dict[int, int | None]
    since: frozenset[int]
    at: datetime

    def below(self, place_id: int) -> list[Place]:
        """Right below it at that moment, without households."""
        return [one for one in self._below(place_id) if one.id not in self.since]

    def within(self, place_id: int) -> tuple[int, ...]:
        """The place and all below it: an older topic that came in from a file may lie where no place was yet."""
        return (place_id, *(id for one in self._below(place_id) for id in self.within(one.id)))

    def _below(self, place_id: int) -> list[Place]:
        found = (one for id, one in self.places.items() if self.parents[id] == place_id)
        return [one for one in found if one.kind is not PlaceKind.HOUSEHOLD]

    def in_use(self, place: Place) -> bool:
        return place.closed_on is None or place.closed_on >= clock.local(self.at).date()

    def path(self, place_id: int) -> str:
        place, parent = self.places[place_id], self.places.get(self.parents[place_id] or 0)
        above = self.path(parent.id) if parent else ""
        return rules.path_of(place.name, parent.kind if parent else None, above)


async def tree(at: datetime) -> Tree:
    made = {one.data["place"] for one in await Event.filter(kind="place.kept", at__gte=at)}
    places = {one.id: one for one in await Place.all().order_by("id")}
    parents: dict[int, int | None] = {id: one.parent_id for id, one in places.items()}
    for moved in await Event.filter(kind="place.moved", at__gte=at).order_by("-at", "-id"):
        parents[moved.data["place"]] = moved.data["was"]
    return Tree(places, parents, frozenset(made), at)
