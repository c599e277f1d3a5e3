"""月报: a month of a place in tables, for paper and workbook alike; its figures are the dashboard's. In Chinese."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from forum import clock, pages
from forum.access import Actor
from forum.bodies.models import Unit
from forum.people.queries import public_words
from forum.topics import queries as topic_queries
from forum.topics.models import CATEGORY_NAMES, TOPIC_STATE_NAMES, Topic
from minutes.action_items.models import ACTION_STATE_NAMES, ActionItem
from minutes.links import state_word
from minutes.overview import boards, kinds, links, queries, rules, then
from minutes.overview.boards import Board
from minutes.overview.kinds import Kind
from minutes.overview.measures import COLUMN_NAMES, MEASURES, STANDING
from minutes.projects import queries as projects
from minutes.projects.models import Project
from minutes.projects.rules import SCORE_NAMES

Cell = str | int | Fraction
"""A Fraction is a median, whole or and a half."""
Rows = tuple[tuple[Cell, ...], ...]
Show = Callable[[str], str]
OF_UNITS = ("actions-given", "actions-done", "actions-open", "actions-overdue")


@dataclass(frozen=True)
class Table:
    """`sheet` is the workbook's, where several tables follow each other; `empty` is said where there are no rows."""

    sheet: str
    title: str
    heads: tuple[str, ...]
    rows: Rows
    empty: str = ""


@dataclass(frozen=True)
class Report:
    place: str
    month: date
    day: date
    public: bool
    notes: tuple[str, ...]
    tables: tuple[Table, ...]
    chart: Markup

    @property
    def title(self) -> str:
        return f"{self.place}议事月报（{self.month.year}年{self.month.month}月）"


async def of_place(place_id: int, reader: Actor, month: date, *, public: bool) -> Report:
    """`public`: residents' names masked, to be posted. Raises NotFound, NotAllowed."""
    board = await boards.of_place(place_id, reader, rules.month(month), then=True)
    shown = await boards.shown(board)
    tables = (
        _happened(shown["figures"], shown["spanned"]),
        _standing(board, shown["figures"]),
        _taken(shown["taken"]),
        _categories(shown["by_category"]),
        await _unanswered(board, public=public),
        await _overdue(board, public=public),
        await _projects(board, public=public),
        _ratings(shown["figures"]),
        await _units(board),
        _children(shown["children"]),
    )
    drawn = links.chart(shown["trend"], shown["months"], said=str)
    notes = _counted(board, shown["taken"].promised)
    return Report(board.title, rules.month(month).first, clock.today(), public, notes, tables, drawing(drawn))


def _counted(board: Board, promised: int) -> tuple[str, ...]:
    """What counts, so that whoever reads the figures knows."""
    span, day = board.scope.span, f"{board.scope.today.month}月{board.scope.today.day}日"
    first, last = (f"{one.month}月{one.day}日" for one in (span.first, min(span.last, board.scope.today)))
    stood = f"{day}终了时" if board.scope.at else f"{day}制表时（本月还没有过完）"
    return (
        f"“本月”是{first}到{last}发生的事；一件事提出、答复、办结各在哪个月，就算在哪个月。",
        f"“在办”“7天内到期”“已超期”“等答复”“等核验、评价”是{stood}的情况，不管是哪个月提出的；以后再印，数字不变。"
        if board.scope.at
        else f"“在办”“7天内到期”“已超期”“等答复”“等核验、评价”是{stood}的情况，不管是哪个月提出的。",
        f"“用了多久”只算本月提出的议题，按社区的工作日算，取中位数；应在{promised}个工作日内第一次答复。",
        "地方和单位用制表时登记的名称，"
        + ("归哪个网格、由谁牵头按当时的；" if board.scope.at else "归属按制表时的；")
        + "答复了又不满意、办结了又退回重办的，重新算在办。",
    )


def drawing(drawn: links.Chart) -> Markup:
    """For paper: black, in the face that the paper puts in."""
    made = pages.environment.get_template("minutes/overview/_trend.html").module
    return Markup(made.trend_lines(drawn, "trend", ink="#000", face="FACE"))  # type: ignore[attr-defined]


def _happened(figures: dict[str, int], spanned: Sequence[str]) -> Table:
    rows = tuple((MEASURES[name].word, figures[name]) for name in spanned)
    return Table("概况", "本月", ("项目", "件数"), rows)


def _standing(board: Board, figures: dict[str, int]) -> Table:
    """What the dashboard shows of now, in its columns."""
    rows: Rows = tuple(
        (kind.word, *(figures[row[column].name] if column in row else "" for column in STANDING))
        for kind, row in queries.standing(board.kinds).items()
    )
    heads = ("事项", *(COLUMN_NAMES[column] for column in STANDING))
    return Table("概况", "月末" if board.scope.at else "到制表时", heads, rows)


def _taken(taken: queries.Taken) -> Table:
    rows = (
        ("从提出到第一次答复", _or_none(taken.to_answer), taken.answered),
        ("从答复到办结", _or_none(taken.to_end), taken.finished),
        ("从提出到办结", _or_none(taken.whole), taken.finished),
        (f"{taken.promised}个工作日内答复的（%）", _or_none(taken.in_time), taken.answered),
    )
    return Table("概况", "本月提出的议题用了多久（工作日，中位数）", ("阶段", "工作日", "议题数"), rows)


def _or_none(figure: Fraction | int | None) -> Cell:
    return rules.in_words(None) if figure is None else figure


def in_words(cell: Cell) -> str:
    return rules.in_words(cell) if isinstance(cell, Fraction) else str(cell)


def _categories(by_category: dict[str, dict[str, int]]) -> Table:
    rows: Rows = tuple(
        (word, *(by_category[category.value][name] for name in queries.BY_GROUP))
        for category, word in CATEGORY_NAMES.items()
    )
    return Table("议题", "议题按类别", ("类别", *_group_heads()), rows)


def _group_heads() -> tuple[str, ...]:
    return ("本月提出", "在办", "答复超期", "本月办结", "等评价")


async def _unanswered(board: Board, *, public: bool) -> Table:
    """What stayed unanswered, by the name of the matter."""
    found = list(
        await Topic.filter(await queries.asked(MEASURES["topics-unanswered"], board.scope))
        .order_by("reply_due", "id")
        .prefetch_related("place", "proposer")
    )
    titles = await topic_queries.public_titles(found) if public else {one.id: one.title for one in found}
    await _as_then(kinds.TOPIC, board, found)
    rows = tuple(
        (titles[one.id], _where(one, board), _day(clock.local(one.proposed_at).date()), _day(one.reply_due),
         TOPIC_STATE_NAMES[one.state])
        for one in found
    )  # fmt: skip
    heads = ("议题", "地方", "提出", "应答复", "走到哪一步")
    return Table("议题", "还没有答复的议题", heads, rows, "没有。提出的议题都答复过。")


def _where(topic: Topic, board: Board) -> str:
    return board.stood.path(topic.place_id) if board.stood else topic.place.path


async def _overdue(board: Board, *, public: bool) -> Table:
    found = list(
        await ActionItem.filter(await queries.asked(MEASURES["actions-overdue"], board.scope))
        .order_by("due_on", "id")
        .prefetch_related("lead")
    )
    show = await _shower([one.text for one in found], public=public)
    await _as_then(kinds.ACTION, board, found)
    rows = tuple(
        (show(one.text), one.lead.name, _day(one.due_on), (board.scope.today - one.due_on).days,
         ACTION_STATE_NAMES[one.state])
        for one in found
    )  # fmt: skip
    return Table("任务", "超期的任务", ("任务", "牵头单位", "时限", "超期天数", "状态"), rows, "没有超期的任务。")


async def _as_then(kind: Kind, board: Board, found: Sequence[Any]) -> None:
    """Their states and days as the report is of, for reading only."""
    stood = await then.by_id(kind, board.scope) if board.scope.at else {}
    led = {row["lead_id"] for row in stood.values() if "lead_id" in row}
    units = {unit.id: unit for unit in await Unit.filter(id__in=list(led))} if led else {}
    for one in found if stood else ():
        if units:
            one.lead = units[stood[one.id]["lead_id"]]
        for name in stood[one.id].keys() & {"state", "reply_due", "due_on", "reopened_by"}:
            value = stood[one.id][name]
            setattr(one, name, type(one.state)(value) if name == "state" else value)


async def _shower(texts: list[str], *, public: bool) -> Show:
    return await public_words(texts, []) if public else str


async def _projects(board: Board, *, public: bool) -> Table:
    """What is in hand or waits to be rated."""
    asked = [await queries.asked(MEASURES[name], board.scope) for name in ("projects-open", "projects-unrated")]
    found = list(await Project.filter(asked[0] | asked[1]).distinct().order_by("id").prefetch_related("lead"))
    titles = await projects.public_titles(found) if public else {one.id: one.title for one in found}
    await _as_then(kinds.PROJECT, board, found)
    rows = tuple(
        (titles[one.id], one.lead.name, _day(clock.local(one.started_at).date()), state_word(one)) for one in found
    )
    return Table("项目", "在办和等评价的项目", ("项目", "牵头单位", "开始", "状态"), rows, "没有在办的项目。")


def _ratings(figures: dict[str, int]) -> Table:
    rows = tuple((word, figures[f"ratings-{score}"]) for score, word in sorted(SCORE_NAMES.items(), reverse=True))
    return Table("评价", "本月收到的评价", ("评价", "个数"), rows)


async def _units(board: Board) -> Table:
    """Units that have something in hand, or were given or finished something this month."""
    found = await queries.by_unit(OF_UNITS, board.scope)
    names = {unit.id: unit.name for unit in await Unit.filter(id__in=list(found)).order_by("id")}
    rows: Rows = tuple(
        (name, *(found[id][one] for one in OF_UNITS)) for id, name in names.items() if any(found[id].values())
    )
    heads = ("单位", "本月交办", "本月办结", "没有办完", "其中超期")
    return Table("单位", "各单位的任务", heads, rows, "没有交给单位的任务。")


def _children(rows: Sequence[boards.Row]) -> Table:
    shown: Rows = tuple(
        (f"{row.name}（不分网格）" if row.only else row.name, *(row.figures[name] for name in queries.BY_GROUP))
        for row in rows
    )
    return Table("网格", "各网格、楼栋的议题", ("地方", *_group_heads()), shown, "没有登记网格、楼栋。")


def _day(day: date) -> str:
    return f"{day:%Y.%m.%d}"
