"""When a digest is due, and how the lines of a matter are shown; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from forum.echoes.models import Rhythm

DAYS = {Rhythm.DAILY: 1, Rhythm.WEEKLY: 7}
LINES = 4
"""Of one matter, as long as nobody asks for more."""
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 10, 60, 360))
"""After each failed try to send; then it stays in the product."""


@dataclass(frozen=True)
class Wish:
    """`quiet_from` and `quiet_until` are hours, 0 to 23; the same hour twice means that no hour is quiet."""

    rhythm: Rhythm = Rhythm.DAILY
    quiet_from: int = 20
    quiet_until: int = 8


USUAL = Wish()


def is_quiet(wish: Wish, hour: int) -> bool:
    """Whether nothing is told in this hour; the quiet hours may pass midnight."""
    since, until = wish.quiet_from, wish.quiet_until
    return since <= hour < until if since <= until else hour >= since or hour < until


def is_due(wish: Wish, at: datetime, last: date | None) -> bool:
    """Whether a digest may be made `at` this local time; `last` is the day of the newest before."""
    if wish.rhythm is Rhythm.NONE or is_quiet(wish, at.hour):
        return False
    return last is None or (at.date() - last).days >= DAYS[wish.rhythm]


@dataclass(frozen=True)
class Line:
    """A piece of progress of a matter, said in the reader's language; `times` it happened in a row, last `at`."""

    at: datetime
    said: str
    is_new: bool
    times: int = 1


@dataclass(frozen=True)
class Shown:
    """The newest lines of a matter, oldest first, and how many came before them."""

    lines: list[Line]
    earlier: int


def shown(newest_first: Sequence[Line], most: int = LINES) -> Shown:
    lines = _once(newest_first)
    return Shown(list(reversed(lines[:most])), max(0, len(lines) - most))


def _once(newest_first: Sequence[Line]) -> list[Line]:
    """Twenty neighbours who second a topic are one line, not twenty."""
    found: list[Line] = []
    for line in newest_first:
        if found and found[-1].said == line.said:
            last = found.pop()
            line = replace(last, times=last.times + line.times, is_new=last.is_new or line.is_new)
        found.append(line)
    return found


def wait_after(tries: int) -> timedelta | None:
    return WAITS[tries - 1] if tries <= len(WAITS) else None
