from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

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
