"""When an answer may be rated; what its ratings come to is the same as a project's. Pure."""

from __future__ import annotations

from forum.errors import N_, RuleBroken
from forum.topics.models import TopicState


def check_rate(state: TopicState, *, is_newest: bool, rated: bool) -> None:
    """Raises RuleBroken."""
    if state is not TopicState.ANSWERED or not is_newest:
        raise RuleBroken(N_("事情又往前走了，这次答复不用再评。"))
    if rated:
        raise RuleBroken(N_("这次答复您已经评价过了。"))
