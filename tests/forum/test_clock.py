from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as some

from forum import clock


def test_days_are_days_in_shanghai() -> None:
    late = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
    with clock.set_to(late):
        assert clock.today() == date(2026, 11, 21)
    with clock.set_to(late - timedelta(hours=1)):
        assert clock.today() == date(2026, 11, 20)


def test_an_evening_there_is_an_afternoon_in_utc() -> None:
    moment = clock.from_local(date(2026, 12, 10), time(19, 30))
    assert moment == datetime(2026, 12, 10, 11, 30, tzinfo=UTC)
    assert moment.tzinfo is UTC
    assert clock.local(moment).time() == time(19, 30)


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)


def test_a_clock_that_was_set_goes_on_afterwards_also_when_it_was_set_twice_or_something_failed() -> None:
    one, two = datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)
    try:
        with clock.set_to(one):
            with clock.set_to(two):
                assert clock.now() == two
            assert clock.now() == one
            raise ValueError
    except ValueError:
        pass
    assert clock.now() > two


def test_working_days_leave_the_weekend_out() -> None:
    friday = date(2026, 11, 20)
    assert clock.working_days_after(friday, 0) == friday
    assert clock.working_days_after(friday, 1) == date(2026, 11, 23)
    assert clock.working_days_after(friday, 5) == date(2026, 11, 27)
    assert clock.working_days_after(date(2026, 11, 21), 1) == date(2026, 11, 23)


@given(some.dates(date(2020, 1, 1), date(2040, 1, 1)), some.integers(1, 40))
def test_the_day_is_never_a_weekend_and_exactly_that_many_working_days_away(day: date, count: int) -> None:
    end = clock.working_days_after(day, count)
    assert end.weekday() < 5
    between = [day + timedelta(days=n + 1) for n in range((end - day).days)]
    assert sum(one.weekday() < 5 for one in between) == count
