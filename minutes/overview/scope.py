"""What figures are of: places, a unit, a category, a span of days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from tortoise.expressions import Q

from forum import clock
from forum.access import Actor
from forum.topics.models import Category
from minutes.overview.rules import Span

SOON = timedelta(days=7)
"""What is due up to then is told beforehand."""


@dataclass(frozen=True)
class Scope:
    """`places` None: of all there are, also of what has no place. `loose`: what has no place belongs to them, too.

    `at`: as things stood at that moment, None for now; `today` is the day before it. `kept` is what was read of then.
    """

    today: date
    span: Span
    reader: Actor
    places: tuple[int, ...] | None = None
    loose: bool = False
    unit: int | None = None
    category: Category | None = None
    at: datetime | None = None
    kept: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def now(self) -> datetime:
        return self.at or clock.now()

    def days(self, field: str) -> Q:
        """What a date says lies in the span."""
        return where(**{f"{field}__gte": self.span.first, f"{field}__lte": self.span.last})

    def moments(self, field: str) -> Q:
        return where(**{f"{field}__gte": midnight(self.span.first), f"{field}__lt": midnight(self.span.following)})

    def soon(self, field: str) -> Q:
        return where(**{f"{field}__gte": self.today, f"{field}__lte": self.today + SOON})

    def soon_moments(self, field: str) -> Q:
        until = midnight(self.today + SOON + timedelta(days=1))
        return where(**{f"{field}__gte": self.now, f"{field}__lt": until})

    def past(self, field: str) -> Q:
        return where(**{f"{field}__lt": self.today})

    def past_moment(self, field: str) -> Q:
        return where(**{f"{field}__lt": self.now})


def where(**asked: Any) -> Q:
    """By fields named in text."""
    return Q(**asked)


def midnight(day: date) -> datetime:
    return clock.from_local(day, time())


def any_of(field: str, values: Sequence[object]) -> Q:
    return where(**{f"{field}__in": list(values)})
