"""Residents as a list: by name and household, or name and telephone, the same person."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Hashable, Sequence
from typing import Any

from forum import clock
from forum.access import Actor
from forum.errors import N_
from forum.importing import addresses
from forum.importing.addresses import ADDRESS, BLOCK, GRID, ROOM, Addresses, address_of
from forum.importing.cells import digits
from forum.importing.shape import ID, Cells, Column, Holds, Importer, Marks, Record, Step, Subject
from forum.owners.lookalikes import outline, plain
from forum.people.models import Person
from forum.people.pinyin import readings

NAME = Column("name", N_("姓名"), "姓名 名字 居民姓名 户主 户主姓名 成员姓名 name fullname", required=True, width=16)
PHONE = Column(
    "phone", N_("电话"),
    "电话 手机 手机号 手机号码 电话号码 联系电话 联系方式 phone mobile telephone tel phonenumber",
    limit=32, holds=Holds.PHONE, width=16,
)  # fmt: skip
YES, NO = "yes", "no"
OFFICIAL = Column(
    "official", N_("工作人员"), "工作人员 社区工作人员 official staff", holds=Holds.WORD,
    choices={YES: "是 √ ✓ ✔ y yes true 1 工作人员", NO: "否 不是 × ✗ n no false 0 居民"}, width=10, told=False,
)  # fmt: skip
COLUMNS = (NAME, GRID, BLOCK, ROOM, PHONE, OFFICIAL, ID)


def sounds_of(name: str) -> str:
    """王芳 and 王方 sound the same; "" for a name without readings."""
    return " ".join(group[0] for group in readings(name))


def marks(cells: Cells, places: Addresses) -> Marks:
    """Sure by name and household or telephone. Alike: another spelling, or the same sound, in the same household or
    with the same telephone; and one spelling where only one of both says where they live."""
    name, where, phone = cells["name"], places.mark(address_of(cells)), digits(cells.get("phone", ""))
    sure: set[Hashable] = {("place", plain(name), where)}
    has: set[Hashable] = {("anywhere", outline(name))}
    asks: set[Hashable] = {("nowhere", outline(name))}
    if phone:
        sure.add(("phone", plain(name), phone))
    for shared in (value for value in (where, phone) if value):
        both: set[Hashable] = {("outline", outline(name), shared), ("sound", sounds_of(name) or name, shared)}
        has |= both
        asks |= both
    if not where:
        has.add(("nowhere", outline(name)))
        asks.add(("anywhere", outline(name)))
    return Marks(frozenset(sure), frozenset(has), frozenset(asks))


def _records(people: Sequence[Any], places: Addresses, listed: bool) -> list[Record]:
    found = []
    for id, name, phone, official, place_id, on_register in people:
        where = places.of(place_id)._asdict()
        cells = {"id": str(id), "name": name, "phone": phone, **where, "official": YES if official else NO}
        found.append(Record(str(id), cells, marks(cells, places), listed and on_register))
    return found


async def records(places: Addresses, *, but: Collection[int] = (), listed: bool = True) -> list[Record]:
    """Everybody we know but these; how thousands of names sound is found out off the loop.

    Who only ever called or wrote in is known and not listed, until a list says that they live here.
    """
    rows = await Person.all().order_by("id").values_list("id", "name", "phone", "official", "place_id", "on_register")
    return await asyncio.to_thread(_records, [row for row in rows if row[0] not in but], places, listed)


async def open_list(_: int | None = None) -> Subject:
    places = await addresses.load()
    return Subject(
        "people", N_("居民名册"), (*COLUMNS, ADDRESS), await records(places), lambda cells: cells["name"],
        lambda cells: marks(cells, places), put, back="/people", faults=lambda row: addresses.faults(row, places),
        read=places.read, notes=lambda steps: addresses.notes(steps, places),
    )  # fmt: skip


async def put(steps: Sequence[Step], by: Actor) -> None:
    await put_people(steps)


async def put_people(steps: Sequence[Step]) -> list[int]:
    """The ids of all, in the order of the steps; inside the command that imports."""
    places = await addresses.make_missing(address_of(step.row.cells) for step in steps)
    last = await Person.all().order_by("-id").first()
    new = [_person(step.row.cells, places) for step in steps if step.record is None]
    await Person.bulk_create(new, batch_size=500)
    made = iter(await Person.filter(id__gt=last.id if last else 0).order_by("id").values_list("id", flat=True))
    ids: list[int] = []
    for step in steps:
        if step.record is None:
            ids.append(int(str(next(made))))
            continue
        ids.append(int(step.record.cells["id"]))
        await _change(ids[-1], step, places)
    return ids


def _person(cells: Cells, places: Addresses) -> Person:
    place = places.find(address_of(cells))
    return Person(
        name=cells["name"], phone=cells.get("phone", ""), official=cells.get("official") == YES,
        place_id=place.id if place else None, joined_at=clock.now(),
    )  # fmt: skip


async def _change(person_id: int, step: Step, places: Addresses) -> None:
    changed: dict[str, object] = {key: step.changes[key][1] for key in ("name", "phone") if key in step.changes}
    if "official" in step.changes:
        changed["official"] = step.changes["official"][1] == YES
    if {GRID.key, BLOCK.key, ROOM.key} & set(step.changes):
        place = places.find(address_of(step.row.cells))
        changed["place_id"] = place.id if place else None
    if step.record is not None and not step.record.listed:
        changed["on_register"] = True
    if changed:
        await Person.filter(id=person_id).update(**changed)


IMPORTER = Importer("people", N_("居民"), N_("姓名，网格、楼栋、户号，电话。一人一行。"), open_list)
