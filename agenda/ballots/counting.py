"""What is counted: papers into a tally, voters into a roll. Never a person, only choices, groups and weights.

Heads count one each. A weight stands beside them where the rule set asks for one: floor area in 0.01 m², or imported
votes, whole numbers either way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple, Self

from agenda.ballots.body_rules import RuleSet
from agenda.ballots.shares import Measure
from forum.errors import N_


class Choice(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


CHOICE_NAMES = {Choice.FOR: N_("赞成"), Choice.AGAINST: N_("反对"), Choice.ABSTAIN: N_("弃权")}
FOLLOW: Final = "follow"
"""从众, on papers under a silence clause: returned, and neither for nor against of its own; `CELLS` are all boxes."""
FOLLOW_NAME = N_("从众")
CELLS: tuple[str, ...] = (*Choice, FOLLOW)
CELL_NAMES: dict[str, str] = {**{choice.value: name for choice, name in CHOICE_NAMES.items()}, FOLLOW: FOLLOW_NAME}


# ---- papers ------------------------------------------------------------------------------------------------------


class Paper(NamedTuple):
    """One vote as counted: a choice or `FOLLOW`, the voter's group where the roll has groups, weight where weights."""

    choice: str
    group: str = ""
    weight: int = 0


@dataclass(frozen=True)
class Count:
    """Papers by choice; in heads, or in weight. `follow`: returned, to go with the leading option."""

    for_: int = 0
    against: int = 0
    abstain: int = 0
    follow: int = field(default=0, kw_only=True)

    @classmethod
    def of_cells(cls, figures: Iterable[int]) -> Count:
        """From figures in the order of `CELLS`; those left out at the end are 0."""
        for_, against, abstain, follow = (*figures, 0, 0, 0, 0)[: len(CELLS)]
        return Count(for_, against, abstain, follow=follow)

    @property
    def cast(self) -> int:
        return self.for_ + self.against

    @property
    def participating(self) -> int:
        return self.for_ + self.against + self.abstain + self.follow

    @property
    def figures(self) -> list[int]:
        """[for, against, abstain], and how many follow where somebody does."""
        return [self.for_, self.against, self.abstain, *([self.follow] if self.follow else [])]

    def of(self, cell: str) -> int:
        return dict(zip(CELLS, (self.for_, self.against, self.abstain, self.follow), strict=True))[cell]

    def followed(self, choice: Choice, silent: int) -> Count:
        """With the papers that follow, and the `silent`, added to the choice."""
        return Count(*(self.of(one) + (self.follow + silent if one is choice else 0) for one in Choice))


@dataclass(frozen=True)
class Tally(Count):
    """All papers, by group those that name one, and the weight of all papers."""

    groups: Mapping[str, Count] = field(default_factory=dict)
    weighed: Count = Count()

    @classmethod
    def added(cls, groups: Mapping[str, Count], weighed: Count) -> Self:
        """From the counts by group, those without one under ""."""
        total = Count.of_cells(sum(count.of(cell) for count in groups.values()) for cell in CELLS)
        named = {name: count for name, count in groups.items() if name}
        return cls(total.for_, total.against, total.abstain, named, weighed, follow=total.follow)

    @classmethod
    def count(cls, papers: Iterable[Paper]) -> Self:
        """Each paper once; their order makes no difference. Groups come sorted by name."""
        by_group: Counter[tuple[str, str]] = Counter()
        weights: Counter[str] = Counter()
        for paper in papers:
            cell = FOLLOW if paper.choice == FOLLOW else Choice(paper.choice)
            by_group[paper.group, cell] += 1
            weights[cell] += paper.weight
        names = sorted({group for group, _ in by_group})
        counts = {name: Count.of_cells(by_group[name, cell] for cell in CELLS) for name in names}
        return cls.added(counts, Count.of_cells(weights[cell] for cell in CELLS))

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
