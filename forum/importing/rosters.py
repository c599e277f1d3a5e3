"""A body's roster as a list: who sits there, in which role. In a body of units a row is a unit and its delegate.

By name in the body it is the same member; whether a new one is somebody of the residents' register is asked.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any

from forum.access import Actor
from forum.bodies import commands as bodies
from forum.bodies import queries
from forum.bodies.models import MEMBER_ROLE_NAMES, Body, MemberRole, Membership, Unit, UnitKind
from forum.errors import N_, Sentence
from forum.importing import addresses, people
from forum.importing.addresses import ADDRESS, BLOCK, GRID, ROOM, Addresses, address_of
from forum.importing.cells import digits
from forum.importing.shape import Cells, Column, Fault, Holds, Importer, Marks, Record, Row, Step, Subject
from forum.owners.lookalikes import outline, plain
from forum.people.models import Person

_IN_ENGLISH = {
    MemberRole.DIRECTOR: "director chair", MemberRole.DEPUTY_DIRECTOR: "deputydirector deputy vicechair",
    MemberRole.MEMBER: "成员 member", MemberRole.DELEGATE: "delegate", MemberRole.OBSERVER: "列席人员 observer",
}  # fmt: skip
ROLE = Column(
    "role", N_("身份"), "职务 身份 角色 会内职务 role position", holds=Holds.WORD, width=10,
    choices={role.value: f"{word} {_IN_ENGLISH[role]}" for role, word in MEMBER_ROLE_NAMES.items()},
)  # fmt: skip
GROUP = Column("group", N_("组别"), "组别 组 小组 分组 界别 group", limit=8, width=10)
ENTITLED, OBSERVER = "entitled", "observer"
SEAT = Column(
    "seat", N_("应到/列席"), "应到/列席 应到列席 应到 出席/列席 出席类别 参会身份 参会类别 seat entitled attendance",
    holds=Holds.WORD, written=False, told=False,
    choices={ENTITLED: "应到 出席 是 √ ✓ ✔ y yes true 1 entitled", OBSERVER: "列席 列席人员 否 不 × ✗ n no 0 observer"},
)  # fmt: skip
WEIGHT = Column("weight", N_("票权"), "票权 表决权 表决权数 票数 权重 weight votes", holds=Holds.NUMBER, width=8)
UNIT = Column(
    "unit", N_("单位"), "单位 单位名称 成员单位 驻区单位 工作单位 所在单位 unit organisation", required=True, width=32
)
DELEGATE = replace(people.NAME, word=N_("代表姓名"), aliases="代表姓名 代表 姓名 联系人 delegate name", required=False)
OF_PEOPLE = (people.NAME, ROLE, GROUP, WEIGHT, people.PHONE, GRID, BLOCK, ROOM, ADDRESS, SEAT)
OF_UNITS = (UNIT, DELEGATE, ROLE, GROUP, WEIGHT, SEAT)


async def open_list(body_id: int | None) -> Subject:
    """Raises NotFound."""
    return await roster_of(await queries.body(body_id or 0))


async def roster_of(body: Body) -> Subject:
    """Also of a body that is yet to be founded: nobody sits there."""
    return await (_of_units(body) if body.seats_units else _of_people(body))


async def several() -> list[tuple[int, str]]:
    return [(body.id, body.name) for body in await queries.bodies()]


def _seated(member: Membership) -> dict[str, str]:
    weight = str(member.weight) if member.weight else ""
    return {"role": member.role.value, "group": member.group, "weight": weight}


def _read(cells: Cells) -> Cells:
    """应到/列席 says a role where the row has none; no votes is as good as not saying."""
    role = cells.get("role") or (MemberRole.OBSERVER.value if cells.get("seat") == OBSERVER else "")
    weight = "" if cells.get("weight") == "0" else cells.get("weight", "")
    return {**{key: text for key, text in cells.items() if key != "seat"}, "role": role, "weight": weight}


def _faults(row: Row, body: Body) -> list[Fault]:
    found = []
    if row.cells.get("seat") == ENTITLED and row.cells.get("role") == MemberRole.OBSERVER:
        found.append(Fault(row.line, "seat", Sentence(N_("身份是列席，又写着应到：列席人员不计入应到。"))))
    if body.counts_area and row.cells.get("weight"):
        said = N_("这个组织按面积计票：面积从业主名册来，成员名册里不要“票权”一列。")
        found.append(Fault(row.line, "weight", Sentence(said)))
    return found


# ---- people ----


async def _of_people(body: Body) -> Subject:
    places = await addresses.load()
    members = [member for member in await queries.members(body.id) if member.person]
    seated = {member.person_id for member in members if member.person_id}
    found = [_member(member, places) for member in members]
    found += await people.records(places, but=seated, listed=False)

    async def put(steps: Sequence[Step], by: Actor) -> None:
        await _put_people(body, steps)

    return Subject(
        "roster", N_("名册"), OF_PEOPLE, found, lambda cells: cells["name"], lambda cells: _marks(cells, places), put,
        about=body.name, of=body.id, back=f"/bodies/{body.id}", read=lambda cells: places.read(_read(cells)),
        faults=lambda row: [*_faults(row, body), *addresses.faults(row, places)],
        notes=lambda steps: addresses.notes(steps, places),
    )  # fmt: skip


def _member(member: Membership, places: Addresses) -> Record:
    person = member.person
    assert person is not None
    cells = {
        "id": str(person.id), "name": person.name, "phone": person.phone, **places.of(person.place_id)._asdict(),
        **_seated(member),
    }  # fmt: skip
    marks = people.marks(cells, places)
    names: set[Hashable] = {("member", plain(person.name))}
    return Record(f"member-{member.id}", cells, Marks(marks.sure | names, marks.has | _outlines(cells)))


def _outlines(cells: Cells) -> frozenset[Hashable]:
    return frozenset({("member outline", outline(cells["name"]))})


def _marks(cells: Cells, places: Addresses) -> Marks:
    """In the body a name is enough. On the register it takes a household or a telephone, too."""
    whole = people.marks(cells, places)
    says_more = bool(address_of(cells).block or digits(cells.get("phone", "")))
    sure: set[Hashable] = {("member", plain(cells["name"]))}
    if says_more:
        sure |= {key for key in whole.sure if isinstance(key, tuple) and key[-1]}
    return Marks(frozenset(sure), whole.has | _outlines(cells), whole.asks | _outlines(cells))


async def _put_people(body: Body, steps: Sequence[Step]) -> None:
    ids = await people.put_people(steps)
    number = await bodies.next_number(body.id)
    new: list[Membership] = []
    for step, person_id in zip(steps, ids, strict=True):
        if step.is_new:
            seat = _seat(step.row.cells)
            new.append(Membership(body_id=body.id, person_id=person_id, number=number + len(new), **seat))
        else:
            await _change(step)
    await Membership.bulk_create(new, batch_size=500)


def _seat(cells: Cells) -> dict[str, Any]:
    return {
        "role": MemberRole(cells.get("role") or MemberRole.MEMBER),
        "group": cells.get("group", ""),
        "weight": int(cells.get("weight") or 0),
    }


async def _change(step: Step) -> None:
    keys = {"role", "group", "weight"} & set(step.changes)
    assert step.record is not None
    if keys:
        seat = _seat(step.row.cells)
        await Membership.filter(id=int(step.record.ref.partition("-")[2])).update(**{key: seat[key] for key in keys})


# ---- units ----


async def _of_units(body: Body) -> Subject:
    members = [member for member in await queries.members(body.id) if member.unit]
    seated = {member.unit_id for member in members}
    found = []
    for member in members:
        assert member.unit is not None
        cells = {"unit": member.unit.name, "name": member.person.name if member.person else "", **_seated(member)}
        found.append(Record(f"member-{member.id}", cells, _unit_marks(cells)))
    for unit in await Unit.all().order_by("id"):
        if unit.id not in seated:
            cells = {"unit": unit.name}
            found.append(Record(f"unit-{unit.id}", cells, _unit_marks(cells), listed=False))
    by_name: dict[str, list[Person]] = {}
    for person in await Person.all().order_by("id"):
        by_name.setdefault(plain(person.name), []).append(person)

    async def put(steps: Sequence[Step], by: Actor) -> None:
        await _put_units(body, steps, by_name, by)

    return Subject(
        "roster", N_("名册"), OF_UNITS, found, lambda cells: cells["unit"], _unit_marks, put, about=body.name,
        of=body.id, back=f"/bodies/{body.id}", unique=True, renames=False, name_key="unit", read=_read,
        faults=lambda row: [*_faults(row, body), *_delegate_faults(row, by_name)],
    )  # fmt: skip


def _unit_marks(cells: Cells) -> Marks:
    alike = frozenset({("outline", outline(cells["unit"]))})
    return Marks(frozenset({plain(cells["unit"])}), alike, alike)


def _delegate_faults(row: Row, by_name: dict[str, list[Person]]) -> list[Fault]:
    name = row.cells.get("name", "")
    if name and len(by_name.get(plain(name), [])) > 1:
        said = Sentence(N_("居民名册上有几位都叫“{name}”，请先空着，导入后在名册里选。"), {"name": name})
        return [Fault(row.line, "name", said)]
    return []


async def _put_units(body: Body, steps: Sequence[Step], by_name: dict[str, list[Person]], by: Actor) -> None:
    number = await bodies.next_number(body.id)
    for step in steps:
        cells = step.row.cells
        name = cells.get("name", "")
        person = by_name[plain(name)][0] if plain(name) in by_name else None
        if step.record is not None and step.record.listed:
            await _change(step)
            if "name" in step.changes:
                sits = person.id if person else await _new_person(name)
                await Membership.filter(id=int(step.record.ref.partition("-")[2])).update(person_id=sits)
            continue
        unit_id = int(step.record.ref.partition("-")[2]) if step.record else await _new_unit(cells["unit"])
        person_id = person.id if person else await _new_person(name) if name else None
        await Membership.create(body_id=body.id, unit_id=unit_id, person_id=person_id, number=number, **_seat(cells))
        number += 1


async def _new_unit(name: str) -> int:
    return (await Unit.create(name=name, kind=UnitKind.COMPANY)).id


async def _new_person(name: str) -> int:
    return (await people.put_people([Step(Row(0, {"name": name}))]))[0]


IMPORTER = Importer(
    "roster", N_("组织名册"), N_("姓名、身份、组别、票权、电话、住处；联席会写单位和代表姓名。"), open_list, several
)
