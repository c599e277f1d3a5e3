"""月报: a month of a place in tables, for paper and workbook alike; its figures are the dashboard's. In Chinese."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from forum import clock, pages
from forum.access import Actor
from forum.bodies.models import Unit
from forum.people.queries import public_words
from forum.topics import queries as topic_queries
from forum.topics.models import CATEGORY_NAMES, TOPIC_STATE_NAMES, Topic
from minutes.action_items.models import ACTION_STATE_NAMES, ActionItem
from minutes.links import state_word
from minutes.overview import boards, links, queries, rules
from minutes.overview.boards import Board
from minutes.overview.measures import COLUMN_NAMES, MEASURES, STANDING
from minutes.projects import queries as projects
from minutes.projects.models import Project
from minutes.projects.rules import SCORE_NAMES

Cell = str | int
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
    tables: tuple[Table, ...]
    chart: Markup

    @property
    def title(self) -> str:
        return f"{self.place}议事月报（{self.month.year}年{self.month.month}月）"


async def of_place(place_id: int, reader: Actor, month: date, *, public: bool) -> Report:
    """`public`: residents' names masked, to be posted. Raises NotFound, NotAllowed."""
    board = await boards.of_place(place_id, reader, rules.month(month))
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
    return Report(board.title, rules.month(month).first, clock.today(), public, tables, drawing(drawn))


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
    return Table("概况", "制表时", ("事项", *(COLUMN_NAMES[column] for column in STANDING)), rows)


def _taken(taken: queries.Taken) -> Table:
    rows = (
        ("从提出到第一次答复", rules.in_words(taken.to_answer), taken.answered),
        ("从答复到办结", rules.in_words(taken.to_end), taken.finished),
        ("从提出到办结", rules.in_words(taken.whole), taken.finished),
        (f"{taken.promised}个工作日内答复的（%）", rules.in_words(taken.in_time), taken.answered),
    )
    return Table("概况", "本月提出的议题用了多久（工作日，中位数）", ("阶段", "工作日", "议题数"), rows)


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
    rows = tuple(
        (titles[one.id], one.place.path, _day(clock.local(one.proposed_at).date()), _day(one.reply_due),
         TOPIC_STATE_NAMES[one.state])
        for one in found
    )  # fmt: skip
    heads = ("议题", "地方", "提出", "应答复", "走到哪一步")
    return Table("议题", "还没有答复的议题", heads, rows, "没有。提出的议题都答复过。")


async def _overdue(board: Board, *, public: bool) -> Table:
    found = list(
        await ActionItem.filter(await queries.asked(MEASURES["actions-overdue"], board.scope))
        .order_by("due_on", "id")
        .prefetch_related("lead")
    )
    show = await _shower([one.text for one in found], public=public)
    rows = tuple(
        (show(one.text), one.lead.name, _day(one.due_on), (board.scope.today - one.due_on).days,
         ACTION_STATE_NAMES[one.state])
        for one in found
    )  # fmt: skip
    return Table("任务", "超期的任务", ("任务", "牵头单位", "时限", "超期天数", "状态"), rows, "没有超期的任务。")


async def _shower(texts: list[str], *, public: bool) -> Show:
    return await public_words(texts, []) if public else str


async def _projects(board: Board, *, public: bool) -> Table:
    """What is in hand or waits to be rated."""
    asked = [await queries.asked(MEASURES[name], board.scope) for name in ("projects-open", "projects-unrated")]
    found = list(await Project.filter(asked[0] | asked[1]).distinct().order_by("id").prefetch_related("lead"))
    titles = await projects.public_titles(found) if public else {one.id: one.title for one in found}
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
