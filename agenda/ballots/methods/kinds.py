"""The kinds of ballot by name: what commands and pages need to treat them all alike.

method = KINDS[Kind(ballot.kind)]
settings = method.settings.from_json(ballot.settings)
method.check_settings(settings, rule_set)              the chair puts the question: BadInput by field, or RuleBroken
kept = method.accept(settings, sent)                   a voter's device sends a paper: BadInput or RuleBroken
method.said(settings, kept)                            and is shown in words what was sent
result = method.count(settings, rows, roll, rule_set)  rows: (kept, Amount) of each paper
result.sentences, result.to_json()
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from agenda.ballots.methods import (
    approval,
    consent,
    election,
    hands,
    objection,
    ranked,
    score,
    single,
    temperature,
    yes_no,
)
from agenda.ballots.methods.bases import PLAIN
from agenda.ballots.methods.bundles import Bundles
from agenda.ballots.methods.options import texts
from agenda.ballots.methods.papers import Pile, malformed, text, total, weighed
from agenda.ballots.methods.totals import Totals
from agenda.ballots.rule_sets import Basis, Measure, QuorumOf, RuleSet
from agenda.ballots.rules import Amount, Roll
from forum.errors import N_, BadInput, RuleBroken, Sentence


class Kind(StrEnum):
    YES_NO = "yes_no"
    SINGLE = "single"
    APPROVAL = "approval"
    SCORE = "score"
    RANKED = "ranked"
    ELECTION = "election"
    HANDS = "hands"
    CONSENT = "consent"
    TEMPERATURE = "temperature"
    OBJECTION = "objection"


KIND_NAMES = {
    Kind.YES_NO: N_("赞成反对弃权"),
    Kind.SINGLE: N_("单选"),
    Kind.APPROVAL: N_("多选"),
    Kind.SCORE: N_("打分"),
    Kind.RANKED: N_("排序"),
    Kind.ELECTION: N_("差额选举"),
    Kind.HANDS: N_("举手"),
    Kind.CONSENT: N_("无异议通过"),
    Kind.TEMPERATURE: N_("意向摸底"),
    Kind.OBJECTION: N_("异议表决"),
}


class Decides(StrEnum):
    """Who says what a count comes to."""

    METHOD = "method"  # the result of `count` is the decision
    RULES = "rules"  # `count` gives figures; the rule set's verdict decides
    NOBODY = "nobody"  # nothing is decided


@dataclass(frozen=True)
class Method:
    """One kind of ballot. `settings` and `paper` are its classes; both have `to_json` and `from_json`.

    `has_options`: the chair lists what can be chosen. `by_paper`: each voter sends a paper; else one sheet has totals.
    `count_totals` counts papers of which only the sums are known; None where that cannot be done. `by_bundles`: it is
    done from papers sorted by hand into bundles of equal ones.
    """

    kind: Kind
    settings: Any
    paper: Any
    check_paper: Callable[[Any, Any], None]
    count_pile: Callable[[Any, Pile[Any], Roll, RuleSet], Any]
    decides: Decides = Decides.METHOD
    has_options: bool = True
    by_paper: bool = True
    count_totals: Callable[[Any, Totals, Roll, RuleSet], Any] | None = None
    by_bundles: bool = False

    @property
    def by_hand(self) -> type[Totals] | type[Bundles] | None:
        """What scrutineers' own count of papers is; None where each paper must be entered."""
        return Totals if self.count_totals else Bundles if self.by_bundles else None

    @property
    def name(self) -> str:
        """A source string: 单选, 差额选举, …"""
        return KIND_NAMES[self.kind]

    def check_settings(self, settings: Any, rule_set: RuleSet) -> None:
        """May the chair put this question under the body's rules? BadInput by field, or RuleBroken, if not."""
        check_rules(self.kind, rule_set)
        settings.check()
        threshold = getattr(settings, "threshold", None)
        if threshold and threshold.basis is Basis.PRESENT and rule_set.quorum_of is not QuorumOf.PRESENT:
            raise BadInput({"threshold": Sentence(N_("不开会的表决没有实到人数，请按参与表决、全体或有效票计算。"))})

    def accept(self, settings: Any, sent: object) -> str:
        """The canonical text of a paper that a voter's device sent as JSON. BadInput or RuleBroken if it is none."""
        paper = self.paper.from_json(sent)
        self.check_paper(settings, paper)
        return text(paper)

    def read(self, kept: str) -> Any:
        """A paper from its text; None for "null", a paper nobody can read. BadInput for anything else."""
        try:
            data = json.loads(kept)
        except ValueError:
            raise malformed() from None
        return None if data is None else self.paper.from_json(data)

    def said(self, settings: Any, kept: str) -> Sentence:
        """A kept paper in words: what the voter is shown as sent, and what the published list says."""
        paper = self.read(kept)
        if paper is None:
            return Sentence(N_("无效票"))
        if paper.is_blank:
            return Sentence(N_("空白票（弃权）"))
        said: Sentence = paper.said(texts(settings.options) if self.has_options else {})
        return said

    def pile(self, rows: Iterable[tuple[str, Amount]]) -> dict[Any, Amount]:
        """Gather (text, amount) of every paper by what they say; each text is read once, however often it comes."""
        same: dict[str, list[Amount]] = {}
        for kept, amount in rows:
            same.setdefault(kept, []).append(amount)
        return weighed((self.read(kept), total(amounts)) for kept, amounts in same.items())

    def count(self, settings: Any, rows: Iterable[tuple[str, Amount]], roll: Roll, rule_set: RuleSet = PLAIN) -> Any:
        """The result of all papers, as kept."""
        return self.count_pile(settings, self.pile(rows), roll, rule_set)


def _method(kind: Kind, module: Any, decides: Decides = Decides.METHOD, **traits: bool) -> Method:
    sums = getattr(module, "count_totals", None)
    return Method(
        kind, module.Settings, module.Paper, module.check_paper, module.count, decides, count_totals=sums, **traits
    )


KINDS: dict[Kind, Method] = {
    method.kind: method
    for method in (
        _method(Kind.YES_NO, yes_no, Decides.RULES, has_options=False),
        _method(Kind.SINGLE, single),
        _method(Kind.APPROVAL, approval),
        _method(Kind.SCORE, score),
        _method(Kind.RANKED, ranked, by_bundles=True),
        _method(Kind.ELECTION, election),
        _method(Kind.HANDS, hands, Decides.RULES, has_options=False, by_paper=False),
        _method(Kind.CONSENT, consent, has_options=False),
        _method(Kind.TEMPERATURE, temperature, Decides.NOBODY),
        _method(Kind.OBJECTION, objection, Decides.RULES, has_options=False),
    )
}


# ---- which rules go with which kind ------------------------------------------------------------------------------

_BY_GROUPS = {Kind.YES_NO, Kind.HANDS, Kind.CONSENT}
_IN_VOTES = {Kind.SCORE, Kind.RANKED}
_IN_THE_HALL = {Kind.HANDS, Kind.CONSENT}


def check_rules(kind: Kind, rule_set: RuleSet) -> None:
    """Can a body with these rules decide this way? RuleBroken if not. Asking for the mood is always possible."""
    if kind is Kind.TEMPERATURE:
        return
    if not rule_set.binding:
        raise RuleBroken(N_("恳谈会不作表决。"))
    if rule_set.objection_only and kind is not Kind.OBJECTION:
        raise RuleBroken(N_("按这套规则只能作异议表决。"))
    if kind is Kind.OBJECTION and not rule_set.objection_only:
        raise RuleBroken(N_("按这套规则不能作异议表决。"))
    if rule_set.by_groups and kind not in _BY_GROUPS:
        raise RuleBroken(N_("各组分别计票的规则只能表决赞成、反对、弃权。"))
    if kind in _IN_VOTES and (len(rule_set.measures) > 1 or Measure.AREA in rule_set.measures):
        raise RuleBroken(N_("打分和排序不能按面积计，也不能两项各算一次。"))
    if kind in _IN_THE_HALL and (rule_set.weighed or rule_set.quorum_of is not QuorumOf.PRESENT):
        raise RuleBroken(N_("举手和无异议通过只能在会场上按人数计。"))


def asks_everybody(kind: Kind) -> bool:
    """Whether each is to answer on a paper, and not only who objects."""
    return KINDS[kind].by_paper and kind not in (Kind.CONSENT, Kind.OBJECTION)
