from __future__ import annotations

from datetime import date

from forum.access import Actor, Permission, require
from forum.errors import N_, RuleBroken
from forum.journal import command, record, transaction
from forum.workdays import rules
from forum.workdays.models import CalendarDay, CalendarYear


@command
async def set_days(first: date, last: date, works: bool | None, name: str = "", *, by: Actor) -> None:
    """Say whether people work on these days; with None they are again as published.

    What was promised for a day stays promised for that day.
    """
    async with transaction():
        require(by, Permission.KEEP_CALENDAR)
        rules.check_span(first, last)
        days = rules.each(first, last)
        await CalendarDay.filter(day__in=days).delete()
        if works is not None:
            await CalendarDay.bulk_create([CalendarDay(day=day, works=works, name=name) for day in days])
        record("calendar.changed", by, first=first.isoformat(), last=last.isoformat(), works=works)


@command
async def confirm_year(year: int, citation: str, *, by: Actor) -> None:
    """The office has entered all that the notice says about this year."""
    async with transaction():
        require(by, Permission.KEEP_CALENDAR)
        if year in rules.NOTICES:
            raise RuleBroken(N_("{year} 年的安排已经是完整的。"), year=year)
        await CalendarYear.filter(year=year).delete()
        await CalendarYear.create(year=year, citation=citation)
        record("calendar.confirmed", by, year=year)
