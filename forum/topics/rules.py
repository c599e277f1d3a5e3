"""When a topic may be seconded, accepted, returned; pure."""

from __future__ import annotations

from collections.abc import Collection

from forum.errors import N_, RuleBroken
from forum.topics.models import TopicState

SECONDS_NEEDED = 2
REPLY_WORKING_DAYS = 5

STATIONS = (N_("提出"), N_("附议"), N_("上会"), N_("决定"), N_("办理"), N_("评价"))

_REACHED = {
    TopicState.PROPOSED: 1,
    TopicState.RETURNED: 1,
    TopicState.ACCEPTED: 2,
    TopicState.SCHEDULED: 2,
    TopicState.DECIDED: 4,
    TopicState.IN_HAND: 4,
    TopicState.REOPENED: 4,
    TopicState.DONE: 5,
    TopicState.CLOSED: 6,
}


def station(state: TopicState) -> int:
    """How many of the six STATIONS lie behind a topic in this state, 0 to 6; the next one is where it stands."""
    return _REACHED[state]


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
    if state is not TopicState.PROPOSED:
        raise RuleBroken(N_("这个议题已经过了征集附议的阶段。"))


def check_accept(state: TopicState, seconds: int) -> None:
    """Raises RuleBroken."""
    if state is not TopicState.PROPOSED:
        raise RuleBroken(N_("这个议题已经答复过了。"))
    if seconds < SECONDS_NEEDED:
        raise RuleBroken(N_("还差 {missing} 人附议，才能受理上会。"), missing=SECONDS_NEEDED - seconds)


def check_return(state: TopicState) -> None:
    """Raises RuleBroken."""
    if state not in {TopicState.PROPOSED, TopicState.ACCEPTED}:
        raise RuleBroken(N_("这个议题已经答复过或已列入议程，不能退回。"))
