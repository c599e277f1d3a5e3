"""When units may be called at once, and what they may report; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from agenda.sessions.models import SessionState
from agenda.whistles.models import CallState
from forum.errors import N_, BadInput, RuleBroken, Sentence

MINUTES_TO_REPORT = 30


@dataclass(frozen=True)
class Reported:
    """How a call stands: how many were called, came, cannot, and have not reported in time."""

    called: int
    on_site: int
    on_the_way: int
    cannot: int
    late: int


def check_blow(units: Collection[int], due_at: datetime, now: datetime) -> None:
    """Raises BadInput."""
    wrong = {}
    if not units:
        wrong["units"] = Sentence(N_("请勾选要召集的单位。"))
    if due_at <= now:
        wrong["minutes"] = Sentence(N_("报到时限要在现在以后。"))
    if wrong:
        raise BadInput(wrong)


def check_report(session: SessionState, state: CallState, note: str) -> None:
    """Raises RuleBroken, BadInput."""
    if session not in {SessionState.NOTICED, SessionState.OPEN}:
        raise RuleBroken(N_("这次吹哨已经结束，不用再报到。"))
    if state is CallState.CANNOT and not note:
        raise BadInput({"note": Sentence(N_("不能到，请写明原因，或者换谁来。"))})


def is_late(state: CallState, reported_at: datetime | None, due_at: datetime, now: datetime) -> bool:
    """Nothing heard by the time that was set; an answer after it is late too."""
    return (reported_at or now) > due_at if state is not CallState.CALLED else now > due_at


def reported(calls: Iterable[tuple[CallState, datetime | None]], due_at: datetime, now: datetime) -> Reported:
    found = list(calls)
    states = [state for state, _ in found]
    return Reported(
        len(found),
        states.count(CallState.ON_SITE),
        states.count(CallState.ON_THE_WAY),
        states.count(CallState.CANNOT),
        sum(is_late(state, at, due_at, now) for state, at in found),
    )
