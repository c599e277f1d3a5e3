"""What stands on a dashboard: a place's or a unit's, by who reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from forum import clock
from forum.access import Actor
from forum.bodies.models import Unit
from forum.diary.writers import places_of
from forum.places import queries as places
from forum.places.models import Place, PlaceKind
from minutes.overview import kinds, queries, reach, rules
from minutes.overview.kinds import Kind
from minutes.overview.measures import MEASURES, Column, Measure
from minutes.overview.rules import Span
from minutes.overview.scope import Scope, midnight
from minutes.overview.whereabouts import Tree, tree

OF_OFFICE = (kinds.TOPIC, kinds.REFERRAL, kinds.ACTION, kinds.PROJECT, kinds.NEED, kinds.ORDER, kinds.WISH)
OF_UNIT = (
    kinds.ACTION, kinds.REFERRAL, kinds.CLAIM, kinds.USE, kinds.ORDER, kinds.WISH, kinds.CALL, kinds.PROJECT,
    kinds.HELP, kinds.SEAT,
)  # fmt: skip
OF_PLACE = (kinds.TOPIC, kinds.ACTION, kinds.PROJECT, kinds.NEED)
OF_DIARY = (kinds.FINDING, kinds.HOUSEHOLD)
HAPPENED = {
    kinds.TOPIC: ("topics-proposed", "topics-told", "topics-done"),
    kinds.ACTION: ("actions-given", "actions-done"),
}
TREND_OF_PLACE = ("topics-proposed", "topics-told", "topics-done")
TREND_OF_UNIT = ("actions-given", "actions-done")
IN_SPAN_OF_PLACE = ("actions-given", "actions-done", "projects-started", "needs-raised", "whistles")
IN_SPAN_OF_OFFICE = ("orders-placed", "orders-done", "wishes-made", "wishes-delivered", "call-backs")
IN_SPAN_OF_DIARY = ("visits", "findings")
IN_SPAN_OF_UNIT = (
    "actions-given", "actions-done", "referrals", "claims", "uses", "orders-placed", "orders-done",
    "wishes-delivered", "calls", "calls-on-site", "chases", "call-backs",
)  # fmt: skip
OF_CHILD = ("actions-open", "actions-overdue")


@dataclass(frozen=True)
class Board:
    """`at` is its address, `kinds` what its reader may see lists of, `stood` the places as the scope is of them."""

    at: str
    title: str
    scope: Scope
    kinds: tuple[Kind, ...]
    place: Place | None = None
    unit: Unit | None = None
    stood: Tree | None = None

    def shows(self, measure: Measure) -> bool:
        extra = (kinds.CHASE, kinds.VISIT) if kinds.FINDING in self.kinds or self.unit else (kinds.CHASE,)
        return measure.kind in (*self.kinds, kinds.RATING, kinds.LOOK_BACK, kinds.EXTENSION, *extra)


async def of_place(place_id: int, reader: Actor, span: Span, *, only: bool = False, then: bool = False) -> Board:
    """`only`: of the place itself without what lies in it. `then`: as it stood when the span was over, if it is.

    Raises NotFound, NotAllowed.
    """
    place = await reach.place(place_id, reader)
    over = then and span.last < clock.today()
    stood = await tree(midnight(span.following)) if over else None
    inside = stood.within(place.id) if stood else (place.id,) if only else await places.within(place.id)
    whole = await _is_everything(place)
    scope = Scope(
        span.last if over else clock.today(), span, reader, None if whole and not only else inside, loose=whole,
        at=midnight(span.following) if over else None,
    )  # fmt: skip
    shown = OF_OFFICE if reader.in_office else OF_PLACE
    writes = await places_of(reader)
    if writes is None or place.id in writes:
        shown = (*shown, *OF_DIARY) if then else (*shown, *OF_DIARY, kinds.CALL_BACK)
    return Board(f"/overview/places/{place.id}", place.name, scope, shown, place=place, stood=stood)


async def _is_everything(place: Place) -> bool:
    """Nothing lies outside it: the one top, or the subdistrict above a community that stands alone."""
    tops = await reach.top()
    return len(tops) == 1 and place.id in {tops[0].id, tops[0].parent_id}


async def of_unit(unit_id: int, reader: Actor, span: Span) -> Board:
    """Raises NotFound, NotAllowed."""
    unit = await reach.unit(unit_id, reader)
    scope = Scope(clock.today(), span, reader, unit=unit.id)
    return Board(f"/overview/units/{unit.id}", unit.name, scope, OF_UNIT, unit=unit)


@dataclass(frozen=True)
class Row:
    """Figures of one place within the board's, with the address that their lists begin with."""

    at: str
    name: str
    figures: dict[str, int]
    only: bool = False


async def shown(board: Board) -> dict[str, Any]:
    """All figures of a dashboard."""
    rows = {kind: row for kind, row in queries.standing(board.kinds).items() if row}
    spanned = [name for name in _in_span(board) if board.shows(MEASURES[name])]
    names = {*spanned, *(one.name for row in rows.values() for one in row.values()), *_rated(), "ratings"}
    trended = TREND_OF_UNIT if board.unit else TREND_OF_PLACE
    months = rules.months(board.scope.span.last)
    scores = await queries.scores(board.scope)
    groups = await queries.groups(board.scope) if board.place else None
    return {
        "board": board,
        "rows": rows,
        "figures": await queries.counts(sorted(names), board.scope),
        "spanned": spanned,
        "months": months,
        "trend": await queries.trend(trended, board.scope, months),
        "scores": scores,
        "median": rules.median(scores),
        "children": await _children(board, groups.by_place) if groups else [],
        "taken": await queries.taken(board.scope) if groups else None,
        "by_category": groups.by_category if groups else {},
    }


def _in_span(board: Board) -> Sequence[str]:
    if board.unit:
        return IN_SPAN_OF_UNIT
    office = IN_SPAN_OF_OFFICE if kinds.ORDER in board.kinds else ()
    diary = IN_SPAN_OF_DIARY if kinds.FINDING in board.kinds else ()
    return (*HAPPENED[kinds.TOPIC], *IN_SPAN_OF_PLACE, *office, *diary)


def _rated() -> list[str]:
    return [f"ratings-{score}" for score in range(1, 6)]


async def _children(board: Board, by_place: dict[int, dict[str, int]]) -> list[Row]:
    """What lies right below a place, and at the end the place itself, where something is at none of them."""
    place = board.place
    if place is None or place.kind is PlaceKind.BLOCK:
        return []
    if board.stood:
        below = board.stood.below(place.id)
        inside = {one.id: board.stood.within(one.id) for one in below}
    else:
        below = await Place.filter(parent_id=place.id).exclude(kind=PlaceKind.HOUSEHOLD).order_by("id")
        inside = await places.within_each([one.id for one in below])
    more = await queries.by_child(OF_CHILD, board.scope, inside) if place.kind is not PlaceKind.GRID else {}
    rows = [
        Row(f"/overview/places/{one.id}", one.name, {**_sum(by_place, inside[one.id]), **more.get(one.id, {})})
        for one in below
        if (board.stood.in_use(one) if board.stood else one.closed_on is None)
        or any(at in by_place for at in inside[one.id])
    ]
    own = await queries.counts([*queries.BY_GROUP, *(OF_CHILD if more else ())], only_at(board))
    return [*rows, Row(board.at, place.name, own, only=True)] if any(own.values()) and below else rows


def _in_use(place: Place, board: Board) -> bool:
    return board.stood.in_use(place) if board.stood else place.closed_on is None


def only_at(board: Board) -> Scope:
    assert board.place is not None
    return replace(board.scope, places=(board.place.id,))


def _sum(by_place: dict[int, dict[str, int]], inside: Sequence[int]) -> dict[str, int]:
    return {name: sum(by_place.get(at, {}).get(name, 0) for at in inside) for name in queries.BY_GROUP}


def is_quiet(board: dict[str, Any]) -> bool:
    """Nothing has happened and nothing stands open: a community that has just begun."""
    return not any(board["figures"].values()) and not any(map(any, board["trend"].values()))


__all__ = ["Board", "Column", "Row", "is_quiet", "of_place", "of_unit", "only_at", "shown"]
