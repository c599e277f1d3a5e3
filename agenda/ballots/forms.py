"""Typed forms as papers, questions and counted hands: what a page sends without scripts, and what its scripts send too.

Every field has a name of its own (`option-3`, `score-3`, `place-3`, `person-3`), so that a form is the same as fields
of a socket's event. `blank` is ticked by who abstains on purpose: nothing chosen may also be a slip.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from agenda.ballots.commands import Given
from agenda.ballots.methods import approval, election, hands, ranked, score, single, temperature
from agenda.ballots.methods.kinds import KINDS, Kind, check_rules
from agenda.ballots.methods.options import Options, options
from agenda.ballots.questions import Question
from agenda.ballots.rule_sets import Basis, RuleSet, Test
from forum.errors import N_, BadInput, RuleBroken, Sentence
from forum.forms import SENTENCES

Typed = Mapping[str, Any]
_HALF = Fraction(1, 2)
SHORTEST, LONGEST = 10, 3600
"""Seconds that a ballot's time may be."""

# ---- papers ------------------------------------------------------------------------------------------------------


def given(kind: Kind, settings: Mapping[str, Any], typed: Typed) -> Given:
    """What a voter gives. `paper`, where it is sent, is the paper's JSON; else it is read from the form's fields.

    BadInput where nothing is chosen and nobody said that this is meant.
    """
    receipt = str(typed.get("receipt") or "")
    if "paper" in typed:
        return Given(typed["paper"], receipt)
    if kind is Kind.YES_NO:
        return Given(typed.get("choice"), receipt)
    read = KINDS[kind].settings.from_json(settings)
    return Given(_READERS[kind](read, typed) if kind in _READERS else None, receipt)


def _objection(settings: Any, typed: Typed) -> dict[str, Any]:
    objects = str(typed.get("objects") or "")
    if objects not in {"0", "1"}:
        raise BadInput({"objects": Sentence(N_("请选有没有异议。"))})
    return {"objects": objects == "1"}


def _one(settings: single.Settings, typed: Typed) -> dict[str, Any]:
    chosen = str(typed.get("option") or "")
    if chosen == "blank":
        return {"option": None}
    if not chosen:
        raise _nothing()
    return {"option": _number("option", chosen)}


def _several(settings: approval.Settings, typed: Typed) -> dict[str, Any]:
    return {"options": _or_blank([one.id for one in settings.options if typed.get(f"option-{one.id}")], typed)}


def _scores(settings: score.Settings, typed: Typed) -> dict[str, Any]:
    written = _written("score", settings.options, typed)
    return {"scores": {str(option): value for option, value in _or_blank(written, typed)}}


def _ranks(settings: ranked.Settings, typed: Typed) -> dict[str, Any]:
    """Best first; gaps between the places say nothing."""
    places = _or_blank(_written("place", settings.options, typed), typed)
    return ranked.Paper.of(dict(places)).to_json()


def _election(settings: election.Settings, typed: Typed) -> dict[str, Any]:
    said = {one.id: str(typed.get(f"person-{one.id}") or "") for one in settings.options}
    names = [name.strip() for name in str(typed.get("write_ins") or "").splitlines() if name.strip()]
    _or_blank([one for one in said.values() if one] + names, typed)
    marked = {word: [one for one, choice in said.items() if choice == word] for word in ("for", "against")}
    return {**marked, "write_ins": names}


Reader = Callable[[Any, Typed], dict[str, Any]]
_READERS: dict[Kind, Reader] = {
    Kind.SINGLE: _one,
    Kind.TEMPERATURE: _one,
    Kind.APPROVAL: _several,
    Kind.SCORE: _scores,
    Kind.RANKED: _ranks,
    Kind.ELECTION: _election,
    Kind.CONSENT: _objection,
    Kind.OBJECTION: _objection,
}


def _written(name: str, of: Options, typed: Typed) -> list[tuple[int, int]]:
    """(option, number) of those that have a number."""
    found = [(one.id, str(typed.get(f"{name}-{one.id}") or "").strip()) for one in of]
    return [(option, _number(f"{name}-{option}", text)) for option, text in found if text]


def _or_blank(chosen: list[Any], typed: Typed) -> list[Any]:
    blank = bool(typed.get("blank"))
    if not chosen and not blank:
        raise _nothing()
    if chosen and blank:
        raise BadInput({"paper": Sentence(N_("勾了弃权，又作了选择：请只留一样。"))})
    return chosen


def _nothing() -> BadInput:
    return BadInput({"paper": Sentence(N_("还没有选。要弃权，请勾选弃权再投出。"))})


def _number(field: str, text: str) -> int:
    if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) < 10):
        raise BadInput({field: Sentence(SENTENCES["int_parsing"])})
    return int(text)


# ---- what the chair puts -----------------------------------------------------------------------------------------

SITTING_KINDS = (Kind.YES_NO, Kind.HANDS, Kind.CONSENT)
"""How a motion is voted on in a sitting: objections alone are for ballots in writing."""
OPTION_KINDS = (Kind.SINGLE, Kind.APPROVAL, Kind.SCORE, Kind.RANKED, Kind.ELECTION, Kind.TEMPERATURE)
THRESHOLDS = {
    "none": N_("不设门槛，得票多的选定"),
    "half": N_("须过参与表决的半数"),
    "rules": N_("须达到议事规则的多数"),
}


def kinds_allowed(of: Sequence[Kind], rule_set: RuleSet) -> list[Kind]:
    """Those that go with a body's rules, in the order given."""
    return [kind for kind in of if _may(kind, rule_set)]


def _may(kind: Kind, rule_set: RuleSet) -> bool:
    try:
        check_rules(kind, rule_set)
    except RuleBroken:
        return False
    return True


def seconds(typed: Typed) -> int | None:
    """The time a ballot has, from `seconds` or `minutes`; None for no limit."""
    field = "seconds" if typed.get("seconds") else "minutes"
    text = str(typed.get(field) or "").strip()
    if not text:
        return None
    value = _number(field, text) * (1 if field == "seconds" else 60)
    if not SHORTEST <= value <= LONGEST:
        params = {"least": SHORTEST, "most": LONGEST}
        raise BadInput({field: Sentence(N_("限时应在 {least} 到 {most} 秒之间。"), params)})
    return value


def motion_kind(typed: Typed) -> Kind:
    """How a motion is voted on; for and against unless it says otherwise."""
    return _kind(str(typed.get("kind") or Kind.YES_NO), SITTING_KINDS)


def _kind(text: str, known: Sequence[Kind]) -> Kind:
    if text not in known:
        raise BadInput({"kind": Sentence(SENTENCES["enum"])})
    return Kind(text)


def question(typed: Typed, rule_set: RuleSet) -> Question:
    """A question of its own, with the settings its kind has. BadInput with a sentence for each wrong field."""
    kind = _kind(str(typed.get("kind") or ""), OPTION_KINDS)
    wrong: dict[str, Sentence] = {}

    def read(field: str, default: int) -> int:
        try:
            text = str(typed.get(field) or "").strip()
            return _number(field, text) if text else default
        except BadInput as bad:
            wrong.update(bad.fields)
            return default

    try:
        limit = seconds(typed)
    except BadInput as bad:
        wrong |= bad.fields
        limit = None
    lines = [line.strip() for line in str(typed.get("options") or "").splitlines() if line.strip()]
    put = options(lines)
    settings = _settings(kind, put, typed, rule_set, read)
    asked = Question(
        kind, str(typed.get("question") or "").strip(), settings.to_json(), is_secret=bool(typed.get("is_secret")),
        seconds=limit,
    )  # fmt: skip
    for check in (settings.check, lambda: asked.check(rule_set)):
        try:
            check()
        except BadInput as bad:
            wrong = {**bad.fields, **wrong}
    if wrong:
        raise BadInput(wrong)
    return asked


def _settings(kind: Kind, put: Options, typed: Typed, rule_set: RuleSet, read: Callable[[str, int], int]) -> Any:
    threshold = _threshold(str(typed.get("threshold") or "none"), rule_set)
    seats = read("seats", 1)
    if kind is Kind.APPROVAL:
        return approval.Settings(put, read("most", max(1, len(put))), seats, threshold)
    if kind is Kind.SCORE:
        left_out = typed.get("unscored") == score.Unscored.LEFT_OUT
        return score.Settings(put, read("top", 5), score.Unscored.LEFT_OUT if left_out else score.Unscored.ZERO, seats)
    if kind is Kind.RANKED:
        return ranked.Settings(put, threshold)
    if kind is Kind.ELECTION:
        return election.Settings(put, seats, bool(typed.get("write_ins")), threshold)
    return temperature.Settings(put) if kind is Kind.TEMPERATURE else single.Settings(put, threshold)


def _threshold(name: str, rule_set: RuleSet) -> Test | None:
    if name == "half":
        return Test(Basis.PARTICIPATING, _HALF, strict=True)
    return rule_set.threshold if name == "rules" else None


# ---- hands -------------------------------------------------------------------------------------------------------


def groups_of(ballot_groups: Mapping[str, Any]) -> list[str]:
    """One row of counted hands each; "" is the whole hall."""
    return sorted(ballot_groups) or [""]


def hands_rows(typed: Typed, groups: Sequence[str]) -> list[hands.Hands]:
    """`for-1`, `against-1`, `abstain-1` of the first group and so on; an empty field is nobody. BadInput by field."""
    wrong: dict[str, Sentence] = {}
    rows = []
    for place, group in enumerate(groups, 1):
        counts = []
        for word in ("for", "against", "abstain"):
            try:
                counts.append(_number(f"{word}-{place}", str(typed.get(f"{word}-{place}") or "0").strip()))
            except BadInput as bad:
                wrong |= bad.fields
        if not wrong:
            rows.append(hands.Hands(counts[0], counts[1], counts[2], group))
    if wrong:
        raise BadInput(wrong)
    return rows
