"""年度实事 as a list: a row a work, the same by its year and its title. What is done of it no file takes away."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from forum import clock
from forum.access import Actor
from forum.bodies import queries as bodies
from forum.bodies.models import Unit
from forum.errors import N_, BadInput, Sentence
from forum.importing.shape import ID, Cells, Column, Fault, Holds, Importer, Marks, Record, Row, Step, Subject
from forum.owners.lookalikes import outline, plain
from minutes.works import commands, rules
from minutes.works.commands import Plan
from minutes.works.models import WORK_STATE_NAMES, YearWork

YEAR = Column("year", N_("年份"), "年份 年度 哪一年 year", limit=4, required=True, holds=Holds.NUMBER, width=8)
TITLE = Column("title", N_("实事"), "实事 实事名称 项目名称 办什么事 名称 title", limit=60, required=True, width=32)
TEXT = Column("text", N_("办成什么样"), "办成什么样 目标 内容 主要内容 建设内容 text", limit=400, width=40)
LEAD = Column("lead", N_("牵头单位"), "牵头单位 牵头 责任单位 单位 lead", required=True, width=28)
DUE = Column("due_on", N_("完成时限"), "完成时限 时限 完成时间 哪天前 due", limit=24, required=True)
BUDGET = Column("budget_yuan", N_("经费（元）"), "经费 预算 资金 budget", holds=Holds.NUMBER)
SITES = Column("sites", N_("点位"), "点位 地点 在哪些地方办 sites", limit=8000, holds=Holds.TEXT, width=40, told=False)
MILESTONES = Column(
    "milestones", N_("节点"), "节点 进度安排 milestones", limit=1000, holds=Holds.TEXT, width=40, told=False
)
STATE = Column(
    "state", N_("状态"), "状态 state", holds=Holds.WORD, told=False,
    choices={state.value: f"{word} {state.value}" for state, word in WORK_STATE_NAMES.items()},
)  # fmt: skip
"""Written and never taken: a work comes to its state by what is reported of it."""
COLUMNS = (YEAR, TITLE, TEXT, LEAD, DUE, BUDGET, SITES, MILESTONES, STATE, ID)

_BETWEEN = re.compile(r"[\n；;]+")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:前|\s+00:00:00)?")
_MOST_YUAN = 2_000_000_000


async def open_list(_: int | None = None) -> Subject:
    works = {str(one.id): one for one in await YearWork.all().prefetch_related("lead", "sites", "milestones")}
    units = {plain(one.name): one for one in [*(work.lead for work in works.values()), *await bodies.units()]}
    found = []
    for ref, work in works.items():
        cells = {key: said(work) for key, said in _SAID.items()}
        found.append(Record(ref, cells, _marks(cells)))

    days = {(str(one.year), plain(one.title)): one.due_on for one in works.values()}

    async def put(steps: Sequence[Step], by: Actor) -> None:
        for step in steps:
            work = works[step.record.ref] if step.record else None
            cells = {**(step.record.cells if step.record else {}), **{k: v for k, v in step.row.cells.items() if v}}
            plan = _plan(cells, units, work)
            await (commands.change_work(work.id, plan, by=by) if work else commands.plan_work(plan, by=by))

    return Subject(
        "works", N_("年度实事"), COLUMNS, found, lambda cells: cells["title"], _marks, put, back="/works", unique=True,
        name_key="title", faults=lambda row: _faults(row, units, days), read=lambda cells: _read(cells, units),
        keeps=lambda record: works[record.ref].state not in rules.OPEN,
    )  # fmt: skip


_SAID: Mapping[str, Callable[[YearWork], str]] = {
    "id": lambda work: str(work.id),
    "year": lambda work: str(work.year),
    "title": lambda work: work.title,
    "text": lambda work: work.text,
    "lead": lambda work: work.lead.name,
    "due_on": lambda work: work.due_on.isoformat(),
    "budget_yuan": lambda work: "" if work.budget_yuan is None else str(work.budget_yuan),
    "sites": lambda work: "\n".join(one.name for one in work.sites),
    "milestones": lambda work: _told([(one.text, one.due_on) for one in work.milestones]),
    "state": lambda work: work.state.value,
}


def _marks(cells: Cells) -> Marks:
    """The same title a year later is another work."""
    alike = frozenset({(cells["year"], outline(cells["title"]))})
    return Marks(frozenset({(cells["year"], plain(cells["title"]))}), alike, alike)


# ---- what a row says ----


def day_of(text: str) -> date | None:
    """2026-12-31, 2026.12.31, 2026年12月31日前; None for what is no day."""
    found = _DAY.fullmatch(text.strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def milestones_of(text: str) -> list[tuple[str, date]]:
    """Parts with a day at the end or the beginning: “选点公示 2026-06-30；2026年9月30日 器材进场”. Raises BadInput."""
    found = []
    for part in filter(None, (part.strip() for part in _BETWEEN.split(text))):
        day = next((one for one in _DAY.finditer(part) if 0 in (one.start(), len(part) - one.end())), None)
        words = " ".join((part[: day.start()] + part[day.end() :]).strip(" ，,:：（）()").split()) if day else ""
        on = day_of(day[0]) if day else None
        if on is None or not words or len(words) > 80:
            said = N_("节点“{part}”看不懂，请写成“选点公示 2026-06-30”，几个节点之间用分号或换行。")
            raise BadInput({"milestones": Sentence(said, {"part": part[:20]})})
        found.append((words, on))
    if len(found) > rules.MOST_MILESTONES:
        raise BadInput({"milestones": Sentence(N_("最多 {n} 个节点。"), {"n": rules.MOST_MILESTONES})})
    rules.check_milestones([text for text, _ in found])
    return sorted(found, key=lambda one: one[1])


def _told(milestones: Sequence[tuple[str, date]]) -> str:
    return "；".join(f"{text} {on.isoformat()}" for text, on in milestones)


def _sites(text: str) -> list[str]:
    return rules.sites_of("\n".join(_BETWEEN.split(text)))


def _faults(row: Row, units: Mapping[str, Unit], days: Mapping[tuple[str, str], date]) -> list[Fault]:
    """`days` by which those that are known are due: what is done again may be so in the next year."""
    cells, wrong = row.cells, dict[str, Sentence]()
    if plain(cells["lead"]) not in units:
        wrong["lead"] = Sentence(N_("还没有登记单位“{name}”，请先登记。"), {"name": cells["lead"]})
    due_on = day_of(cells["due_on"])
    if due_on is None:
        wrong["due_on"] = Sentence(N_("“{text}”不是日期，请写成 2026-12-31。"), {"text": cells["due_on"]})
    if int(cells.get("budget_yuan") or 0) > _MOST_YUAN:
        wrong["budget_yuan"] = Sentence(N_("经费太大，请写以元为单位的整数。"))
    is_known = days.get((cells["year"], plain(cells["title"]))) == due_on
    checks: list[Callable[[], Any]] = [
        lambda: rules.check_plan(int(cells["year"]), due_on) if due_on and not is_known else None,
        lambda: _sites(cells.get("sites", "")), lambda: milestones_of(cells.get("milestones", "")),
    ]  # fmt: skip
    for check in checks:
        try:
            check()
        except BadInput as bad:
            wrong |= {"milestones" if "milestone" in key else key: said for key, said in bad.fields.items()}
    return [Fault(row.line, key, said) for key, said in wrong.items()]


def _read(cells: Cells, units: Mapping[str, Unit]) -> Cells:
    due_on = day_of(cells["due_on"])
    return {
        **{key: text for key, text in cells.items() if key != "state"},
        "lead": units[plain(cells["lead"])].name,
        "due_on": due_on.isoformat() if due_on else "",
        "sites": "\n".join(_sites(cells.get("sites", ""))),
        "milestones": _told(milestones_of(cells.get("milestones", ""))),
    }


def _plan(cells: Cells, units: Mapping[str, Unit], work: YearWork | None) -> Plan:
    """What is done of `work` stays, in whatever order the file has the rest."""
    done = [one.name for one in work.sites if one.done_on] if work else []
    reached = [(one.text, one.due_on) for one in work.milestones if one.done_on] if work else []
    sites, milestones = _sites(cells.get("sites", "")), milestones_of(cells.get("milestones", ""))
    texts = {text for text, _ in milestones}
    return Plan(
        int(cells["year"]), cells["title"], units[plain(cells["lead"])].id,
        day_of(cells["due_on"]) or clock.today(), cells.get("text", ""),
        int(cells["budget_yuan"]) if cells.get("budget_yuan") else None,
        [*(one for one in reached if one[0] not in texts), *milestones], list(dict.fromkeys([*done, *sites])),
    )  # fmt: skip


IMPORTER = Importer(
    "works", N_("年度实事"), N_("年份、实事、牵头单位、完成时限，也可带经费、点位和节点。一件实事一行。"), open_list
)
