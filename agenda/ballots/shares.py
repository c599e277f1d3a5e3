"""Tests of a share on a named basis, and the measures they count in. Exact: integers and fractions only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self

from forum.errors import N_, Sentence


class Basis(StrEnum):
    """What a share is a share of."""

    CAST = "cast"  # for + against
    PRESENT = "present"  # checked in and entitled when the ballot opened, whether they voted or not
    PARTICIPATING = "participating"  # returned a paper, abstentions too
    ENTITLED = "entitled"  # the whole roll


BASIS_NAMES = {
    Basis.CAST: N_("赞成与反对合计"),
    Basis.PRESENT: N_("实到"),
    Basis.PARTICIPATING: N_("参与表决"),
    Basis.ENTITLED: N_("应到"),
}


class Measure(StrEnum):
    """In what a vote is counted. A rule set with two of them asks every test of both."""

    HEADS = "heads"  # one each: persons, or units
    AREA = "area"  # floor area in 0.01 m²
    VOTES = "votes"  # imported voting rights, whole numbers


MEASURE_NAMES = {Measure.HEADS: N_("人数"), Measure.AREA: N_("专有部分面积"), Measure.VOTES: N_("票权")}

SHARE_NAMES = {
    Fraction(1, 3): N_("三分之一"),
    Fraction(1, 2): N_("半数"),
    Fraction(3, 5): N_("五分之三"),
    Fraction(2, 3): N_("三分之二"),
    Fraction(3, 4): N_("四分之三"),
    Fraction(4, 5): N_("五分之四"),
}


@dataclass(frozen=True)
class Test:
    """A share of a basis that a count must reach (以上, the number included) or, if `strict`, exceed (超过, 过半数).

    `Test(Basis.CAST, Fraction(1, 2), strict=True)` is the parliamentary "more for than against". Nobody is never
    enough: a count of 0 meets no test, so an empty hall neither has a quorum nor carries anything.
    """

    basis: Basis
    share: Fraction
    strict: bool

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1 or (self.strict and self.share == 1):
            raise ValueError(f"no count can be tested against {self.share}, strict={self.strict}")

    def met(self, count: int, base: int) -> bool:
        have, want = count * self.share.denominator, base * self.share.numerator
        return count > 0 and (have > want if self.strict else have >= want)

    def needed(self, base: int) -> int:
        """The least count that meets the test; more than `base` where none can (an empty base)."""
        whole, rest = divmod(base * self.share.numerator, self.share.denominator)
        return max(1, whole + (1 if self.strict or rest else 0))

    @property
    def name(self) -> Sentence:
        """过半数, 三分之二以上, 超过三分之二, 全体; shares without a name of their own as 5/9."""
        if self.share == 1:
            return Sentence(N_("全体"))
        if self.strict and self.share == Fraction(1, 2):
            return Sentence(N_("过半数"))
        share = Sentence(SHARE_NAMES[self.share]) if self.share in SHARE_NAMES else str(self.share)
        return Sentence(N_("超过{share}") if self.strict else N_("{share}以上"), {"share": share})

    def to_json(self) -> dict[str, Any]:
        return {"basis": self.basis.value, "share": str(self.share), "strict": self.strict}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(Basis(data["basis"]), Fraction(data["share"]), bool(data["strict"]))


# ---- for display: nothing is decided by these --------------------------------------------------------------------


def percent(value: int, base: int) -> str:
    """50.73%, rounded half up from the exact fraction; of nothing it is 0.00%."""
    hundredths = (2 * 10_000 * value + base) // (2 * base) if base else 0
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def area_text(hundredths: int) -> str:
    """2050000 → 20,500.00 (m²)."""
    return f"{hundredths // 100:,}.{hundredths % 100:02d}"
