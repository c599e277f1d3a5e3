"""One thing at a time: when a motion may be moved, seconded, put and withdrawn; pure."""

from __future__ import annotations

from agenda.motions.models import MotionState
from forum.errors import N_, RuleBroken

PENDING = frozenset({MotionState.MOVED, MotionState.PUT})


def check_move(others: list[MotionState]) -> None:
    """Raises RuleBroken while another main motion of the item is pending."""
    if PENDING & set(others):
        raise RuleBroken(N_("一次只议一个动议：先处理完现在的动议。"))


def check_second(state: MotionState, mover_seat: int | None, seat: int) -> None:
    """Raises RuleBroken."""
    if state is not MotionState.MOVED:
        raise RuleBroken(N_("这个动议现在不需要附议。"))
    if seat == mover_seat:
        raise RuleBroken(N_("不能附议自己提出的动议。"))


def check_put_to_vote(state: MotionState) -> None:
    """Raises RuleBroken."""
    if state is MotionState.MOVED:
        raise RuleBroken(N_("动议还没有人附议，不能表决。"))
    if state is not MotionState.PUT:
        raise RuleBroken(N_("这个动议已经处理完了。"))


def check_withdraw(state: MotionState, *, ballot_open: bool) -> None:
    """Raises RuleBroken."""
    if ballot_open:
        raise RuleBroken(N_("表决已经开始，不能撤回动议。"))
    if state not in PENDING:
        raise RuleBroken(N_("这个动议已经处理完了。"))
