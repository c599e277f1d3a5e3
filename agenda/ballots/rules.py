"""How a body decides: majorities on a named basis, verdicts in words. Arithmetic on integers and fractions only.

A result is a quorum test, then a threshold test (domain.md §5). Both say what they counted, out of what, and how much
was needed. `decide` needs nothing but the rule set, the tally and the roll, so anybody who has the three can repeat it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Self

from agenda.ballots.rule_sets import BASIS_NAMES, Basis, RuleSet, Test
from forum.errors import N_, RuleBroken, Sentence


class Choice(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


CHOICE_NAMES = {Choice.FOR: N_("赞成"), Choice.AGAINST: N_("反对"), Choice.ABSTAIN: N_("弃权")}


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
