"""How matters stood at an earlier moment, so that the report of a month is the same whenever it is printed.

What nobody has touched since stands as it does now; of the rest the state is led once more through what is on record up
to then. A measure is then asked of these rows instead of the database.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from tortoise.expressions import Q, Subquery

from forum import clock
from minutes.overview import replays
from minutes.overview.kinds import Kind
from minutes.overview.measures import Measure
from minutes.overview.scope import Scope

Row = Mapping[str, Any]

ROWS: dict[str, Callable[[datetime], Awaitable[list[dict[str, Any]]]]] = {
    "topic": replays.topics, "action": replays.actions, "project": replays.projects, "need": replays.needs,
    "order": replays.orders, "wish": replays.wishes, "referral": replays.referrals, "finding": replays.findings,
}  # fmt: skip


async def rows(kind: Kind, scope: Scope) -> list[dict[str, Any]]:
    """Those there were, with the fields that may have changed since; read once a report."""
    assert scope.at is not None
    if kind.name not in scope.kept:
        scope.kept[kind.name] = await ROWS[kind.name](scope.at)
    found: list[dict[str, Any]] = scope.kept[kind.name]
    return found


async def by_id(kind: Kind, scope: Scope) -> dict[int, dict[str, Any]]:
    return {one["id"]: one for one in await rows(kind, scope)}


async def asked(measure: Measure, scope: Scope) -> Q:
    """Which of its kind the measure was of then; what asks nothing that changes is asked of the database as ever."""
    assert scope.at is not None
    if measure.ids:
        with clock.set_to(scope.at):
            return measure.what(scope) & Q(id__in=await measure.ids(scope))
    what = measure.what(scope)
    if measure.kind.name not in ROWS or not _is_plain(what):
        return what
    there = await rows(measure.kind, scope)
    if there and not set(_names(what)) <= there[0].keys():
        return what
    found = measure.name, scope.span
    if found not in scope.kept:
        fits = asking(what)
        scope.kept[found] = Q(id__in=[row["id"] for row in there if fits(row)])
    known: Q = scope.kept[found]
    return known


def _names(what: Q) -> Iterable[str]:
    yield from (_split(name)[0] for name in what.filters)
    for one in what.children:
        yield from _names(one)


def _is_plain(what: Q) -> bool:
    """It asks for values, and not what another query finds."""
    asks_more = any(isinstance(value, Subquery) for value in what.filters.values())
    return not asks_more and all(map(_is_plain, what.children))


# ---- a question to the database, answered by a row ----


def _split(name: str) -> tuple[str, str]:
    field, _, how = name.rpartition("__")
    return (field, how) if how in COMPARED else (name, "is")


COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "is": lambda here, asked: here == asked,
    "in": lambda here, asked: here in asked,
    "gte": lambda here, asked: here is not None and here >= asked,
    "lte": lambda here, asked: here is not None and here <= asked,
    "gt": lambda here, asked: here is not None and here > asked,
    "lt": lambda here, asked: here is not None and here < asked,
}


def asking(what: Q) -> Callable[[Row], bool]:
    """Whether a row is one of those that the query asks for: made once, asked of every row; pure."""
    tests = [_test(*_split(name), value) for name, value in what.filters.items()]
    tests += [asking(one) for one in what.children]
    together = any if what.join_type == Q.OR and tests else all
    wanted = not what._is_negated
    if len(tests) == 1:
        only = tests[0]
        return only if wanted else lambda row: not only(row)
    return lambda row: together(test(row) for test in tests) is wanted


def _test(field: str, how: str, asked: Any) -> Callable[[Row], bool]:
    compared, asked = COMPARED[how], frozenset(asked) if how == "in" else asked
    return lambda row: compared(row[field], asked)
