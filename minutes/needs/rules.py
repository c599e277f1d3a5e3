"""What a unit brings to the table, and what may be claimed; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from forum.errors import N_, BadInput, RuleBroken, Sentence
from minutes.needs.models import NeedState

MOST_LINES, LONGEST = 40, 200
DAYS_FOR_A_CLAIM = 30


def lines(text: str) -> list[str]:
    """One a line, without numbers or bullets that came with it: "1. 要场地" is 要场地."""
    found = [" ".join(line.split()) for line in text.splitlines()]
    return [bare for bare in map(_bare, found) if bare]


def _bare(line: str) -> str:
    head, mark, rest = line.partition(next((mark for mark in "、.．）)" if mark in line[:4]), "\0"))
    numbered = mark and head.lstrip("（(").isdecimal() and not rest[:1].isdecimal()
    return (rest if numbered else line).strip(" ·•-—*")


def check_brought(needs: Sequence[str], resources: Sequence[str]) -> None:
    """Raises BadInput."""
    if not needs and not resources:
        raise BadInput({"needs": Sentence(N_("至少写一条需求或资源；没有要报的，请主持人按“没有要报的”。"))})
    wrong = {}
    for name, given in (("needs", needs), ("resources", resources)):
        if len(given) > MOST_LINES:
            wrong[name] = Sentence(N_("一次最多{most}条，请分几次录入。"), {"most": MOST_LINES})
        for number, line in enumerate(given, 1):
            if len(line) > LONGEST:
                said = {"number": number, "most": LONGEST, "count": len(line)}
                wrong[name] = Sentence(N_("第{number}条最多{most}个字，现在是{count}个。"), said)
    if wrong:
        raise BadInput(wrong)


def check_claim(unit: int, claimed_by: Sequence[int]) -> None:
    """Raises RuleBroken."""
    if unit in claimed_by:
        raise RuleBroken(N_("这一家已经认领了这条需求。"))


def check_take_back(claims: int) -> None:
    """Raises RuleBroken."""
    if claims:
        raise RuleBroken(N_("已经有单位认领，不能删去。"))


def check_answer(state: NeedState) -> None:
    """What a unit has taken on is answered by what it does. Raises RuleBroken."""
    if state not in {NeedState.OPEN, NeedState.ANSWERED}:
        raise RuleBroken(N_("这条需求已经有单位在办，办结时就是答复。"))


def due(today: date) -> date:
    """By when a claim is carried out where nobody says another day."""
    return today + timedelta(days=DAYS_FOR_A_CLAIM)
