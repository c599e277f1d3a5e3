"""What the tests of all kinds of ballot share: options, rolls, and the words of a result."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from agenda.ballots.methods.options import Option, Options
from agenda.ballots.rule_sets import PRESETS, Basis, Test
from agenda.ballots.rules import Amount, GroupRoll, Roll

SIMPLE = PRESETS["simple"]
OWNERS = PRESETS["owners_ordinary"]
HALF_OF_PRESENT = Test(Basis.PRESENT, Fraction(1, 2), strict=True)
HALF_OF_CAST = Test(Basis.CAST, Fraction(1, 2), strict=True)
HALL = Roll(60, 47)
ESTATE = Roll(279, 0, weighed=GroupRoll(30_000_00, 0))

FOUR = tuple(Option(number, text) for number, text in enumerate(("甲", "乙", "丙", "丁"), 1))
IDS = [option.id for option in FOUR]

tests = st.builds(
    Test,
    st.sampled_from(Basis),
    st.builds(Fraction, st.integers(1, 6), st.integers(1, 6)).filter(lambda share: share < 1),
    st.booleans(),
)
thresholds = st.none() | tests
amounts = st.builds(Amount, st.integers(1, 5), st.integers(0, 900))
orders = st.permutations(IDS)
"""The n-th option gets the n-th of these ids."""


def words(result: Any) -> list[str]:
    return [sentence.said(str) for sentence in result.sentences]


def whole_roll(papers: dict[Any, Amount], away: int = 0) -> Roll:
    """Everybody who returned a paper was present; `away` more are entitled."""
    heads, weight = (sum(figures) for figures in zip(*papers.values(), strict=True)) if papers else (0, 0)
    return Roll(heads + away, heads, weighed=GroupRoll(weight + away * 100, weight))


def renumbered(options: Options, order: list[int]) -> tuple[Options, dict[int, int]]:
    """The same options under other ids, on a paper ordered by these; and which id became which."""
    became = dict(zip((option.id for option in options), order, strict=True))
    return tuple(sorted((Option(became[one.id], one.text) for one in options), key=lambda one: one.id)), became
