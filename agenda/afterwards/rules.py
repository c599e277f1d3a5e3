"""When a session that was held on paper may be entered, and how its times must follow each other; pure."""

from __future__ import annotations

from datetime import datetime

from agenda.sessions.models import SessionState
from forum.errors import N_, BadInput, RuleBroken, Sentence


def check_begin(state: SessionState, began: datetime, now: datetime, *, present: int) -> None:
    """Raises RuleBroken, BadInput."""
    if state is SessionState.PLANNED:
        raise RuleBroken(N_("先发会议通知：应到名单和议事规则那时定下来。"))
    if state is not SessionState.NOTICED:
        raise RuleBroken(N_("会议已经开始或已经结束，不能补录。"))
    if began >= now:
        raise BadInput({"began": Sentence(N_("补录用于已经开过的会，开始时间要在现在以前。"))})
    if not present:
        raise BadInput({"present": Sentence(N_("请勾选到会的人。"))})


def check_entering(*, entering: bool) -> None:
    """Raises RuleBroken."""
    if not entering:
        raise RuleBroken(N_("这次会议不在补录。"))


def check_time(name: str, at: datetime, last: datetime, now: datetime) -> None:
    """What is entered comes after what was entered last, and before now. Raises BadInput."""
    if at < last:
        raise BadInput({name: Sentence(N_("时间要在已经录入的内容以后。"))})
    if at > now:
        raise BadInput({name: Sentence(N_("时间要在现在以前。"))})
