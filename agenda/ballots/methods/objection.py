"""异议表决: only those who object say so. Here the papers are checked and the objectors added up, in persons and floor
area; whether they are too many is for the body's rule set to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from agenda.ballots.methods import wording
from agenda.ballots.methods.bases import PLAIN
from agenda.ballots.methods.papers import NOTHING, Pile, Returned, fields, malformed, sort_papers
from agenda.ballots.methods.results import json_safe
from agenda.ballots.rule_sets import RuleSet
from agenda.ballots.rules import Amount, Roll
from forum.errors import N_, Sentence


@dataclass(frozen=True)
class Settings:
    """The question is the motion's text; there is nothing to set."""

    def check(self) -> None:
        """There is nothing that the chair could put wrongly."""

    def to_json(self) -> dict[str, Any]:
        return {}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls()


@dataclass(frozen=True)
class Paper:
    """A paper may also say that there is no objection."""

    objects: bool

    @property
    def is_blank(self) -> bool:
        return False

    def to_json(self) -> dict[str, Any]:
        return {"objects": self.objects}

    def said(self, names: Mapping[int, str]) -> Sentence:
        return Sentence(N_("有异议") if self.objects else N_("没有异议"))

    @classmethod
    def from_json(cls, data: object) -> Self:
        """BadInput for anything but {"objects": true} or {"objects": false}."""
        (objects,) = fields(data, "objects")
        if not isinstance(objects, bool):
            raise malformed()
        return cls(objects)


def check_paper(settings: Settings, paper: Paper) -> None:
    """Every paper that can be read is valid."""


@dataclass(frozen=True)
class Objections:
    """Not a verdict: `objectors` in heads and weight, out of the roll's, to be judged by the rule set."""

    objectors: Amount
    returned: Returned
    roll: Roll
    sentences: tuple[Sentence, ...]

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = json_safe(self)
        return data


def objectors(settings: Settings, papers: Pile[Paper]) -> tuple[Amount, Returned]:
    marked, returned = sort_papers(settings, papers, check_paper)
    return marked.get(Paper(True), NOTHING), returned


def count(settings: Settings, papers: Pile[Paper], roll: Roll, rule_set: RuleSet = PLAIN) -> Objections:
    objecting, returned = objectors(settings, papers)
    whole = wording.listed(
        [wording.amount(rule_set, measure, roll.measured(measure).entitled) for measure in rule_set.measures]
    )
    words = {"objectors": wording.votes(rule_set, objecting), "whole": whole}
    said = Sentence(N_("异议 {objectors}；全体 {whole}"), words)
    return Objections(objecting, returned, roll, (said, wording.papers(returned)))
