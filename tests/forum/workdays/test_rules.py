from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from forum.clock import SHANGHAI
from forum.errors import BadInput
from forum.workdays import rules
from forum.workdays.queries import published
from forum.workdays.rules import Calendar, Day

days = some.dates(date(2026, 1, 1), date(2027, 12, 31))
calendars = some.builds(
    Calendar, some.dictionaries(days, some.builds(Day, some.booleans(), some.sampled_from(["", "春节"])), max_size=60)
)
moments = some.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=some.just(SHANGHAI))


@given(calendars, days, some.integers(1, 40))
def test_the_day_is_a_working_day_and_exactly_that_many_working_days_away(
    calendar: Calendar, day: date, count: int
) -> None:
    end = calendar.after(day, count)
    assert calendar.is_working(end)
    assert sum(calendar.is_working(one) for one in rules.each(day + timedelta(1), end)) == count
    assert calendar.after(day, 0) == day


@given(calendars, days, some.integers(0, 20), some.integers(0, 20))
def test_going_on_is_the_same_as_going_in_one_go(calendar: Calendar, day: date, one: int, two: int) -> None:
    assert calendar.after(calendar.after(day, one), two) == calendar.after(day, one + two)


@given(calendars, days)
def test_the_day_before_is_the_one_whose_next_working_day_it_leads_to(calendar: Calendar, day: date) -> None:
    before = calendar.before(day)
    assert calendar.is_working(before) and calendar.after(before, 1) >= day


@given(calendars, moments, some.integers(0, 200))
def test_hours_go_by_on_working_days_only(calendar: Calendar, moment: datetime, hours: int) -> None:
    end = calendar.hours_after(moment, hours)
    passed = timedelta()
    while moment < end:
        until = min(end, datetime.combine(moment.date() + timedelta(1), datetime.min.time(), SHANGHAI))
        passed += (until - moment) * calendar.is_working(moment.date())
        moment = until
    assert passed == timedelta(hours=hours)


@given(moments, some.integers(0, 200))
def test_where_every_day_is_worked_hours_are_hours(moment: datetime, hours: int) -> None:
    around = rules.each(moment.date(), moment.date() + timedelta(10))
    assert Calendar({day: Day(True) for day in around}).hours_after(moment, hours) == moment + timedelta(hours=hours)


@given(calendars, some.sampled_from([2026, 2027]))
def test_the_years_spans_hold_each_of_its_days_once_and_as_few_as_can_be(calendar: Calendar, year: int) -> None:
    spans = calendar.spans(year)
    listed = [(day, span.day) for span in spans for day in rules.each(span.first, span.last)]
    assert listed == sorted(
        ((day, one) for day, one in calendar.days.items() if day.year == year), key=lambda at: at[0]
    )
    for one, two in itertools.pairwise(spans):
        assert one.day != two.day or one.last + timedelta(1) < two.first


@given(some.integers(2020, 2100), some.integers(1, 12))
def test_a_months_weeks_are_whole_and_begin_on_monday(year: int, month: int) -> None:
    weeks = rules.weeks(year, month)
    assert all(len(week) == 7 for week in weeks)
    assert all(day is None or day.weekday() == place for week in weeks for place, day in enumerate(week))
    inside = [day for week in weeks for day in week if day]
    assert inside == rules.each(date(year, month, 1), inside[-1]) and (inside[-1] + timedelta(1)).month != month


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # a Saturday that is worked
        (date(2026, 2, 13), 5, date(2026, 2, 27)),  # the 14th, and then nine days of Spring Festival
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 11, 27), 5, date(2026, 12, 4)),
        (date(2027, 2, 4), 1, date(2027, 2, 9)),  # the statutory days are known though the notice is not
    ],
)
def test_published_days_count(day: date, count: int, expected: date) -> None:
    assert published().after(day, count) == expected


def test_what_is_published_says_which_years_are_whole() -> None:
    """33 days off and 6 made up for, as the notice of 2026 has it; of 2027 the 13 statutory days alone."""
    calendar = published()
    assert set(calendar.notices) == {2026}
    for year, off, made_up in ((2026, 33, 6), (2027, 13, 0)):
        of_year = [known for day, known in calendar.days.items() if day.year == year]
        assert (sum(not known.works for known in of_year), sum(known.works for known in of_year)) == (off, made_up)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(1999, 1, 1), date(1999, 1, 1), "first"),
        (date(2027, 2, 6), date(2027, 2, 5), "last"),
        (date(2027, 2, 1), date(2027, 3, 4), "last"),
    ],
)
def test_impossible_days_are_refused_by_field(first: Any, last: Any, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        rules.check_span(first, last)
    assert list(refused.value.fields) == [field]


def test_every_published_name_can_be_translated() -> None:
    assert {day.name for day in published().days.values()} == set(rules.HOLIDAYS)
