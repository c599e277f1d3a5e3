from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from tortoise.functions import Count

from forum.access import Actor
from forum.errors import N_, NotFound
from forum.people.models import Person
from forum.people.names import mask_numbers
from forum.places import rules
from forum.places.models import Place, PlaceKind
from forum.places.rules import Node

PAGE = 60


async def choices() -> list[tuple[int, str]]:
    """(id, name) of the places a matter can be about, from the community down to the block.

    Where there are several communities, each has a first grid: then it is said of which.
    """
    kinds = [PlaceKind.COMMUNITY, PlaceKind.GRID, PlaceKind.BLOCK]
    found = await Place.filter(kind__in=kinds, closed_on=None).order_by("path")
    communities = {place.id: place.name for place in found if place.kind is PlaceKind.COMMUNITY}
    if len(communities) < 2:
        return [(place.id, place.path) for place in found]
    above = {place.id: place.parent_id for place in found}

    def whose(place: Place) -> str:
        id = above[place.id]
        while id in above and id not in communities:
            id = above[id]
        return communities.get(id or 0, "")

    return sorted(((place.id, whose(place) + place.path) for place in found), key=lambda one: one[1])


def told(place: Place, reader: Actor | None) -> str:
    """Where a matter is; who is not signed in is not told of whose flat."""
    return place.path if reader else mask_numbers(place.path)


async def within(place_id: int) -> tuple[int, ...]:
    """The place and those in it, from the community down to the block; none where there is no such place."""
    found: list[int] = []
    level = await Place.filter(id=place_id).values_list("id", flat=True)
    while level:
        found += level  # type: ignore[arg-type]
        level = await Place.filter(parent_id__in=level).exclude(kind=PlaceKind.HOUSEHOLD).values_list("id", flat=True)
    return tuple(found) or (0,)


async def within_each(place_ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """The same of several places that lie beside each other."""
    found = {id: [id] for id in place_ids}
    top = {id: id for id in place_ids}
    level = list(place_ids)
    while level:
        below = Place.filter(parent_id__in=level).exclude(kind=PlaceKind.HOUSEHOLD).order_by("id")
        rows: list[Any] = list(await below.values_list("id", "parent_id"))
        for id, parent_id in rows:
            top[id] = top[parent_id]
            found[top[id]].append(id)
        level = [id for id, _ in rows]
    return {id: tuple(inside) for id, inside in found.items()}


async def blocks() -> list[tuple[Place, int]]:
    """Every block in use with the number of its households on record."""
    open_ones = Place.filter(kind=PlaceKind.BLOCK, closed_on=None)
    found = await open_ones.annotate(households=Count("children")).order_by("path")
    return [(place, place.households) for place in found]  # type: ignore[attr-defined]


async def community() -> Place | None:
    return await Place.filter(kind=PlaceKind.COMMUNITY).order_by("id").first()


async def place(place_id: int) -> Place:
    """Raises NotFound."""
    found = await Place.get_or_none(id=place_id)
    if found is None:
        raise NotFound(N_("找不到这个地方。"))
    return found


def node(place: Place) -> Node:
    return Node(place.id, place.parent_id, place.kind, place.name, place.closed_on)


async def above(place: Place) -> list[Place]:
    """The places it stands under, the nearest first."""
    found: list[Place] = []
    while place.parent_id is not None:
        place = await Place.get(id=place.parent_id)
        found.append(place)
    return found


async def below(place_id: int) -> list[Place]:
    """Everything below it, level by level."""
    found, level = [], [place_id]
    while level:
        children = await Place.filter(parent_id__in=level).order_by("id")
        found += children
        level = [one.id for one in children]
    return found


# ---- the tree ----


@dataclass
class Branch:
    """A place with what stands below it, down to the blocks, and how many households and people that is."""

    place: Place
    households: int
    people: int
    branches: list[Branch] = field(default_factory=list)


async def tree() -> list[Branch]:
    """The whole tree but its households, which are counted: four queries, however many they are."""
    places = await Place.exclude(kind=PlaceKind.HOUSEHOLD).order_by("id")
    households, people = await _counts([node(one) for one in places])
    branches = {one.id: Branch(one, households[one.id], people[one.id]) for one in places}
    for one in places:
        if one.parent_id in branches:
            branches[one.parent_id].branches.append(branches[one.id])
    return [branches[one.id] for one in places if one.parent_id not in branches]


async def _counts(nodes: list[Node]) -> tuple[dict[int, int], dict[int, int]]:
    """Households in use, and people, of each place and what is below it."""
    open_ones = Place.filter(kind=PlaceKind.HOUSEHOLD, closed_on=None)
    households = await open_ones.group_by("parent_id").annotate(n=Count("id")).values_list("parent_id", "n")
    in_blocks = Person.filter(place__kind=PlaceKind.HOUSEHOLD).group_by("place__parent_id")
    living = await in_blocks.annotate(n=Count("id")).values_list("place__parent_id", "n")
    elsewhere = Person.filter(place__kind__not=PlaceKind.HOUSEHOLD).group_by("place_id")
    others = await elsewhere.annotate(n=Count("id")).values_list("place_id", "n")
    return rules.summed(nodes, dict(households)), rules.summed(nodes, _added(dict(living), dict(others)))


def _added(one: Mapping[int, int], other: Mapping[int, int]) -> dict[int, int]:
    return {id: one.get(id, 0) + other.get(id, 0) for id in {*one, *other}}


def found_in(branches: list[Branch], place_id: int) -> Branch | None:
    for branch in branches:
        if found := branch if branch.place.id == place_id else found_in(branch.branches, place_id):
            return found
    return None


def count_of(branches: list[Branch], kind: PlaceKind) -> int:
    return sum((branch.place.kind is kind) + count_of(branch.branches, kind) for branch in branches)


async def households(place_id: int, page: int) -> tuple[list[tuple[Place, int]], int]:
    """A page of a block's households with how many people live in each, and how many households there are."""
    query = Place.filter(parent_id=place_id, kind=PlaceKind.HOUSEHOLD)
    found = await query.annotate(living=Count("people")).order_by("name", "id").offset((page - 1) * PAGE).limit(PAGE)
    return [(one, one.living) for one in found], await query.count()  # type: ignore[attr-defined]


async def called(search: str) -> list[Place]:
    """Places of every kind whose name, written in full, has this in it."""
    return await Place.filter(path__icontains=search).order_by("kind", "path").limit(PAGE)


async def living_in(place_id: int) -> list[Person]:
    """Those who are on the register with exactly this place."""
    return await Person.filter(place_id=place_id).order_by("id").limit(PAGE)


async def may_move_to(place: Place) -> list[tuple[int, str]]:
    """(id, name) of where the place could go instead."""
    kinds = [kind for kind, below in rules.BELOW.items() if place.kind in below]
    found = Place.filter(kind__in=kinds, closed_on=None).exclude(id__in=[place.id, place.parent_id or 0])
    return [(one.id, one.path) for one in await found.order_by("path")]
