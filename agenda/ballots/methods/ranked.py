"""排序: options in order of preference. Instant run-off decides; the comparison of every pair is shown for advice.

Two things are stated choices, said in every result: how a paper counts that ranks options level (`equal`), and what
leaving an option unranked says about it when pairs are compared (`unranked`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from agenda.ballots.methods import explained, wording
from agenda.ballots.methods.bases import PLAIN, base, one_measure, validity
from agenda.ballots.methods.explained import Final
from agenda.ballots.methods.options import Options, Question, check_known, check_options, read_options, read_test
from agenda.ballots.methods.pairwise import Pairwise, Unranked, compare
from agenda.ballots.methods.papers import Pile, Returned, fields, malformed, numbers, sort_papers
from agenda.ballots.methods.picking import Outcome
from agenda.ballots.methods.results import closing, json_safe
from agenda.ballots.methods.runoff import Equal, Runoff, run
from agenda.ballots.rule_sets import Measure, RuleSet, Test
from agenda.ballots.rules import Roll
from forum.errors import N_, RuleBroken, Sentence


@dataclass(frozen=True)
class Settings(Question):
    """`lots`: the options that lost a drawn lot, in the order drawn, where a count could not go on without one."""

    options: Options
    threshold: Test | None = None
    equal: Equal = Equal.REFUSED
    unranked: Unranked = Unranked.LAST
    lots: tuple[int, ...] = ()

    def check(self) -> None:
        """May the chair put this question? BadInput by field if not."""
        check_options(self.options)

    def to_json(self) -> dict[str, Any]:
        return {
            "options": [option.to_json() for option in self.options],
            "threshold": self.threshold.to_json() if self.threshold else None,
            "equal": self.equal.value,
            "unranked": self.unranked.value,
            "lots": list(self.lots),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            read_options(data["options"]),
            read_test(data["threshold"]),
            Equal(data["equal"]),
            Unranked(data["unranked"]),
            tuple(int(option) for option in data["lots"]),
        )


@dataclass(frozen=True)
class Paper:
    """Best first; options of one rank in the order of their ids. ((3,), (1, 2)): 3, then 1 and 2 level."""

    ranks: tuple[tuple[int, ...], ...] = ()

    def __post_init__(self) -> None:
        ranks = tuple(rank if len(rank) == 1 else tuple(sorted(rank)) for rank in self.ranks if rank)
        object.__setattr__(self, "ranks", ranks)

    @classmethod
    def of(cls, places: Mapping[int, int]) -> Self:
        """From each ranked option's place, 1 the best. Gaps say nothing: places 1, 5, 5 are one option, then two."""
        ranks: dict[int, list[int]] = {}
        for option, place in places.items():
            ranks.setdefault(place, []).append(option)
        return cls(tuple(tuple(ranks[place]) for place in sorted(ranks)))

    @property
    def is_blank(self) -> bool:
        return not self.ranks

    def to_json(self) -> dict[str, Any]:
        return {"ranks": [list(rank) for rank in self.ranks]}

    def said(self, names: Mapping[int, str]) -> Sentence:
        """第 1 “丙”；第 2 “甲”、“乙”"""
        ranks = [
            Sentence(N_("第 {place} {options}"), {"place": place, "options": wording.options(names, rank)})
            for place, rank in enumerate(self.ranks, 1)
        ]
        return wording.joined(ranks)

    @classmethod
    def from_json(cls, data: object) -> Self:
        """BadInput for anything but {"ranks": [[3], [1, 2]]}."""
        (ranks,) = fields(data, "ranks")
        if not isinstance(ranks, list):
            raise malformed()
        return cls(tuple(numbers(rank) for rank in ranks))


def check_paper(settings: Settings, paper: Paper) -> None:
    ranked = [option for rank in paper.ranks for option in rank]
    check_known(settings.ids, ranked)
    if len(set(ranked)) < len(ranked):
        raise RuleBroken(N_("同一个选项排了两次。"))
    if settings.equal is Equal.REFUSED and len(ranked) > len(paper.ranks):
        raise RuleBroken(N_("每个名次只能排一个选项。"))


# ---- counting ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RankedResult:
    """`winners` has at most one option, the run-off's. `tied`: those among whom a lot must decide before it can go on.

    `final` tests the winner's last votes, where a threshold is asked. `pairwise` is advice and decides nothing.
    """

    outcome: Outcome
    winners: tuple[int, ...]
    tied: tuple[int, ...]
    runoff: Runoff
    pairwise: Pairwise
    final: Final | None
    returned: Returned
    roll: Roll
    sentences: tuple[Sentence, ...]
    citation: str

    @property
    def valid(self) -> bool:
        return self.outcome is not Outcome.INVALID

    def to_json(self) -> dict[str, Any]:
        """JSON-safe; shared votes as "7/2"."""
        data: dict[str, Any] = json_safe(self)
        return data


def count(settings: Settings, papers: Pile[Paper], roll: Roll, rule_set: RuleSet = PLAIN) -> RankedResult:
    """ValueError for a rule set that counts floor area, alone or beside heads."""
    measure = one_measure(rule_set)
    marked, returned = sort_papers(settings, papers, check_paper)
    ids = tuple(option.id for option in settings.options)
    ranks = {paper.ranks: amount.measured(measure) for paper, amount in marked.items()}
    runoff = run(ids, ranks, settings.equal, settings.lots)
    pairwise = compare(ids, ranks, settings.unranked)
    sound = validity(rule_set, settings.threshold, roll, returned)
    final = _final(settings.threshold, runoff, measure, roll, returned)
    outcome = _outcome(runoff, final) if sound.met else Outcome.INVALID
    return RankedResult(
        outcome=outcome,
        winners=tuple(option for option in ids if option == runoff.winner and outcome is Outcome.DECIDED),
        tied=runoff.tied if outcome is Outcome.TIED else (),
        runoff=runoff,
        pairwise=pairwise,
        final=final,
        returned=returned,
        roll=roll,
        sentences=(
            *explained.sentences(settings, rule_set, outcome, runoff, pairwise, final, sound),
            *closing(rule_set, returned, sound),
        ),
        citation=rule_set.citation,
    )


def _outcome(runoff: Runoff, final: Final | None) -> Outcome:
    if runoff.tied:
        return Outcome.TIED
    if runoff.winner is None or (final and not final.met):
        return Outcome.UNDECIDED
    return Outcome.DECIDED


def _final(test: Test | None, runoff: Runoff, measure: Measure, roll: Roll, returned: Returned) -> Final | None:
    """The winner's votes in the last round against the threshold. Shared votes are fractions, and tested exactly."""
    if test is None or runoff.winner is None:
        return None
    votes = runoff.rounds[-1].votes_of(runoff.winner)
    of = base(test.basis, measure, roll, returned)
    return Final(votes, of, test.needed(of), test.met(votes.numerator, of * votes.denominator))
