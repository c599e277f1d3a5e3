"""The community's calendar: what is published, and over it what the office has set.

Where something is due in working days, ask here:

    due = await workdays.after(clock.today(), 5)            # a date
    until = await workdays.hours_after(clock.now(), 48)     # a moment; hours of days off don't count

A pure rule takes the calendar itself (`await workdays.calendar()`), which has the same methods.
"""

from __future__ import annotations

import csv
from datetime import date, datetime
from functools import cache
from pathlib import Path

from forum import clock
from forum.workdays import rules
from forum.workdays.models import CalendarDay, CalendarYear
from forum.workdays.rules import Calendar, Day, Span

FILE = Path(__file__).parent / "published.csv"


@cache
def published() -> Calendar:
    """As shipped with the product."""
    with FILE.open(encoding="utf-8", newline="") as rows:
        return Calendar(rules.days_of(_span(row) for row in csv.DictReader(rows)), rules.NOTICES)


def _span(row: dict[str, str]) -> Span:
    day = Day(row["works"] == "yes", row["name"])
    return Span(date.fromisoformat(row["first"]), date.fromisoformat(row["last"]), day)


async def calendar() -> Calendar:
    """As it is in force."""
    own = {one.day: Day(one.works, one.name, own=True) for one in await CalendarDay.all()}
    notices = {one.year: one.citation for one in await CalendarYear.all()}
    return Calendar({**published().days, **own}, {**published().notices, **notices})


async def is_working(day: date) -> bool:
    return (await calendar()).is_working(day)


async def after(day: date, count: int) -> date:
    """The day `count` working days later."""
    return (await calendar()).after(day, count)


async def hours_after(moment: datetime, hours: int) -> datetime:
    """When `hours` of working days have gone by."""
    return (await calendar()).hours_after(clock.local(moment), hours)
