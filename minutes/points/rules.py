"""What is earned by what, how much of it a cap lets through, and the way of what somebody asks for; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from forum.defaults import Defaults
from forum.errors import N_, BadInput, RuleBroken, Sentence
from minutes.points.models import EntryKind, RedemptionState

SHORTEST, LONGEST = 30, 12 * 60
"""Minutes of service that can be entered for one day, in half hours."""


@dataclass(frozen=True)
class Terms(Defaults):
    """What earns how many points: a session attended, an order or a wish delivered, an hour of service.

    `a_day` and `a_month` cap what one person earns, 0 is no cap. `officials`: whether those who act in an office earn,
    too. `answer_days` are the working days in which who asks for something is answered.
    """

    on: bool = False
    attendance: int = 2
    order: int = 3
    wish: int = 3
    hour: int = 2
    a_day: int = 0
    a_month: int = 0
    officials: bool = False
    answer_days: int = 5

    def of(self, kind: EntryKind) -> int:
        """What one such deed earns; of service, an hour of it."""
        return {
            EntryKind.ATTENDANCE: self.attendance, EntryKind.ORDER: self.order, EntryKind.WISH: self.wish,
            EntryKind.SERVICE: self.hour,
        }[kind]  # fmt: skip


def for_time(minutes: int, an_hour: int) -> int:
    """Whole points for service of so many minutes. Raises BadInput for none, RuleBroken where it makes no point."""
    if not SHORTEST <= minutes <= LONGEST or minutes % SHORTEST:
        raise BadInput({"minutes": Sentence(N_("请从列表中选一项。"))})
    points = minutes * an_hour // 60
    if points == 0:
        raise RuleBroken(N_("按现在的规则，这段时间不够一分。"))
    return points


def within(points: int, terms: Terms, earned_that_day: int, earned_that_month: int) -> int:
    """How many of these points the caps let through."""
    caps = ((terms.a_day, earned_that_day), (terms.a_month, earned_that_month))
    return min([points, *(max(0, cap - earned) for cap, earned in caps if cap)])


def check_happened(on: date, today: date) -> None:
    """Raises BadInput: what is still to come has earned nothing."""
    if on > today:
        raise BadInput({"on": Sentence(N_("日期不能晚于今天。"))})


def check_spend(balance: int, cost: int) -> None:
    """Raises RuleBroken: nobody spends what they have not got."""
    if cost > balance:
        raise RuleBroken(N_("福分不够：要 {cost} 分，现在可用 {balance} 分。"), cost=cost, balance=max(0, balance))


def check_offered(in_stock: int | None, until: date | None, ended_on: date | None, today: date) -> None:
    """Raises RuleBroken."""
    if ended_on is not None or (until is not None and until < today):
        raise RuleBroken(N_("这一项已经不再兑换。"))
    if in_stock is not None and in_stock <= 0:
        raise RuleBroken(N_("这一项已经换完了。"))


class Step(StrEnum):
    HAND_OVER = "hand_over"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


AFTER = {
    Step.HAND_OVER: RedemptionState.HANDED_OVER,
    Step.REFUSE: RedemptionState.REFUSED,
    Step.WITHDRAW: RedemptionState.WITHDRAWN,
}


def settle(state: RedemptionState, step: Step) -> RedemptionState:
    """Where it stands after its one answer. Raises RuleBroken for one that has been answered."""
    if state is not RedemptionState.ASKED:
        raise RuleBroken(N_("这份兑换已经办过了，请刷新看看。"))
    return AFTER[step]


CORRECTABLE = frozenset({EntryKind.ATTENDANCE, EntryKind.ORDER, EntryKind.WISH, EntryKind.SERVICE, EntryKind.SHARED})
"""What was asked for is taken back by its own answer."""


def check_correct(kind: EntryKind, *, corrected: bool) -> None:
    """Raises RuleBroken."""
    if kind not in CORRECTABLE:
        raise RuleBroken(N_("兑换和更正的分录不能再更正。"))
    if corrected:
        raise RuleBroken(N_("这一笔已经更正过了。"))
