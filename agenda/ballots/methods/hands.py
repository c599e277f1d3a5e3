"""举手: totals that a teller enters and a scrutineer confirms or corrects. They feed the plain yes/no/abstain decision.

The one "paper" of this kind is the tally sheet. Both figures stay on it, so that a correction can be seen for good.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from agenda.ballots.methods import wording
from agenda.ballots.methods.bases import PLAIN
from agenda.ballots.methods.papers import Pile, fields, malformed, number
from agenda.ballots.methods.results import json_safe
from agenda.ballots.rule_sets import RuleSet
from agenda.ballots.rules import Count, Roll, Tally
from forum.errors import N_, RuleBroken, Sentence


@dataclass(frozen=True)
class Settings:
    """`present` by group as frozen when the ballot opened; {"": 47} where the hall has no groups."""

    present: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, roll: Roll) -> Self:
        groups = {name: group.present for name, group in roll.groups.items()} or {"": roll.present}
        return cls(tuple(sorted(groups.items())))

    def check(self) -> None:
        """There is nothing that the chair could put wrongly."""

    def to_json(self) -> dict[str, Any]:
        return {"present": dict(self.present)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(tuple(sorted((str(group), int(present)) for group, present in data["present"].items())))


@dataclass(frozen=True)
class Hands:
    """The hands of one group, or of the whole hall (group "")."""

    for_: int
    against: int
    abstain: int
    group: str = ""

    @property
    def total(self) -> int:
        return self.for_ + self.against + self.abstain

    def to_json(self) -> dict[str, Any]:
        return {"group": self.group, "for": self.for_, "against": self.against, "abstain": self.abstain}

    @classmethod
    def from_json(cls, data: object) -> Self:
        for_, against, abstain, group = fields(data, "for", "against", "abstain", "group")
        if not isinstance(group, str):
            raise malformed()
        return cls(number(for_), number(against), number(abstain), group)


@dataclass(frozen=True)
class Paper:
    """The tally sheet, a row for each group. `scrutineer` None: nobody has confirmed it yet."""

    teller: tuple[Hands, ...]
    scrutineer: tuple[Hands, ...] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "teller", _by_group(self.teller))
        if self.scrutineer is not None:
            object.__setattr__(self, "scrutineer", _by_group(self.scrutineer))

    @property
    def is_blank(self) -> bool:
        return False

    @property
    def settled(self) -> tuple[Hands, ...] | None:
        """The figures that hold: the scrutineer's."""
        return self.scrutineer

    @property
    def corrected(self) -> bool:
        return self.scrutineer is not None and self.scrutineer != self.teller

    def to_json(self) -> dict[str, Any]:
        return {
            "teller": [hands.to_json() for hands in self.teller],
            "scrutineer": None if self.scrutineer is None else [hands.to_json() for hands in self.scrutineer],
        }

    def said(self, names: Mapping[int, str]) -> Sentence:
        """The figures that hold, or the teller's while nobody has confirmed them."""
        return wording.joined([_row(hands) for hands in self.settled or self.teller])

    @classmethod
    def from_json(cls, data: object) -> Self:
        teller, scrutineer = fields(data, "teller", "scrutineer")
        return cls(_rows(teller), None if scrutineer is None else _rows(scrutineer))


def _row(hands: Hands) -> Sentence:
    figures = {"for_": hands.for_, "against": hands.against, "abstain": hands.abstain}
    said = Sentence(N_("赞成 {for_}，反对 {against}，弃权 {abstain}"), figures)
    return Sentence(N_("{group}：{result}"), {"group": hands.group, "result": said}) if hands.group else said


def _by_group(rows: tuple[Hands, ...]) -> tuple[Hands, ...]:
    return tuple(sorted(rows, key=lambda hands: hands.group))


def _rows(data: object) -> tuple[Hands, ...]:
    if not isinstance(data, list):
        raise malformed()
    return tuple(Hands.from_json(row) for row in data)


def check_paper(settings: Settings, paper: Paper) -> None:
    """RuleBroken where more hands were counted than there are people, or a group is missing."""
    for rows in (paper.teller, paper.scrutineer):
        if rows is not None:
            _check_rows(dict(settings.present), rows)


def _check_rows(present: dict[str, int], rows: tuple[Hands, ...]) -> None:
    if [hands.group for hands in rows] != sorted(present):
        raise RuleBroken(N_("每个组要有一行票数，不多不少。"))
    for hands in rows:
        if min(hands.for_, hands.against, hands.abstain) < 0:
            raise RuleBroken(N_("票数不能是负数。"))
        if hands.total > present[hands.group]:
            raise RuleBroken(
                N_("举手共 {total}，多于在场的 {present} 人，请重新清点。"),
                total=hands.total,
                present=present[hands.group],
            )


# ---- the result --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HandsResult:
    """`tally` is what `rules.decide` takes; `silent` were present and raised no hand."""

    tally: Tally
    silent: int
    corrected: bool
    teller: tuple[Hands, ...]
    scrutineer: tuple[Hands, ...]
    sentences: tuple[Sentence, ...]

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = json_safe(self)
        return data


def count(settings: Settings, papers: Pile[Paper], roll: Roll, rule_set: RuleSet = PLAIN) -> HandsResult:
    """RuleBroken unless there is one sheet and the scrutineer has confirmed or corrected it."""
    sheets = [paper for paper in papers if paper is not None]
    if len(sheets) != 1:
        raise RuleBroken(N_("还没有录入举手的票数。") if not sheets else N_("举手的票数只能有一份。"))
    (sheet,) = sheets
    check_paper(settings, sheet)
    if sheet.settled is None:
        raise RuleBroken(N_("监票人还没有确认举手的票数。"))
    tally = _tally(sheet.settled)
    silent = sum(there for _, there in settings.present) - tally.participating
    return HandsResult(tally, silent, sheet.corrected, sheet.teller, sheet.settled, _sentences(tally, silent, sheet))


def _tally(rows: tuple[Hands, ...]) -> Tally:
    sums = (sum(figures) for figures in zip(*((row.for_, row.against, row.abstain) for row in rows), strict=True))
    for_, against, abstain = sums
    groups = {row.group: Count(row.for_, row.against, row.abstain) for row in rows if row.group}
    return Tally(for_, against, abstain, groups)


def _sentences(tally: Tally, silent: int, sheet: Paper) -> tuple[Sentence, ...]:
    figures = {"for_": tally.for_, "against": tally.against, "abstain": tally.abstain, "silent": silent}
    said = Sentence(N_("举手：赞成 {for_}，反对 {against}，弃权 {abstain}，未举手 {silent}"), figures)
    if not sheet.corrected:
        return (said, Sentence(N_("计票人清点，监票人确认")))
    counted = _tally(sheet.teller)
    before = {"for_": counted.for_, "against": counted.against, "abstain": counted.abstain}
    text = N_("监票人更正；计票人原先清点为：赞成 {for_}，反对 {against}，弃权 {abstain}")
    return (said, Sentence(text, before))
