"""What may stand on a page of the diary, which ways on a finding has, when a key household is due; pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from forum.diary.models import FindingKind, Outcome
from forum.errors import N_, BadInput, RuleBroken, Sentence
from forum.topics.models import Category

MOST_FINDINGS = 3
DAYS_BACK = 60
"""A visit is written down as long after it: the paper diary of a month and of the one before it."""
SOON = 7
LONGEST_TITLE = 60

ASKING = frozenset({FindingKind.NEED, FindingKind.OPINION})
"""Somebody wants something; the other kinds are something that could help."""


@dataclass(frozen=True)
class Found:
    """One thing found, as it is written down: `outcome` is the way it goes at once."""

    kind: FindingKind
    text: str
    category: Category = Category.PUBLIC_AFFAIRS
    outcome: Outcome = Outcome.OPEN
    answer: str = ""


def ways(kind: FindingKind) -> tuple[Outcome, ...]:
    """What can become of it, the nearest first: what could help goes into a list, and is nobody's complaint."""
    if kind in ASKING:
        return (Outcome.OPEN, Outcome.SOLVED, Outcome.TOPIC, Outcome.LISTED, Outcome.NOTED)
    return (Outcome.OPEN, Outcome.LISTED, Outcome.NOTED)


def list_for(kind: FindingKind) -> str:
    """The name in `parts.ways_on` of the list it belongs to."""
    return "needs" if kind in ASKING else "resources"


def check_day(visited_on: date, today: date) -> None:
    """Raises BadInput."""
    if visited_on > today:
        raise BadInput({"visited_on": Sentence(N_("走访日期还没有到。"))})
    if visited_on < today - timedelta(days=DAYS_BACK):
        raise BadInput({"visited_on": Sentence(N_("最多补记{days}天以内的走访。"), {"days": DAYS_BACK})})


def check_found(found: Sequence[Found]) -> None:
    """Raises BadInput, by the field of the finding with its number: way_2."""
    wrong: dict[str, Sentence] = {}
    for number, one in enumerate(found, 1):
        if one.outcome not in ways(one.kind):
            wrong[f"way_{number}"] = Sentence(N_("这一类不能这样处理，请另选一项。"))
        elif one.outcome is Outcome.SOLVED and not one.answer:
            wrong[f"answer_{number}"] = Sentence(N_("当场解决的，请写下怎样答复、怎样解决的。"))
    if wrong:
        raise BadInput(wrong)


def check_settle(kind: FindingKind, now: Outcome, way: Outcome, answer: str) -> None:
    """Raises RuleBroken, BadInput. What was noted for later can still be taken up."""
    if now not in {Outcome.OPEN, Outcome.NOTED}:
        raise RuleBroken(N_("这一条已经处理过了。"))
    if way in {Outcome.OPEN, now} or way not in ways(kind):
        raise RuleBroken(N_("这一类不能这样处理，请另选一项。"))
    if way is Outcome.SOLVED and not answer:
        raise BadInput({"answer": Sentence(N_("请写下怎样答复、怎样解决的。"))})


def title_of(text: str) -> str:
    """What a finding is called as a topic: its first sentence, cut where it is too long for a title."""
    first = re.split(r"[。！？!?\n]", text.strip(), maxsplit=1)[0].strip() or text.strip()
    if len(first) <= LONGEST_TITLE:
        return first
    head = first[: LONGEST_TITLE - 1]
    whole = re.split(r"[，,；;、]", head)
    cut = head[: -len(whole[-1]) - 1] if len(whole) > 1 else head
    return f"{cut}…"


def household_said(typed: str) -> str:
    """A door as it is compared: 1单元 101 室 and １单元101室 are one."""
    return re.sub(r"\s+", "", typed.translate(_NARROW))


_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}


def door_order(door: str) -> list[tuple[int, int, str]]:
    """Sorts 2单元9室 before 2单元10室."""
    parts = re.findall(r"\d+|\D+", door)
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def next_door(doors: Sequence[str], after: str, seen: Collection[str]) -> str | None:
    """The next one in order that has not been `seen`, from the top again after the last; None when all have been."""
    at = doors.index(after) + 1 if after in doors else 0
    return next((door for door in [*doors[at:], *doors[:at]] if door not in seen and door != after), None)


# ---- key households ----


class Standing(StrEnum):
    OVERDUE = "overdue"
    SOON = "soon"
    DUE = "due"
    VISITED = "visited"


STANDING_NAMES = {
    Standing.OVERDUE: N_("上月漏访"),
    Standing.SOON: N_("月底前要走访"),
    Standing.DUE: N_("本月待访"),
    Standing.VISITED: N_("本月已访"),
}


def month_of(day: date) -> tuple[date, date]:
    """Its first day and the first of the next month."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def standing(today: date, listed_on: date, visits: Sequence[date], times: int = 1) -> Standing:
    """Where a household stands that is visited `times` in each calendar month.

    In the month in which it is listed one visit is enough.
    """
    first, following = month_of(today)
    if sum(first <= day < following for day in visits) >= _owed(listed_on, first, times):
        return Standing.VISITED
    before, _ = month_of(first - timedelta(days=1))
    if listed_on < first and sum(before <= day < first for day in visits) < _owed(listed_on, before, times):
        return Standing.OVERDUE
    return Standing.SOON if (following - today).days <= SOON else Standing.DUE


def _owed(listed_on: date, first: date, times: int) -> int:
    return 1 if listed_on >= first else times


ORDER = {standing: place for place, standing in enumerate(Standing)}
"""The most pressing first."""
