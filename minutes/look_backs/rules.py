"""When a project is looked back at, what is entered then, and what reopens it; pure."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from forum.errors import N_, BadInput, RuleBroken, Sentence
from forum.workdays.rules import Calendar
from minutes.look_backs.models import Finding
from minutes.projects.models import RatingSource
from minutes.projects.rules import LOW, SCORE_NAMES, many_low

USUAL = (3, 6)
MOST_TIMES, LONGEST = 4, 36
AHEAD = timedelta(days=7)
"""So long before its day the office is told of it, and may enter it."""


@dataclass(frozen=True)
class Said:
    """What somebody affected said, who asked for it among them; `score` is 1 to 5 or nothing."""

    source: RatingSource
    words: str
    score: int | None = None
    proposer: bool = False


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due(closed_on: date, months: int, calendar: Calendar) -> date:
    """A working day: on a day off nobody goes and looks."""
    day = months_later(closed_on, months)
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return day


def presses(due_on: date, today: date) -> bool:
    return due_on - AHEAD <= today


def months_of(text: str) -> list[int]:
    """Of "3、6". Raises BadInput."""
    pieces = [piece for piece in re.split(r"[^0-9]+", text) if piece]
    found = sorted({int(piece) for piece in pieces if len(piece) <= 3})
    if not found or len(found) > MOST_TIMES or not all(1 <= one <= LONGEST for one in found) or len(pieces) > 9:
        said = {"times": MOST_TIMES, "longest": LONGEST}
        raise BadInput({"months": Sentence(N_("请填 1 到 {longest} 之间的月数，最多 {times} 次，例如“3、6”。"), said)})
    return found


def check_turn(waiting: Sequence[tuple[int, date]], months: int, today: date) -> None:
    """`waiting` are (months, due), the next first. Raises RuleBroken."""
    if months not in [one for one, _ in waiting]:
        raise RuleBroken(N_("这一次回头看已经记过，或者项目又在办理。"))
    first, due_on = waiting[0]
    if first != months:
        raise RuleBroken(N_("请先记 {months} 个月的回头看。"), months=first)
    if not presses(due_on, today):
        raise RuleBroken(N_("还没有到回头看的时候。"))


def check_entry(looked_on: date, closed_on: date, today: date, words: str, voices: Sequence[Said]) -> None:
    """Raises BadInput."""
    if looked_on > today:
        raise BadInput({"looked_on": Sentence(N_("还没有到这一天。"))})
    if looked_on < closed_on:
        raise BadInput({"looked_on": Sentence(N_("不能早于项目评价办结的那天。"))})
    if not words:
        raise BadInput({"words": Sentence(N_("请写现场看到了什么。"))})
    for at, one in enumerate(voices):
        if one.source is RatingSource.DEVICE:
            raise BadInput({f"source-{at}": Sentence(N_("请选是怎么问到的。"))})
        if one.score is not None and one.score not in SCORE_NAMES:
            raise BadInput({f"score-{at}": Sentence(N_("请选 1 到 5 分。"))})


def reopens(finding: Finding, voices: Sequence[Said]) -> bool:
    """What failed is done again; and scores reopen as they do when it was just done."""
    scored = [(one.score, one.proposer) for one in voices if one.score is not None]
    unhappy = any(proposer and score <= LOW for score, proposer in scored)
    return finding is Finding.FAILED or unhappy or many_low([score for score, _ in scored])
