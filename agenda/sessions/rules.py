"""When a session may be planned, noticed, opened and closed; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from agenda.ballots import rules as ballots
from agenda.ballots.body_rules import RuleSet
from agenda.items.models import ItemState
from agenda.sessions.models import SessionKind, SessionState
from forum.errors import N_, BadInput, RuleBroken, Sentence


def check_kind(kind: SessionKind, *, seats_units: bool) -> None:
    """A joint council seats units; a forum seats people. Raises RuleBroken."""
    if kind is SessionKind.JOINT_COUNCIL and not seats_units:
        raise RuleBroken(N_("联席会的席位是单位，请选择以单位为席位的组织。"))
    if kind is SessionKind.FORUM and seats_units:
        raise RuleBroken(N_("议事厅的席位是居民，请选择以居民为席位的组织。"))


def check_in_writing(kind: SessionKind, *, by_papers: bool, lasts: timedelta) -> None:
    """What is held in writing is counted by the papers returned, and takes a day at least. Raises RuleBroken."""
    if kind is not SessionKind.WRITTEN:
        return
    if not by_papers:
        text = N_(
            "这个组织的议事规则按到会人数计，不能书面征求意见。请先在组织页换成按收回的票或送达计的规则，或改为开会。"
        )
        raise RuleBroken(text)
    if lasts < timedelta(days=1):
        raise BadInput({"until_day": Sentence(N_("收票至少一天，截止时间要晚于开始一天以上。"))})


def check_is_sitting(kind: SessionKind) -> None:
    """Raises RuleBroken."""
    if kind is SessionKind.WRITTEN:
        raise RuleBroken(N_("书面征求意见不开会，请在收票页开始收票和计票。"))


def check_notice(state: SessionState, *, items: int, members: int) -> None:
    """Raises RuleBroken."""
    if state is not SessionState.PLANNED:
        raise RuleBroken(N_("会议通知已经发出。"))
    if not items:
        raise RuleBroken(N_("议程还是空的，先列入至少一项，再发通知。"))
    if not members:
        raise RuleBroken(N_("这个组织的名册还是空的，先录入成员，再发通知。"))


def notice_so_far(rule_set: RuleSet, now: datetime, starts_at: datetime) -> tuple[Sentence | None, bool]:
    """What is to be said of a notice given now, and whether the body's rules forbid it."""
    try:
        return ballots.check_notice(rule_set, now, starts_at), False
    except RuleBroken as refusal:
        return refusal.sentence, True


def check_matters(matters: int) -> None:
    """Raises RuleBroken for something in writing with nothing to answer."""
    if not matters:
        raise RuleBroken(N_("还没有写要大家表决的问题，先写好至少一个，再发通知。"))


def check_open(state: SessionState) -> None:
    """Raises RuleBroken."""
    if state is SessionState.OPEN:
        raise RuleBroken(N_("会议已经开始。"))
    if state is not SessionState.NOTICED:
        raise RuleBroken(N_("先发会议通知，再宣布开会。"))


def check_close(state: SessionState, items: Sequence[ItemState]) -> None:
    """Raises RuleBroken."""
    if state is not SessionState.OPEN:
        raise RuleBroken(N_("会议没有在进行。"))
    if ItemState.OPEN in items:
        raise RuleBroken(N_("还有议题正在议，先结束这一项，再闭会。"))


def check_going_on(*, in_recess: bool) -> None:
    """Raises RuleBroken."""
    if in_recess:
        raise RuleBroken(N_("正在休息：请主持人先恢复会议。"))


def check_not_over(state: SessionState) -> None:
    """Raises RuleBroken."""
    if state not in {SessionState.NOTICED, SessionState.OPEN}:
        raise RuleBroken(N_("会议还没有发通知，或已经结束。"))


def check_presides(device: int | None, chair: int | None, *, name: str, since: str) -> None:
    """Whether a device (a sign-in) may preside while `chair` does, whose person is `name`. Raises RuleBroken.

    A chair that nobody holds is open to every device. A caller without a device holds none.
    """
    if chair is not None and device != chair:
        text = N_("{name}从 {since} 起在另一台设备上主持。要改由这台设备主持，请先按“接管主持”。")
        raise RuleBroken(text, name=name, since=since)


def check_cancel(state: SessionState, reason: str) -> None:
    """Who has been called is told why. Raises RuleBroken, BadInput."""
    if state not in {SessionState.PLANNED, SessionState.NOTICED}:
        raise RuleBroken(N_("会议已经开始或已经结束，不能取消。"))
    if state is SessionState.NOTICED and not reason:
        raise BadInput({"reason": Sentence(N_("通知已经发出，请写明为什么取消：被通知的人会看到。"))})
