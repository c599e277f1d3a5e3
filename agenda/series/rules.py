"""On which days the sessions of a series fall; pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from forum.errors import N_, BadInput, RuleBroken, Sentence

EVERY_WEEK, LAST = 0, 5
AHEAD = 3
"""How many sessions are planned at a time."""

WEEKDAYS = (N_("星期一"), N_("星期二"), N_("星期三"), N_("星期四"), N_("星期五"), N_("星期六"), N_("星期日"))
EVERY = {
    EVERY_WEEK: N_("每周"),
    1: N_("每月第一个"),
    2: N_("每月第二个"),
    3: N_("每月第三个"),
    4: N_("每月第四个"),
    LAST: N_("每月最后一个"),
}


def said(nth: int, weekday: int, at_minute: int) -> Sentence:
    """每月第一个星期三 19:00."""
    at = f"{at_minute // 60:02d}:{at_minute % 60:02d}"
    every = {"every": Sentence(EVERY[nth]), "weekday": Sentence(WEEKDAYS[weekday]), "at": at}
    return Sentence(N_("{every}{weekday} {at}"), every)


def days(nth: int, weekday: int, first: date) -> Iterator[date]:
    """The days of the rule, from `first` on."""
    if nth == EVERY_WEEK:
        day = first + timedelta(days=(weekday - first.weekday()) % 7)
        while True:
            yield day
            day += timedelta(days=7)
    year, month = first.year, first.month
    while True:
        day = _of_month(nth, weekday, year, month)
        if day >= first:
            yield day
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _of_month(nth: int, weekday: int, year: int, month: int) -> date:
    if nth == LAST:
        after = date(year + month // 12, month % 12 + 1, 1)
        return after - timedelta(days=(after.weekday() - weekday - 1) % 7 + 1)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def next_days(nth: int, weekday: int, first: date, last: date | None, count: int) -> list[date]:
    """At most `count` days from `first` to `last`."""
    return [day for day in islice(days(nth, weekday, first), count) if last is None or day <= last]


def check_days(first: date, last: date | None, today: date) -> None:
    """Raises BadInput."""
    if first < today:
        raise BadInput({"starts_on": Sentence(N_("开始的日期不能早于今天。"))})
    if last is not None and last < first:
        raise BadInput({"ends_on": Sentence(N_("结束的日期要在开始以后。"))})


def check_going_on(*, ended: bool) -> None:
    """Raises RuleBroken."""
    if ended:
        raise RuleBroken(N_("这个系列已经结束，不再安排会议。"))


def check_some(days: list[date]) -> None:
    """Raises RuleBroken."""
    if not days:
        raise RuleBroken(N_("到结束日期为止，没有可以再排的日子了。"))


def title_of(title: str, nth: int, day: date) -> str:
    """居民议事会（12月）; of a weekly one （12月2日）. Papers are in Chinese."""
    return f"{title}（{day.month}月{day.day}日）" if nth == EVERY_WEEK else f"{title}（{day.year}年{day.month}月）"
