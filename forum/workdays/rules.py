"""Working days in China: weekends, the State Council's yearly notice of days off and make-up days, the office's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby

from forum.errors import N_, BadInput, Sentence

ONE_DAY = timedelta(days=1)
MOST_DAYS_AT_ONCE = 31
# The calendar's pages reach this far; beyond them weekends count as ever.
FIRST_YEAR, LAST_YEAR = 2020, 2100
# What days are called in published.csv.
HOLIDAYS = (N_("元旦"), N_("春节"), N_("清明节"), N_("劳动节"), N_("端午节"), N_("中秋节"), N_("国庆节"))
# Years whose notice is in published.csv as a whole; of others only the statutory days are, and no make-up days.
NOTICES = {2026: N_("国务院办公厅关于2026年部分节假日安排的通知（2025年11月4日）")}


@dataclass(frozen=True)
class Day:
    """Whether people work on it, after which holiday it is called, and whether the office has set it."""

    works: bool
    name: str = ""
    own: bool = False


@dataclass(frozen=True)
class Span:
    """Days in a row that are the same in all."""

    first: date
    last: date
    day: Day


@dataclass(frozen=True)
class Calendar:
    """`days` are not as their weekday says, or may not be; `notices`: which years are complete, by what notice."""

    days: Mapping[date, Day] = field(default_factory=dict)
    notices: Mapping[int, str] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        known = self.days.get(day)
        return known.works if known else day.weekday() < 5

    def after(self, day: date, count: int) -> date:
        """The day `count` working days later; with 0 the day itself."""
        while count:
            day += ONE_DAY
            count -= self.is_working(day)
        return day

    def hours_after(self, moment: datetime, hours: int) -> datetime:
        """When `hours` have gone by on working days, which count from midnight to midnight of the moment's own zone."""
        left = timedelta(hours=hours)
        while True:
            midnight = datetime.combine(moment.date() + ONE_DAY, time(), moment.tzinfo)
            if self.is_working(moment.date()):
                if left <= midnight - moment:
                    return moment + left
                left -= midnight - moment
            moment = midnight

    def before(self, day: date) -> date:
        """The last working day before this one."""
        day -= ONE_DAY
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def spans(self, year: int) -> list[Span]:
        """The year's days that are not as their weekday says, in order."""
        named = sorted((day, known) for day, known in self.days.items() if day.year == year)
        # Days in a row have the same distance from their place in the row.
        rows = groupby(enumerate(named), key=lambda at: (at[1][0] - timedelta(days=at[0]), at[1][1]))
        spans = []
        for (_, known), row in rows:
            days = [day for _, (day, _) in row]
            spans.append(Span(days[0], days[-1], known))
        return spans


def days_of(spans: Iterable[Span]) -> dict[date, Day]:
    return {day: span.day for span in spans for day in each(span.first, span.last)}


def each(first: date, last: date) -> list[date]:
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def weeks(year: int, month: int) -> list[list[date | None]]:
    """The month's days by weeks from Monday, nothing where a week belongs to another month."""
    first = date(year, month, 1)
    days: list[date | None] = [None] * first.weekday()
    day = first
    while day.month == month:
        days.append(day)
        day += ONE_DAY
    days += [None] * (-len(days) % 7)
    return [days[at : at + 7] for at in range(0, len(days), 7)]


def check_span(first: date, last: date) -> None:
    """Raises BadInput."""
    if not FIRST_YEAR <= first.year <= LAST_YEAR:
        raise BadInput(
            {"first": Sentence(N_("只能填 {first} 年到 {last} 年。"), {"first": FIRST_YEAR, "last": LAST_YEAR})}
        )
    if last < first:
        raise BadInput({"last": Sentence(N_("最后一天不能早于第一天。"))})
    if (last - first).days >= MOST_DAYS_AT_ONCE:
        raise BadInput({"last": Sentence(N_("一次最多填 {days} 天。"), {"days": MOST_DAYS_AT_ONCE})})
