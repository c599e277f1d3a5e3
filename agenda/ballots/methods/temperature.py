"""意向摸底: how the hall leans. Its result is a distribution and cannot be mistaken for a decision: it has neither
winner nor outcome, and asks for no quorum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from agenda.ballots.methods import single, wording
from agenda.ballots.methods.bases import PLAIN
from agenda.ballots.methods.options import Options, Question, check_options, read_options
from agenda.ballots.methods.papers import Pile, Returned, sort_papers
from agenda.ballots.methods.results import add_up, json_safe
from agenda.ballots.methods.single import Paper
from agenda.ballots.rule_sets import RuleSet
from agenda.ballots.rules import Amount, Roll
from forum.errors import N_, Sentence

__all__ = ["Lean", "Leaning", "Paper", "Settings", "check_paper", "count"]


@dataclass(frozen=True)
class Settings(Question):
    options: Options

    def check(self) -> None:
        check_options(self.options)

    def to_json(self) -> dict[str, Any]:
        return {"options": [option.to_json() for option in self.options]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(read_options(data["options"]))


def check_paper(settings: Settings, paper: Paper) -> None:
    single.check_paper(single.Settings(settings.options), paper)


@dataclass(frozen=True)
class Lean:
    option: int
    text: str
    held: Amount


@dataclass(frozen=True)
class Leaning:
    """`leans` are in the order of the paper."""

    leans: tuple[Lean, ...]
    returned: Returned
    roll: Roll
    sentences: tuple[Sentence, ...]

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = json_safe(self)
        return data


def count(settings: Settings, papers: Pile[Paper], roll: Roll, rule_set: RuleSet = PLAIN) -> Leaning:
    marked, returned = sort_papers(settings, papers, check_paper)
    held = add_up(((paper.chosen, amount) for paper, amount in marked.items()), settings.options)
    leans = tuple(Lean(option.id, option.text, held[option.id]) for option in settings.options)
    said = (_said(one, rule_set) for one in leans)
    head = Sentence(N_("意向摸底，不是决定，不作为表决结果"))
    return Leaning(leans, returned, roll, (head, *said, wording.papers(returned)))


def _said(one: Lean, rule_set: RuleSet) -> Sentence:
    words = {"option": wording.quoted(one.text), "votes": wording.votes(rule_set, one.held)}
    return Sentence(N_("{option} {votes}"), words)
