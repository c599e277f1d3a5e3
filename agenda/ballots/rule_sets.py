"""What a body keeps as its rules for deciding: tests of a share on a named basis, and the presets of domain.md §5.

A `RuleSet` is stored with the body and frozen into each session; `rules.decide` needs nothing else but tally and roll.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, Literal, Self

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
    Basis.PARTICIPATING: N_("参加表决"),
    Basis.ENTITLED: N_("应到"),
}

SHARE_NAMES = {
    Fraction(1, 3): N_("三分之一"),
    Fraction(1, 2): N_("半数"),
    Fraction(3, 5): N_("五分之三"),
    Fraction(2, 3): N_("三分之二"),
    Fraction(3, 4): N_("四分之三"),
    Fraction(4, 5): N_("五分之四"),
    Fraction(1): N_("全体"),
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
        """过半数, 三分之二以上, 超过三分之二; shares without a name of their own as 5/9."""
        if self.strict and self.share == Fraction(1, 2):
            return Sentence(N_("过半数"))
        share = Sentence(SHARE_NAMES[self.share]) if self.share in SHARE_NAMES else str(self.share)
        return Sentence(N_("超过{share}") if self.strict else N_("{share}以上"), {"share": share})

    def to_json(self) -> dict[str, Any]:
        return {"basis": self.basis.value, "share": str(self.share), "strict": self.strict}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(Basis(data["basis"]), Fraction(data["share"]), bool(data["strict"]))


@dataclass(frozen=True)
class RuleSet:
    """One version of a body's rules for deciding, as stored with the body and frozen into each session.

    `title` and `citation` are source strings, translated where they are presets' own. `in_force` is the date the cited
    text took effect, None for custom. `quorum` tests those present against the whole roll; None: none asked.
    `threshold` is None exactly where nothing binding is decided. `by_groups`: each group carries by itself.
    `chair_breaks_tie`: on a tie the chair's vote may still be added as a paper; otherwise a tie fails as it stands.
    """

    preset: str
    version: int
    title: str
    citation: str
    in_force: date | None = None
    quorum: Test | None = None
    threshold: Test | None = None
    seats: Literal["members", "units"] = "members"
    by_groups: bool = False
    may_change_vote: bool = False
    chair_breaks_tie: bool = False

    def __post_init__(self) -> None:
        if self.seats not in ("members", "units"):
            raise ValueError(f"seats are members or units, not {self.seats}")

    @property
    def binding(self) -> bool:
        return self.threshold is not None

    def to_json(self) -> dict[str, Any]:
        """JSON-safe; fractions as "2/3", dates as 2026-11-21."""
        return {
            "preset": self.preset,
            "version": self.version,
            "title": self.title,
            "citation": self.citation,
            "in_force": self.in_force.isoformat() if self.in_force else None,
            "quorum": self.quorum.to_json() if self.quorum else None,
            "threshold": self.threshold.to_json() if self.threshold else None,
            "seats": self.seats,
            "by_groups": self.by_groups,
            "may_change_vote": self.may_change_vote,
            "chair_breaks_tie": self.chair_breaks_tie,
            "binding": self.binding,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Reverse of `to_json`. KeyError, TypeError or ValueError for anything else."""
        return cls(
            preset=str(data["preset"]),
            version=int(data["version"]),
            title=str(data["title"]),
            citation=str(data["citation"]),
            in_force=date.fromisoformat(data["in_force"]) if data["in_force"] else None,
            quorum=Test.from_json(data["quorum"]) if data["quorum"] else None,
            threshold=Test.from_json(data["threshold"]) if data["threshold"] else None,
            seats=data["seats"],
            by_groups=bool(data["by_groups"]),
            may_change_vote=bool(data["may_change_vote"]),
            chair_breaks_tie=bool(data["chair_breaks_tie"]),
        )


_HALF_THERE = Test(Basis.ENTITLED, Fraction(1, 2), strict=True)
_TWO_THIRDS_THERE = Test(Basis.ENTITLED, Fraction(2, 3), strict=False)
_HALF_OF_PRESENT = Test(Basis.PRESENT, Fraction(1, 2), strict=True)

_ALL_PRESETS = (
    RuleSet(
        preset="simple",
        version=1,
        title=N_("到会过半数"),
        citation=N_("居民议事会通行做法：过半数到会，到会者过半数赞成"),
        quorum=_HALF_THERE,
        threshold=_HALF_OF_PRESENT,
    ),
    RuleSet(
        preset="two_thirds",
        version=1,
        title=N_("到会三分之二以上"),
        citation=N_("居民议事会通行做法：三分之二以上到会，到会者三分之二以上赞成"),
        quorum=_TWO_THIRDS_THERE,
        threshold=Test(Basis.PRESENT, Fraction(2, 3), strict=False),
    ),
    RuleSet(
        preset="absolute",
        version=1,
        title=N_("全体过半数"),
        citation=N_("居民议事会通行做法：过半数到会，全体成员过半数赞成"),
        quorum=_HALF_THERE,
        threshold=Test(Basis.ENTITLED, Fraction(1, 2), strict=True),
    ),
    RuleSet(
        preset="parliamentary",
        version=1,
        title=N_("赞成多于反对"),
        citation=N_("《罗伯特议事规则》：赞成多于反对，弃权不计，平票不通过"),
        quorum=_HALF_THERE,
        threshold=Test(Basis.CAST, Fraction(1, 2), strict=True),
        may_change_vote=True,
    ),
    RuleSet(
        preset="joint_council",
        version=1,
        title=N_("联席会一单位一票"),
        citation=N_("联席会议通行做法：一单位一票，过半数单位到会，到会单位过半数赞成"),
        quorum=_HALF_THERE,
        threshold=_HALF_OF_PRESENT,
        seats="units",
    ),
    RuleSet(
        preset="residents_meeting",
        version=1,
        title=N_("居民会议"),
        citation=N_("《中华人民共和国城市居民委员会组织法》（2018年修正）第九条"),
        in_force=date(2018, 12, 29),
        quorum=_HALF_THERE,
        threshold=_HALF_OF_PRESENT,
    ),
    RuleSet(
        preset="residents_delegates",
        version=1,
        title=N_("居民代表会议"),
        citation=N_("居民代表会议议事规则示范文本：三分之二以上到会，到会代表过半数赞成"),
        quorum=_TWO_THIRDS_THERE,
        threshold=_HALF_OF_PRESENT,
    ),
    RuleSet(
        preset="two_groups",
        version=1,
        title=N_("分组表决"),
        citation=N_("分组表决通行做法：各组到会者分别过半数赞成"),
        quorum=_HALF_THERE,
        threshold=_HALF_OF_PRESENT,
        by_groups=True,
    ),
    RuleSet(preset="talk", version=1, title=N_("恳谈，不表决"), citation=N_("恳谈会、板凳会不作有约束力的表决")),
)

PRESETS: dict[str, RuleSet] = {rule_set.preset: rule_set for rule_set in _ALL_PRESETS}
