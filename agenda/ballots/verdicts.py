"""What was decided and why, as data: every figure a screen draws or a paper prints comes from here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from agenda.ballots.counting import Amount, Choice
from agenda.ballots.shares import Basis, Measure, percent
from forum.errors import N_, Sentence


class Outcome(StrEnum):
    CARRIED = "carried"
    NOT_CARRIED = "not_carried"
    INVALID = "invalid"


OUTCOME_NAMES = {
    Outcome.CARRIED: N_("通过"),
    Outcome.NOT_CARRIED: N_("未通过"),
    Outcome.INVALID: N_("表决无效"),
}


class Part(StrEnum):
    """What a bar shows."""

    PRESENCE = "presence"
    PARTICIPATION = "participation"
    DELIVERY = "delivery"
    ASSENT = "assent"
    OBJECTION = "objection"  # met where it stays within `needed`


PART_NAMES = {
    Part.PRESENCE: N_("实到"),
    Part.PARTICIPATION: N_("参与表决"),
    Part.DELIVERY: N_("已送达"),
    Part.ASSENT: N_("赞成"),
    Part.OBJECTION: N_("异议"),
}


@dataclass(frozen=True)
class Bar:
    """One test as a bar: `value` out of `base`, with the mark at `needed`; in heads, 0.01 m² or votes."""

    part: Part
    measure: Measure
    value: int
    base: int
    needed: int
    met: bool
    group: str = ""

    @property
    def percent(self) -> str:
        """For display only."""
        return percent(self.value, self.base)

    @property
    def needed_percent(self) -> str:
        return percent(self.needed, self.base)


@dataclass(frozen=True)
class Quorum:
    """Are enough of the roll here, or did enough return a paper. In heads, or in the one measure that is counted.

    `needed` is 0 where the rule set asks for none; `present` are those counted; `bars` one for each measure.
    """

    met: bool
    needed: int
    present: int
    entitled: int
    sentence: Sentence
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True)
class Figures:
    """One threshold test: of everybody, or of the named group, in one measure.

    `silent` could have returned a paper and did not. `casting` is the chair's vote for, not among `for_`. In an
    objection-only ballot `needed` is the most that may object. `follow` were returned to go with the majority.
    """

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
    measure: Measure = Measure.HEADS
    basis: Basis = Basis.PRESENT
    casting: int = 0
    follow: int = 0

    @property
    def tied(self) -> bool:
        return self.for_ == self.against and not self.met

    @property
    def participating(self) -> int:
        return self.for_ + self.against + self.abstain + self.follow


@dataclass(frozen=True)
class Silence:
    """Both counts where the rule set has a silence clause.

    `follows` is the option that leads in every measure, None where none does; `with_silent` the verdict if the
    `silent`, who were delivered to on record and returned nothing, follow it together with the papers that say so
    (`follow`). The `undelivered` never count.
    """

    clause: str
    silent: Amount
    undelivered: Amount
    follows: Choice | None
    strict: Verdict
    with_silent: Verdict | None
    binds: bool
    follow: Amount


@dataclass(frozen=True)
class Verdict:
    """What was decided and why. `sentences` start with the headline; `figures` are everybody's, `groups` each group's.

    A tie is `NOT_CARRIED`. `needed` is how many had to vote for (of everybody; each group has its own). `measures` are
    everybody's figures in each measure of the rule set, the first being `figures`. `casting` is the chair's vote on a
    tie. `dataclasses.asdict` makes it JSON-safe.
    """

    outcome: Outcome
    figures: Figures
    groups: tuple[Figures, ...]
    quorum: Quorum
    sentences: tuple[Sentence, ...]
    citation: str
    measures: tuple[Figures, ...] = ()
    casting: Choice | None = None
    silence: Silence | None = None
    objection_only: bool = False

    @property
    def carried(self) -> bool:
        return self.outcome is Outcome.CARRIED

    @property
    def valid(self) -> bool:
        return self.outcome is not Outcome.INVALID

    @property
    def needed(self) -> int:
        return self.figures.needed

    @property
    def bars(self) -> tuple[Bar, ...]:
        """Those of the quorum, then one for each threshold test: four for two tests at once."""
        return (*self.quorum.bars, *(self._bar(figures) for figures in self.groups or self.measures))

    def _bar(self, figures: Figures) -> Bar:
        part, value = Part.ASSENT, figures.for_ + figures.casting
        if self.objection_only:
            part, value = Part.OBJECTION, figures.against
        return Bar(part, figures.measure, value, figures.base, figures.needed, figures.met, figures.group)
