"""What one voter sent, and how equal papers are gathered before they are counted.

A paper is a frozen dataclass with `to_json`, `from_json` and `is_blank`; equal papers have equal canonical text,
whatever order the voter's device wrote it in. `None` is a paper handed in that nobody can read (无效票).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, TypeVar

from agenda.ballots.rules import Amount
from forum.errors import N_, BadInput, RuleBroken, Sentence


class AnyPaper(Protocol):
    @property
    def is_blank(self) -> bool: ...

    def to_json(self) -> dict[str, Any]: ...

    def said(self, names: Mapping[int, str]) -> Sentence:
        """What it says, by the options' names: shown to the voter, and on the published list."""


P = TypeVar("P", bound=AnyPaper)
S = TypeVar("S")

Pile: TypeAlias = Mapping[P | None, Amount]
"""Papers that say the same, with their heads and what they weigh together."""

NOTHING = Amount()
ONE_HEAD = Amount(1)


def pile(papers: Iterable[P | None], amount: Amount = ONE_HEAD) -> dict[P | None, Amount]:
    """Papers of the same amount each: one head unless told otherwise."""
    return weighed((paper, amount) for paper in papers)


def weighed(papers: Iterable[tuple[P | None, Amount]]) -> dict[P | None, Amount]:
    sums: dict[P | None, list[int]] = {}
    for paper, amount in papers:
        sum_ = sums.setdefault(paper, [0, 0])
        sum_[0] += amount.heads
        sum_[1] += amount.weight
    return {paper: Amount(heads, weight) for paper, (heads, weight) in sums.items()}


def total(amounts: Iterable[Amount]) -> Amount:
    heads = weight = 0
    for amount in amounts:
        heads += amount.heads
        weight += amount.weight
    return Amount(heads, weight)


# ---- text --------------------------------------------------------------------------------------------------------


def text(paper: AnyPaper | None) -> str:
    """The canonical text, as it is stored, sealed and published. "null" for a paper nobody can read."""
    data = paper.to_json() if paper is not None else None
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def malformed() -> BadInput:
    return BadInput({"paper": Sentence(N_("选票的格式不对，请刷新页面后再投。"))})


def fields(data: object, *names: str) -> list[Any]:
    """The named fields of a paper's JSON; BadInput if there are others or some are missing."""
    if not isinstance(data, dict) or set(data) != set(names):
        raise malformed()
    return [data[name] for name in names]


def number(value: object) -> int:
    if type(value) is not int or not -(2**31) < value < 2**31:  # True is an int too
        raise malformed()
    return value


def numbers(value: object) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise malformed()
    return tuple(number(one) for one in value)


# ---- what is valid -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Returned:
    """收回: every paper handed in is exactly one of the three. A blank one abstains: valid, but it chooses nothing."""

    marked: Amount
    blank: Amount
    invalid: Amount

    @property
    def valid(self) -> Amount:
        return total((self.marked, self.blank))

    @property
    def total(self) -> Amount:
        return total((self.marked, self.blank, self.invalid))


def sort_papers(settings: S, papers: Pile[P], check: Callable[[S, P], None]) -> tuple[dict[P, Amount], Returned]:
    """The marked papers, and what was returned. A paper that breaks the rules counts as invalid, never as an error."""
    marked: dict[P, Amount] = {}
    blank, invalid = [], []
    for paper, amount in papers.items():
        if paper is None or not _is_valid(settings, paper, check):
            invalid.append(amount)
        elif paper.is_blank:
            blank.append(amount)
        else:
            marked[paper] = amount
    return marked, Returned(total(marked.values()), total(blank), total(invalid))


def _is_valid(settings: S, paper: P, check: Callable[[S, P], None]) -> bool:
    try:
        check(settings, paper)
    except RuleBroken:
        return False
    return True
