"""The resident as final judge; pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import median_low

from forum.errors import N_, RuleBroken
from forum.topics.models import TopicState
from minutes.projects.models import ProjectState

LOW, BEST = 2, 5
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


def reopens(score: int, *, proposer: bool) -> bool:
    """A 1 or 2 from the proposer reopens what was done."""
    return proposer and score <= LOW


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
