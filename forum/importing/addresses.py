"""Where people live, as lists write it: 网格, 楼栋, 户号 in columns of their own, or one 住址; and the places they are.

`Addresses` knows the places as they are; `make_missing` makes those that a list names and the community has not yet.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from forum.errors import N_, Sentence
from forum.importing.cells import place_of
from forum.importing.shape import Cells, Column, Fault, Holds, Row, Step
from forum.places.models import Place, PlaceKind

GRID = Column("grid", N_("网格"), "网格 所属网格 所在网格 grid", holds=Holds.PLACE)
BLOCK = Column("block", N_("楼栋"), "楼栋 楼号 楼院 幢 栋 楼 楼栋号 block building", holds=Holds.PLACE)
ROOM = Column(
    "room",
    N_("户号"),
    "户号 门牌 门牌号 房号 房间号 室号 户 单元房号 room flat door household",
    holds=Holds.PLACE,
    limit=40,
)
ADDRESS = Column(
    "address", N_("住址"), "住址 地址 家庭住址 详细住址 居住地址 address", holds=Holds.PLACE, width=24, written=False
)
"""Read, never written: what is exported has its parts apart."""

SHOWN_BLOCKS = 12

_BLOCK_IN_ADDRESS = re.compile(r"(.*?(?:号楼|號樓|栋|棟|幢|号院|楼))(.*)")


class Address(NamedTuple):
    grid: str = ""
    block: str = ""
    room: str = ""


def address_of(cells: Cells) -> Address:
    """The parts; of one that is written as a whole, the block up to its 号楼."""
    grid, block, room = (cells.get(column.key, "") for column in (GRID, BLOCK, ROOM))
    if not block and (whole := cells.get(ADDRESS.key, "")):
        found = _BLOCK_IN_ADDRESS.fullmatch(whole)
        block, room = (found[1].strip(), found[2].strip(" -－·")) if found else (whole, room)
    return Address(grid, block, room)


class Addresses:
    """Places by what lists write; pure once it is made."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._place = {place.id: place for place in places}
        self._grids: dict[str, list[Place]] = defaultdict(list)
        self._blocks: dict[str, list[Place]] = defaultdict(list)
        self._rooms: dict[tuple[int, str], Place] = {}
        self.community = next((place for place in places if place.kind is PlaceKind.COMMUNITY), None)
        for place in places:
            if place.kind is PlaceKind.GRID:
                self._grids[place_of(place.name)].append(place)
            elif place.kind is PlaceKind.BLOCK:
                for name in {place_of(place.name), place_of(place.path)}:
                    self._blocks[name].append(place)
            elif place.kind is PlaceKind.HOUSEHOLD:
                self._rooms[place.parent_id or 0, place_of(place.name)] = place

    def blocks(self, address: Address) -> list[Place]:
        """Those that may be meant: in the grid, if one is named, or in none yet."""
        found = self._blocks.get(place_of(address.block), [])
        if not address.grid:
            return found
        grid = self.grid(address)
        within = [place for place in found if grid and place.parent_id == grid.id]
        return within or [place for place in found if not self._is_grid(place.parent_id)]

    def grid(self, address: Address) -> Place | None:
        return next(iter(self._grids.get(place_of(address.grid), [])), None)

    def find(self, address: Address) -> Place | None:
        """The place itself; None where it has to be made, or nothing is named."""
        if not address.block:
            return self.grid(address) if address.grid else None
        block = next(iter(self.blocks(address)), None)
        if block is None or not address.room:
            return block
        return self._rooms.get((block.id, place_of(address.room)))

    def of(self, place_id: int | None) -> Address:
        """How a list writes a place."""
        place = self._place.get(place_id or 0)
        parts = {PlaceKind.GRID: "", PlaceKind.BLOCK: "", PlaceKind.HOUSEHOLD: ""}
        while place is not None:
            if place.kind in parts:
                parts[place.kind] = place.name
            place = self._place.get(place.parent_id or 0)
        return Address(parts[PlaceKind.GRID], parts[PlaceKind.BLOCK], parts[PlaceKind.HOUSEHOLD])

    def mark(self, address: Address) -> str:
        """By which two addresses are one: the same for 7号楼 with and without its grid."""
        if not address.block:
            return ""
        block = next(iter(self.blocks(address)), None)
        return f"{block.id if block else place_of(address.grid + '/' + address.block)}/{place_of(address.room)}"

    def read(self, cells: Cells) -> Cells:
        """The cells with the address in its parts, called as the places are called that are there already."""
        address = address_of(cells)
        known = self.of(block.id) if (block := next(iter(self.blocks(address)), None)) else address
        room = self.find(address) if address.room else None
        parts = {
            GRID.key: known.grid if address.grid else "",
            BLOCK.key: known.block if address.block else "",
            ROOM.key: room.name if room else address.room,
        }
        kept = {key: text for key, text in cells.items() if key != ADDRESS.key}
        return {**kept, **{key: text for key, text in parts.items() if text or key in kept}}

    def _is_grid(self, place_id: int | None) -> bool:
        place = self._place.get(place_id or 0)
        return place is not None and place.kind is PlaceKind.GRID


def faults(row: Row, addresses: Addresses) -> list[Fault]:
    address = address_of(row.cells)
    if address.room and not address.block:
        return [Fault(row.line, BLOCK.key, Sentence(N_("写了户号，也请写楼栋。")))]
    if (place := addresses.find(address)) is not None and place.closed_on:
        said = Sentence(N_("“{place}”已经停用，请先在“网格和楼栋”里恢复。"), {"place": place.path})
        return [Fault(row.line, BLOCK.key, said)]
    if len({place.id for place in addresses.blocks(address)}) > 1:
        said = Sentence(N_("有几栋楼都叫“{block}”，请写上网格。"), {"block": address.block})
        return [Fault(row.line, BLOCK.key, said)]
    return []


def notes(steps: Iterable[Step], addresses: Addresses) -> list[Sentence]:
    """Blocks that a list names and nobody has registered: often one that is only written otherwise."""
    wanted = (address_of(step.row.cells) for step in steps)
    new = dict.fromkeys(one.block for one in wanted if one.block and not addresses.blocks(one))
    if not new:
        return []
    shown = "、".join(list(new)[:SHOWN_BLOCKS]) + ("…" if len(new) > SHOWN_BLOCKS else "")
    return [Sentence(N_("有{n}栋楼还没有登记，导入时会新建：{blocks}。"), {"n": len(new), "blocks": shown})]


async def load() -> Addresses:
    return Addresses(await Place.all().order_by("id"))


async def make_missing(wanted: Iterable[Address]) -> Addresses:
    """Every address there, level by level; inside the command that imports. Gives the places as they are then."""
    asked = list(dict.fromkeys(address for address in wanted if any(address)))
    known = await load()
    for level in (_new_grids, _new_blocks, _new_rooms):
        if new := level(asked, known):
            await Place.bulk_create(new, batch_size=500)
            known = await load()
    return known


def _new_grids(asked: Sequence[Address], known: Addresses) -> list[Place]:
    names = {place_of(one.grid): one.grid for one in asked if one.grid and known.grid(one) is None}
    return [_place(PlaceKind.GRID, name, known.community) for name in names.values()]


def _new_blocks(asked: Sequence[Address], known: Addresses) -> list[Place]:
    new: dict[tuple[str, str], Place] = {}
    for one in asked:
        if one.block and not known.blocks(one):
            key = (place_of(one.grid), place_of(one.block))
            new.setdefault(key, _place(PlaceKind.BLOCK, one.block, known.grid(one) or known.community))
    return list(new.values())


def _new_rooms(asked: Sequence[Address], known: Addresses) -> list[Place]:
    new: dict[tuple[int, str], Place] = {}
    for one in asked:
        if one.room and known.find(one) is None:
            block = known.blocks(one)[0]
            new.setdefault((block.id, place_of(one.room)), _place(PlaceKind.HOUSEHOLD, one.room, block))
    return list(new.values())


def _place(kind: PlaceKind, name: str, parent: Place | None) -> Place:
    below = parent is not None and parent.kind not in {PlaceKind.SUBDISTRICT, PlaceKind.COMMUNITY}
    path = f"{parent.path}{name}" if parent is not None and below else name
    return Place(kind=kind, name=name, path=path[:240], parent_id=parent.id if parent else None)
