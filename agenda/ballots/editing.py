"""A body's own copy of a rule set, from the fields of a form: every mistake is answered by field, all at once.

Fields are text as typed; what a field leaves out stays as it was. Boxes are "on", "1", "true" or "yes", or else off: a
form sends `boxes` with the names of those it shows, for a box that is not ticked is not sent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from agenda.ballots.body_rules import CUSTOM, ImpossibleRules, QuorumOf, RuleSet
from agenda.ballots.shares import Basis, Measure, Test
from forum.errors import N_, BadInput, Sentence

BOXES = (
    "by_groups", "may_change_vote", "chair_breaks_tie", "objection_only", "may_be_secret", "recusal_leaves_roll",
    "remote_counts", "proxied_counts", "short_notice_blocks", "silence_binds", "next_in_line",
)  # fmt: skip
LIMITS = {"title": 40, "citation": 200, "silence_clause": 500}
"""Longest texts, in characters."""
MOST = {"proxies_at_most": 20, "notice_days": 60}
LARGEST_PART = 1000
"""Of a share's two numbers: what nobody can read out is a slip."""

COUNTED = {
    "heads": (Measure.HEADS,),
    "heads_and_area": (Measure.HEADS, Measure.AREA),
    "area": (Measure.AREA,),
    "heads_and_votes": (Measure.HEADS, Measure.VOTES),
    "votes": (Measure.VOTES,),
}
COUNTED_NAMES = {
    "heads": N_("人数（一人或一单位一票）"),
    "heads_and_area": N_("人数和专有部分面积，都要达到"),
    "area": N_("专有部分面积"),
    "heads_and_votes": N_("人数和票权，都要达到"),
    "votes": N_("票权"),
}
QUORUM_OF_NAMES = {
    QuorumOf.PRESENT: N_("到会的人"),
    QuorumOf.PARTICIPATING: N_("交回选票的人（书面表决）"),
    QuorumOf.DELIVERED: N_("送达的人（异议表决）"),
}

_ON = frozenset({"on", "1", "true", "yes"})
_SHARE = re.compile(r"(\d{1,6})\s*/\s*(\d{1,6})|(\d{1,3}(?:\.\d{1,4})?)\s*%|1")
_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

Typed = Mapping[str, str]


class _Wrong(Exception):
    """`field` where it is not the one that is read: a threshold stands in two."""

    def __init__(self, text: str, field: str = "", **params: Any) -> None:
        super().__init__(text)
        self.sentence, self.field = Sentence(text, params), field


def edited(rule_set: RuleSet, typed: Typed) -> RuleSet:
    """The custom copy, one version on. BadInput with a sentence for each field that cannot be taken.

    Fields: title, citation, in_force, counted (a key of `COUNTED`), quorum_of, quorum_share and quorum_strict (an empty
    share asks for none), threshold_basis, threshold_share and threshold_strict (an empty share decides nothing),
    seats, proxies_at_most, notice_days, silence_clause, and `BOXES`.
    """
    changes: dict[str, Any] = {}
    wrong: dict[str, Sentence] = {}
    for field, read in _READ.items():
        if any(name in typed for name in _SENT_AS.get(field, (field,))):
            try:
                changes[field] = read(rule_set, typed)
            except _Wrong as error:
                wrong[error.field or _SHOWN_AT.get(field, field)] = error.sentence
    boxes = typed.get("boxes", "").split()
    changes |= {name: _on(typed, name) for name in BOXES if name in typed or name in boxes}
    if changes.get("citation") == rule_set.citation and _decides_otherwise(rule_set, changes):
        wrong["citation"] = Sentence(N_("规则改过了，就不再是原来的依据，请写本组织自己的依据。"))
    if wrong:
        raise BadInput(wrong)
    if _kept_date_of_another_text(rule_set, changes):
        del changes["in_force"]
    try:
        return rule_set.edited(**changes)
    except ImpossibleRules as impossible:
        raise BadInput({_SHOWN_AT.get(name, name): said for name, said in impossible.fields.items()}) from None


def _decides_otherwise(rule_set: RuleSet, changes: Mapping[str, Any]) -> bool:
    """A preset's law is not the ground of another majority."""
    if rule_set.preset == CUSTOM:
        return False
    deciding = {"quorum", "threshold", "measures", "quorum_of", "by_groups", "objection_only"}
    return any(name in changes and changes[name] != getattr(rule_set, name) for name in deciding)


def _kept_date_of_another_text(rule_set: RuleSet, changes: Mapping[str, Any]) -> bool:
    """A form sends the date it was shown with: under a citation of the body's own it is still the preset's law's."""
    own = changes.get("citation", rule_set.citation) != rule_set.citation
    return rule_set.preset != CUSTOM and own and changes.get("in_force") == rule_set.in_force and "in_force" in changes


def fields_of(rule_set: RuleSet) -> dict[str, str]:
    """The form as it is first shown; `edited` with it changes nothing but the version."""
    quorum, threshold = rule_set.quorum, rule_set.threshold
    counted = next((name for name, measures in COUNTED.items() if measures == rule_set.measures), "heads")
    return {
        "title": rule_set.title,
        "citation": rule_set.citation,
        "in_force": rule_set.in_force.isoformat() if rule_set.in_force else "",
        "counted": counted,
        "quorum_of": rule_set.quorum_of.value,
        "quorum_share": str(quorum.share) if quorum else "",
        "quorum_strict": "on" if quorum and quorum.strict else "",
        "threshold_basis": (threshold.basis if threshold else Basis.PRESENT).value,
        "threshold_share": str(threshold.share) if threshold else "",
        "threshold_strict": "on" if threshold and threshold.strict else "",
        "seats": rule_set.seats,
        "proxies_at_most": str(rule_set.proxies_at_most),
        "notice_days": str(rule_set.notice_days),
        "silence_clause": rule_set.silence_clause,
        **{name: "on" if getattr(rule_set, name) else "" for name in BOXES},
    }


# ---- fields ------------------------------------------------------------------------------------------------------


def _on(typed: Typed, name: str) -> bool:
    return typed.get(name, "").strip().casefold() in _ON


def _text(name: str, *, required: bool = True) -> Callable[[RuleSet, Typed], str]:
    def read(_: RuleSet, typed: Typed) -> str:
        text = _NOT_TEXT.sub("", typed[name]).strip()
        text = text if name == "silence_clause" else " ".join(text.split())
        if required and not text:
            raise _Wrong(N_("请填写这一项。"))
        if len(text) > LIMITS[name]:
            raise _Wrong(N_("最多 {most} 个字，现在是 {count} 个。"), most=LIMITS[name], count=len(text))
        return text

    return read


def _number(name: str) -> Callable[[RuleSet, Typed], int]:
    def read(_: RuleSet, typed: Typed) -> int:
        text = unicodedata.normalize("NFKC", typed[name]).strip()
        if not re.fullmatch(r"[0-9]{1,6}", text):
            raise _Wrong(N_("请填一个整数。"))
        if int(text) > MOST[name]:
            raise _Wrong(N_("不能大于 {most}。"), most=MOST[name])
        return int(text)

    return read


def _day(_: RuleSet, typed: Typed) -> date | None:
    text = unicodedata.normalize("NFKC", typed["in_force"]).strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _Wrong(N_("请填一个日期，例如 2026-12-10。")) from None


def _one_of(name: str, known: type[StrEnum]) -> Callable[[RuleSet, Typed], Any]:
    def read(_: RuleSet, typed: Typed) -> Any:
        if typed[name] not in {one.value for one in known}:
            raise _Wrong(N_("请从列表中选一项。"))
        return known(typed[name])

    return read


def _counted(_: RuleSet, typed: Typed) -> tuple[Measure, ...]:
    if typed["counted"] not in COUNTED:
        raise _Wrong(N_("请从列表中选一项。"))
    return COUNTED[typed["counted"]]


def _seats(_: RuleSet, typed: Typed) -> str:
    if typed["seats"] not in ("members", "units"):
        raise _Wrong(N_("请从列表中选一项。"))
    return typed["seats"]


def _quorum(_: RuleSet, typed: Typed) -> Test | None:
    return _tested(typed, "quorum", Basis.ENTITLED)


def _threshold(rule_set: RuleSet, typed: Typed) -> Test | None:
    if "threshold_basis" in typed:
        return _tested(typed, "threshold", _one_of("threshold_basis", Basis)(rule_set, typed))
    return _tested(typed, "threshold", rule_set.threshold.basis if rule_set.threshold else Basis.PRESENT)


def _tested(typed: Typed, name: str, basis: Basis) -> Test | None:
    text = unicodedata.normalize("NFKC", typed.get(f"{name}_share", "")).strip()
    if not text:
        return None
    try:
        share, strict = share_of(text), _on(typed, f"{name}_strict")
    except _Wrong as error:
        raise _Wrong(error.sentence.text, f"{name}_share") from None
    if strict and share == 1:
        raise _Wrong(N_("没有人能超过全体；要全体同意，请选“以上”。"), f"{name}_share")
    return Test(basis, share, strict)


def share_of(text: str) -> Fraction:
    """2/3, 66.5% or 1, exactly."""
    found = _SHARE.fullmatch(text.replace("\u2044", "/"))
    if not found or (found[2] and not int(found[2])):
        raise _Wrong(N_("请写成分数或百分数，例如 2/3 或 60%。"))
    top, bottom, hundredths = found.groups()
    share = Fraction(hundredths) / 100 if hundredths else Fraction(int(top or 1), int(bottom or 1))
    if not 0 < share <= 1:
        raise _Wrong(N_("要大于 0，不能超过全体。"))
    if share.denominator > LARGEST_PART:
        raise _Wrong(N_("这个分数念不出来，请用简单些的，例如 2/3。"))
    return share


_READ: dict[str, Callable[[RuleSet, Typed], Any]] = {
    "title": _text("title"),
    "citation": _text("citation"),
    "in_force": _day,
    "measures": _counted,
    "quorum_of": _one_of("quorum_of", QuorumOf),
    "quorum": _quorum,
    "threshold": _threshold,
    "seats": _seats,
    "proxies_at_most": _number("proxies_at_most"),
    "notice_days": _number("notice_days"),
    "silence_clause": _text("silence_clause", required=False),
}
_SENT_AS = {"measures": ("counted",), "quorum": ("quorum_share",), "threshold": ("threshold_share",)}
_SHOWN_AT = {"measures": "counted", "quorum": "quorum_share", "threshold": "threshold_basis"}
