"""When a unit is chased up, and what then follows; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from forum.errors import N_, BadInput, RuleBroken, Sentence
from minutes.action_items.models import ActionState
from minutes.action_items.rules import AT_WORK


@dataclass(frozen=True)
class Figures:
    """See `models.ChaseRules`; these hold until a community has its own."""

    whistle_days: int = 7
    whistle_chases: int = 2
    answer_days: int = 3
    link_days: int = 30
    blows: bool = False


LIMITS = {"whistle_days": (1, 365), "whistle_chases": (1, 20), "answer_days": (1, 30), "link_days": (1, 365)}


def check_figures(figures: Figures) -> None:
    """Raises BadInput with all that is wrong at once."""
    wrong = {}
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(figures, name) <= most:
            wrong[name] = Sentence(N_("请填 {least} 到 {most}。"), {"least": least, "most": most})
    if wrong:
        raise BadInput(wrong)


def check_chase(state: ActionState) -> None:
    """Raises RuleBroken."""
    if state not in AT_WORK:
        raise RuleBroken(N_("这项任务现在不等单位办，不用督办。"))


BLOWN_FROM, BLOWN_UNTIL = time(9), time(16)
"""By the clock a whistle is blown on working days between these: whoever is called is at work."""


def may_blow(now: datetime, *, working: bool) -> bool:
    """`now` is local; `working`: the day is a working day."""
    return working and BLOWN_FROM <= now.time() < BLOWN_UNTIL


def proposes_whistle(state: ActionState, overdue: int, chased: int, figures: Figures, *, whistled: bool) -> bool:
    """Is it time to call the units to one table?

    `overdue` in days; `chased` how often since the unit last got anywhere; once `whistled`, it was.
    """
    late = overdue >= figures.whistle_days or (overdue > 0 and chased >= figures.whistle_chases)
    return state in AT_WORK and late and not whistled


_DEVICES = (
    ("MicroMessenger", N_("微信")), ("iPhone", "iPhone"), ("iPad", "iPad"), ("HarmonyOS", "HarmonyOS"),
    ("Android", N_("安卓手机")), ("Windows", N_("Windows 电脑")), ("Macintosh", N_("苹果电脑")),
    ("Linux", N_("Linux 电脑")),
)  # fmt: skip


def device_said(browser: str) -> str:
    """On what a link was used, from how the browser calls itself: a source string; "" where it doesn't say."""
    return next((word for mark, word in _DEVICES if mark in browser), "")


def number_said(year: int, number: int) -> str:
    return f"〔{year}〕督{number}号"


def overdue_days(due_on: date, today: date) -> int:
    """Below zero while there is time."""
    return (today - due_on).days
