"""The way of an action item: what may be done in which state, for whom it waits, how its due date reads; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

from forum.errors import N_, BadInput, RuleBroken, Sentence
from forum.workdays.rules import Calendar
from minutes.action_items.models import ActionState, Deed

SOON_DAYS = 3
REDO_WORKING_DAYS = 5
MOST_STEPS = 12


class Waits(StrEnum):
    """For whom an action item waits; once it is done, those who asked for it rate the project."""

    UNIT = "unit"
    OFFICE = "office"
    NOBODY = "nobody"


_WORK: dict[Deed, ActionState] = {
    Deed.PLANNED: ActionState.IN_HAND,
    Deed.STEP_DONE: ActionState.IN_HAND,
    Deed.PROGRESSED: ActionState.IN_HAND,
    Deed.HANDED_IN: ActionState.HANDED_IN,
    Deed.REASSIGNED: ActionState.ASSIGNED,
}
"""What can be done while the unit is at work."""

_VOID = {Deed.WITHDRAWN: ActionState.WITHDRAWN}
"""What was recorded in error can be struck until it is done."""

_AGAIN = {Deed.PLANNED, Deed.STEP_DONE, Deed.PROGRESSED}

MOVES: Mapping[ActionState, Mapping[Deed, ActionState]] = {
    ActionState.ASSIGNED: {**_WORK, **_VOID, Deed.ACCEPTED: ActionState.ACCEPTED, Deed.DECLINED: ActionState.DECLINED},
    ActionState.DECLINED: {**_VOID, Deed.UPHELD: ActionState.ASSIGNED, Deed.REASSIGNED: ActionState.ASSIGNED},
    ActionState.ACCEPTED: {**_WORK, **_VOID},
    ActionState.IN_HAND: {**_WORK, **_VOID},
    ActionState.HANDED_IN: {**_VOID, Deed.CHECKED: ActionState.DONE, Deed.SENT_BACK: ActionState.SENT_BACK},
    ActionState.SENT_BACK: {**_WORK, **_VOID, **dict.fromkeys(_AGAIN, ActionState.SENT_BACK)},
    ActionState.DONE: {Deed.REOPENED: ActionState.REOPENED},
    ActionState.REOPENED: {**_WORK, **_VOID, **dict.fromkeys(_AGAIN, ActionState.REOPENED)},
    ActionState.WITHDRAWN: {},
}
"""What is reopened or sent back is called so until it is handed in again, whatever is reported meanwhile."""

OVER = frozenset(state for state in ActionState if state.is_over)
OPEN = frozenset(ActionState) - OVER
NOT_BEGUN = frozenset({ActionState.ASSIGNED, ActionState.DECLINED})
"""No unit has said yet that it does it."""
AT_WORK = frozenset(state for state in ActionState if Deed.HANDED_IN in MOVES[state])
"""The unit has to do something."""

_WAITS = {
    ActionState.DECLINED: Waits.OFFICE,
    ActionState.HANDED_IN: Waits.OFFICE,
    ActionState.DONE: Waits.NOBODY,
    ActionState.WITHDRAWN: Waits.NOBODY,
}

_NOT_NOW = {
    ActionState.DONE: N_("这项任务已经办结。"),
    ActionState.WITHDRAWN: N_("这项任务已经作废，不用再办。"),
    ActionState.HANDED_IN: N_("这项任务已经报过办结，正等社区核验。"),
    ActionState.DECLINED: N_("牵头单位没有接这项任务，正等社区定由谁办。"),
}


def check_open(state: ActionState) -> None:
    """Raises RuleBroken once nothing of it can be changed any more."""
    if state.is_over:
        raise RuleBroken(_NOT_NOW[state])


def moved(state: ActionState, deed: Deed) -> ActionState:
    """The state a deed leads to. Raises RuleBroken where it cannot be done now."""
    to = MOVES[state].get(deed)
    if to is None:
        raise RuleBroken(_NOT_NOW.get(state, N_("任务现在走到的这一步，不能这样做。请看最新的进展。")))
    return to


def waits_for(state: ActionState, *, here: bool = True) -> Waits:
    """`here`: the lead unit belongs to the neighbourhood. What a unit that has left should do waits for the office."""
    waits = _WAITS.get(state, Waits.UNIT)
    return Waits.OFFICE if waits is Waits.UNIT and not here else waits


_WAITING = {
    ActionState.ASSIGNED: N_("等{unit}接单"),
    ActionState.DECLINED: N_("等社区定由谁办"),
    ActionState.ACCEPTED: N_("等{unit}报计划、开始办"),
    ActionState.IN_HAND: N_("等{unit}办好"),
    ActionState.HANDED_IN: N_("等社区核验"),
    ActionState.SENT_BACK: N_("等{unit}再办"),
    ActionState.REOPENED: N_("等{unit}重办"),
}


def waiting_words(state: ActionState, unit: str, *, asked: bool = False, here: bool = True) -> Sentence | None:
    """For whom it waits and for what; `asked`: for more time. None once it is done or struck."""
    if not here and waits_for(state) is Waits.UNIT:
        return Sentence(N_("{unit}已经退出，等社区定由谁办"), {"unit": unit})
    if asked:
        return Sentence(N_("等社区答复延期申请"))
    return Sentence(_WAITING[state], {"unit": unit}) if state in _WAITING else None


class Which(StrEnum):
    """Of a list of action items those that are shown."""

    OPEN = "open"
    MINE = "mine"
    OVERDUE = "overdue"
    WEEK = "week"
    DONE = "done"
    WITHDRAWN = "withdrawn"


_OF_STATE = {ActionState.DONE: Which.DONE, ActionState.WITHDRAWN: Which.WITHDRAWN}


def fits(which: Which, state: ActionState, due_on: date, today: date, *, mine: bool) -> bool:
    """`mine`: it waits for who reads. A week ends on Sunday."""
    if which in _OF_STATE.values() or state.is_over:
        return which is _OF_STATE.get(state)
    return {
        Which.OPEN: True,
        Which.MINE: mine,
        Which.OVERDUE: due_on < today and state is not ActionState.HANDED_IN,
        Which.WEEK: today <= due_on <= today + timedelta(days=6 - today.weekday()),
    }[which]


# ---- due dates ----


def due_words(due_on: date, today: date) -> tuple[str, Sentence]:
    """The mark (overdue | due | doing) and the words of what is still to do; soon is within SOON_DAYS."""
    days = (due_on - today).days
    if days < 0:
        return "overdue", Sentence(N_("已超期 {days} 天"), {"days": -days})
    if days == 0:
        return "due", Sentence(N_("今天到期"))
    return "due" if days <= SOON_DAYS else "doing", Sentence(N_("还有 {days} 天"), {"days": days})


def handed_in_words(due_on: date, on: date) -> tuple[str, Sentence]:
    """The same once it was handed in: the unit's clock has stopped, however long the office takes to check."""
    late = (on - due_on).days
    if late > 0:
        return "overdue", Sentence(N_("超期 {days} 天才报办结"), {"days": late})
    return "answered", Sentence(N_("按时报了办结"))


def due_after_reopening(due_on: date, today: date, calendar: Calendar) -> date:
    """What is to be done again is not overdue at once: at least REDO_WORKING_DAYS from today."""
    return max(due_on, calendar.after(today, REDO_WORKING_DAYS))


def check_extension(state: ActionState, due_on: date, until: date, today: date, *, asked: bool) -> None:
    """May the unit ask for more time? Raises RuleBroken, BadInput."""
    if state not in AT_WORK:
        raise RuleBroken(_NOT_NOW[state])
    if asked:
        raise RuleBroken(N_("已经申请过延期，正等社区答复。"))
    if until <= max(due_on, today):
        raise BadInput({"until": Sentence(N_("新的时限要在原来的时限和今天以后。"))})


def check_steps(steps: Sequence[tuple[str, date | None]], due_on: date, today: date) -> list[tuple[str, date]]:
    """The steps of a fix plan as they were typed, without empty lines, in the order of their days.

    Raises BadInput with all that is wrong at once, by the line's number.
    """
    written = [(number, text, day) for number, (text, day) in enumerate(steps, 1) if text or day]
    if not written:
        raise BadInput({"step-1": Sentence(N_("请至少写一步。"))})
    if len(written) > MOST_STEPS:
        raise BadInput({"step-1": Sentence(N_("最多写 {most} 步。"), {"most": MOST_STEPS})})
    wrong: dict[str, Sentence] = {}
    for number, text, day in written:
        if not text:
            wrong[f"step-{number}"] = Sentence(N_("请写这一步做什么。"))
        if day is None:
            wrong[f"day-{number}"] = Sentence(N_("请填这一步哪天做完。"))
        elif day > max(due_on, today):
            wrong[f"day-{number}"] = Sentence(N_("这一步晚于完成时限，请先申请延期。"))
    if wrong:
        raise BadInput(wrong)
    return sorted(((text, day) for _, text, day in written if day), key=lambda step: step[1])
