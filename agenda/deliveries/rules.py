"""When a delivery may be put on record, and who may be reminded; pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from agenda.sessions.models import SessionKind, SessionState
from forum.errors import N_, BadInput, RuleBroken, Sentence


def check_record(kind: SessionKind, state: SessionState) -> None:
    if kind is not SessionKind.WRITTEN:
        raise RuleBroken(N_("只有书面征求意见要登记送达。"))
    if state not in {SessionState.NOTICED, SessionState.OPEN}:
        raise RuleBroken(N_("发出通知以后、计票以前才能登记送达。"))


def check_day(delivered_on: date, *, noticed_on: date, today: date) -> None:
    if not noticed_on <= delivered_on <= today:
        raise BadInput({"delivered_on": Sentence(N_("送达日期应在发通知那天到今天之间。"))})


def check_remind(state: SessionState, *, now: datetime, deadline: datetime) -> None:
    if state is not SessionState.OPEN or now >= deadline:
        raise RuleBroken(N_("只有正在收票的时候可以催办。"))


def to_remind(missing: Mapping[int, date | None], today: date) -> list[int]:
    """Of the seats that have not answered, with the day they were last reminded: those whose turn it is today."""
    return sorted(seat for seat, last in missing.items() if last is None or last < today)
