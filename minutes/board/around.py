"""我的楼: what of the board concerns one grid or block. It is asked for in the address, so that it can be kept."""

from __future__ import annotations

from dataclasses import dataclass

from forum.places import queries as places
from forum.places.models import Place, PlaceKind
from forum.side_by_side import once

KINDS = (PlaceKind.GRID, PlaceKind.BLOCK)


@dataclass(frozen=True)
class Around:
    """A place, what is in it and what it is part of, by their `ids`; without a place the whole community."""

    place: Place | None = None
    ids: frozenset[int] = frozenset()

    def concerns(self, place_id: int | None) -> bool:
        """Whether a matter there does; one that is nowhere is everybody's."""
        return self.place is None or place_id is None or place_id in self.ids

    @property
    def asked(self) -> dict[str, int]:
        return {"at": self.place.id} if self.place else {}


EVERYWHERE = Around()


async def around(asked: str) -> Around:
    """Of a place's id as an address has it; everywhere for what is no grid or block in use."""
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        return EVERYWHERE
    place = await Place.get_or_none(id=int(asked), kind__in=KINDS, closed_on=None)
    if place is None:
        return EVERYWHERE
    above = await places.above(place)
    return Around(place, frozenset({*await places.within(place.id), *(one.id for one in above)}))


@once
async def choices() -> list[tuple[Place | None, list[Place]]]:
    """Every grid in use with its blocks; under None the blocks that are in no grid."""
    found = await Place.filter(kind__in=KINDS, closed_on=None).order_by("id")
    grids = [one for one in found if one.kind is PlaceKind.GRID]
    blocks = [one for one in found if one.kind is PlaceKind.BLOCK]
    known = {one.id for one in grids}
    alone = [one for one in blocks if one.parent_id not in known]
    groups: list[tuple[Place | None, list[Place]]] = [
        (grid, [one for one in blocks if one.parent_id == grid.id]) for grid in grids
    ]
    return [*groups, (None, alone)] if alone else groups
