"""What a share is a share of when there are options, in each measure of the rule set; and when a result is valid."""

from __future__ import annotations

from dataclasses import dataclass

from agenda.ballots.methods.papers import Returned
from agenda.ballots.rule_sets import CUSTOM, Basis, Measure, RuleSet, Test
from agenda.ballots.rules import Amount, Bar, Part, Roll, turnout
from forum.errors import N_, Sentence

PLAIN = RuleSet(preset=CUSTOM, version=1, title=N_("没有另外的规则"), citation="")
"""For what no body decides, as a file of papers from elsewhere: heads count, and no quorum is asked."""


def one_measure(rule_set: RuleSet) -> Measure:
    """ValueError where a rule set has two, or area: scores and rankings are decided once, in votes."""
    if len(rule_set.measures) > 1 or Measure.AREA in rule_set.measures:
        raise ValueError("this kind of ballot is counted in votes alone")
    return rule_set.measures[0]


def base(basis: Basis, measure: Measure, roll: Roll, returned: Returned, cast: Amount | None = None) -> int:
    """`cast`: those who chose, if not all who marked their paper."""
    there = roll.measured(measure)
    return {
        Basis.CAST: (returned.marked if cast is None else cast).measured(measure),
        Basis.PRESENT: there.present,
        Basis.PARTICIPATING: returned.total.measured(measure),
        Basis.ENTITLED: there.entitled,
    }[basis]


def bars(
    test: Test | None, have: Amount, rule_set: RuleSet, roll: Roll, returned: Returned, cast: Amount | None = None
) -> tuple[Bar, ...]:
    """One test in every measure of the rule set; none where nothing is asked."""
    if test is None:
        return ()
    return tuple(
        bar(test, measure, have.measured(measure), base(test.basis, measure, roll, returned, cast))
        for measure in rule_set.measures
    )


def bar(test: Test, measure: Measure, value: int, of: int) -> Bar:
    return Bar(Part.ASSENT, measure, value, of, test.needed(of), test.met(value, of))


# ---- validity ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Validity:
    """`sentences`: what is not met first."""

    met: bool
    sentences: tuple[Sentence, ...]


def validity(rule_set: RuleSet, test: Test | None, roll: Roll, returned: Returned) -> Validity:
    """Enough of the roll take part, and not more papers came back than there were voters (收回多于发出，选举无效)."""
    there = turnout(rule_set, roll, returned.total)
    surplus = _surplus(rule_set, test, roll, returned)
    return Validity(there.met and not surplus, (*surplus, there.sentence))


def _surplus(rule_set: RuleSet, test: Test | None, roll: Roll, returned: Returned) -> tuple[Sentence, ...]:
    """Where shares are of those present only they vote; a written ballot takes papers from the whole roll."""
    of_present = test is not None and test.basis is Basis.PRESENT
    for measure in rule_set.measures:
        there = roll.measured(measure)
        limit = there.present if of_present else there.entitled
        if returned.total.measured(measure) > limit:
            return (Sentence(N_("收回的票多于可以投票的人")),)
    return ()
