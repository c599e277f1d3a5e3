"""需求清单 as a list: the same need by its words and its place. What came to a table or is claimed keeps its words.

Whoever asked is a unit, or a resident of the register; where the list says nobody, it is whoever brings the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forum import clock
from forum.access import Actor
from forum.bodies.models import Unit
from forum.errors import N_, Sentence
from forum.importing.matters import OTHERWISE, PLACE, Places, category_column, day_of, load_places, marks
from forum.importing.shape import ID, Cells, Column, Fault, Holds, Importer, Record, Row, Step, Subject
from forum.owners.lookalikes import plain
from forum.people.models import Person
from forum.topics.models import Category
from minutes.needs.commands import raise_need
from minutes.needs.models import NEED_STATE_NAMES, Need, NeedState

TEXT = Column("text", N_("内容"), "内容 需求 需求内容 诉求 text", limit=200, required=True, width=40)
WHOM = Column("whom", N_("对象"), "对象 服务对象 受益人群 whom", width=20)
WHEN = Column("available", N_("什么时候要"), "什么时候要 需要时间 服务时间 available", width=20)
SAID_BY = Column("by", N_("提出人"), "提出人 提出单位 申请人 反映人 by", width=16)
DAY = Column("day", N_("时间"), "时间 提出时间 日期 提出日期 day", width=12)
STATE = Column(
    "state", N_("状态"), "状态 state", holds=Holds.WORD, told=False,
    choices={state.value: f"{word} {state.value}" for state, word in NEED_STATE_NAMES.items()},
)  # fmt: skip
ANSWER = Column("answer", N_("答复"), "答复 answer", limit=400, width=30, told=False)
"""Written and never taken, as the state: a need comes to them by what is done about it."""
COLUMNS = (category_column(required=False), TEXT, WHOM, WHEN, PLACE, SAID_BY, DAY, STATE, ANSWER, ID)
TAKEN = {"text", "whom", "available"}
UNREAD = {"state", "answer"}


@dataclass(frozen=True)
class Known:
    """Who and where a list can speak of."""

    places: Places
    units: dict[str, int]
    people: dict[str, list[int]]


async def _known() -> Known:
    people: dict[str, list[int]] = {}
    rows: list[Any] = list(await Person.all().order_by("id").values_list("id", "name"))
    for id, name in rows:
        people.setdefault(plain(name), []).append(id)
    return Known(await load_places(), {plain(unit.name): unit.id for unit in await Unit.all()}, people)


async def open_list(_: int | None = None) -> Subject:
    known = await _known()
    needs = await Need.all().order_by("id").prefetch_related("unit", "raised_by")
    open_now = {str(need.id) for need in needs if need.state is NeedState.OPEN and need.item_id is None}

    async def put(steps: Sequence[Step], by: Actor) -> None:
        for step in steps:
            await (_raise(step.row.cells, known, by) if step.record is None else _change(step, known.places))

    return Subject(
        "needs", N_("需求清单"), COLUMNS, [_record(need, known.places) for need in needs], lambda cells: cells["text"],
        lambda cells: marks(cells, "text"), put, back="/needs", name_key="text", fixed=frozenset({"by", "day"}),
        faults=lambda row: [*known.places.faults(row), *_faults(row, known)],
        keeps=lambda record: record.ref not in open_now,
        read=lambda cells: {key: text for key, text in known.places.read(cells).items() if key not in UNREAD},
    )  # fmt: skip


def _record(need: Need, places: Places) -> Record:
    cells = {
        "id": str(need.id), "category": need.category.value, "text": need.text, "whom": need.whom,
        "available": need.available, "place": places.path.get(need.place_id, ""), "state": need.state.value,
        "by": need.unit.name if need.unit else need.raised_by.name, "day": f"{clock.local(need.at):%Y-%m-%d}",
        "answer": need.answer,
    }  # fmt: skip
    return Record(str(need.id), cells, marks(cells, "text"))


def _faults(row: Row, known: Known) -> list[Fault]:
    found, day = [], row.cells.get("day", "")
    name = row.cells.get("by", "")
    people = known.people.get(plain(name), [])
    if name and plain(name) not in known.units and len(people) != 1:
        words = (
            N_("名册上有几位都叫“{name}”，请在网页上代录。")
            if people
            else N_("名册上没有居民或单位叫“{name}”，请先登记。")
        )
        found.append(Fault(row.line, SAID_BY.key, Sentence(words, {"name": name})))
    on = day_of(day)
    if day and (on is None or on > clock.today()):
        words = N_("“{day}”不是日期，可写 2026-10-05。") if on is None else N_("日期不能晚于今天。")
        found.append(Fault(row.line, DAY.key, Sentence(words, {"day": day})))
    return found


async def _raise(cells: Cells, known: Known, by: Actor) -> None:
    place_id, name = known.places.find(cells.get("place", "")), plain(cells.get("by", ""))
    assert place_id is not None
    unit_id = known.units.get(name)
    await raise_need(
        Category(cells.get("category") or OTHERWISE), cells["text"], place_id, by=by, whom=cells.get("whom", ""),
        available=cells.get("available", ""), unit_id=unit_id, on=day_of(cells.get("day", "")),
        said_by=known.people[name][0] if name and not unit_id else None,
    )  # fmt: skip


async def _change(step: Step, places: Places) -> None:
    changed: dict[str, object] = {key: new for key, (_, new) in step.changes.items() if key in TAKEN}
    if "category" in step.changes:
        changed["category"] = Category(step.changes["category"][1])
    if "place" in step.changes:
        changed["place_id"] = places.find(step.changes["place"][1])
    if changed and step.record is not None:
        await Need.filter(id=int(step.record.ref)).update(**changed)


IMPORTER = Importer(
    "needs", N_("需求清单"),
    N_("类别、内容、对象、什么时候要、地点、提出人、时间。对象不写姓名。一条需求一行。"), open_list,
)  # fmt: skip
