"""赞成、反对、弃权: the papers of a plain motion, added up. `rules.decide` gives the verdict on the tally."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from agenda.ballots.methods import wording
from agenda.ballots.methods.bases import PLAIN
from agenda.ballots.methods.papers import NOTHING, Pile, Returned, fields, malformed, sort_papers
from agenda.ballots.methods.results import json_safe
from agenda.ballots.rule_sets import RuleSet
from agenda.ballots.rules import CHOICE_NAMES, Choice, Count, Roll, Tally
from forum.errors import N_, Sentence


@dataclass(frozen=True)
class Settings:
    """The question is the motion's text; the body's rule set decides."""

    def check(self) -> None:
        """There is nothing that the chair could put wrongly."""

    def to_json(self) -> dict[str, Any]:
        return {}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls()


@dataclass(frozen=True)
class Paper:
    choice: Choice

    @property
    def is_blank(self) -> bool:
        return False

    def to_json(self) -> dict[str, Any]:
        return {"choice": self.choice.value}

    def said(self, names: Mapping[int, str]) -> Sentence:
        return Sentence(CHOICE_NAMES[self.choice])

    @classmethod
    def from_json(cls, data: object) -> Self:
        """BadInput for anything but {"choice": "for"}, "against" or "abstain"."""
        (choice,) = fields(data, "choice")
        try:
            return cls(Choice(choice))
        except ValueError:
            raise malformed() from None


def check_paper(settings: Settings, paper: Paper) -> None:
    """Every paper that can be read is valid."""


@dataclass(frozen=True)
class Choices:
    """Not a verdict: `tally` is what `rules.decide` takes. It has no groups, for these papers do not say whose they
    are: where each group carries by itself `Tally.count` takes papers that do."""

    tally: Tally
    returned: Returned
    roll: Roll
    sentences: tuple[Sentence, ...]

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = json_safe(self)
        return data


def count(settings: Settings, papers: Pile[Paper], roll: Roll, rule_set: RuleSet = PLAIN) -> Choices:
    marked, returned = sort_papers(settings, papers, check_paper)
    for_, against, abstain = (marked.get(Paper(choice), NOTHING) for choice in Choice)
    weighed = Count(for_.weight, against.weight, abstain.weight)
    tally = Tally(for_.heads, against.heads, abstain.heads, weighed=weighed)
    named = {"for_": for_, "against": against, "abstain": abstain}
    words = {name: wording.votes(rule_set, amount) for name, amount in named.items()}
    said = (Sentence(N_("赞成 {for_}；反对 {against}；弃权 {abstain}"), words), wording.papers(returned))
    return Choices(tally, returned, roll, said)
