"""The resident as final judge; pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median

from forum.errors import N_, BadInput, RuleBroken, Sentence
from forum.topics.models import TopicState
from minutes.needs.models import NeedState
from minutes.projects.models import ProjectState, RatingSource

LOW, BEST = 2, 5
ENOUGH = 3
"""Ratings from which their median counts."""
SCORE_NAMES = {1: N_("很不满意"), 2: N_("不满意"), 3: N_("一般"), 4: N_("满意"), 5: N_("很满意")}
STATIONS = (N_("决定"), N_("办理"), N_("评价"))

RATEABLE = frozenset({ProjectState.DONE, ProjectState.CLOSED})
_REACHED = {
    ProjectState.IN_HAND: 1, ProjectState.REOPENED: 1, ProjectState.DONE: 2, ProjectState.CLOSED: 3,
    ProjectState.WITHDRAWN: 1,
}  # fmt: skip


@dataclass(frozen=True)
class Summary:
    """What a round's ratings come to: the median is the one that reopens, of an even number the middle of two."""

    count: int
    median: Fraction

    @property
    def said(self) -> str:
        """The median in figures: 4, 2.5."""
        whole, half = divmod(self.median, 1)
        return f"{whole}.5" if half else str(whole)

    @property
    def words(self) -> Sentence:
        return score_words(self.median)


def summary(scores: Sequence[int]) -> Summary | None:
    """None where nobody has rated."""
    return Summary(len(scores), median(map(Fraction, scores))) if scores else None


def score_words(score: Fraction | int) -> Sentence:
    """Of a median between two scores both."""
    low, half = divmod(Fraction(score), 1)
    if not half:
        return Sentence(SCORE_NAMES[low])
    between = {"low": Sentence(SCORE_NAMES[low]), "high": Sentence(SCORE_NAMES[low + 1])}
    return Sentence(N_("{low}到{high}之间"), between)


def check_rate(state: ProjectState, *, rated: bool) -> None:
    """Raises RuleBroken."""
    if state not in RATEABLE:
        raise RuleBroken(N_("项目还没有办结，办结后再请评价。"))
    if rated:
        raise RuleBroken(N_("这一轮您已经评价过了。"))


def reopens(score: int, scores: Sequence[int], *, proposer: bool) -> bool:
    """A 1 or 2 from the proposer reopens what was done, and so does a median of 2 or less from three people and more.

    `scores` are all of this round, this one too.
    """
    return (proposer and score <= LOW) or many_low(scores)


def many_low(scores: Sequence[int]) -> bool:
    return len(scores) >= ENOUGH and median(map(Fraction, scores)) <= LOW


def closes(*, proposer: bool, asked: bool, called_back: bool) -> bool:
    """What was not reopened is closed by the proposer's word; where nobody is `asked`, by whom the office called."""
    return proposer or (called_back and not asked)


def check_source(source: RatingSource) -> None:
    """Of one that the office enters. Raises BadInput."""
    if source is RatingSource.DEVICE:
        raise BadInput({"source": Sentence(N_("请选是怎么问到的。"))})


def to_call_back(done_on: date, today: date, days: int, *, asked: bool) -> bool:
    """Should the office ask by telephone? Whoever is `asked` to rate by themselves is given so many `days` first."""
    return not asked or (today - done_on).days >= days


_TOPIC_STATES = {
    ProjectState.REOPENED: TopicState.REOPENED,
    ProjectState.IN_HAND: TopicState.IN_HAND,
    ProjectState.DONE: TopicState.DONE,
    ProjectState.CLOSED: TopicState.CLOSED,
}


def topic_state(projects: Collection[ProjectState]) -> TopicState:
    """Where a topic stands whose matter these carry out: with the one that is finished least. Needs one at least."""
    return next(topic for project, topic in _TOPIC_STATES.items() if project in projects)


def need_state(project: ProjectState, *, begun: bool) -> NeedState:
    """Where a need stands that a project meets; `begun`: one of its units at least has taken up its task."""
    if project in RATEABLE:
        return NeedState.MET
    return NeedState.IN_HAND if begun else NeedState.CLAIMED


def station(state: ProjectState) -> int:
    """How many of the STATIONS lie behind a project that came from no topic, 1 to 3."""
    return _REACHED[state]
