"""Grids, blocks and households as a list: one household a row, or only a block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from forum.access import Actor
from forum.errors import N_
from forum.importing import addresses
from forum.importing.addresses import ADDRESS, BLOCK, GRID, ROOM, Addresses, address_of
from forum.importing.cells import place_of
from forum.importing.shape import Cells, Importer, Marks, Record, Step, Subject
from forum.places.models import Place, PlaceKind

COLUMNS = (GRID, replace(BLOCK, required=True, instead=ADDRESS.key), ROOM, ADDRESS)
_ANY = "*"
_DIGITS = str.maketrans("一二三四五六七八九", "123456789")


def marks(cells: Cells, places: Addresses) -> Marks:
    """The same by its parts; alike where only the words for a house differ: 7号楼, 七栋, 7#."""
    address = address_of(cells)
    grid, house = _loose(address.grid), (_loose(address.block), _loose(address.room))
    asks = {(grid, house), ("", house)} if grid else {(_ANY, house)}
    return Marks(frozenset({places.mark(address)}), frozenset({(grid, house), (_ANY, house)}), frozenset(asks))


def _loose(text: str) -> str:
    """七 and 7, 号楼 and 栋, 101 and 101室."""
    bare = place_of(text).translate(_DIGITS)
    for word in ("号楼", "號樓", "栋", "棟", "幢", "#", "楼", "号", "室", "单元", "-"):
        bare = bare.replace(word, "|")
    return bare.strip("|")


async def open_list(_: int | None = None) -> Subject:
    places = await addresses.load()
    here = Place.filter(kind__in=[PlaceKind.BLOCK, PlaceKind.HOUSEHOLD], closed_on=None).order_by("path")
    found = []
    for place in await here:
        cells = places.of(place.id)._asdict()
        found.append(Record(str(place.id), cells, marks(cells, places)))
    return Subject(
        "households", N_("楼栋和户"), COLUMNS, found, _called, lambda cells: marks(cells, places), put,
        back="/places", unique=True, renames=False, name_key="block", read=places.read,
        faults=lambda row: addresses.faults(row, places),
    )  # fmt: skip


def _called(cells: Cells) -> str:
    return " ".join(part for part in address_of(cells) if part)


async def put(steps: Sequence[Step], by: Actor) -> None:
    """What is there already has nothing that could change: it is its own key."""
    await addresses.make_missing(address_of(step.row.cells) for step in steps if step.is_new)


IMPORTER = Importer("households", N_("楼栋和户"), N_("网格、楼栋、户号。一户一行；只登记楼栋的，户号空着。"), open_list)
