"""The arithmetic of figures: exact medians and shares, working days, months, and where a chart's marks stand; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from statistics import median as middle

from forum.workdays.rules import Calendar

MONTHS = 12
"""Of a trend."""
FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)
"""Figures are asked for between these days."""


def median(values: Iterable[int]) -> Fraction | None:
    """Exact: of an even number the middle between two. None of nothing."""
    found = sorted(values)
    return Fraction(middle(map(Fraction, found))) if found else None


def share(part: int, whole: int) -> int | None:
    """In whole per cent, half up; None of nothing. Only all is 100, and only nothing is 0."""
    if whole == 0:
        return None
    rounded = (200 * part + whole) // (2 * whole)
    return min(max(rounded, int(part > 0)), 100 - int(part < whole))


def in_words(figure: Fraction | int | None) -> str:
    """A figure as it is written: 3, 2.5, and — where there is none."""
    if figure is None:
        return "—"
    whole, rest = divmod(Fraction(figure), 1)
    assert rest in {0, Fraction(1, 2)}, "a median of whole days"
    return f"{whole}.5" if rest else str(whole)


class WorkingDays:
    """How many working days lie between days of a span: each day of it is looked up once."""

    def __init__(self, calendar: Calendar, first: date, last: date) -> None:
        self._first = first
        self._until = [0]
        for count in range((last - first).days + 1):
            self._until.append(self._until[-1] + calendar.is_working(first + timedelta(days=count)))

    def between(self, begin: date, end: date) -> int:
        """Those after `begin` up to `end`: the same day is 0. Both are days of the span; an end before it is 0."""
        return max(0, self._until[(end - self._first).days + 1] - self._until[(begin - self._first).days + 1])


# ---- months ----


@dataclass(frozen=True)
class Span:
    """Days from `first` to `last`, both in it."""

    first: date
    last: date

    @property
    def following(self) -> date:
        return self.last + timedelta(days=1)


def month(day: date) -> Span:
    first = day.replace(day=1)
    return Span(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def before(of: date) -> date:
    """A day of the month before."""
    return of.replace(day=1) - timedelta(days=1)


def months(last: date, count: int = MONTHS) -> list[Span]:
    """So many months, oldest first, the last one with this day in it."""
    found = [month(last)]
    while len(found) < count:
        found.append(month(before(found[-1].first)))
    return found[::-1]


def year(number: int) -> Span:
    return Span(date(number, 1, 1), date(number, 12, 31))


USUAL = "recent"


def asked(name: str, today: date) -> tuple[str, Span]:
    """A span of time by its name, with the name that is meant: the twelve months up to now where it is none."""
    spans = {
        "month": month(today),
        "last": month(before(today)),
        "year": Span(date(today.year, 1, 1), today),
        USUAL: Span(months(today)[0].first, month(today).last),
    }
    return (name, spans[name]) if name in spans else (USUAL, spans[USUAL])


def asked_year(name: str, today: date) -> int:
    """The year of an address; this one where it says none that there has been."""
    number = int(name) if name.isdecimal() and len(name) == 4 else today.year
    return number if FIRST.year <= number <= today.year else today.year


# ---- in time ----


def in_time(at: date, due: date) -> bool:
    """The day itself is still in time."""
    return at <= due


@dataclass(frozen=True)
class Visits:
    """How often a key household was to be visited, and how many of those times it was."""

    due: int = 0
    made: int = 0

    def __add__(self, other: Visits) -> Visits:
        return Visits(self.due + other.due, self.made + other.made)


def visits(listed: date, struck: date | None, times: int, days: Iterable[date], span: Span) -> Visits:
    """Month by month, `times` in each from the one it was listed in up to the one before it was struck off. More
    visits than are due in one month make up for no other.
    """
    found, seen = Visits(), [day.replace(day=1) for day in days]
    at = month(max(listed, span.first))
    while at.first <= span.last and (struck is None or struck >= at.following):
        found += Visits(times, min(times, seen.count(at.first)))
        at = month(at.following)
    return found


# ---- sums ----


def summed(rows: Iterable[tuple[str, Mapping[str, int]]]) -> dict[str, dict[str, int]]:
    """Figures of the same group added up, in the order in which groups come."""
    found: dict[str, dict[str, int]] = {}
    for group, figures in rows:
        into = found.setdefault(group, {})
        for name, count in figures.items():
            into[name] = into.get(name, 0) + count
    return found


# ---- charts ----


def ceiling(values: Iterable[int]) -> int:
    """The round figure a scale ends with: 2, 4, 10, 20, 40, 100 … none of the values is above it."""
    most, top = max(values, default=0), 2
    steps = (2, 4, 10)
    power = 1
    while True:
        for step in steps:
            top = step * power
            if top >= most:
                return top
        power *= 10


@dataclass(frozen=True)
class Line:
    """A line of a chart: where each of its values stands, as (x, y) of whole units."""

    points: tuple[tuple[int, int], ...]


def line(values: Sequence[int], top: int, width: int, height: int) -> Line:
    """Evenly from left to right over `width`, each in the middle of its place; 0 stands at `height`, `top` at 0."""
    at = [(2 * index + 1) * width // (2 * len(values)) for index in range(len(values))]
    return Line(tuple((x, height - value * height // top) for x, value in zip(at, values, strict=True)))


def bar(value: int, most: int, width: int) -> int:
    """How long a bar is; what is not nothing is seen."""
    return max(value * width // max(most, 1), int(value > 0) * 2)
