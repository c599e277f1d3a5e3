"""The figures of a ballot as its row keeps them, and what they come to: decided and counted again at any time; pure."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from agenda.ballots import rules
from agenda.ballots.methods.consent import Consent
from agenda.ballots.methods.kinds import KINDS, Kind
from agenda.ballots.methods.temperature import Leaning
from agenda.ballots.methods.totals import Totals, are_totals
from agenda.ballots.models import Ballot
from agenda.ballots.queries import FrozenRoll
from agenda.ballots.rule_sets import QuorumOf, RuleSet
from agenda.ballots.rules import CELL_NAMES, Amount, Choice, Count, Delivery, GroupRoll, Roll, Tally, Verdict
from forum.errors import Sentence


def figures_of_roll(roll: Roll) -> dict[str, Any]:
    """As the ballot's row keeps them."""
    weighed = roll.weighed
    return {
        "entitled": roll.entitled,
        "present": roll.present,
        "groups": {name: [group.entitled, group.present] for name, group in roll.groups.items()},
        "weighed": {"roll": [weighed.entitled, weighed.present]} if weighed else None,
    }


def figures_with(ballot: Ballot, group: str, weight: int) -> dict[str, Any]:
    """The row's figures with one more present."""
    groups = {name: list(figures) for name, figures in ballot.groups.items()}
    if group in groups:
        groups[group][1] += 1
    weighed = ballot.weighed
    if weighed:
        entitled, present = weighed["roll"]
        weighed = {**weighed, "roll": [entitled, present + weight]}
    return {"present": ballot.present + 1, "groups": groups, "weighed": weighed}


def roll_figures(ballot: Ballot) -> Roll:
    groups = {name: GroupRoll(*figures) for name, figures in ballot.groups.items()}
    weighed = GroupRoll(*ballot.weighed["roll"]) if ballot.weighed else None
    return Roll(ballot.entitled, ballot.present, groups, weighed)


def by_presence(ballot: Ballot) -> bool:
    """Whether only those in the hall vote; in writing everybody on the roll does."""
    return RuleSet.from_json(ballot.rules).quorum_of is QuorumOf.PRESENT


def figures_of_tally(tally: Tally) -> dict[str, list[int]]:
    return {"": tally.figures, **{name: count.figures for name, count in tally.groups.items()}}


def tally(ballot: Ballot) -> Tally:
    """The tally of a closed ballot on a motion."""
    figures = ballot.tally or {"": [0, 0, 0]}
    groups = {name: Count.of_cells(counts) for name, counts in figures.items() if name}
    total, weighed = Count.of_cells(figures[""]), Count.of_cells((ballot.weighed or {}).get("tally", ()))
    return Tally(total.for_, total.against, total.abstain, groups, weighed, follow=total.follow)


def delivery(ballot: Ballot) -> Delivery:
    """What was on record when it closed."""
    known = ballot.delivered or {}
    return Delivery(Amount(*known.get("delivered", ())), Amount(*known.get("silent", ())))


# ---- results -----------------------------------------------------------------------------------------------------


def verdict(ballot: Ballot) -> Verdict:
    """The verdict of a closed ballot on a motion, decided again from its frozen rules and figures."""
    chair = Choice(ballot.casting) if ballot.casting else None
    rule_set, known = RuleSet.from_json(ballot.rules), delivery(ballot)
    return rules.decide(rule_set, tally(ballot), roll_figures(ballot), chair=chair, delivery=known)


def result(ballot: Ballot) -> Any:
    """The result of a closed ballot of a kind with papers of its own, counted again from its frozen papers."""
    frozen = (ballot.settings, ballot.tally or {"papers": []}, ballot.rules)
    known = (ballot.entitled, ballot.present, ballot.groups, ballot.weighed)
    return _counted(ballot.kind, json.dumps(frozen), json.dumps(known))


@lru_cache(maxsize=64)
def _counted(kind: Kind, frozen: str, known: str) -> Any:
    """Kept, because every screen asks and thousands of ranked papers take seconds."""
    settings, tally, rule_set = json.loads(frozen)
    entitled, present, groups, weighed = json.loads(known)
    ballot = Ballot(kind=kind, entitled=entitled, present=present, groups=groups, weighed=weighed)
    method, roll, rules_ = KINDS[kind], roll_figures(ballot), RuleSet.from_json(rule_set)
    read = method.settings.from_json(settings)
    if are_totals(tally) and method.count_totals:
        return method.count_totals(read, Totals.from_json(tally), roll, rules_)
    rows = [(text, Amount(heads, weight)) for text, heads, weight in tally["papers"]]
    return method.count(read, rows, roll, rules_)


def said(ballot: Ballot, kept: str) -> Sentence:
    """A kept paper in words: what the voter is shown as sent, and what the published list says."""
    if ballot.kind is Kind.YES_NO:
        return Sentence(CELL_NAMES[kept])
    method = KINDS[ballot.kind]
    return method.said(method.settings.from_json(ballot.settings), kept)


def said_on(roll: FrozenRoll, given: object) -> Sentence:
    """What a voter gave in words: a choice as text, or a paper's JSON, as text or not. It must have been accepted."""
    if roll.kind is Kind.YES_NO:
        return Sentence(CELL_NAMES[str(given)])
    method = KINDS[roll.kind]
    settings = method.settings.from_json(roll.settings)
    return method.said(settings, method.accept(settings, json.loads(given) if isinstance(given, str) else given))


LEANING = "leaning"


def outcome_word(result: Any) -> str:
    """What a result comes to in one word, as the ballot's row keeps it."""
    if isinstance(result, Leaning):
        return LEANING
    if isinstance(result, Consent):
        return "carried" if result.adopted else "needs_vote" if result.needs_vote else "invalid"
    return str(result.outcome.value)
