"""The resident as final judge; pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median, median_low

from forum.errors import N_, BadInput, RuleBroken, Sentence
from forum.topics.models import TopicState
from minutes.projects.models import ProjectState, RatingSource

LOW, BEST = 2, 5
ENOUGH = 3
"""Ratings from which their median counts."""
CALL_BACK_DAYS = 7
SCORE_NAMES = {1: N_("很不满意"), 2: N_("不满意"), 3: N_("一般"), 4: N_("满意"), 5: N_("很满意")}
STATIONS = (N_("决定"), N_("办理"), N_("评价"))

_RATEABLE = {ProjectState.DONE, ProjectState.CLOSED}
_REACHED = {ProjectState.IN_HAND: 1, ProjectState.REOPENED: 1, ProjectState.DONE: 2, ProjectState.CLOSED: 3}


@dataclass(frozen=True)
class Summary:
    """What a round's ratings come to. `median` is the lower one of an even number: a score somebody really gave."""

    count: int
    median: int


def summary(scores: Sequence[int]) -> Summary | None:
    """None where nobody has rated."""
    return Summary(len(scores), median_low(scores)) if scores else None


def check_rate(state: ProjectState, *, rated: bool) -> None:
    """Raises RuleBroken."""
    if state not in _RATEABLE:
        raise RuleBroken(N_("项目还没有办结，办结后再请评价。"))
    if rated:
        raise RuleBroken(N_("这一轮您已经评价过了。"))


def reopens(score: int, scores: Sequence[int], *, proposer: bool) -> bool:
    """A 1 or 2 from the proposer reopens what was done, and so does a median of 2 or less from three people and more.

    `scores` are all of this round, this one too.
    """
    return (proposer and score <= LOW) or (len(scores) >= ENOUGH and median(map(Fraction, scores)) <= LOW)


def closes(*, proposer: bool, asked: bool, called_back: bool) -> bool:
    """What was not reopened is closed by the proposer's word; where nobody is `asked`, by whom the office called."""
    return proposer or (called_back and not asked)


def check_source(source: RatingSource) -> None:
    """Of one that the office enters. Raises BadInput."""
    if source is RatingSource.DEVICE:
        raise BadInput({"source": Sentence(N_("请选是怎么问到的。"))})


def to_call_back(done_on: date, today: date, *, asked: bool) -> bool:
    """Should the office ask by telephone? Whoever is `asked` to rate by themselves is given CALL_BACK_DAYS first."""
    return not asked or (today - done_on).days >= CALL_BACK_DAYS


_TOPIC_STATES = {
    ProjectState.REOPENED: TopicState.REOPENED,
    ProjectState.IN_HAND: TopicState.IN_HAND,
    ProjectState.DONE: TopicState.DONE,
    ProjectState.CLOSED: TopicState.CLOSED,
}


def topic_state(projects: Collection[ProjectState]) -> TopicState:
    """Where a topic stands whose matter these carry out: with the one that is finished least. Needs one at least."""
    return next(topic for project, topic in _TOPIC_STATES.items() if project in projects)


def station(state: ProjectState) -> int:
    """How many of the STATIONS lie behind a project that came from no topic, 1 to 3."""
    return _REACHED[state]
