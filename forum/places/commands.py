"""The tree as the office keeps it: nothing in it is ever deleted, for people, topics and minutes refer to it."""

from __future__ import annotations

from collections.abc import Collection

from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction
from forum.places import queries, rules
from forum.places.models import Place, PlaceKind


@command
async def keep_place(kind: str, name: str, *, by: Actor, parent_id: int | None = None) -> int:
    """The place of that name under its parent, made if it is not there yet."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        parent = await Place.get(id=parent_id) if parent_id else None
        path = rules.path_of(name, parent.kind if parent else None, parent.path if parent else "")
        place, made = await Place.get_or_create(parent_id=parent_id, name=name, defaults={"kind": kind, "path": path})
        if made:
            record("place.kept", by, place=place.id)
        return answer(place.id)


@command
async def add_places(kind: PlaceKind, names: Collection[str], *, by: Actor, parent_id: int | None = None) -> list[int]:
    """New places under one; all of them or none. Raises BadInput (no such level here, a name that is there already)."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        parent = await queries.place(parent_id) if parent_id else None
        if parent and parent.closed_on:
            raise RuleBroken(N_("这里已经停用，不能再添加。"))
        rules.check_below(kind, parent.kind if parent else None)
        await _check_new(names, parent_id)
        made = [await keep_place(kind.value, name, by=by, parent_id=parent_id) for name in dict.fromkeys(names)]
        return answer(made)


async def _check_new(names: Collection[str], parent_id: int | None) -> None:
    known = await Place.filter(parent_id=parent_id, name__in=list(names)).order_by("id")
    if known:
        sentence = N_("“{name}”已经有了，停用的也占着名称。") if known[0].closed_on else N_("“{name}”已经有了。")
        raise BadInput({"names": Sentence(sentence, {"name": known[0].name})})


@command
async def rename_place(place_id: int, name: str, *, by: Actor) -> None:
    """Call a place otherwise; what is below is written with the new name from now on."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        place = await queries.place(place_id)
        if await Place.filter(parent_id=place.parent_id, name=name).exclude(id=place_id).exists():
            raise BadInput({"name": Sentence(N_("“{name}”已经有了。"), {"name": name})})
        if name == place.name:
            return
        place.name = name
        await _write_paths(place, await Place.get_or_none(id=place.parent_id))
        record("place.renamed", by, place=place_id)


@command
async def move_place(place_id: int, parent_id: int, *, by: Actor) -> None:
    """Put a place, with everything below it, under another one. Raises RuleBroken where it does not fit."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        place, parent = await queries.place(place_id), await queries.place(parent_id)
        if place.parent_id == parent_id:
            return
        above = [one.id for one in await queries.above(parent)]
        rules.check_move(place_id, place.kind, queries.node(parent), above)
        if await Place.exists(parent_id=parent_id, name=place.name):
            raise RuleBroken(N_("那里已经有叫“{name}”的了，请先改名。"), name=place.name)
        was, place.parent_id = place.parent_id, parent_id
        await _write_paths(place, parent)
        record("place.moved", by, place=place_id, was=was, parent=parent_id)


async def _write_paths(place: Place, parent: Place | None) -> None:
    place.path = rules.path_of(place.name, parent.kind if parent else None, parent.path if parent else "")
    await place.save(update_fields=["name", "parent_id", "path"])
    if place.kind in rules.UNWRITTEN:
        return
    below = await queries.below(place_id := place.id)
    paths = rules.paths_below(place_id, place.path, [queries.node(one) for one in below])
    for one in below:
        one.path = paths[one.id]
    if below:
        await Place.bulk_update(below, ["path"], batch_size=500)


@command
async def close_place(place_id: int, *, by: Actor) -> int:
    """Take a place and everything below it out of use; gives how many. What refers to them stays as it is."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        place = await queries.place(place_id)
        if place.kind in rules.UNWRITTEN:
            raise RuleBroken(N_("社区和街道不能停用。"))
        if place.closed_on is not None:
            raise RuleBroken(N_("这里已经停用了。"))
        ids = [place_id, *(one.id for one in await queries.below(place_id) if one.closed_on is None)]
        await Place.filter(id__in=ids).update(closed_on=clock.today())
        record("place.closed", by, place=place_id, places=len(ids))
        return answer(len(ids))


@command
async def reopen_place(place_id: int, *, by: Actor) -> None:
    """Take a place into use again; what was closed with it is reopened one by one."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        place = await queries.place(place_id)
        above = await queries.above(place)
        if any(one.closed_on for one in above):
            raise RuleBroken(N_("它上面的一级还停用着，请先启用那里。"))
        if not await Place.filter(id=place_id, closed_on__not_isnull=True).update(closed_on=None):
            raise NotFound(N_("这里没有停用。"))
        record("place.reopened", by, place=place_id)
