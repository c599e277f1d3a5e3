"""Terms: whatever somebody holds from a day and until a day. One that has run out stops counting by itself.

`ended_on` is the first day on which it no longer counts; the last day of a term, which people write, is the day before.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

from forum import clock
from forum.errors import N_, BadInput, Sentence

SOON = timedelta(days=30)
"""How long before its end a term stands among what waits for the office."""
LONGEST = 10
"""Years: a longer one is a slip of the pen."""


class TermState(StrEnum):
    COMING = "coming"
    RUNNING = "running"
    ENDING = "ending"
    ENDED = "ended"


class Term(Model):
    """What is held from `started_on` (null: since before it was noted) until `ended_on` (null: no end is set)."""

    started_on = fields.DateField(null=True)
    ended_on = fields.DateField(null=True)
    ended_why = fields.CharField(max_length=80, default="", db_default="")

    class Meta:
        abstract = True

    @property
    def last_day(self) -> date | None:
        return last_day(self.ended_on)

    @property
    def state(self) -> TermState:
        return state_of(self.started_on, self.ended_on, clock.today())

    @property
    def counts(self) -> bool:
        return self.counts_on(clock.today())

    def counts_on(self, day: date) -> bool:
        return state_of(self.started_on, self.ended_on, day) in {TermState.RUNNING, TermState.ENDING}


def state_of(started_on: date | None, ended_on: date | None, day: date) -> TermState:
    if ended_on is not None and ended_on <= day:
        return TermState.ENDED
    if started_on is not None and started_on > day:
        return TermState.COMING
    return TermState.ENDING if ended_on is not None and ended_on - day <= SOON else TermState.RUNNING


def end_after(last: date | None) -> date | None:
    """The day on which a term ends whose last day is `last`."""
    return last + timedelta(days=1) if last else None


def last_day(ended_on: date | None) -> date | None:
    return ended_on - timedelta(days=1) if ended_on else None


def not_over(of: str = "", on: date | None = None) -> Q:
    """Those that have not ended, begun or not; `of` is the relation from where one asks."""
    return _is(of, "ended_on", None) | _is(of, "ended_on__gt", on or clock.today())


def counting(of: str = "", on: date | None = None) -> Q:
    """Those that count on a day, today where none is given."""
    begun = _is(of, "started_on", None) | _is(of, "started_on__lte", on or clock.today())
    return not_over(of, on) & begun


def _is(of: str, field: str, value: date | None) -> Q:
    asked: dict[str, Any] = {f"{of}__{field}" if of else field: value}
    return Q(**asked)


def overlapping(started_on: date | None, ended_on: date | None) -> Q:
    """Those that count on any day of the span."""
    begins = Q(started_on=None) | Q(started_on__lt=ended_on) if ended_on else Q()
    return begins & (Q(ended_on=None) | Q(ended_on__gt=started_on) if started_on else not_over())


def check_span(first: date | None, last: date | None, field: str = "until") -> None:
    """`first` and `last` are days of the term. Raises BadInput by `field`."""
    if first is None or last is None:
        return
    if last < first:
        raise BadInput({field: Sentence(N_("任期的最后一天不能早于第一天。"))})
    if last.year - first.year > LONGEST:
        raise BadInput({field: Sentence(N_("任期最长 {years} 年，请检查年份。"), {"years": LONGEST})})
