"""Figures counted in the database, one query a kind of thing, and the lists that make them up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.functions import Count

from forum.parts import Link
from forum.topics import queries as topics
from forum.topics.models import CATEGORY_NAMES, Topic
from minutes.overview import kinds, rules, then, timing
from minutes.overview.kinds import Kind, belonging
from minutes.overview.measures import MEASURES, STANDING, Column, Measure
from minutes.overview.rules import Span
from minutes.overview.scope import Scope
from minutes.projects.models import Rating

PAGE = 50


async def asked(measure: Measure, scope: Scope) -> Q:
    """Which of its kind the measure is of."""
    return belonging(measure.kind, scope) & await _of_measure(measure, scope)


async def counts(names: Iterable[str], scope: Scope) -> dict[str, int]:
    """Each of these figures, by its name."""
    found: dict[str, int] = {}
    for kind, ones in _by_kind(names).items():
        filters = {one.name: await _of_measure(one, scope) for one in ones}
        found |= (await _counted(kind, belonging(kind, scope), filters))[0]
    return found


async def _of_measure(measure: Measure, scope: Scope) -> Q:
    if scope.at is not None:
        return await then.asked(measure, scope)
    return measure.what(scope) & Q(id__in=await measure.ids(scope)) if measure.ids else measure.what(scope)


def _by_kind(names: Iterable[str]) -> dict[Kind, list[Measure]]:
    found: dict[Kind, list[Measure]] = {}
    for name in names:
        found.setdefault(MEASURES[name].kind, []).append(MEASURES[name])
    return found


async def _counted(kind: Kind, within: Q, filters: dict[str, Q], *by: str) -> list[dict[str, Any]]:
    """A row for each group, or the one of all: how many fit each filter."""
    keys = {f"n{at}": name for at, name in enumerate(filters)}
    figures = {key: Count("id", _filter=_of_own_fields(kind, filters[name])) for key, name in keys.items()}
    query = kind.model.filter(_of_own_fields(kind, within)).order_by().annotate(**figures)
    rows: list[dict[str, Any]] = list(await (query.group_by(*by) if by else query).values(*by, *keys))
    return [{keys.get(key, key): value for key, value in row.items()} for row in rows]


def _of_own_fields(kind: Kind, what: Q) -> Q:
    """A count joins no other table: what asks more than the fields of its own becomes a query inside it."""
    meta = kind.model._meta
    if not _names(what) & (meta.fk_fields | meta.o2o_fields | meta.backward_fk_fields):
        return what
    return Q(id__in=Subquery(kind.model.filter(what).order_by().values("id")))


def _names(what: Q) -> set[str]:
    """The fields of the model that it begins from."""
    own = {name.split("__")[0] for name in what.filters}
    return own.union(*(_names(one) for one in what.children))


# ---- lists ----


async def listed(measure: Measure, scope: Scope, page: int) -> tuple[list[Link], int]:
    """A page of what makes a figure up, and how many there are in all."""
    query = measure.kind.model.filter(await asked(measure, scope))
    shown = query.order_by(*measure.kind.order).offset((page - 1) * PAGE).limit(PAGE)
    return [measure.kind.row(one) for one in await shown.prefetch_related(*measure.kind.shown)], await query.count()


# ---- by category, place and month ----

BY_GROUP = ("topics-proposed", "topics-open", "topics-overdue", "topics-done", "topics-unrated")


@dataclass(frozen=True)
class Groups:
    """Figures of topics by category and by the place each is at."""

    by_category: dict[str, dict[str, int]]
    by_place: dict[int, dict[str, int]]


async def groups(scope: Scope) -> Groups:
    filters = {name: await _of_measure(MEASURES[name], scope) for name in BY_GROUP}
    rows = await _counted(kinds.TOPIC, belonging(kinds.TOPIC, scope), filters, "category", "place_id")
    figures = [({name: row[name] for name in BY_GROUP}, row["category"], row["place_id"]) for row in rows]
    nothing = dict.fromkeys(BY_GROUP, 0)
    by_category = {str(category): dict(nothing) for category in CATEGORY_NAMES}
    by_category |= rules.summed((str(category), one) for one, category, _ in figures)
    by_place = rules.summed((str(place), one) for one, _, place in figures)
    return Groups(by_category, {int(place): one for place, one in by_place.items()})


async def by_child(
    names: Sequence[str], scope: Scope, children: dict[int, tuple[int, ...]]
) -> dict[int, dict[str, int]]:
    """The same figures for each of some places with what lies in them; one query a kind."""
    found: dict[int, dict[str, int]] = {child: {} for child in children}
    if not children:
        return found
    for kind, ones in _by_kind(names).items():
        filters = {
            f"{child} {one.name}": await asked(one, replace(scope, places=places, loose=False))
            for child, places in children.items()
            for one in ones
        }
        for key, count in (await _counted(kind, belonging(kind, scope), filters))[0].items():
            child, name = key.split(" ")
            found[int(child)][name] = count
    return found


async def by_unit(names: Sequence[str], scope: Scope) -> dict[int, dict[str, int]]:
    """Figures of one kind of thing for each unit whose it is."""
    kind = MEASURES[names[0]].kind
    filters = {name: await _of_measure(MEASURES[name], scope) for name in names}
    if scope.at is not None:
        return await _by_unit_then(kind, filters, scope)
    rows = await _counted(kind, belonging(kind, scope), filters, kind.unit)
    return {int(row[kind.unit]): {name: row[name] for name in names} for row in rows}


async def _by_unit_then(kind: Kind, filters: dict[str, Q], scope: Scope) -> dict[int, dict[str, int]]:
    """Whose each was at that moment."""
    led = {id: row[kind.unit] for id, row in (await then.by_id(kind, scope)).items()}
    found: dict[int, dict[str, int]] = {}
    for name, what in filters.items():
        ids = kind.model.filter(belonging(kind, scope) & what).order_by().distinct().values_list("id", flat=True)
        for id in await ids:
            figures = found.setdefault(led[int(str(id))], dict.fromkeys(filters, 0))
            figures[name] += 1
    return found


async def trend(names: Sequence[str], scope: Scope, spans: Sequence[Span]) -> dict[str, list[int]]:
    """Each figure for each of the months."""
    found: dict[str, list[int]] = {name: [0] * len(spans) for name in names}
    for kind, ones in _by_kind(names).items():
        filters = {
            f"{at} {one.name}": await _of_measure(one, replace(scope, span=span))
            for at, span in enumerate(spans)
            for one in ones
        }
        for key, count in (await _counted(kind, belonging(kind, scope), filters))[0].items():
            at, name = key.split(" ")
            found[name][int(at)] = count
    return found


# ---- how long it takes ----


@dataclass(frozen=True)
class Taken:
    """Medians of working days with how many topics each is of, and the share answered in time, in per cent.

    Topics that were proposed in the span: from then to the first answer, from that to the end, and all the way.
    """

    answered: int
    to_answer: Fraction | None
    finished: int
    to_end: Fraction | None
    whole: Fraction | None
    in_time: int | None
    promised: int


async def taken(scope: Scope) -> Taken:
    of = belonging(kinds.TOPIC, scope) & scope.moments("proposed_at")
    firsts = await timing.first_answers(of, scope.at)
    ended: list[Any] = list(
        await Topic.filter(await asked(MEASURES["topics-finished"], scope))
        .order_by()
        .values_list("id", "proposed_at", "done_at", "settled_at")
    )
    stood = await then.by_id(kinds.TOPIC, scope) if scope.at else {}
    finished = [(one[0], one[1], *_ended(stood[one[0]])) if stood else one for one in ended]
    promised = (await topics.terms()).reply_days
    days = await timing.working_days(scope)
    waited = [days(proposed, first) for proposed, first in firsts.values()]
    ends = [(id, proposed, done or settled) for id, proposed, done, settled in finished if done or settled]
    return Taken(
        len(firsts),
        rules.median(waited),
        len(finished),
        rules.median(days(firsts[id][1], end) for id, _, end in ends if id in firsts),
        rules.median(days(proposed, end) for _, proposed, end in ends),
        rules.share(sum(one <= promised for one in waited), len(waited)),
        promised,
    )


def _ended(row: dict[str, Any]) -> tuple[Any, Any]:
    return row["done_at"], row["settled_at"]


async def scores(scope: Scope) -> list[int]:
    """Of all ratings of the span."""
    of = belonging(kinds.RATING, scope) & MEASURES["ratings"].what(scope)
    return [int(score) for score in await Rating.filter(of).order_by().values_list("score", flat=True)]  # type: ignore[call-overload]


def standing(of: Collection[Kind]) -> dict[Kind, dict[Column, Measure]]:
    """The table of what stands open: a row for each of these kinds that has any, by its columns."""
    rows = {kind: {one.column: one for one in MEASURES.values() if one.kind is kind} for kind in of}
    return {kind: {column: row[column] for column in STANDING if column in row} for kind, row in rows.items()}
