"""有事找谁: who answers for each grid and block, with the contacts the office has published for their work."""

from __future__ import annotations

from dataclasses import dataclass

from forum.offices import queries as offices
from forum.offices.queries import PublicOfficer
from forum.places.models import Place
from minutes.board.around import Around, choices


@dataclass(frozen=True)
class Block:
    place: Place
    officers: list[PublicOfficer]


@dataclass(frozen=True)
class Grid:
    """`place` is None for blocks that are in no grid."""

    place: Place | None
    officers: list[PublicOfficer]
    blocks: list[Block]


async def contacts(around: Around) -> list[Grid]:
    """By grid; places that nobody answers for are left out, unless one is asked for."""
    held = await offices.public_by_place()
    found = []
    for grid, blocks in await choices():
        if grid is not None and not around.concerns(grid.id):
            continue
        these = [Block(one, held.get(one.id, [])) for one in blocks if around.concerns(one.id)]
        these = [one for one in these if one.officers or one.place == around.place]
        officers = held.get(grid.id, []) if grid else []
        if officers or these:
            found.append(Grid(grid, officers, these))
    return found
