"""How a body decides: majorities on a named basis, verdicts in words. Arithmetic on integers and fractions only.

A result is a quorum test, then a threshold test (domain.md §5), each asked in every measure of the rule set: owners
must be enough by heads and by floor area. Both say what they counted, out of what, and how much was needed. `decide`
needs nothing but the rule set, the tally, the roll and, where they matter, the chair's casting vote and the record of
deliveries, so anybody who has these can repeat it.
"""

from __future__ import annotations

from dataclasses import replace

from agenda.ballots import explaining
from agenda.ballots.allowing import (
    check_box,
    check_cast,
    check_close,
    check_mandate,
    check_notice,
    check_one_at_a_time,
    check_open,
    check_prepared,
    check_remind,
    check_secret,
    check_void,
)
from agenda.ballots.body_rules import QuorumOf, RuleSet
from agenda.ballots.counting import (
    CELL_NAMES,
    CELLS,
    CHOICE_NAMES,
    FOLLOW,
    FOLLOW_NAME,
    Amount,
    Choice,
    Count,
    Delivery,
    GroupRoll,
    Paper,
    Presence,
    Roll,
    Tally,
    Voter,
)
from agenda.ballots.quorums import NOBODY, quorum, turnout
from agenda.ballots.shares import Basis, Measure, Test
from agenda.ballots.verdicts import OUTCOME_NAMES, Bar, Figures, Outcome, Part, Quorum, Silence, Verdict
from forum.errors import N_, RuleBroken

__all__ = [
    "CELLS", "CELL_NAMES", "CHOICE_NAMES", "FOLLOW", "FOLLOW_NAME",
    "OUTCOME_NAMES", "Amount", "Bar", "Choice", "Count", "Delivery", "Figures", "GroupRoll", "Outcome",
    "Paper", "Part", "Presence", "Quorum", "Roll", "Silence", "Tally", "Verdict", "Voter",
    "check_box", "check_cast", "check_close", "check_mandate", "check_notice", "check_one_at_a_time", "check_open",
    "check_prepared", "check_remind", "check_secret", "check_void",
    "decide", "leading", "quorum", "tie_for_the_chair", "turnout",
]  # fmt: skip


# ---- verdict -----------------------------------------------------------------------------------------------------


def decide(
    rule_set: RuleSet, tally: Tally, roll: Roll, *, chair: Choice | None = None, delivery: Delivery = NOBODY
) -> Verdict:
    """The verdict on a yes/no/abstain ballot.

    The quorum is the whole roll's, also where groups carry each by itself. `chair` is the casting vote on a tie;
    `delivery` what is on record of an owners' ballot. Where the rule set has a silence clause both counts are reported;
    papers that follow are neither for nor against in the strict one, and go with the leading option in the other.

    RuleBroken for a rule set that decides nothing and for a casting vote it does not know; ValueError if the tally or
    the deliveries cannot belong to the roll (more papers than voters, papers of no known group).
    """
    if rule_set.threshold is None:
        raise RuleBroken(N_("恳谈会不作表决。"))
    _check_belongs(rule_set, rule_set.threshold, tally, roll, delivery)
    strict = _decided(rule_set, rule_set.threshold, tally, roll, chair, delivery)
    if not rule_set.silence_clause:
        return strict
    follows = leading(rule_set, tally)
    with_silent = None
    if follows is not None:
        grown = _followed(tally, follows, delivery.silent)
        with_silent = _decided(rule_set, rule_set.threshold, grown, roll, chair, delivery)
    binds = rule_set.silence_binds and with_silent is not None
    undelivered = _undelivered(tally, roll, delivery)
    follow = Amount(tally.follow, tally.weighed.follow)
    silence = Silence(
        rule_set.silence_clause, delivery.silent, undelivered, follows, strict, with_silent, binds, follow
    )
    verdict = with_silent if with_silent and binds else strict
    sentences = (*verdict.sentences, *explaining.silence(rule_set, silence))
    return replace(verdict, sentences=sentences, silence=silence)


def leading(rule_set: RuleSet, tally: Tally) -> Choice | None:
    """The option with more than any other in every measure of the rule set; None where there is no such option."""
    ahead = {_ahead(tally.measured(measure)) for measure in rule_set.measures}
    return ahead.pop() if len(ahead) == 1 else None


def _ahead(count: Count) -> Choice | None:
    most = max(count.of(choice) for choice in Choice)
    first = [choice for choice in Choice if count.of(choice) == most]
    return first[0] if len(first) == 1 else None


def _followed(tally: Tally, follows: Choice, silent: Amount) -> Tally:
    heads, weighed = tally.followed(follows, silent.heads), tally.weighed.followed(follows, silent.weight)
    return Tally(heads.for_, heads.against, heads.abstain, weighed=weighed)


def _undelivered(tally: Tally, roll: Roll, delivery: Delivery) -> Amount:
    """Who has neither voted nor been delivered to on record."""
    weight = roll.weighed.entitled - tally.weighed.participating - delivery.silent.weight if roll.weighed else 0
    return Amount(roll.entitled - tally.participating - delivery.silent.heads, weight)


def tie_for_the_chair(rule_set: RuleSet, tally: Tally, roll: Roll, delivery: Delivery = NOBODY) -> bool:
    """Is it the chair's turn: a valid ballot, votes on both sides, as many for as against, and rules that say so."""
    verdict = decide(rule_set, tally, roll, delivery=delivery)
    return rule_set.chair_breaks_tie and verdict.valid and verdict.figures.tied and verdict.figures.for_ > 0


def _decided(
    rule_set: RuleSet, test: Test, tally: Tally, roll: Roll, chair: Choice | None, delivery: Delivery
) -> Verdict:
    there = turnout(rule_set, roll, Amount(tally.participating, tally.weighed.participating), delivery)
    measures = _measures(rule_set, test, tally, roll)
    groups = tuple(
        _figures(rule_set, test, tally.groups.get(name, Count()), group, name=name)
        for name, group in (roll.groups.items() if rule_set.by_groups else ())
    )
    if chair is not None:
        _check_casting(rule_set, chair, measures[0], there)
        measures = _measures(rule_set, test, tally, roll, casting=chair)
    carried = all(figures.met for figures in groups or measures)
    outcome = Outcome.INVALID if not there.met else Outcome.CARRIED if carried else Outcome.NOT_CARRIED
    verdict = Verdict(
        outcome, measures[0], groups, there, (), rule_set.citation, measures, chair, None, rule_set.objection_only
    )
    return replace(verdict, sentences=explaining.verdict(rule_set, test, verdict))


def _measures(
    rule_set: RuleSet, test: Test, tally: Tally, roll: Roll, casting: Choice | None = None
) -> tuple[Figures, ...]:
    return tuple(
        _figures(rule_set, test, tally.measured(measure), roll.measured(measure), measure, casting=casting)
        for measure in rule_set.measures
    )


def _figures(
    rule_set: RuleSet,
    test: Test,
    count: Count,
    roll: GroupRoll,
    measure: Measure = Measure.HEADS,
    *,
    name: str = "",
    casting: Choice | None = None,
) -> Figures:
    """The casting vote is one more vote, also of a chair who has voted: it stands in no base of seats."""
    more = casting is not None
    base = {
        Basis.CAST: count.cast + more,
        Basis.PRESENT: roll.present,
        Basis.PARTICIPATING: count.participating + more,
        Basis.ENTITLED: roll.entitled,
    }[test.basis]
    could = roll.present if rule_set.quorum_of is QuorumOf.PRESENT else roll.entitled
    added = int(casting is Choice.FOR)
    needed, met = test.needed(base), test.met(count.for_ + added, base)
    if rule_set.objection_only:
        needed, met = needed - 1, not test.met(count.against, base)
    return Figures(
        group=name,
        for_=count.for_,
        against=count.against,
        abstain=count.abstain,
        silent=max(0, could - count.participating),
        present=roll.present,
        entitled=roll.entitled,
        base=base,
        needed=needed,
        met=met,
        measure=measure,
        basis=test.basis,
        casting=added,
        follow=count.follow,
    )


# ---- what belongs together ---------------------------------------------------------------------------------------


def _check_casting(rule_set: RuleSet, chair: Choice, figures: Figures, there: Quorum) -> None:
    if not rule_set.chair_breaks_tie:
        raise RuleBroken(N_("按规则主持人没有决定票，相等就是不通过。"))
    if chair is Choice.ABSTAIN:
        raise RuleBroken(N_("决定票只能是赞成或反对。"))
    if not there.met or not figures.tied or not figures.for_:
        raise RuleBroken(N_("赞成与反对没有相等，用不着决定票。"))


def _check_belongs(rule_set: RuleSet, test: Test, tally: Tally, roll: Roll, delivery: Delivery) -> None:
    for measure in rule_set.measures:
        _check_papers(test, tally.measured(measure), roll.measured(measure))
        _check_delivery(measure, tally, roll, delivery)
    if any(tally.weighed.of(cell) and not tally.of(cell) for cell in CELLS):
        raise ValueError("weight without a paper")
    if tally.follow and not rule_set.silence_clause:
        raise ValueError("papers that follow, under rules without a silence clause")
    if rule_set.by_groups:
        _check_groups(test, tally, roll)


def _check_papers(test: Test, count: Count, roll: GroupRoll) -> None:
    """Where shares are of those present only they vote; a written ballot takes papers from the whole roll."""
    limit = roll.present if test.basis is Basis.PRESENT else roll.entitled
    if count.participating > limit:
        raise ValueError(f"{count.participating} papers from {limit} voters")


def _check_delivery(measure: Measure, tally: Tally, roll: Roll, delivery: Delivery) -> None:
    entitled = roll.measured(measure).entitled
    delivered, silent = delivery.delivered.measured(measure), delivery.silent.measured(measure)
    if not silent <= delivered <= entitled or silent + tally.measured(measure).participating > entitled:
        raise ValueError(f"{delivered} delivered, {silent} of them silent, on a roll of {entitled}")


def _check_groups(test: Test, tally: Tally, roll: Roll) -> None:
    if not roll.groups or sum(group.entitled for group in roll.groups.values()) != roll.entitled:
        raise ValueError("a roll decided by groups must place every seat in one")
    if set(tally.groups) - set(roll.groups):
        raise ValueError("papers of a group that is not on the roll")
    if sum(count.participating for count in tally.groups.values()) != tally.participating:
        raise ValueError("papers without a group")
    for name, count in tally.groups.items():
        _check_papers(test, count, roll.groups[name])
