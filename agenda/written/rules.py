"""When something held in writing may be opened, put off and counted; pure."""

from __future__ import annotations

from datetime import datetime

from agenda.sessions.models import SessionKind, SessionState
from forum.errors import N_, BadInput, RuleBroken, Sentence

LONGEST_REASON = 200


def check_is_in_writing(kind: SessionKind) -> None:
    if kind is not SessionKind.WRITTEN:
        raise RuleBroken(N_("这是一次会议，不是书面征求意见。"))


def check_matters_open(state: SessionState) -> None:
    """May questions still be written down or taken off?"""
    if state is not SessionState.PLANNED:
        raise RuleBroken(N_("通知已经发出，要表决的问题已定。"))


def check_open(state: SessionState, *, now: datetime, deadline: datetime) -> None:
    if state is SessionState.OPEN:
        raise RuleBroken(N_("已经开始收票。"))
    if state is not SessionState.NOTICED:
        raise RuleBroken(N_("先发通知，再开始收票。"))
    if now >= deadline:
        raise RuleBroken(N_("截止时间已经过了，请取消这一次，另定时间。"))


def check_close(state: SessionState, *, now: datetime, deadline: datetime, missing: int) -> None:
    """Before the deadline only if everybody has answered everything: nobody's time is cut short."""
    if state is not SessionState.OPEN:
        raise RuleBroken(N_("现在没有在收票。"))
    if now < deadline and missing:
        raise RuleBroken(N_("还没有到截止时间，还有{missing}人没有回，到时间才能计票。"), missing=missing)


def check_extend(
    state: SessionState, reason: str, *, until: datetime, deadline: datetime, now: datetime, extended: bool
) -> None:
    """Once, before the deadline, to a later one, and with a reason for the record."""
    if state is not SessionState.OPEN:
        raise RuleBroken(N_("现在没有在收票。"))
    if extended:
        raise RuleBroken(N_("已经延长过一次，不能再延长。"))
    if now >= deadline:
        raise RuleBroken(N_("已经截止，不能再延长。"))
    wrong = {}
    if until <= deadline:
        wrong["until_day"] = Sentence(N_("新的截止时间要晚于原来的。"))
    if not reason.strip():
        wrong["reason"] = Sentence(N_("请写明延长的原因，原因会记入记录。"))
    if wrong:
        raise BadInput(wrong)
