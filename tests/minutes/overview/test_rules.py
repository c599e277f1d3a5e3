"""Medians, shares, working days and months are exact; drawings stay on their paper."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from forum.workdays.rules import Calendar, Day
from minutes.overview import rules

days = some.dates(date(2020, 1, 1), date(2030, 12, 31))
counts = some.lists(some.integers(0, 400), max_size=40)
calendars = some.dictionaries(
    some.dates(date(2026, 1, 1), date(2026, 3, 31)), some.booleans().map(Day), max_size=20
).map(Calendar)


@given(counts)
def test_a_median_lies_in_the_middle_and_is_exact(values: list[int]) -> None:
    found = rules.median(values)
    if not values:
        assert found is None
        return
    assert found is not None
    below, above = sum(one <= found for one in values), sum(one >= found for one in values)
    assert 2 * below >= len(values) and 2 * above >= len(values)
    ordered, half = sorted(values), len(values) // 2
    assert found == Fraction(ordered[half] + ordered[-half - 1], 2)
    assert rules.in_words(found) in {str(found), f"{found.numerator // 2}.5"}


def test_nothing_is_a_dash_and_not_zero() -> None:
    assert rules.in_words(rules.median([])) == rules.in_words(rules.share(0, 0)) == "—"
    assert rules.in_words(rules.median([0])) == rules.in_words(rules.share(0, 3)) == "0"


@given(some.integers(0, 3000), some.integers(1, 3000))
def test_a_share_is_the_nearest_whole_per_cent_and_says_all_or_nothing_of_nothing_else(part: int, whole: int) -> None:
    part = min(part, whole)
    found = rules.share(part, whole)
    assert found is not None
    exact = Fraction(100 * part, whole)
    assert abs(found - exact) <= Fraction(1, 2) or {found, part > 0, part < whole} & {1, 99}
    assert (found == 0) is (part == 0) and (found == 100) is (part == whole)


@given(calendars, some.dates(date(2026, 1, 1), date(2026, 12, 31)), some.integers(0, 40), some.integers(0, 40))
def test_working_days_between_are_those_that_one_counts_on_the_fingers(
    calendar: Calendar, first: date, offset: int, length: int
) -> None:
    begin = first + timedelta(days=offset)
    end = begin + timedelta(days=length)
    counted = rules.WorkingDays(calendar, first, first + timedelta(days=100))
    naive = sum(calendar.is_working(begin + timedelta(days=count)) for count in range(1, length + 1))
    assert counted.between(begin, end) == naive
    assert counted.between(end, begin) == 0
    if calendar.is_working(end):
        assert calendar.after(begin, naive) == end


@given(days, some.integers(1, 30))
def test_months_follow_each_other_without_a_gap(day: date, count: int) -> None:
    found = rules.months(day, count)
    assert len(found) == count and found[-1].first <= day <= found[-1].last
    assert all(one.following == other.first for one, other in pairwise(found))
    assert all(span.first.day == 1 and span.first.month == span.last.month for span in found)


@given(days, some.sampled_from(["month", "last", "year", "recent", "", "nonsense"]))
def test_a_span_asked_for_holds_today_but_for_the_month_before(today: date, name: str) -> None:
    meant, span = rules.asked(name, today)
    assert meant == (name if name in {"month", "last", "year"} else rules.USUAL)
    assert (span.first <= today <= span.last) is (meant != "last")


@given(some.lists(some.integers(0, 100_000), min_size=1, max_size=24))
def test_a_chart_holds_its_values_and_higher_ones_stand_higher(values: list[int]) -> None:
    top = rules.ceiling(values)
    assert top >= max(values) and top % 2 == 0
    assert top <= max(2, 3 * max(values)), "no more room than needed"
    points = rules.line(values, top, 300, 120).points
    assert all(0 <= x <= 300 and 0 <= y <= 120 for x, y in points)
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    for one, other in zip(range(len(values)), range(1, len(values)), strict=False):
        if values[one] < values[other]:
            assert points[one][1] >= points[other][1]


@pytest.mark.parametrize(("value", "most", "length"), [(0, 0, 0), (0, 9, 0), (9, 9, 100), (1, 9999, 2), (1, 2, 50)])
def test_a_bar_is_as_long_as_its_share_and_what_is_there_is_seen(value: int, most: int, length: int) -> None:
    assert rules.bar(value, most, 100) == length


@given(some.lists(some.tuples(some.sampled_from("甲乙"), some.dictionaries(some.sampled_from("ab"), some.integers()))))
def test_sums_lose_nothing(rows: list[tuple[str, dict[str, int]]]) -> None:
    found = rules.summed(rows)
    for name in "ab":
        assert sum(one.get(name, 0) for one in found.values()) == sum(row.get(name, 0) for _, row in rows)
