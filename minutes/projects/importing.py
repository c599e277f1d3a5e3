"""项目清单 as a list: what is written elsewhere comes in as a project with a task of its lead; all of it goes out.

By its name and its lead the same project. A file changes what a project is called and what it may cost; who carries it
out, by when and how far it is, is moved where that is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from forum import clock
from forum.access import Actor
from forum.bodies.models import Unit
from forum.errors import N_, Sentence
from forum.importing.matters import day_of
from forum.importing.shape import ID, Cells, Column, Fault, Holds, Importer, Marks, Record, Row, Step, Subject
from forum.owners.lookalikes import outline, plain
from minutes.links import state_word
from minutes.matching import queries as matching
from minutes.matching.commands import start_project
from minutes.needs.rules import due as usual_due
from minutes.projects import queries
from minutes.projects.models import Project
from minutes.projects.rules import summary

TITLE = Column("title", N_("名称"), "名称 项目 项目名称 title", limit=80, required=True, width=36)
NEEDS = Column("needs", N_("对应需求"), "对应需求 需求 needs", limit=4000, width=30, told=False)
RESOURCES = Column("resources", N_("匹配资源"), "匹配资源 资源 resources", limit=4000, width=30, told=False)
LEAD = Column("lead", N_("牵头"), "牵头 牵头单位 责任单位 lead", required=True, width=24)
HELPERS = Column("helpers", N_("配合"), "配合 配合单位 helpers", limit=800, width=24)
DUE = Column("due", N_("时限"), "时限 完成时限 期限 due", width=12)
BUDGET = Column("budget", N_("经费（元）"), "经费（元） 经费 预算 budget", holds=Holds.NUMBER, width=12)
STATE = Column("state", N_("进度"), "进度 状态 state", width=12, told=False)
RATING = Column("rating", N_("评价"), "评价 满意度 rating", width=10, told=False)
COLUMNS = (TITLE, NEEDS, RESOURCES, LEAD, HELPERS, DUE, BUDGET, STATE, RATING, ID)
UNREAD = {"needs", "resources", "state", "rating"}
"""Written and never taken: they come of what is matched, done and said."""
MOST_YUAN = 100_000_000


async def open_list(_: int | None = None) -> Subject:
    units = {plain(unit.name): unit for unit in await Unit.all()}
    known = {name: unit for name, unit in units.items() if unit.is_here}

    async def put(steps: Sequence[Step], by: Actor) -> None:
        for step in steps:
            await (_start(step.row.cells, known, by) if step.record is None else _change(step))

    return Subject(
        "projects", N_("项目清单"), COLUMNS, await _records(), lambda cells: cells["title"], _marks, put,
        back="/projects", name_key="title", fixed=frozenset({"helpers", "due"}),
        faults=lambda row: _faults(row, known),
        read=lambda cells: {key: text for key, text in _named(cells, units).items() if key not in UNREAD},
    )  # fmt: skip


async def _records() -> list[Record]:
    found = await queries.projects()
    met, used = await matching.of_projects([project.id for project in found])
    scores = await queries.scores(found)
    return [
        _record(one, "；".join(need.text for need in met[one.id]),
                "；".join(f"{use.resource.unit.name}：{use.resource.text}" for use in used[one.id]),
                scores.get(one.id, []))
        for one in reversed(found)
    ]  # fmt: skip


def _record(project: Project, needs: str, used: str, scores: list[int]) -> Record:
    rated, due = summary(scores), max((action.due_on for action in project.action_items), default=None)
    cells = {
        "id": str(project.id), "title": project.title, "needs": needs, "resources": used, "lead": project.lead.name,
        "helpers": "、".join(queries.helping(project)), "due": due.isoformat() if due else "",
        "budget": "" if project.budget_yuan is None else str(project.budget_yuan),
        "state": state_word(project), "rating": rated.words.said(str) if rated else "",
    }  # fmt: skip
    return Record(str(project.id), cells, _marks(cells))


def _marks(cells: Cells) -> Marks:
    alike = frozenset({outline(cells["title"])})
    return Marks(frozenset({(plain(cells["title"]), plain(cells["lead"]))}), alike, alike)


def _named(cells: Cells, units: dict[str, Unit]) -> Cells:
    unit = units.get(plain(cells["lead"]))
    return {**cells, "lead": unit.name} if unit else cells


def _helpers(cells: Cells) -> list[str]:
    return [
        name for name in cells.get("helpers", "").replace("，", "、").replace("；", "、").split("、") if name.strip()
    ]


def _faults(row: Row, units: dict[str, Unit]) -> list[Fault]:
    found, due = [], row.cells.get("due", "")
    for column, names in ((LEAD, [row.cells["lead"]]), (HELPERS, _helpers(row.cells))):
        for name in names:
            if plain(name) not in units:
                words = N_("还没有登记单位“{name}”，请先登记。")
                found.append(Fault(row.line, column.key, Sentence(words, {"name": name})))
    if due and day_of(due) is None:
        found.append(Fault(row.line, DUE.key, Sentence(N_("“{day}”不是日期，可写 2026-10-05。"), {"day": due})))
    if int(row.cells.get("budget") or 0) > MOST_YUAN:
        found.append(Fault(row.line, BUDGET.key, Sentence(N_("经费最多{most}元。"), {"most": f"{MOST_YUAN:,}"})))
    return found


async def _start(cells: Cells, units: dict[str, Unit], by: Actor) -> None:
    """Where the list says no day, or one gone by, the lead is given as long as for a claim."""
    budget = cells.get("budget")
    await start_project(
        cells["title"], units[plain(cells["lead"])].id, _due(cells.get("due", "")), by=by,
        helpers=[units[plain(name)].id for name in _helpers(cells)], budget_yuan=int(budget) if budget else None,
    )  # fmt: skip


def _due(text: str) -> date:
    day, today = day_of(text), clock.today()
    return day if day and day >= today else usual_due(today)


async def _change(step: Step) -> None:
    changed: dict[str, object] = {"title": step.changes["title"][1]} if "title" in step.changes else {}
    if "budget" in step.changes:
        said = step.changes["budget"][1]
        changed["budget_yuan"] = int(said) if said else None
    if changed and step.record is not None:
        await Project.filter(id=int(step.record.ref)).update(**changed)


IMPORTER = Importer(
    "projects",
    N_("项目清单"),
    N_("名称、牵头、配合、时限、经费。一个项目一行；新项目的牵头单位得到一项任务。"),
    open_list,
)
