"""When minutes are under 公示, and what an objection may still do; pure. Days and figures: domain.md §3."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from forum.errors import N_, BadInput, RuleBroken, Sentence
from minutes.drafting.models import MinutesState
from minutes.notices.models import Outcome

ANSWER_WORKING_DAYS = 5


class Stage(StrEnum):
    COMING = "coming"
    RUNNING = "running"
    OVER = "over"
    ENDED = "ended"


STAGE_NAMES = {
    Stage.COMING: N_("即将公示"),
    Stage.RUNNING: N_("公示中"),
    Stage.OVER: N_("公示期满，待办结"),
    Stage.ENDED: N_("公示结束"),
}


@dataclass(frozen=True)
class Counts:
    raised: int
    upheld: int
    dismissed: int

    @property
    def open(self) -> int:
        return self.raised - self.upheld - self.dismissed


def last_day(first_day: date, days: int) -> date:
    """Both days are counted."""
    return first_day + timedelta(days=days - 1)


def stage(first_day: date, last_day: date, today: date, *, ended: bool) -> Stage:
    if ended:
        return Stage.ENDED
    if today < first_day:
        return Stage.COMING
    return Stage.RUNNING if today <= last_day else Stage.OVER


def days_left(last_day: date, today: date) -> int:
    """Today included; 0 when the period is over."""
    return max(0, (last_day - today).days + 1)


def counted(outcomes: Iterable[Outcome]) -> Counts:
    found = list(outcomes)
    return Counts(len(found), found.count(Outcome.UPHELD), found.count(Outcome.DISMISSED))


def check_begin(
    state: MinutesState, first_day: date, today: date, *, running: Collection[int | None], item: int | None = None
) -> None:
    """`running` are the items on notice now, None for all of them; `item` likewise. Raises RuleBroken, BadInput."""
    if state is not MinutesState.PUBLISHED:
        raise RuleBroken(N_("会议纪要公布以后才能公示。"))
    if item in running or None in running:
        raise RuleBroken(N_("这份会议纪要已经在公示。") if None in running else N_("这一项已经在公示。"))
    if item is None and running:
        raise RuleBroken(N_("有一项正在单独公示，其余的请一项一项公示，或等它结束。"))
    if first_day < today:
        raise BadInput({"first_day": Sentence(N_("公示不能从过去的日子算起。"))})


def check_object(now: Stage) -> None:
    """Raises RuleBroken outside the period."""
    if now is Stage.COMING:
        raise RuleBroken(N_("公示还没有开始。"))
    if now is not Stage.RUNNING:
        raise RuleBroken(N_("公示期已满，不能再提异议。有意见可以提出议题。"))


def check_answer(outcome: Outcome) -> None:
    if outcome is not Outcome.OPEN:
        raise RuleBroken(N_("这件异议已经答复过了。"))


def check_take_up(outcome: Outcome, taken_up: int | None) -> None:
    """Raises RuleBroken."""
    if outcome is not Outcome.UPHELD:
        raise RuleBroken(N_("成立的异议才列入下次会议的议程。"))
    if taken_up is not None:
        raise RuleBroken(N_("这件异议已经列入议程。"))


def check_end(now: Stage, counts: Counts) -> None:
    """Raises RuleBroken before the last day is over, and while somebody waits for an answer."""
    if now is Stage.ENDED:
        raise RuleBroken(N_("公示已经结束。"))
    if now is not Stage.OVER:
        raise RuleBroken(N_("公示期还没有满，不能提前结束。"))
    if counts.open:
        raise RuleBroken(N_("还有 {n} 件异议没有答复，答复以后才能结束公示。"), n=counts.open)


def outcome_said(counts: Counts) -> Sentence:
    """How the period came out, for the record and the notice board."""
    if not counts.raised:
        return Sentence(N_("公示期满，没有收到异议"))
    if not counts.upheld:
        return Sentence(N_("公示期满，收到异议 {n} 件，均已答复"), {"n": counts.raised})
    figures = {"n": counts.raised, "upheld": counts.upheld}
    return Sentence(N_("公示期满，收到异议 {n} 件，均已答复，其中 {upheld} 件成立"), figures)
