"""From when on the office is reminded of what should have gone on by itself; pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from agenda.sessions.models import SessionState
from forum.errors import N_, RuleBroken

AHEAD = timedelta(days=2)
"""So long before the last day of notice it is asked for."""
FORGOTTEN = timedelta(hours=12)
"""After its planned end an open sitting was left open."""


class Late(StrEnum):
    """What a session waits for."""

    NOTICE = "notice"
    MISSED = "missed"
    UNOPENED = "unopened"
    LEFT_OPEN = "left_open"


def late(
    state: SessionState, starts_at: datetime, ends_at: datetime, notice_days: int, now: datetime, *, entering: bool
) -> Late | None:
    """`entering`: it was held on paper, and is entered as if it were open."""
    if state is SessionState.PLANNED:
        if starts_at < now:
            return Late.MISSED
        return Late.NOTICE if starts_at - timedelta(days=notice_days) - AHEAD <= now else None
    if state is SessionState.NOTICED:
        return Late.UNOPENED if ends_at < now else None
    return Late.LEFT_OPEN if state is SessionState.OPEN and (entering or ends_at + FORGOTTEN < now) else None


def check_lies(*, lies: bool) -> None:
    """Raises RuleBroken where a session, or the office, has taken an item up meanwhile, or a topic stands for it."""
    if not lies:
        raise RuleBroken(N_("这一项已经有了下文。"))
