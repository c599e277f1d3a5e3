"""When a topic may be seconded, screened, referred, answered; its clock; its way. All pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from forum.defaults import Defaults
from forum.errors import N_, BadInput, RuleBroken, Sentence
from forum.topics.models import Lane, Outcome, TopicState
from forum.workdays.rules import Calendar


@dataclass(frozen=True)
class Terms(Defaults):
    """How many seconds a topic needs, and how long until its proposer is told more; days are working days.

    So many calendar days after it was done those it concerns are asked to rate it, and who proposed it is called back.
    """

    seconds: int = 2
    reply_days: int = 5
    fast_hours: int = 48
    fast_rests: bool = False
    unit_days: int = 3
    agenda_days: int = 20
    result_days: int = 3
    progress_days: int = 20
    rating_days: int = 14
    call_back_days: int = 7


S = TopicState
SETTLED = frozenset({S.RETURNED, S.MERGED, S.ANSWERED, S.CLOSED})
OPEN = frozenset(S) - SETTLED
# Who takes the next step; nobody takes one for what is settled, and of what is done the proposer rates it.
OFFICE_STEPS = frozenset({S.PROPOSED, S.FAST, S.DECIDED, S.REOPENED})
ON_THEIR_WAY = frozenset({S.ACCEPTED, S.SCHEDULED, S.IN_HAND})
CLOSING = (Outcome.SOLVED, Outcome.RAISED, Outcome.KEPT, Outcome.OUTSIDE)
"""An answer of these classes settles a topic; what is assigned is not settled until it is done."""

FROM: Mapping[str, frozenset[TopicState]] = {
    "accept": frozenset({S.PROPOSED, S.FAST, S.REFERRED}),
    "return": frozenset({S.PROPOSED, S.ACCEPTED, S.FAST, S.REFERRED}),
    "merge": frozenset({S.PROPOSED, S.ACCEPTED}),
    "fast": frozenset({S.PROPOSED, S.ACCEPTED, S.REFERRED, S.REOPENED}),
    "refer": frozenset({S.PROPOSED, S.ACCEPTED, S.FAST, S.REFERRED, S.DECIDED, S.REOPENED}),
    "answer": frozenset({S.PROPOSED, S.ACCEPTED, S.FAST, S.REFERRED, S.DECIDED, S.REOPENED}),
    "progress": frozenset({S.ACCEPTED, S.SCHEDULED, S.REFERRED, S.IN_HAND, S.REOPENED}),
    "schedule": frozenset({S.ACCEPTED, S.FAST, S.REOPENED}),
}
"""In which states the office may do what. What a project has in hand is only told of until the project is done."""

TOO_LATE = {
    "accept": N_("这个议题已经答复过了。"),
    "return": N_("这个议题已经答复过或已列入议程，不能退回。"),
    "merge": N_("只有还没上会、还没交办的议题可以并入另一件。"),
    "fast": N_("这个议题已经列入议程或已有结果，不能再走快速办理。"),
    "refer": N_("这个议题已经列入议程、正在办或已有结果，不能转给单位。"),
    "answer": N_("这个议题已经列入议程、正在办或已有结果，现在不能答复办结。"),
    "progress": N_("先办这一步，再告知进展。"),
}


def may(deed: str, state: TopicState, *, in_project: bool = False) -> bool:
    """`in_project`: a project was made of it, which was rated badly and is in hand again."""
    return state in FROM[deed] and not (in_project and deed in {"fast", "refer", "answer"})


def check(deed: str, state: TopicState, *, in_project: bool = False) -> None:
    """Raises RuleBroken."""
    if not may(deed, state, in_project=in_project):
        raise RuleBroken(TOO_LATE[deed])


def check_second(
    state: TopicState, proposer_id: int, seconders: Collection[int], person_id: int, *, by_proxy: bool = False
) -> None:
    """`by_proxy`: the reader is not who seconds. Raises RuleBroken."""
    if person_id == proposer_id:
        own = N_("这个议题就是这位居民提出的，要请别的邻居附议。")
        raise RuleBroken(own if by_proxy else N_("这是您自己提出的议题，要请别的邻居附议。"))
    if person_id in seconders:
        twice = N_("这位居民已经附议过这个议题了。")
        raise RuleBroken(twice if by_proxy else N_("您已经附议过这个议题了。"))
    if state is not S.PROPOSED:
        raise RuleBroken(N_("这个议题已经过了征集附议的阶段。"))


def check_accept(state: TopicState, seconds: int, needed: int) -> None:
    """Raises RuleBroken."""
    check("accept", state)
    if seconds < needed:
        raise RuleBroken(N_("还差 {missing} 人附议，才能受理上会。"), missing=needed - seconds)


def check_merge(topic_id: int, state: TopicState, into_id: int, into_state: TopicState) -> None:
    """Raises RuleBroken, BadInput. A topic is merged into one that goes on, so that nothing is lost in a circle."""
    check("merge", state)
    if into_id == topic_id:
        raise BadInput({"into": Sentence(N_("不能并入它自己。"))})
    if into_state in SETTLED:
        raise BadInput({"into": Sentence(N_("那一件已经办结，请并入还在办的议题。"))})


def check_close(answered: Collection[tuple[datetime, Outcome | None]], since: datetime | None) -> None:
    """Nothing is closed without an answer the proposer was told, after it was opened again if it was. RuleBroken."""
    if not any(outcome in CLOSING and (since is None or at >= since) for at, outcome in answered):
        raise RuleBroken(N_("还没有把结果告诉提出人，不能办结。"))


def check_unit_answer(answered: bool, over: bool, can: bool, words: str) -> None:
    """Raises RuleBroken, BadInput."""
    if over:
        raise RuleBroken(N_("社区已经另作安排，不用再回复了。"))
    if answered:
        raise RuleBroken(N_("已经回复过了，社区会告诉提出人。"))
    if not words:
        why = N_("请写清楚怎么办的，提出人会看到。") if can else N_("请写清楚为什么办不了，或者该找谁。")
        raise BadInput({"words": Sentence(why)})


# ---- the clock ----


def due_mark(due: date, today: date, calendar: Calendar) -> tuple[str, Sentence]:
    """The mark (overdue | due | waiting) and the words; a reminder the working day before, on the day, and after it."""
    if due < today:
        return "overdue", Sentence(N_("已超期 {days} 天"), {"days": (today - due).days})
    if due == today:
        return "due", Sentence(N_("今天到期"))
    if calendar.before(due) <= today:
        return "due", Sentence(N_("下一个工作日到期"))
    return "waiting", Sentence(N_("还有 {days} 天"), {"days": (due - today).days})


def is_near(due: date, today: date, calendar: Calendar) -> bool:
    """Whether to remind of it: from the working day before."""
    return calendar.before(due) <= today


# ---- the way ----

STATIONS = (N_("提出"), N_("附议"), N_("上会"), N_("决定"), N_("办理"), N_("评价"))

_REACHED = {
    S.PROPOSED: 1,
    S.ACCEPTED: 2,
    S.SCHEDULED: 2,
    S.DECIDED: 4,
    S.IN_HAND: 4,
    S.REOPENED: 4,
    S.DONE: 5,
    S.CLOSED: 6,
}
_SHORT = {Lane.FAST: N_("快办"), Lane.UNIT: N_("转办")}


@dataclass(frozen=True)
class Moments:
    """When a topic came to its stations."""

    proposed: datetime
    decided: datetime | None = None
    done: datetime | None = None
    settled: datetime | None = None
    rated: datetime | None = None


Station = tuple[str, datetime | None]


@dataclass(frozen=True)
class Way:
    """A topic's stations, each with when it came there, and how many lie behind it: the next is where it stands."""

    stations: tuple[Station, ...]
    reached: int


def way(state: TopicState, lane: Lane, at: Moments) -> Way:
    """Six stations through a session and a project; fewer, or others, where it takes another way."""
    first = (N_("提出"), at.proposed)
    if state is S.RETURNED:
        return Way((first, (N_("退回"), at.settled)), 2)
    if state is S.MERGED:
        return Way((first, (N_("并入另一件"), at.settled)), 2)
    to_answer = state in {S.ANSWERED, S.FAST, S.REFERRED} or (state is S.REOPENED and at.done is None)
    if to_answer:
        return _to_an_answer(first, state, lane, at)
    days = (at.proposed, None, None, at.decided, at.done, at.rated)
    return Way(tuple(zip(STATIONS, days, strict=True)), _REACHED[state])


def _to_an_answer(first: Station, state: TopicState, lane: Lane, at: Moments) -> Way:
    """A way that ends with an answer and what the proposer says to it, whether or not it led through a session."""
    heard: tuple[Station, ...] = ((STATIONS[1], None), (STATIONS[2], None), (STATIONS[3], at.decided))
    short: tuple[Station, ...] = ((_SHORT[lane], None),) if lane in _SHORT else ()
    before = (first, *(heard if at.decided else ()), *short)
    stations = (*before, (N_("答复"), at.settled), (N_("评价"), at.rated))
    if state is S.ANSWERED:
        return Way(stations, len(before) + (2 if at.rated else 1))
    return Way(stations, max(1, len(before) - (state is not S.REOPENED)))
