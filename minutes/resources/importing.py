"""资源清单 as a list: a unit's line is the same by its unit and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from forum.access import Actor
from forum.bodies.models import Unit
from forum.errors import N_, Sentence
from forum.importing.matters import OTHERWISE, PLACE, Places, category_column, load_places, marks
from forum.importing.shape import ID, Cells, Column, Fault, Holds, Importer, Marks, Record, Row, Step, Subject
from forum.owners.lookalikes import plain
from forum.topics.models import Category
from minutes.resources.commands import offer_resource
from minutes.resources.models import Resource

UNIT = Column("unit", N_("单位"), "单位 单位名称 提供单位 unit", required=True, width=28)
TEXT = Column("text", N_("内容"), "内容 资源 资源名称 资源内容 text", limit=200, required=True, width=40)
AMOUNT = Column("amount", N_("数量"), "数量 规模 amount")
AVAILABLE = Column("available", N_("可用时间"), "可用时间 开放时间 时间 available", width=20)
CONTACT = Column("contact", N_("联系人"), "联系人 联系方式 联系电话 负责人 contact", width=20)
WHERE = replace(PLACE, word=N_("在哪里"), aliases=f"在哪里 场所 {PLACE.aliases}")
YES, NO = "yes", "no"
SHARED = Column(
    "shared", N_("别的社区可用"), "别的社区可用 跨社区共享 是否共享 共享 shared", holds=Holds.WORD, width=12,
    choices={YES: "是 √ ✓ ✔ y yes true 1 可以", NO: "否 不 × ✗ n no false 0 不可以"}, told=False,
)  # fmt: skip
STATE = Column(
    "state", N_("状态"), "状态 state", holds=Holds.WORD, told=False,
    choices={"open": "可用 open", "paused": "暂停 paused", "withdrawn": "已撤下 withdrawn"},
)  # fmt: skip
"""Written and never taken."""
COLUMNS = (UNIT, category_column(required=False), TEXT, AMOUNT, AVAILABLE, CONTACT, WHERE, SHARED, STATE, ID)
TAKEN = {"text", "amount", "available", "contact"}


async def open_list(_: int | None = None) -> Subject:
    units, places = {plain(unit.name): unit for unit in await Unit.all()}, await load_places()
    found = []
    for resource in await Resource.all().order_by("id").prefetch_related("unit"):
        cells = {
            "id": str(resource.id), "unit": resource.unit.name, "category": resource.category.value,
            "text": resource.text, "amount": resource.amount, "available": resource.available,
            "contact": resource.contact, "place": places.path.get(resource.place_id or 0, ""),
            "shared": YES if resource.shared else NO, "state": _state(resource),
        }  # fmt: skip
        found.append(Record(str(resource.id), cells, _marks(cells)))

    async def put(steps: Sequence[Step], by: Actor) -> None:
        for step in steps:
            await (_offer(step.row.cells, units, places, by) if step.record is None else _change(step, units, places))

    return Subject(
        "resources", N_("资源清单"), COLUMNS, found, lambda cells: cells["text"], _marks, put, back="/resources",
        name_key="text", faults=lambda row: _faults(row, units, places), read=lambda cells: _read(cells, units, places),
    )  # fmt: skip


def _state(resource: Resource) -> str:
    return "withdrawn" if resource.withdrawn_at else "paused" if resource.paused else "open"


def _read(cells: Cells, units: dict[str, Unit], places: Places) -> Cells:
    """Where nothing is said of the place, there is none."""
    read = places.read(cells) if cells.get("place") else cells
    return {key: text for key, text in {**read, "unit": units[plain(cells["unit"])].name}.items() if key != "state"}


def _marks(cells: Cells) -> Marks:
    return marks(cells, "text", "unit")


def _faults(row: Row, units: dict[str, Unit], places: Places) -> list[Fault]:
    found = list(places.faults(row)) if row.cells.get("place") else []
    if plain(row.cells["unit"]) not in units:
        said = Sentence(N_("还没有登记单位“{name}”，请先登记。"), {"name": row.cells["unit"]})
        found.append(Fault(row.line, UNIT.key, said))
    return found


async def _offer(cells: Cells, units: dict[str, Unit], places: Places, by: Actor) -> None:
    await offer_resource(
        units[plain(cells["unit"])].id, Category(cells.get("category") or OTHERWISE), cells["text"], by=by,
        amount=cells.get("amount", ""), available=cells.get("available", ""), contact=cells.get("contact", ""),
        place_id=places.find(cells["place"]) if cells.get("place") else None, shared=cells.get("shared") != NO,
    )  # fmt: skip


async def _change(step: Step, units: dict[str, Unit], places: Places) -> None:
    changed: dict[str, object] = {key: new for key, (_, new) in step.changes.items() if key in TAKEN}
    if "place" in step.changes:
        changed["place_id"] = places.find(step.changes["place"][1])
    if "shared" in step.changes:
        changed["shared"] = step.changes["shared"][1] != NO
    if "category" in step.changes:
        changed["category"] = Category(step.changes["category"][1])
    if "unit" in step.changes:
        changed["unit_id"] = units[plain(step.changes["unit"][1])].id
    if changed and step.record is not None:
        await Resource.filter(id=int(step.record.ref)).update(**changed)


IMPORTER = Importer(
    "resources", N_("资源清单"), N_("单位、类别、内容、数量、可用时间、联系人、在哪里。一条资源一行。"), open_list
)
