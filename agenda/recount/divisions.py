"""Named divisions: who voted how, beside what the official record made of it. Each is decided again from the votes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from agenda.ballots import rules
from agenda.ballots.rule_sets import PRESETS, RuleSet
from agenda.ballots.rules import Choice, Paper, Roll, Tally
from agenda.recount.papers import Unreadable
from forum.errors import N_, RuleBroken, Sentence

CHOICES = {"yes": Choice.FOR, "no": Choice.AGAINST, "abstain": Choice.ABSTAIN}
PRESENT, ABSENT = "present", "absent"
PASSED = {True: "passed", False: "negatived"}
FIGURES = ("present", "vote", "yes", "no", "abstain", "result")
WHOLE = "all"


@dataclass(frozen=True)
class Division:
    """`computed` and `official` are figures and result by part; `differences` name what is not the same."""

    date: str
    number: str
    computed: Mapping[str, Mapping[str, Any]]
    overall: str
    official: Mapping[str, Mapping[str, Any]]
    official_overall: str
    differences: tuple[Sentence, ...]


def divisions(data: Mapping[str, Any], rule: RuleSet | None = None) -> tuple[Division, ...]:
    """Raises Unreadable with the number of the division. `rule` is taken as it is, quorum and all."""
    found = data["divisions"]
    if not isinstance(found, list):
        raise Unreadable(N_("divisions：应是各次点名表决的列表。"))
    return tuple(_division(at, one, rule) for at, one in enumerate(found, 1))


def _division(at: int, data: Any, rule: RuleSet | None) -> Division:
    try:
        votes = [(str(member), str(group), str(vote)) for member, group, vote in data["votes"]]
        two_groups, official, overall = bool(data["two_groups"]), dict(data["official"]), str(data["overall"])
        official = {str(part): dict(figures) for part, figures in official.items()}
        named = str(data["date"]), str(data["number"])
    except (KeyError, TypeError, ValueError):
        raise _wrong(at, Sentence(N_("应有 date、number、two_groups、official、overall 和 votes。"))) from None
    _check_votes(at, votes)
    computed, decided = _decided(at, votes, rule or _usual(two_groups))
    return Division(*named, computed, decided, official, overall, _differences(computed, decided, official, overall))


def _usual(two_groups: bool) -> RuleSet:
    """More than half of those present; the official record asks for no quorum."""
    return replace(PRESETS["two_groups" if two_groups else "simple"], quorum=None)


def _check_votes(at: int, votes: list[tuple[str, str, str]]) -> None:
    for member, _, vote in votes:
        if vote not in {*CHOICES, PRESENT, ABSENT}:
            raise _wrong(at, Sentence(N_("{member}的票读不懂：{vote}"), {"member": member, "vote": vote[:40]}))
    for member, number in Counter(member for member, _, _ in votes).items():
        if number > 1:
            raise _wrong(at, Sentence(N_("{member}出现了 {number} 次"), {"member": member, "number": number}))


def _wrong(at: int, why: Sentence) -> Unreadable:
    return Unreadable(N_("第 {at} 次点名表决：{why}"), at=at, why=why)


def _decided(at: int, votes: list[tuple[str, str, str]], rule: RuleSet) -> tuple[dict[str, dict[str, Any]], str]:
    tally = Tally.count(Paper(CHOICES[vote], group) for _, group, vote in votes if vote in CHOICES)
    roll = Roll.of((group, vote != ABSENT) for _, group, vote in votes)
    try:
        verdict = rules.decide(rule, tally, roll)
    except (ValueError, RuleBroken):
        raise _wrong(at, Sentence(N_("不能按这套规则计票。"))) from None
    parts = {part.group: part for part in verdict.groups} or {WHOLE: verdict.figures}
    figures = {
        name: dict(zip(
            FIGURES,
            (part.present, part.participating, part.for_, part.against, part.abstain, PASSED[part.met]),
            strict=True,
        ))
        for name, part in parts.items()
    }  # fmt: skip
    return figures, PASSED[verdict.carried]


def _differences(
    computed: Mapping[str, Mapping[str, Any]], decided: str, official: Mapping[str, Mapping[str, Any]], overall: str
) -> tuple[Sentence, ...]:
    rows = [
        (f"{part} {figure}", official.get(part, {}).get(figure), computed.get(part, {}).get(figure))
        for part in sorted({*computed, *official})
        for figure in FIGURES
    ]
    rows.append(("overall", overall, decided))
    text = N_("{what}：公布的是 {announced}，重新计算是 {counted}")
    return tuple(
        Sentence(
            text,
            {
                "what": what,
                "announced": told if told is not None else "—",
                "counted": found if found is not None else "—",
            },
        )
        for what, told, found in rows
        if told != found
    )
