"""The way of an order: who takes which step, from where to where, and by when; pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from forum.errors import N_, RuleBroken
from minutes.orders.models import OrderState

LOW = 2
"""A rating up to this sends an order back."""


class Step(StrEnum):
    DRAW_UP = "draw_up"
    ANSWER = "answer"
    DISPATCH = "dispatch"
    ACCEPT = "accept"
    DECLINE = "decline"
    FINISH = "finish"
    RATE = "rate"
    CANCEL = "cancel"


class Whose(StrEnum):
    """Whose step it is: the committee's and the station's, the team's, or the resident's who ordered."""

    OFFICE = "office"
    UNIT = "unit"
    ORDERER = "orderer"


WAY: dict[Step, tuple[frozenset[OrderState], OrderState, Whose]] = {
    Step.DRAW_UP: (frozenset({OrderState.ORDERED}), OrderState.DRAWN_UP, Whose.OFFICE),
    Step.ANSWER: (frozenset({OrderState.ORDERED, OrderState.DRAWN_UP}), OrderState.ANSWERED, Whose.OFFICE),
    Step.DISPATCH: (frozenset({OrderState.DRAWN_UP}), OrderState.DISPATCHED, Whose.OFFICE),
    Step.ACCEPT: (frozenset({OrderState.DISPATCHED}), OrderState.ACCEPTED, Whose.UNIT),
    Step.DECLINE: (frozenset({OrderState.DISPATCHED, OrderState.ACCEPTED}), OrderState.DRAWN_UP, Whose.UNIT),
    Step.FINISH: (frozenset({OrderState.ACCEPTED}), OrderState.DONE, Whose.UNIT),
    Step.RATE: (frozenset({OrderState.DONE}), OrderState.CLOSED, Whose.ORDERER),
    Step.CANCEL: (
        frozenset({OrderState.ORDERED, OrderState.DRAWN_UP, OrderState.DISPATCHED}),
        OrderState.CANCELLED,
        Whose.ORDERER,
    ),
}

STEP_NAMES = {
    Step.DRAW_UP: N_("制单"),
    Step.ANSWER: N_("答复不能办"),
    Step.DISPATCH: N_("派单"),
    Step.ACCEPT: N_("接单"),
    Step.DECLINE: N_("退单"),
    Step.FINISH: N_("完成"),
    Step.RATE: N_("评价"),
    Step.CANCEL: N_("取消"),
}

OVER = frozenset({OrderState.CLOSED, OrderState.ANSWERED, OrderState.CANCELLED})
WITH_UNIT = (OrderState.DISPATCHED, OrderState.ACCEPTED)
WITH_OTHERS = (*WITH_UNIT, OrderState.DONE)
"""Where the next step is not the office's."""
WORKING_DAYS = {
    OrderState.ORDERED: 2, OrderState.DRAWN_UP: 1, OrderState.DISPATCHED: 2, OrderState.ACCEPTED: 5, OrderState.DONE: 5,
}  # fmt: skip
"""By default, how long each state may last."""


def waits_for(state: OrderState) -> Whose | None:
    """Whose step is next; None when it is over."""
    steps = [whose for step, (before, _, whose) in WAY.items() if state in before and step is not Step.CANCEL]
    return steps[0] if steps else None


def step(state: OrderState, taken: Step, score: int | None = None) -> OrderState:
    """Where it stands after it: a low rating sends it back to be dispatched anew. Raises RuleBroken."""
    before, after, _ = WAY[taken]
    if state not in before:
        raise RuleBroken(N_("这张单子现在不能这样办，请刷新看看走到哪一步了。"))
    if taken is Step.RATE and score is not None and score <= LOW:
        return OrderState.DRAWN_UP
    return after


def due(state: OrderState, today: date, wanted_on: date | None, after: Callable[[date, int], date]) -> date | None:
    """By when the next step is to be taken; `after` counts working days. The work itself: by when it is wanted."""
    if state in OVER:
        return None
    if state is OrderState.ACCEPTED and wanted_on is not None and wanted_on >= today:
        return wanted_on
    return after(today, WORKING_DAYS[state])


STATIONS = (N_("点单"), N_("制单"), N_("派单"), N_("接单"), N_("完成"), N_("评价"))
_REACHED = {
    OrderState.ORDERED: 1, OrderState.DRAWN_UP: 2, OrderState.DISPATCHED: 3, OrderState.ACCEPTED: 4,
    OrderState.DONE: 5, OrderState.CLOSED: 6, OrderState.ANSWERED: 1, OrderState.CANCELLED: 1,
}  # fmt: skip


def stations(state: OrderState) -> list[tuple[str, str]]:
    """Its way as (word, done | current | todo)."""
    reached = _REACHED[state]
    return [
        (word, "done" if at < reached else "current" if at == reached else "todo") for at, word in enumerate(STATIONS)
    ]
