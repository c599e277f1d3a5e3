"""Who is chosen out of how many votes, where ties stand, and how a result says so.

Single choice, approval, score and election come here with each option's standing; what they count differs, how the
best are picked does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from agenda.ballots.methods import wording
from agenda.ballots.methods.bases import Validity, bars, validity
from agenda.ballots.methods.options import Options
from agenda.ballots.methods.papers import Returned
from agenda.ballots.methods.picking import Outcome, Pick, pick
from agenda.ballots.rule_sets import RuleSet, Test
from agenda.ballots.rules import Amount, Bar, Roll
from forum.errors import N_, Sentence


@dataclass(frozen=True)
class Standing:
    """One option's votes: in heads and weight (`held`), in the first measure of the rule set (`votes`), and against the
    threshold in each measure (`bars`; empty where none is asked)."""

    option: int
    text: str
    votes: int
    held: Amount
    bars: tuple[Bar, ...] = ()

    @property
    def met(self) -> bool:
        """May it be chosen? Nobody's vote is never enough."""
        return self.votes > 0 and all(bar.met for bar in self.bars)

    @property
    def value(self) -> int | Fraction:
        """What the best are picked by."""
        return self.votes

    def figure(self, rule_set: RuleSet) -> wording.Words:
        """31 票"""
        return wording.votes(rule_set, self.held)

    def basis_name(self, rule_set: RuleSet, test: Test) -> Sentence:
        return wording.basis_name(rule_set, test)

    def said(self, rule_set: RuleSet) -> Sentence:
        words = {"option": wording.quoted(self.text), "votes": self.figure(rule_set)}
        return Sentence(N_("{option} {votes}"), words)


@dataclass(frozen=True)
class Result:
    """`winners` are option ids, best first; `tied` those level for the `open_seats` left, to be voted on again.

    `standings` are in the order of the paper; `sentences` start with the headline. An invalid result has figures but no
    winners.
    """

    outcome: Outcome
    winners: tuple[int, ...]
    tied: tuple[int, ...]
    open_seats: int
    standings: tuple[Standing, ...]
    returned: Returned
    roll: Roll
    sentences: tuple[Sentence, ...]
    citation: str

    @property
    def valid(self) -> bool:
        return self.outcome is not Outcome.INVALID

    def to_json(self) -> dict[str, Any]:
        """JSON-safe; fractions as "13/3"."""
        data: dict[str, Any] = json_safe(self)
        return data


# ---- counting marks ----------------------------------------------------------------------------------------------


def add_up(marked: Iterable[tuple[Iterable[int], Amount]], options: Options) -> dict[int, Amount]:
    """What each option's marks come to together."""
    heads = dict.fromkeys((option.id for option in options), 0)
    weights = dict(heads)
    for chosen, amount in marked:
        for option in chosen:
            heads[option] += amount.heads
            weights[option] += amount.weight
    return {option: Amount(heads[option], weights[option]) for option in heads}


@dataclass(frozen=True)
class Poll:
    """A poll as counted, before anything is chosen. `notes` say how it was counted where that is a choice."""

    standings: tuple[Standing, ...]
    seats: int
    threshold: Test | None
    rule_set: RuleSet
    roll: Roll
    returned: Returned
    notes: tuple[Sentence, ...] = ()

    def words(self, picked: Pick, name: Callable[[str], wording.Words]) -> dict[str, Any]:
        """What headlines say: `chosen` with their figures, `tied` by name, each with `figure`; `open` of `seats`."""
        standings = {one.option: one for one in self.standings}
        chosen = [(name(standings[one].text), standings[one].figure(self.rule_set)) for one in picked.chosen]
        tied = [standings[one] for one in picked.tied]
        return {
            "chosen": wording.listed(
                [Sentence(N_("{name}（{votes}）"), {"name": named, "votes": votes}) for named, votes in chosen]
            ),
            "tied": wording.listed([name(one.text) for one in tied]),
            "figure": tied[0].figure(self.rule_set) if tied else "",
            "open": picked.open_seats,
            "seats": self.seats,
        }


def poll(
    options: Options,
    held: Mapping[int, Amount],
    seats: int,
    threshold: Test | None,
    rule_set: RuleSet,
    roll: Roll,
    returned: Returned,
) -> Poll:
    """Each option against the threshold, on a basis that is the same for all."""
    first = rule_set.measures[0]
    standings = tuple(
        Standing(
            option.id,
            option.text,
            held[option.id].measured(first),
            held[option.id],
            bars(threshold, held[option.id], rule_set, roll, returned),
        )
        for option in options
    )
    return Poll(standings, seats, threshold, rule_set, roll, returned)


# ---- the result --------------------------------------------------------------------------------------------------

Headline = Callable[[Poll, Pick], Sentence]


def decide(counted: Poll, headline: Headline) -> Result:
    """Of those that meet the threshold the best are chosen, as many as there are seats and no more."""
    sound = validity(counted.rule_set, counted.threshold, counted.roll, counted.returned)
    picked = pick({one.option: one.value for one in counted.standings if one.met}, counted.seats)
    if not sound.met:
        picked = Pick((), (), counted.seats)
    head = headline(counted, picked) if sound.met else wording.void(sound.sentences[0])
    ends = closing(counted.rule_set, counted.returned, sound)
    return Result(
        outcome=picked.outcome if sound.met else Outcome.INVALID,
        winners=picked.chosen,
        tied=picked.tied,
        open_seats=picked.open_seats,
        standings=counted.standings,
        returned=counted.returned,
        roll=counted.roll,
        sentences=(head, *_best_first(counted), *counted.notes, *ends),
        citation=counted.rule_set.citation,
    )


def _best_first(counted: Poll) -> list[Sentence]:
    return [_tested(one, counted) for one in sorted(counted.standings, key=lambda one: -one.value)]


def _tested(one: Standing, counted: Poll) -> Sentence:
    said, test = one.said(counted.rule_set), counted.threshold
    return wording.with_bars(said, test, one.bars, one.basis_name(counted.rule_set, test)) if test else said


def closing(rule_set: RuleSet, returned: Returned, sound: Validity) -> tuple[Sentence, ...]:
    """Papers, validity, citation: how every result ends."""
    return (wording.papers(returned), *sound.sentences, *wording.citation(rule_set))


def choice_headline(counted: Poll, picked: Pick) -> Sentence:
    """Headline where something is chosen. An election has words of its own."""
    params = counted.words(picked, wording.quoted)
    if picked.outcome is Outcome.DECIDED:
        return Sentence(N_("选定：{chosen}"), params)
    if picked.outcome is Outcome.TIED:
        return Sentence(N_("{tied} 各得 {figure}，并列，还不能选定，须就并列者再次表决"), params)
    if picked.outcome is Outcome.UNDECIDED:
        return Sentence(N_("没有一项得到所需的票数，未选定"))
    if picked.tied:
        return Sentence(N_("选定：{chosen}；{tied} 各得 {figure}，并列，争余下 {open} 个名额，须再次表决"), params)
    return Sentence(N_("选定：{chosen}；余下 {open} 个名额没有一项得到所需的票数"), params)


# ---- JSON --------------------------------------------------------------------------------------------------------


def json_safe(value: Any) -> Any:
    """Dataclasses as objects by field, fractions as text; sentences keep source string and parameters."""
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Amount):
        return value._asdict()
    if is_dataclass(value):
        return {field.name: json_safe(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): json_safe(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [json_safe(one) for one in value]
    return value.value if isinstance(value, StrEnum) else value
