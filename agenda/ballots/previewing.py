"""What the chair is shown before a ballot opens: who may vote, and how many it would take; pure."""

from __future__ import annotations

from dataclasses import dataclass

from agenda.ballots.explaining import basis_name
from agenda.ballots.rule_sets import MEASURE_NAMES, Basis, QuorumOf, RuleSet, Test
from agenda.ballots.rules import Quorum
from agenda.ballots.secret import THIN
from forum.errors import N_, Sentence


@dataclass(frozen=True)
class Preview:
    """`voters` are those who may vote if it opened now. `needed` is 0 where it depends on the papers returned.

    `short` is for the button that opens it; `sentences` say the same with its reasons. `is_thin`: so few that a secret
    ballot would hide nobody well.
    """

    voters: int
    needed: int
    short: Sentence
    sentences: tuple[Sentence, ...]
    is_thin: bool


def preview(rule_set: RuleSet, there: Quorum) -> Preview | None:
    """None where nothing binding is decided."""
    test = rule_set.threshold
    if test is None:
        return None
    voters = there.present if rule_set.quorum_of is QuorumOf.PRESENT else there.entitled
    base = {Basis.PRESENT: there.present, Basis.ENTITLED: there.entitled}.get(test.basis)
    in_heads = len(rule_set.measures) == 1 and rule_set.weighed is None and not rule_set.by_groups
    needed = test.needed(base) if base and in_heads else 0
    sentences = (
        Sentence(N_("可以投票的有 {voters} 人"), {"voters": voters}),
        there.sentence,
        _threshold(rule_set, test, base, needed),
        *_also(rule_set),
    )
    return Preview(voters, needed, _short(voters, needed), sentences, voters < THIN)


def _threshold(rule_set: RuleSet, test: Test, base: int | None, needed: int) -> Sentence:
    params = {"basis": basis_name(rule_set, test), "threshold": test.name, "base": base, "needed": needed}
    if needed:
        return Sentence(N_("{basis} {base}，{threshold}：要 {needed} 票赞成"), params)
    return Sentence(N_("赞成要{threshold}，按{basis}计"), params)


def _also(rule_set: RuleSet) -> list[Sentence]:
    if rule_set.by_groups:
        return [Sentence(N_("各组分别计票，都通过才算通过"))]
    if len(rule_set.measures) > 1:
        first, second = (Sentence(MEASURE_NAMES[measure]) for measure in rule_set.measures[:2])
        return [Sentence(N_("{first}和{second}都要达到"), {"first": first, "second": second})]
    return []


def _short(voters: int, needed: int) -> Sentence:
    if needed:
        return Sentence(N_("{voters} 人可以投票，{needed} 票赞成即通过"), {"voters": voters, "needed": needed})
    return Sentence(N_("{voters} 人可以投票"), {"voters": voters})
