"""The way of a small wish; pure."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from forum.errors import N_, BadInput, RuleBroken, Sentence
from minutes.wishes.models import WishState

PATIENCE_DAYS = 7
"""So long others may leave a wish where it is before the office sees to it."""


class Step(StrEnum):
    PUBLISH = "publish"
    ANSWER = "answer"
    CLAIM = "claim"
    GIVE_BACK = "give_back"
    DELIVER = "deliver"
    THANK = "thank"


WAY: dict[Step, tuple[frozenset[WishState], WishState]] = {
    Step.PUBLISH: (frozenset({WishState.WISHED, WishState.ANSWERED}), WishState.PUBLISHED),
    Step.ANSWER: (frozenset({WishState.WISHED, WishState.PUBLISHED, WishState.CLAIMED}), WishState.ANSWERED),
    Step.CLAIM: (frozenset({WishState.PUBLISHED}), WishState.CLAIMED),
    Step.GIVE_BACK: (frozenset({WishState.CLAIMED}), WishState.PUBLISHED),
    Step.DELIVER: (frozenset({WishState.CLAIMED}), WishState.DELIVERED),
    Step.THANK: (frozenset({WishState.DELIVERED}), WishState.THANKED),
}

REFUSALS = {
    WishState.WISHED: N_("这个心愿还没有公布。"),
    WishState.PUBLISHED: N_("这个心愿还没有人认领。"),
    WishState.CLAIMED: N_("这个心愿已经有人认领了。"),
    WishState.DELIVERED: N_("这个心愿已经送达了。"),
    WishState.THANKED: N_("这个心愿已经办好了。"),
    WishState.ANSWERED: N_("这个心愿已经答复过了。"),
}

STATIONS = (N_("许愿"), N_("公布"), N_("认领"), N_("送达"), N_("致谢"))
_REACHED = {
    WishState.WISHED: 1, WishState.PUBLISHED: 2, WishState.CLAIMED: 3, WishState.DELIVERED: 4, WishState.THANKED: 5,
    WishState.ANSWERED: 1,
}  # fmt: skip


def step(state: WishState, taken: Step) -> WishState:
    """Where it stands after it. Raises RuleBroken."""
    before, after = WAY[taken]
    if state not in before:
        raise RuleBroken(REFUSALS[state])
    return after


def stations(state: WishState) -> list[tuple[str, str]]:
    """Its way as (word, done | current | todo)."""
    reached = _REACHED[state]
    return [
        (word, "done" if at < reached else "current" if at == reached else "todo") for at, word in enumerate(STATIONS)
    ]


def check_due(due_on: date | None, today: date) -> None:
    """Raises BadInput."""
    if due_on is not None and due_on < today:
        raise BadInput({"due_on": Sentence(N_("日期不能早于今天。"))})
