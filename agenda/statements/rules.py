"""What a hall agrees on and what divides it, from marks on short statements; pure, exact, and the same every time.

No clustering that nobody could check: whoever doubts the picture can count it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from forum.errors import N_, BadInput, RuleBroken, Sentence

MOST = 12
"""Statements of one round: more are not read."""
OF_ONE_SEAT = 2
ENOUGH, LEAST_SIDE = 8, 4
"""People who have marked, and on either side, before sides are compared: fewer would be known by name."""


class Mark(StrEnum):
    AGREE = "agree"
    DISAGREE = "disagree"
    SKIP = "skip"


class Ground(StrEnum):
    """Two thirds of all who marked it make common ground; a third on either side divides."""

    AGREED = "agreed"
    REJECTED = "rejected"
    UNCLEAR = "unclear"
    DIVIDES = "divides"


@dataclass(frozen=True)
class Line:
    id: int
    text: str
    agree: int = 0
    disagree: int = 0
    skip: int = 0

    @property
    def marked(self) -> int:
        return self.agree + self.disagree + self.skip

    @property
    def ground(self) -> Ground:
        if self.marked and 3 * self.agree >= 2 * self.marked:
            return Ground.AGREED
        if self.marked and 3 * self.disagree >= 2 * self.marked:
            return Ground.REJECTED
        divides = self.marked and 3 * min(self.agree, self.disagree) >= self.marked
        return Ground.DIVIDES if divides else Ground.UNCLEAR

    @property
    def share(self) -> Fraction:
        """Of the larger side among all who marked it."""
        return Fraction(max(self.agree, self.disagree), max(self.marked, 1))


@dataclass(frozen=True)
class Compared:
    """One statement as two sides see it; `together`: more than half of each side say the same."""

    line: Line
    first: Line
    second: Line

    @property
    def together(self) -> bool:
        agree = all(2 * side.agree > side.marked for side in (self.first, self.second))
        return agree or all(2 * side.disagree > side.marked for side in (self.first, self.second))


@dataclass(frozen=True)
class Sides:
    """Those for and those against the statement that divides most, and what either says of the others."""

    by: Line
    lines: tuple[Compared, ...]


@dataclass(frozen=True)
class Picture:
    """`lines` with the widest common ground first and what divides last; `people` who have marked anything."""

    people: int
    lines: tuple[Line, ...]
    sides: Sides | None = None

    def of(self, *grounds: Ground) -> list[Line]:
        return [line for line in self.lines if line.ground in grounds]


Marks = Mapping[int, Mapping[int, Mark]]
"""By statement, then by seat."""


def picture(statements: Sequence[tuple[int, str]], marks: Marks) -> Picture:
    lines = [_line(id, text, marks.get(id, {})) for id, text in statements]
    people = {seat for id, _ in statements for seat in marks.get(id, {})}
    order = list(Ground)
    lines.sort(key=lambda line: (order.index(line.ground), -line.share, line.id))
    return Picture(len(people), tuple(lines), _sides(lines, marks) if len(people) >= ENOUGH else None)


def _line(id: int, text: str, marks: Mapping[int, Mark]) -> Line:
    given = list(marks.values())
    return Line(id, text, *(given.count(mark) for mark in Mark))


def _sides(lines: list[Line], marks: Marks) -> Sides | None:
    divides = [one for one in lines if one.ground is Ground.DIVIDES and min(one.agree, one.disagree) >= LEAST_SIDE]
    if not divides or len(lines) < 2:
        return None
    by = min(divides, key=lambda line: (-min(line.agree, line.disagree), line.id))
    seats = {mark: {seat for seat, given in marks[by.id].items() if given is mark} for mark in Mark}
    compared = tuple(
        Compared(line, *(_of(line, marks, seats[mark]) for mark in (Mark.AGREE, Mark.DISAGREE)))
        for line in lines
        if line is not by
    )
    return Sides(by, compared)


def _of(line: Line, marks: Marks, seats: set[int]) -> Line:
    return _line(line.id, line.text, {seat: mark for seat, mark in marks.get(line.id, {}).items() if seat in seats})


def check_open(texts: Sequence[str], *, may_propose: bool, one_open: bool) -> None:
    if one_open:
        raise RuleBroken(N_("已经有一轮表态，先结束它。"))
    if not texts and not may_propose:
        raise BadInput({"statements": Sentence(N_("请至少写一条说法。"))})
    if len(texts) > MOST:
        raise BadInput({"statements": Sentence(N_("一轮最多{most}条说法。"), {"most": MOST})})
    for text in texts:
        if len(text) > 80:
            raise BadInput({"statements": Sentence(N_("每条最多80个字，“{text}…”太长。"), {"text": text[:10]})})
    if len(set(texts)) < len(texts):
        raise BadInput({"statements": Sentence(N_("有两条说法是一样的。"))})


def check_add(*, closed: bool, count: int) -> None:
    _check_round(closed=closed)
    if count >= MOST:
        raise RuleBroken(N_("一轮最多{most}条说法。"), most=MOST)


def check_propose(*, closed: bool, may_propose: bool, own: int) -> None:
    _check_round(closed=closed)
    if not may_propose:
        raise RuleBroken(N_("这一轮只用主持人的说法。"))
    if own >= OF_ONE_SEAT:
        raise RuleBroken(N_("每人最多提{most}条，您的已经提过了。"), most=OF_ONE_SEAT)


def check_settle(*, closed: bool, waits: bool) -> None:
    _check_round(closed=closed)
    if not waits:
        raise RuleBroken(N_("这条说法已经处理过了。"))


def check_mark(*, closed: bool, admitted: bool) -> None:
    _check_round(closed=closed)
    if not admitted:
        raise RuleBroken(N_("这条说法还没有采用。"))


def _check_round(*, closed: bool) -> None:
    if closed:
        raise RuleBroken(N_("这一轮表态已经结束。"))
