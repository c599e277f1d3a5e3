"""多选: as many options a paper as the question allows; the most approved are chosen, as many as it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from agenda.ballots.methods import wording
from agenda.ballots.methods.bases import PLAIN
from agenda.ballots.methods.options import (
    Options,
    Question,
    check_between,
    check_known,
    check_options,
    read_options,
    read_test,
    texts,
)
from agenda.ballots.methods.papers import Pile, Returned, fields, numbers, sort_papers
from agenda.ballots.methods.results import Result, add_up, choice_headline, decide, poll
from agenda.ballots.methods.totals import Totals, check_at_most, check_marks, check_sums
from agenda.ballots.rule_sets import RuleSet, Test
from agenda.ballots.rules import Amount, Roll
from forum.errors import N_, RuleBroken, Sentence


@dataclass(frozen=True)
class Settings(Question):
    """`most` options may be marked on a paper; `seats` are to be chosen."""

    options: Options
    most: int
    seats: int = 1
    threshold: Test | None = None

    def check(self) -> None:
        """May the chair put this question? BadInput by field if not."""
        check_options(self.options)
        check_between("most", self.most, 1, len(self.options))
        check_between("seats", self.seats, 1, len(self.options) - 1)

    def to_json(self) -> dict[str, Any]:
        return {
            "options": [option.to_json() for option in self.options],
            "most": self.most,
            "seats": self.seats,
            "threshold": self.threshold.to_json() if self.threshold else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        numbers_of = int(data["most"]), int(data["seats"])
        return cls(read_options(data["options"]), *numbers_of, read_test(data["threshold"]))


@dataclass(frozen=True)
class Paper:
    """The options marked, in the order of their ids; none: a blank paper, an abstention."""

    options: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", tuple(sorted(set(self.options))))

    @property
    def is_blank(self) -> bool:
        return not self.options

    def to_json(self) -> dict[str, Any]:
        return {"options": list(self.options)}

    def said(self, names: Mapping[int, str]) -> Sentence:
        return Sentence(N_("选 {options}"), {"options": wording.options(names, self.options)})

    @classmethod
    def from_json(cls, data: object) -> Self:
        """BadInput for anything but {"options": [1, 3]}."""
        (options,) = fields(data, "options")
        return cls(numbers(options))


def check_paper(settings: Settings, paper: Paper) -> None:
    check_known(settings.ids, paper.options)
    if len(paper.options) > settings.most:
        raise RuleBroken(N_("最多选 {most} 项，您选了 {count} 项。"), most=settings.most, count=len(paper.options))


def count(settings: Settings, papers: Pile[Paper], roll: Roll, rule_set: RuleSet = PLAIN) -> Result:
    marked, returned = sort_papers(settings, papers, check_paper)
    held = add_up(((paper.options, amount) for paper, amount in marked.items()), settings.options)
    return _chosen(settings, held, returned, roll, rule_set)


def count_totals(settings: Settings, totals: Totals, roll: Roll, rule_set: RuleSet = PLAIN) -> Result:
    """RuleBroken where the sums cannot be of so many papers."""
    check_sums(totals, settings.ids)
    names = texts(settings.options)
    for option, votes, _ in totals.options:
        check_at_most(votes, totals.marked, names[option])
    check_marks(totals, totals.marked, totals.marked * settings.most)
    return _chosen(settings, totals.first, totals.returned, roll, rule_set)


def _chosen(
    settings: Settings, held: Mapping[int, Amount], returned: Returned, roll: Roll, rule_set: RuleSet
) -> Result:
    counted = poll(settings.options, held, settings.seats, settings.threshold, rule_set, roll, returned)
    return decide(counted, choice_headline)
