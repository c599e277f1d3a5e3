"""单位办事: a year of all units in sums, which a community may open to everybody. Nobody's name is in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from forum import clock
from forum.access import SYSTEM
from forum.bodies.models import Unit
from minutes.overview import kinds, queries, rules
from minutes.overview.kinds import belonging
from minutes.overview.measures import MEASURES
from minutes.overview.models import RecordsOpened
from minutes.overview.scope import Scope
from minutes.projects.models import Rating
from minutes.projects.rules import ENOUGH

SUMS = ("actions-given", "actions-done", "actions-in-time", "actions-still-late", "actions-reopened")


@dataclass(frozen=True)
class Sum:
    """A unit's year: `in_time` is a share in per cent, `median` of its ratings; — where there is too little to tell."""

    unit: Unit
    given: int
    done: int
    in_time: str
    still_late: int
    reopened: int
    rated: int
    median: str


async def are_open() -> bool:
    newest = await RecordsOpened.all().order_by("-id").first()
    return newest is not None and newest.is_open


async def sums(year: int) -> list[Sum]:
    """Of the units that were given a task or rated in the year, by their names."""
    scope = Scope(clock.today(), rules.year(year), SYSTEM)
    counted = {name: await _by_unit(name, scope) for name in SUMS}
    scores = await _scores(scope)
    ids = {id for of in counted.values() for id in of} | set(scores)
    units = await Unit.filter(id__in=ids).order_by("name", "id")
    return [_sum(unit, {name: of[unit.id] for name, of in counted.items()}, scores.get(unit.id, [])) for unit in units]


async def _by_unit(name: str, scope: Scope) -> Counter[int]:
    measure = MEASURES[name]
    of = measure.kind.model.filter(await queries.asked(measure, scope)).order_by()
    rows: list[Any] = list(await of.distinct().values_list("id", measure.kind.unit))
    return Counter(unit for _, unit in rows)


async def _scores(scope: Scope) -> dict[int, list[int]]:
    of = Rating.filter(belonging(kinds.RATING, scope) & MEASURES["ratings"].what(scope)).order_by("id")
    rows: list[Any] = list(await of.values_list("project__lead_id", "score"))
    found: dict[int, list[int]] = defaultdict(list)
    for unit, score in rows:
        found[unit].append(score)
    return found


def _sum(unit: Unit, figures: dict[str, int], scores: list[int]) -> Sum:
    share = rules.share(figures["actions-in-time"], figures["actions-done"])
    return Sum(
        unit,
        figures["actions-given"],
        figures["actions-done"],
        "—" if share is None else f"{share}%",
        figures["actions-still-late"],
        figures["actions-reopened"],
        len(scores),
        rules.in_words(rules.median(scores) if len(scores) >= ENOUGH else None),
    )
