"""资源清单 as a list: a unit's line is the same by its unit and its words."""

from __future__ import annotations

from collections.abc import Sequence

from forum.access import Actor
from forum.bodies.models import Unit
from forum.errors import N_, Sentence
from forum.importing.matters import OTHERWISE, category_column, marks
from forum.importing.shape import ID, Cells, Column, Fault, Importer, Marks, Record, Row, Step, Subject
from forum.owners.lookalikes import plain
from forum.topics.models import Category
from minutes.resources.commands import offer_resource
from minutes.resources.models import Resource

UNIT = Column("unit", N_("单位"), "单位 单位名称 提供单位 unit", required=True, width=28)
TEXT = Column("text", N_("内容"), "内容 资源 资源名称 资源内容 text", limit=200, required=True, width=40)
AMOUNT = Column("amount", N_("数量"), "数量 规模 amount")
AVAILABLE = Column("available", N_("可用时间"), "可用时间 开放时间 时间 available", width=20)
COLUMNS = (UNIT, category_column(required=False), TEXT, AMOUNT, AVAILABLE, ID)


async def open_list(_: int | None = None) -> Subject:
    units = {plain(unit.name): unit for unit in await Unit.all()}
    found = []
    for resource in await Resource.all().order_by("id").prefetch_related("unit"):
        cells = {
            "id": str(resource.id), "unit": resource.unit.name, "category": resource.category.value,
            "text": resource.text, "amount": resource.amount, "available": resource.available,
        }  # fmt: skip
        found.append(Record(str(resource.id), cells, _marks(cells)))

    async def put(steps: Sequence[Step], by: Actor) -> None:
        for step in steps:
            await (_offer(step.row.cells, units, by) if step.record is None else _change(step, units))

    return Subject(
        "resources", N_("资源清单"), COLUMNS, found, lambda cells: cells["text"], _marks, put, back="/resources",
        name_key="text", faults=lambda row: _faults(row, units),
        read=lambda cells: {**cells, "unit": units[plain(cells["unit"])].name},
    )  # fmt: skip


def _marks(cells: Cells) -> Marks:
    return marks(cells, "text", "unit")


def _faults(row: Row, units: dict[str, Unit]) -> list[Fault]:
    if plain(row.cells["unit"]) in units:
        return []
    said = Sentence(N_("还没有登记单位“{name}”，请先登记。"), {"name": row.cells["unit"]})
    return [Fault(row.line, UNIT.key, said)]


async def _offer(cells: Cells, units: dict[str, Unit], by: Actor) -> None:
    await offer_resource(
        units[plain(cells["unit"])].id, Category(cells.get("category") or OTHERWISE), cells["text"], by=by,
        amount=cells.get("amount", ""), available=cells.get("available", ""),
    )  # fmt: skip


async def _change(step: Step, units: dict[str, Unit]) -> None:
    changed: dict[str, object] = {
        key: new for key, (_, new) in step.changes.items() if key in {"text", "amount", "available"}
    }
    if "category" in step.changes:
        changed["category"] = Category(step.changes["category"][1])
    if "unit" in step.changes:
        changed["unit_id"] = units[plain(step.changes["unit"][1])].id
    if changed and step.record is not None:
        await Resource.filter(id=int(step.record.ref)).update(**changed)


IMPORTER = Importer("resources", N_("资源清单"), N_("单位、类别、内容、数量、可用时间。一条资源一行。"), open_list)
