"""The test that a ballot must pass to be valid: enough of the roll are here, returned a paper, or were delivered to."""

from __future__ import annotations

from agenda.ballots import explaining
from agenda.ballots.body_rules import QuorumOf, RuleSet
from agenda.ballots.counting import Amount, Delivery, GroupRoll, Roll
from agenda.ballots.shares import Measure, Test
from agenda.ballots.verdicts import Bar, Part, Quorum

NOBODY = Delivery()


def quorum(rule_set: RuleSet, entitled: int, present: int, weighed: GroupRoll | None = None) -> Quorum:
    """Are enough of the entitled seats present? Observers must be in neither figure.

    A rule set that tests papers or deliveries asks for nobody in the hall, and one that weighs seats cannot be
    answered until the roll has their weights.
    """
    roll = Roll(entitled, present, weighed=weighed)
    if rule_set.quorum is None or rule_set.quorum_of is not QuorumOf.PRESENT:
        return Quorum(True, 0, present, entitled, explaining.no_quorum(entitled, present))
    if rule_set.weighed and weighed is None:
        return Quorum(False, 0, present, entitled, explaining.no_weights(rule_set.weighed))
    counted = {measure: roll.measured(measure).present for measure in rule_set.measures}
    return _quorum(rule_set, rule_set.quorum, roll, Part.PRESENCE, counted)


def turnout(rule_set: RuleSet, roll: Roll, returned: Amount, delivery: Delivery = NOBODY) -> Quorum:
    """The test a ballot must pass to be valid, with the papers returned so far: shown while it is open."""
    if rule_set.quorum is None or rule_set.quorum_of is QuorumOf.PRESENT:
        return quorum(rule_set, roll.entitled, roll.present, roll.weighed)
    by_papers = rule_set.quorum_of is QuorumOf.PARTICIPATING
    part, amount = (Part.PARTICIPATION, returned) if by_papers else (Part.DELIVERY, delivery.delivered)
    counted = {measure: amount.measured(measure) for measure in rule_set.measures}
    return _quorum(rule_set, rule_set.quorum, roll, part, counted)


def _quorum(rule_set: RuleSet, test: Test, roll: Roll, part: Part, counted: dict[Measure, int]) -> Quorum:
    bars = tuple(
        Bar(part, measure, value, base := roll.measured(measure).entitled, test.needed(base), test.met(value, base))
        for measure, value in counted.items()
    )
    first = bars[0]
    met = all(bar.met for bar in bars)
    return Quorum(met, first.needed, first.value, first.base, explaining.quorum(rule_set, bars), bars)
