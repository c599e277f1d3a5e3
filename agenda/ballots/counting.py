"""What is counted: papers into a tally, voters into a roll. Never a person, only choices, groups and weights.

Heads count one each. A weight stands beside them where the rule set asks for one: floor area in 0.01 m², or imported
votes, whole numbers either way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Self

from agenda.ballots.body_rules import RuleSet
from agenda.ballots.shares import Measure
from forum.errors import N_


class Choice(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


CHOICE_NAMES = {Choice.FOR: N_("赞成"), Choice.AGAINST: N_("反对"), Choice.ABSTAIN: N_("弃权")}


# ---- papers ------------------------------------------------------------------------------------------------------


class Paper(NamedTuple):
    """One vote as counted: a choice, the voter's group if the roll has groups, and weight if it has weights."""

    choice: Choice
    group: str = ""
    weight: int = 0


@dataclass(frozen=True)
class Count:
    """Papers by choice; in heads, or in weight."""

    for_: int = 0
    against: int = 0
    abstain: int = 0

    @property
    def cast(self) -> int:
        return self.for_ + self.against

    @property
    def participating(self) -> int:
        return self.for_ + self.against + self.abstain

    def of(self, choice: Choice) -> int:
        return {Choice.FOR: self.for_, Choice.AGAINST: self.against, Choice.ABSTAIN: self.abstain}[choice]

    def plus(self, choice: Choice, more: int) -> Count:
        return Count(*(self.of(one) + (more if one is choice else 0) for one in Choice))


@dataclass(frozen=True)
class Tally(Count):
    """All papers, by group those that name one, and the weight of all papers."""

    groups: Mapping[str, Count] = field(default_factory=dict)
    weighed: Count = Count()

    @classmethod
    def count(cls, papers: Iterable[Paper]) -> Self:
        """Each paper once; their order makes no difference. Groups come sorted by name."""
        by_group: Counter[tuple[str, Choice]] = Counter()
        weights: Counter[Choice] = Counter()
        for paper in papers:
            choice = Choice(paper.choice)
            by_group[paper.group, choice] += 1
            weights[choice] += paper.weight
        names = sorted({group for group, _ in by_group})
        counts = {name: Count(*(by_group[name, choice] for choice in Choice)) for name in names}
        for_, against, abstain = (sum(count.of(choice) for count in counts.values()) for choice in Choice)
        groups = {name: count for name, count in counts.items() if name}
        return cls(for_, against, abstain, groups, Count(*(weights[choice] for choice in Choice)))

    def measured(self, measure: Measure) -> Count:
        return self if measure is Measure.HEADS else self.weighed


class Amount(NamedTuple):
    """So many heads, and what they weigh together."""

    heads: int = 0
    weight: int = 0

    def measured(self, measure: Measure) -> int:
        return self.heads if measure is Measure.HEADS else self.weight


# ---- the roll ----------------------------------------------------------------------------------------------------


class Presence(StrEnum):
    """How somebody takes part when a ballot opens."""

    AWAY = "away"
    HALL = "hall"
    REMOTE = "remote"
    PROXIED = "proxied"  # the principal of a mandate whose holder is there


class Voter(NamedTuple):
    """One entitled seat or owner, without the person. `recused`: stands aside in this matter, and counts as away."""

    group: str = ""
    presence: Presence = Presence.HALL
    weight: int = 0
    recused: bool = False

    def is_present(self, rule_set: RuleSet) -> bool:
        """Does the rule set count this as present? Only who does votes in a sitting."""
        if self.presence is Presence.REMOTE:
            return rule_set.remote_counts
        if self.presence is Presence.PROXIED:
            return rule_set.proxied_counts
        return self.presence is Presence.HALL

    def may_vote(self, rule_set: RuleSet) -> bool:
        return self.is_present(rule_set) and not self.recused


@dataclass(frozen=True)
class GroupRoll:
    """Seats entitled to vote, and how many of them were present when the ballot opened; in heads, or in weight."""

    entitled: int
    present: int

    def __post_init__(self) -> None:
        if not 0 <= self.present <= self.entitled:
            raise ValueError(f"{self.present} present of {self.entitled} entitled")


@dataclass(frozen=True)
class Roll(GroupRoll):
    """The roll of one ballot, frozen when it opens: `groups` where its seats belong to groups, `weighed` where they
    have weights."""

    groups: Mapping[str, GroupRoll] = field(default_factory=dict)
    weighed: GroupRoll | None = None

    @classmethod
    def of(cls, seats: Iterable[tuple[str, bool]]) -> Self:
        """From (group or "", present) of every entitled seat. Observers must not be among them."""
        seen = Counter(seats)
        groups = {name: GroupRoll(seen[name, True] + seen[name, False], seen[name, True]) for name, _ in sorted(seen)}
        present = sum(roll.present for roll in groups.values())
        return cls(seen.total(), present, {name: roll for name, roll in groups.items() if name})

    @classmethod
    def of_voters(cls, voters: Iterable[Voter], rule_set: RuleSet) -> Self:
        """As the rule set has it: who counts as present, whether who stands aside leaves the roll, what is weighed."""
        counted = [voter for voter in voters if not (voter.recused and rule_set.recusal_leaves_roll)]
        there = [(voter, voter.may_vote(rule_set)) for voter in counted]
        plain = cls.of((voter.group, present) for voter, present in there)
        if rule_set.weighed is None:
            return plain
        entitled = sum(voter.weight for voter in counted)
        weighed = GroupRoll(entitled, sum(voter.weight for voter, present in there if present))
        return cls(plain.entitled, plain.present, plain.groups, weighed)

    def measured(self, measure: Measure) -> GroupRoll:
        if measure is Measure.HEADS:
            return self
        if self.weighed is None:
            raise ValueError(f"a ballot counted in {measure} needs a roll with weights")
        return self.weighed


NO_AMOUNT = Amount()


# ---- delivery ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Delivery:
    """Those of the roll to whom the ballot was delivered on record, and those of them who have not voted."""

    delivered: Amount = NO_AMOUNT
    silent: Amount = NO_AMOUNT

    @classmethod
    def of(cls, rows: Iterable[tuple[bool, bool, int]]) -> Self:
        """From (delivery is recorded, has voted, weight) of everybody on the roll."""
        delivered = [(voted, weight) for on_record, voted, weight in rows if on_record]
        silent = [weight for voted, weight in delivered if not voted]
        return cls(Amount(len(delivered), sum(weight for _, weight in delivered)), Amount(len(silent), sum(silent)))
