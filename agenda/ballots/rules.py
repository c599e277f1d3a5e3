"""How a body decides: majorities on a named basis, verdicts in words. Arithmetic on integers and fractions only.

A result is a quorum test, then a threshold test (domain.md §5). Both say what they counted, out of what, and how much
was needed. `RuleSet` is what a body keeps and a session freezes; `decide` needs nothing else but tally and roll, so
anybody who has the three can repeat it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, Literal, NamedTuple, Self

from forum.errors import N_, RuleBroken, Sentence


class Choice(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


CHOICE_NAMES = {Choice.FOR: N_("赞成"), Choice.AGAINST: N_("反对"), Choice.ABSTAIN: N_("弃权")}


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


# ---- what is counted ---------------------------------------------------------------------------------------------


class Paper(NamedTuple):
    """One vote as counted: a choice and the voter's group, if the roll has groups. Never a person."""

    choice: Choice
    group: str = ""


@dataclass(frozen=True)
class Count:
    """Papers by choice."""

    for_: int = 0
    against: int = 0
    abstain: int = 0

    @property
    def cast(self) -> int:
        return self.for_ + self.against

    @property
    def participating(self) -> int:
        return self.for_ + self.against + self.abstain


@dataclass(frozen=True)
class Tally(Count):
    """All papers, and by group those that name one."""

    groups: Mapping[str, Count] = field(default_factory=dict)

    @classmethod
    def count(cls, papers: Iterable[Paper]) -> Self:
        """Each paper once; their order makes no difference. Groups come sorted by name."""
        by_group = Counter((paper.group, Choice(paper.choice)) for paper in papers)
        names = {group for group, _ in by_group}
        counts = {name: Count(*(by_group[name, choice] for choice in Choice)) for name in sorted(names)}
        for_, against, abstain = (sum(by_group[name, choice] for name in names) for choice in Choice)
        return cls(for_, against, abstain, {name: count for name, count in counts.items() if name})


@dataclass(frozen=True)
class GroupRoll:
    """Seats entitled to vote, and how many of them were present when the ballot opened."""

    entitled: int
    present: int

    def __post_init__(self) -> None:
        if not 0 <= self.present <= self.entitled:
            raise ValueError(f"{self.present} present of {self.entitled} entitled")


@dataclass(frozen=True)
class Roll(GroupRoll):
    """The roll of one ballot, frozen when it opens; `groups` where its seats belong to groups."""

    groups: Mapping[str, GroupRoll] = field(default_factory=dict)

    @classmethod
    def of(cls, seats: Iterable[tuple[str, bool]]) -> Self:
        """From (group or "", present) of every entitled seat. Observers must not be among them."""
        seen = Counter(seats)
        groups = {name: GroupRoll(seen[name, True] + seen[name, False], seen[name, True]) for name, _ in sorted(seen)}
        present = sum(roll.present for roll in groups.values())
        return cls(seen.total(), present, {name: roll for name, roll in groups.items() if name})


# ---- quorum ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Quorum:
    """`needed` is 0 where the rule set asks for none."""

    met: bool
    needed: int
    present: int
    entitled: int
    sentence: Sentence


def quorum(rule_set: RuleSet, entitled: int, present: int) -> Quorum:
    """Are enough of the entitled seats present? Observers must be in neither figure."""
    figures = {"entitled": entitled, "present": present}
    test = rule_set.quorum
    if test is None:
        sentence = Sentence(N_("应到 {entitled}，实到 {present}，不设法定人数"), figures)
        return Quorum(True, 0, present, entitled, sentence)
    needed, met = test.needed(entitled), test.met(present, entitled)
    text = (
        N_("应到 {entitled}，实到 {present}，法定人数 {needed}，达到法定人数")
        if met
        else N_("应到 {entitled}，实到 {present}，法定人数 {needed}，未达到法定人数")
    )
    return Quorum(met, needed, present, entitled, Sentence(text, {**figures, "needed": needed}))


# ---- verdict -----------------------------------------------------------------------------------------------------


class Outcome(StrEnum):
    CARRIED = "carried"
    NOT_CARRIED = "not_carried"
    INVALID = "invalid"


OUTCOME_NAMES = {
    Outcome.CARRIED: N_("通过"),
    Outcome.NOT_CARRIED: N_("未通过"),
    Outcome.INVALID: N_("表决无效"),
}


@dataclass(frozen=True)
class Figures:
    """One threshold test: of everybody, or of the named group. `silent` were present and returned no paper."""

    group: str
    for_: int
    against: int
    abstain: int
    silent: int
    present: int
    entitled: int
    base: int
    needed: int
    met: bool

    @property
    def tied(self) -> bool:
        return self.for_ == self.against and not self.met


@dataclass(frozen=True)
class Verdict:
    """What was decided and why. `sentences` start with the headline; `figures` are everybody's, `groups` each group's.

    A tie is `NOT_CARRIED`. `needed` is how many had to vote for (of everybody; each group has its own).
    `dataclasses.asdict` makes it JSON-safe.
    """

    outcome: Outcome
    figures: Figures
    groups: tuple[Figures, ...]
    quorum: Quorum
    sentences: tuple[Sentence, ...]
    citation: str

    @property
    def carried(self) -> bool:
        return self.outcome is Outcome.CARRIED

    @property
    def valid(self) -> bool:
        return self.outcome is not Outcome.INVALID

    @property
    def needed(self) -> int:
        return self.figures.needed


def decide(rule_set: RuleSet, tally: Tally, roll: Roll) -> Verdict:
    """The verdict on a yes/no/abstain ballot.

    The quorum is the whole roll's, also where groups carry each by itself. RuleBroken for a rule set that decides
    nothing; ValueError if the tally cannot belong to the roll (more papers than voters, papers of no known group).
    """
    if rule_set.threshold is None:
        raise RuleBroken(N_("恳谈会不作表决。"))
    _check_belongs(rule_set, tally, roll)
    there = quorum(rule_set, roll.entitled, roll.present)
    everybody = _figures(rule_set.threshold, "", tally, roll)
    groups = tuple(
        _figures(rule_set.threshold, name, tally.groups.get(name, Count()), group)
        for name, group in (roll.groups.items() if rule_set.by_groups else ())
    )
    carried = all(figures.met for figures in groups or (everybody,))
    outcome = Outcome.INVALID if not there.met else Outcome.CARRIED if carried else Outcome.NOT_CARRIED
    sentences = _sentences(rule_set.threshold, outcome, everybody, groups, there)
    return Verdict(outcome, everybody, groups, there, sentences, rule_set.citation)


def _check_belongs(rule_set: RuleSet, tally: Tally, roll: Roll) -> None:
    _check_papers(rule_set, tally, roll)
    if not rule_set.by_groups:
        return
    if not roll.groups or sum(group.entitled for group in roll.groups.values()) != roll.entitled:
        raise ValueError("a roll decided by groups must place every seat in one")
    if set(tally.groups) - set(roll.groups):
        raise ValueError("papers of a group that is not on the roll")
    if sum(count.participating for count in tally.groups.values()) != tally.participating:
        raise ValueError("papers without a group")
    for name, count in tally.groups.items():
        _check_papers(rule_set, count, roll.groups[name])


def _check_papers(rule_set: RuleSet, count: Count, roll: GroupRoll) -> None:
    """Where shares are of those present only they vote; a written ballot takes papers from the whole roll."""
    limit = roll.present if rule_set.threshold and rule_set.threshold.basis is Basis.PRESENT else roll.entitled
    if count.participating > limit:
        raise ValueError(f"{count.participating} papers from {limit} voters")


def _figures(test: Test, group: str, count: Count, roll: GroupRoll) -> Figures:
    base = {
        Basis.CAST: count.cast,
        Basis.PRESENT: roll.present,
        Basis.PARTICIPATING: count.participating,
        Basis.ENTITLED: roll.entitled,
    }[test.basis]
    return Figures(
        group=group,
        for_=count.for_,
        against=count.against,
        abstain=count.abstain,
        silent=max(0, roll.present - count.participating),
        present=roll.present,
        entitled=roll.entitled,
        base=base,
        needed=test.needed(base),
        met=test.met(count.for_, base),
    )


def _sentences(
    test: Test, outcome: Outcome, everybody: Figures, groups: tuple[Figures, ...], there: Quorum
) -> tuple[Sentence, ...]:
    """Headline, each group's, all figures, quorum, and the tie where there was one."""
    said = [_headline(test, outcome, everybody, there, by_groups=bool(groups))]
    said += [Sentence(N_("{group}：{result}"), {"group": part.group, "result": _result(test, part)}) for part in groups]
    said.append(
        Sentence(
            N_("赞成 {for_}，反对 {against}，弃权 {abstain}，未表决 {silent}"),
            {
                "for_": everybody.for_,
                "against": everybody.against,
                "abstain": everybody.abstain,
                "silent": everybody.silent,
            },
        )
    )
    said.append(there.sentence)
    if outcome is Outcome.NOT_CARRIED and not groups and everybody.tied:
        said.append(Sentence(N_("赞成与反对相等，不通过")))
    return tuple(said)


def _headline(test: Test, outcome: Outcome, everybody: Figures, there: Quorum, *, by_groups: bool) -> Sentence:
    if outcome is Outcome.INVALID:
        figures = {"present": there.present, "needed": there.needed}
        return Sentence(N_("实到 {present}，未达到法定人数 {needed}，表决无效"), figures)
    if by_groups:
        return Sentence(N_("须各组分别通过，{outcome}"), {"outcome": Sentence(OUTCOME_NAMES[outcome])})
    return _result(test, everybody)


def _result(test: Test, part: Figures) -> Sentence:
    """赞成 31，实到 47，过半数 24，通过. On the votes cast both sides are named: 赞成 12，反对 10，过半数 12，通过."""
    params: dict[str, Any] = {
        "for_": part.for_,
        "threshold": test.name,
        "needed": part.needed,
        "outcome": Sentence(OUTCOME_NAMES[Outcome.CARRIED if part.met else Outcome.NOT_CARRIED]),
    }
    if test.basis is Basis.CAST:
        text = N_("赞成 {for_}，反对 {against}，{threshold} {needed}，{outcome}")
        return Sentence(text, {**params, "against": part.against})
    text = N_("赞成 {for_}，{basis} {base}，{threshold} {needed}，{outcome}")
    return Sentence(text, {**params, "basis": Sentence(BASIS_NAMES[test.basis]), "base": part.base})


# ---- what is allowed now -----------------------------------------------------------------------------------------


def check_open(rule_set: RuleSet, roll: Roll, *, question: str, another_open: bool) -> None:
    """May the chair open this ballot? RuleBroken if not; quorum comes last, since it is what time can mend."""
    if not rule_set.binding:
        raise RuleBroken(N_("恳谈会不作表决。"))
    if not question.strip():
        raise RuleBroken(N_("请先写明付表决的问题。"))
    if another_open:
        raise RuleBroken(N_("另一项表决还没有结束，一次只表决一件事。"))
    if rule_set.by_groups:
        _check_groups(roll)
    there = quorum(rule_set, roll.entitled, roll.present)
    if not there.met:
        raise RuleBroken(N_("{quorum}，不能表决。"), quorum=there.sentence)


def _check_groups(roll: Roll) -> None:
    if len(roll.groups) < 2:
        raise RuleBroken(N_("按组表决至少要有两个组，请先在名册上分组。"))
    without = roll.entitled - sum(group.entitled for group in roll.groups.values())
    if without:
        raise RuleBroken(N_("按组表决，还有 {count} 人没有分组。"), count=without)


def check_cast(rule_set: RuleSet, *, is_open: bool, on_roll: bool, has_voted: bool) -> None:
    """May this seat's vote be taken? RuleBroken if not. A vote of any source blocks a second from any other."""
    if not is_open:
        raise RuleBroken(N_("表决已经结束。"))
    if not on_roll:
        raise RuleBroken(N_("不在本次表决的名单上。"))
    if has_voted and not rule_set.may_change_vote:
        raise RuleBroken(N_("已经投过票，按规则不能更改。"))


def check_close(*, is_open: bool) -> None:
    if not is_open:
        raise RuleBroken(N_("表决已经结束。"))
