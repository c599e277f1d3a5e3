"""单选: one option a paper. The most votes win, if they meet the threshold where one is asked; ties are not broken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from agenda.ballots.methods import wording
from agenda.ballots.methods.bases import PLAIN
from agenda.ballots.methods.options import Options, Question, check_known, check_options, read_options, read_test
from agenda.ballots.methods.papers import Pile, Returned, fields, number, sort_papers
from agenda.ballots.methods.results import Result, add_up, choice_headline, decide, poll
from agenda.ballots.methods.totals import Totals, check_marks, check_sums
from agenda.ballots.rule_sets import RuleSet, Test
from agenda.ballots.rules import Amount, Roll
from forum.errors import N_, Sentence


@dataclass(frozen=True)
class Settings(Question):
    """`threshold` None: the most votes are enough, however few."""

    options: Options
    threshold: Test | None = None

    def check(self) -> None:
        """May the chair put this question? BadInput by field if not."""
        check_options(self.options)

    def to_json(self) -> dict[str, Any]:
        return {
            "options": [option.to_json() for option in self.options],
            "threshold": self.threshold.to_json() if self.threshold else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(read_options(data["options"]), read_test(data["threshold"]))


@dataclass(frozen=True)
class Paper:
    """`option` None: a blank paper, an abstention."""

    option: int | None

    @property
    def is_blank(self) -> bool:
        return self.option is None

    @property
    def chosen(self) -> tuple[int, ...]:
        return () if self.option is None else (self.option,)

    def to_json(self) -> dict[str, Any]:
        return {"option": self.option}

    def said(self, names: Mapping[int, str]) -> Sentence:
        return Sentence(N_("选 {options}"), {"options": wording.options(names, self.chosen)})

    @classmethod
    def from_json(cls, data: object) -> Self:
        """BadInput for anything but {"option": 3} or {"option": null}."""
        (option,) = fields(data, "option")
        return cls(None if option is None else number(option))


def check_paper(settings: Settings, paper: Paper) -> None:
    check_known(settings.ids, paper.chosen)


def count(settings: Settings, papers: Pile[Paper], roll: Roll, rule_set: RuleSet = PLAIN) -> Result:
    marked, returned = sort_papers(settings, papers, check_paper)
    held = add_up(((paper.chosen, amount) for paper, amount in marked.items()), settings.options)
    return _chosen(settings, held, returned, roll, rule_set)


def count_totals(settings: Settings, totals: Totals, roll: Roll, rule_set: RuleSet = PLAIN) -> Result:
    """RuleBroken where the sums cannot be of so many papers."""
    check_sums(totals, settings.ids)
    check_marks(totals, totals.marked, totals.marked)
    return _chosen(settings, totals.first, totals.returned, roll, rule_set)


def _chosen(
    settings: Settings, held: Mapping[int, Amount], returned: Returned, roll: Roll, rule_set: RuleSet
) -> Result:
    counted = poll(settings.options, held, 1, settings.threshold, rule_set, roll, returned)
    return decide(counted, choice_headline)
