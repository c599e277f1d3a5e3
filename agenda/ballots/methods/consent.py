"""无异议通过: the chair asks whether anybody objects. Nobody does: adopted. One objection: there is a real vote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agenda.ballots.methods import objection, wording
from agenda.ballots.methods.bases import PLAIN, validity
from agenda.ballots.methods.objection import Paper, Settings, check_paper
from agenda.ballots.methods.papers import Pile
from agenda.ballots.methods.results import json_safe
from agenda.ballots.rule_sets import RuleSet
from agenda.ballots.rules import Roll
from forum.errors import N_, Sentence

__all__ = ["Consent", "Paper", "Settings", "check_paper", "count"]


@dataclass(frozen=True)
class Consent:
    """`adopted`: valid, and nobody objected. `needs_vote`: somebody did. Neither: no quorum."""

    adopted: bool
    needs_vote: bool
    objections: int
    roll: Roll
    sentences: tuple[Sentence, ...]
    citation: str

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = json_safe(self)
        return data


def count(settings: Settings, papers: Pile[Paper], roll: Roll, rule_set: RuleSet = PLAIN) -> Consent:
    """Silence consents: papers without an objection are not asked for. A paper nobody can read is taken as one."""
    objecting, returned = objection.objectors(settings, papers)
    objections = objecting.heads + returned.invalid.heads
    sound = validity(rule_set, None, roll, returned)
    head = _headline(objections) if sound.met else wording.void(sound.sentences[0])
    return Consent(
        adopted=sound.met and not objections,
        needs_vote=sound.met and bool(objections),
        objections=objections,
        roll=roll,
        sentences=(head, *sound.sentences, *wording.citation(rule_set)),
        citation=rule_set.citation,
    )


def _headline(objections: int) -> Sentence:
    if objections:
        return Sentence(N_("有 {objections} 人提出异议，不能以无异议通过，须正式表决"), {"objections": objections})
    return Sentence(N_("没有人提出异议，通过"))
