"""The shape of the tree and what is written under its names; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from forum.errors import N_, BadInput, RuleBroken, Sentence
from forum.places.models import PlaceKind

BELOW = {
    PlaceKind.SUBDISTRICT: (PlaceKind.COMMUNITY,),
    PlaceKind.COMMUNITY: (PlaceKind.GRID, PlaceKind.BLOCK),
    PlaceKind.GRID: (PlaceKind.BLOCK,),
    PlaceKind.BLOCK: (PlaceKind.HOUSEHOLD,),
    PlaceKind.HOUSEHOLD: (),
}
"""What a place of each kind is divided into."""
UNWRITTEN = {PlaceKind.SUBDISTRICT, PlaceKind.COMMUNITY}
"""Everybody here lives in them: nobody writes them before a grid."""


@dataclass(frozen=True)
class Node:
    """A place as the tree needs it."""

    id: int
    parent_id: int | None
    kind: PlaceKind
    name: str
    closed_on: date | None = None


def path_of(name: str, parent_kind: PlaceKind | None, parent_path: str) -> str:
    """第三网格7号楼1单元101室: a name as people write it, after those above that say which is meant."""
    return name if parent_kind is None or parent_kind in UNWRITTEN else f"{parent_path}{name}"


def check_below(kind: PlaceKind, parent: PlaceKind | None) -> None:
    """Raises BadInput."""
    fits = kind is PlaceKind.SUBDISTRICT if parent is None else kind in BELOW[parent]
    if not fits:
        raise BadInput({"kind": Sentence(N_("这里不能放这一级的地方，请从列表中选。"))})


def check_move(id: int, kind: PlaceKind, parent: Node, above_parent: Iterable[int]) -> None:
    """May the place go under `parent`, which stands under `above_parent`? Raises RuleBroken."""
    if id == parent.id or id in set(above_parent):
        raise RuleBroken(N_("不能移到自己下面。"))
    if parent.closed_on is not None:
        raise RuleBroken(N_("那里已经停用，请选别处。"))
    if kind not in BELOW[parent.kind]:
        raise RuleBroken(N_("移不到那里：级别对不上。"))


def paths_below(top: int, top_path: str, nodes: Iterable[Node]) -> dict[int, str]:
    """The written names of everything below a place that has just been named `top_path`, by id."""
    found: dict[int, str] = {}
    for node in from_above(top, nodes):
        above = found.get(node.parent_id or 0, top_path)
        found[node.id] = f"{above}{node.name}"
    return found


def from_above(top: int, nodes: Iterable[Node]) -> list[Node]:
    """Everything below a place, parents before their children."""
    children: dict[int | None, list[Node]] = {}
    for node in nodes:
        children.setdefault(node.parent_id, []).append(node)
    found, waiting = [], list(children.get(top, ()))
    while waiting:
        found.append(node := waiting.pop(0))
        waiting += children.get(node.id, ())
    return found


def summed(nodes: Iterable[Node], own: Mapping[int, int]) -> dict[int, int]:
    """For each place what it and everything below it have, from what each has of its own."""
    known = {node.id: node for node in nodes}
    total = dict.fromkeys(known, 0)
    for id, count in own.items():
        at: int | None = id
        while at in known:
            total[at] += count
            at = known[at].parent_id
    return total
