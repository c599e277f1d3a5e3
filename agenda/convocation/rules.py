"""What those who are called may answer, when a session may be moved, and when it breaks up without its quorum; pure."""

from __future__ import annotations

from datetime import datetime

from agenda.attendance.models import Reply
from agenda.attendance.rules import State
from agenda.sessions.models import SessionState
from forum.errors import N_, BadInput, RuleBroken, Sentence

ASKED = frozenset({SessionState.NOTICED})
"""The states of a session in which those called may answer, and change what they have answered."""


def replies_for(proxies_at_most: int, *, entitled: bool) -> list[Reply]:
    """What somebody may answer: nobody votes for an observer, or where the rules know no mandates."""
    proxy = entitled and proxies_at_most > 0
    return [reply for reply in Reply if reply is not Reply.PROXY or proxy]


def check_reply(session: SessionState, seat: State, reply: Reply, may: list[Reply]) -> None:
    """Raises RuleBroken."""
    if session not in ASKED:
        raise RuleBroken(N_("会前才能答复：会议还没有通知，或者已经开始。"))
    if seat is State.PRESENT:
        raise RuleBroken(N_("已经签到了，不用再答复。"))
    if reply not in may:
        raise RuleBroken(N_("按规则这一席不能委托他人表决，请答复参加或请假。"))


def state_after(reply: Reply, now: State) -> State:
    """Who asks to be excused is excused before the session; who thinks better of it is expected again."""
    if reply is Reply.EXCUSED:
        return State.EXCUSED
    return State.EXPECTED if now is State.EXCUSED else now


def check_move(
    state: SessionState, before: tuple[datetime, str, int], after: tuple[datetime, str, int], now: datetime
) -> None:
    """When, where and for how many minutes, before and after. Raises RuleBroken, BadInput."""
    if state not in {SessionState.PLANNED, SessionState.NOTICED}:
        raise RuleBroken(N_("会议已经开始或已经结束，不能改期。"))
    if before == after:
        raise RuleBroken(N_("时间、地点都没有改。"))
    if after[0] != before[0] and after[0] <= now:
        raise BadInput({"day": Sentence(N_("新的时间要在现在以后。"))})


def check_adjourn(
    state: SessionState, *, quorum_met: bool, due: bool, ballot_open: bool, again: datetime, now: datetime
) -> None:
    """`due`: the hour of the notice has come; `again`: when it is to go on. Raises RuleBroken, BadInput."""
    if state not in {SessionState.NOTICED, SessionState.OPEN}:
        raise RuleBroken(N_("会议还没有发通知，或已经结束。"))
    if state is SessionState.NOTICED and not due:
        raise RuleBroken(N_("还没有到开会时间：要换时间，请在会议页改期。"))
    if quorum_met:
        raise RuleBroken(N_("已经到法定人数，可以开会；要结束，请宣布闭会。"))
    if ballot_open:
        raise RuleBroken(N_("表决还没有结束，先结束表决。"))
    if again <= now:
        raise BadInput({"day": Sentence(N_("续会的时间要在现在以后。"))})


def title_again(title: str, most: int = 80) -> str:
    """第三次居民议事会（续会）; one that breaks up again keeps its name."""
    mark = "（续会）"
    return title if title.endswith(mark) else title[: most - len(mark)] + mark
