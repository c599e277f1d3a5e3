"""单位档案, 网格档案: a year of a unit or a place in figures, each with the list behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tortoise.expressions import Q

from agenda.sessions.models import Session
from forum import clock, i18n
from forum.access import Actor
from forum.diary import queries as diary
from forum.diary.models import KeyHousehold, Visit
from forum.errors import N_
from forum.parts import Link
from forum.places import queries as places
from forum.places.models import PlaceKind
from forum.topics.models import Topic
from minutes.action_items.models import ActionItem
from minutes.overview import boards, kinds, queries, rules, timing
from minutes.overview.boards import Board
from minutes.overview.measures import MEASURES
from minutes.overview.rules import Span, Visits

TIMED = ("actions-done", "actions-in-time", "actions-late")
OVERSEEN = ("extensions", "extensions-granted", "actions-reopened", "chases")
TASKS_OF_UNIT = ("actions-given", "actions-helped", *TIMED, "actions-still-late", *OVERSEEN)
TASKS_OF_PLACE = ("actions-given", *TIMED, "actions-still-late", *OVERSEEN)
GIVEN_BY_UNIT = ("claims", "uses", "orders-done", "wishes-delivered", "referrals", "calls", "calls-on-site")
SESSIONS = ("seats", "seats-taken", "seats-excused")
TOPICS = ("topics-proposed", "topics-answered", "topics-in-time", "topics-late", "topics-done")
SERVED = ("orders-placed", "orders-done", "wishes-made", "wishes-delivered")
YEARLY = N_("年度档案")
PLACE_WORDS = {PlaceKind.GRID: N_("网格档案"), PlaceKind.BLOCK: N_("楼栋档案")}
JUDGED = ("ratings", "look-backs", "look-backs-passed", "look-backs-failed")


@dataclass(frozen=True)
class Line:
    """A figure; `measure` is the list behind it, "" where it is worked out of several."""

    word: str
    said: str
    measure: str = ""


@dataclass(frozen=True)
class Part:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Household:
    """A key household's year, as a line that leads to it."""

    link: Link
    visits: Visits


@dataclass(frozen=True)
class Record:
    board: Board
    year: int
    parts: tuple[Part, ...]
    households: tuple[Household, ...] = ()

    @property
    def word(self) -> str:
        if self.board.place is None:
            return N_("单位档案")
        return PLACE_WORDS.get(self.board.place.kind, YEARLY)

    @property
    def title(self) -> str:
        """On paper."""
        return f"{self.board.title}{self.word}（{self.year}年）"


async def of_unit(unit_id: int, reader: Actor, year: int) -> Record:
    """Raises NotFound, NotAllowed."""
    board = await boards.of_unit(unit_id, reader, rules.year(year))
    figures = await queries.counts((*TASKS_OF_UNIT, *GIVEN_BY_UNIT, *SESSIONS, *JUDGED), board.scope)
    parts = (
        _tasks(figures, TASKS_OF_UNIT),
        Part(N_("认领和服务"), _lines(figures, GIVEN_BY_UNIT)),
        Part(N_("出席会议"), _lines(figures, SESSIONS)),
        await _judged(board, figures),
    )
    return Record(board, year, parts)


async def of_place(place_id: int, reader: Actor, year: int) -> Record:
    """Of what is kept there, what the reader may see the lists of. Raises NotFound, NotAllowed."""
    board = await boards.of_place(place_id, reader, rules.year(year))
    served = [name for name in SERVED if board.shows(MEASURES[name])]
    visited = ["visits"] if board.shows(MEASURES["visits"]) else []
    figures = await queries.counts((*TOPICS, *TASKS_OF_PLACE, *served, *visited, *JUDGED), board.scope)
    households = await _households(board) if visited else ()
    parts = (
        await _topics(board, figures),
        _tasks(figures, TASKS_OF_PLACE),
        *([_visited(figures, households)] if visited else []),
        *([Part(N_("点单和微心愿"), _lines(figures, served))] if served else []),
        await _judged(board, figures),
    )
    return Record(board, year, parts, households)


def _lines(figures: dict[str, int], names: Sequence[str]) -> tuple[Line, ...]:
    return tuple(Line(MEASURES[name].word, str(figures[name]), name) for name in names)


def _share(figures: dict[str, int], part: str, whole: str) -> str:
    share = rules.share(figures[part], figures[whole])
    return "—" if share is None else f"{share}%"


def _tasks(figures: dict[str, int], names: Sequence[str]) -> Part:
    in_time = Line(N_("办结的里面按时的"), _share(figures, "actions-in-time", "actions-done"))
    at = names.index("actions-late") + 1
    return Part(N_("任务"), (*_lines(figures, names[:at]), in_time, *_lines(figures, names[at:])))


async def _topics(board: Board, figures: dict[str, int]) -> Part:
    taken = await queries.taken(board.scope)
    worked_out = (
        Line(N_("答复的里面按时的"), _share(figures, "topics-in-time", "topics-answered")),
        Line(N_("从提出到第一次答复，中位数（工作日）"), rules.in_words(taken.to_answer)),
        Line(N_("从提出到办结，中位数（工作日）"), rules.in_words(taken.whole)),
    )
    return Part(N_("议题"), (*_lines(figures, TOPICS), *worked_out))


def _visited(figures: dict[str, int], households: Sequence[Household]) -> Part:
    total = sum((one.visits for one in households), Visits())
    due, made = Line(N_("重点户应访（次）"), str(total.due)), Line(N_("重点户按月访到（次）"), str(total.made))
    return Part(N_("走访"), (*_lines(figures, ["visits"]), due, made))


async def _judged(board: Board, figures: dict[str, int]) -> Part:
    median = rules.median(await queries.scores(board.scope))
    ratings, *looked = _lines(figures, JUDGED)
    return Part(N_("评价和回头看"), (ratings, Line(N_("评价的中位数（分）"), rules.in_words(median)), *looked))


async def _households(board: Board) -> tuple[Household, ...]:
    """Those listed at some time of the year whom the reader visits, the office all, in the order of their doors."""
    span = Span(board.scope.span.first, min(board.scope.span.last, board.scope.today))
    listed = KeyHousehold.filter(
        Q(struck_on=None) | Q(struck_on__gt=span.first), kinds.belonging(kinds.HOUSEHOLD, board.scope),
        listed_on__lte=span.last,
    )  # fmt: skip
    if not board.scope.reader.in_office:
        listed = listed.filter(await diary.theirs(board.scope.reader))
    found = await listed.order_by("place_id", "household").prefetch_related("place", "kind")
    days = Visit.filter(key_id__in=[one.id for one in found], visited_on__gte=span.first, visited_on__lte=span.last)
    visited: dict[int, list[date]] = defaultdict(list)
    for key, day in await days.values_list("key_id", "visited_on"):
        visited[int(key)].append(day)
    return tuple(
        Household(
            kinds.HOUSEHOLD.row(one),
            rules.visits(one.listed_on, one.struck_on, one.kind.times, visited[one.id], span),
        )
        for one in found
    )


async def years() -> list[int]:
    """Those there is something of, newest first."""
    today = clock.today()
    begun = [today.year]
    for model, field in ((Topic, "proposed_at"), (ActionItem, "recorded_at"), (Session, "starts_at")):
        first = await model.all().order_by(field).first()
        begun += [clock.local(getattr(first, field)).year] if first else []
    return list(range(today.year, max(min(begun), rules.FIRST.year) - 1, -1))


@dataclass(frozen=True)
class Late:
    """A task that was late; `at` is the day it was handed in, "" while it is not."""

    text: str
    lead: str
    due: str
    at: str
    days: int


async def late(board: Board) -> list[Late]:
    """What was done late this year, and what was given this year and still is late."""
    asked = {name: await queries.asked(MEASURES[name], board.scope) for name in ("actions-late", "actions-still-late")}
    done = await _in_order(asked["actions-late"])
    handed_in = await timing.handed_in([one.id for one in done])
    open_still = await _in_order(asked["actions-still-late"])
    return [
        *(_late(one, handed_in[one.id], f"{handed_in[one.id]:%Y.%m.%d}") for one in done),
        *(_late(one, board.scope.today, "") for one in open_still),
    ]


async def _in_order(asked: Q) -> list[ActionItem]:
    return list(await ActionItem.filter(asked).order_by("due_on", "id").prefetch_related("lead"))


def _late(one: ActionItem, until: date, at: str) -> Late:
    return Late(one.text, one.lead.name, f"{one.due_on:%Y.%m.%d}", at, (until - one.due_on).days)


# ---- on the pages of the register ----


async def of_unit_page(unit_id: int) -> list[Link]:
    sums = i18n.translate(N_("所有单位的合计，可以公开给大家看"))
    own = _way(f"/overview/units/{unit_id}/record", N_("单位档案"))
    return [own, Link("/records/units", i18n.translate(N_("单位办事情况")), sums)]


async def of_place_page(place_id: int) -> list[Link]:
    place = await places.place(place_id)
    is_household = place.kind is PlaceKind.HOUSEHOLD
    return [] if is_household else [_way(f"/overview/places/{place_id}/record", PLACE_WORDS.get(place.kind, YEARLY))]


def _way(at: str, word: str) -> Link:
    return Link(at, i18n.translate(word), i18n.translate(N_("一年里接了多少、按时多少、评价怎样，可以打印")))
