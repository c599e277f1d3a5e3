"""A typed form as a question to be prepared: a text to be voted on, or one with options of its own."""

from __future__ import annotations

from fractions import Fraction

from agenda.ballots import forms
from agenda.ballots.forms import OPTION_KINDS, Typed
from agenda.ballots.methods.kinds import KINDS, Kind, check_rules
from agenda.ballots.questions import MOTION_KINDS, Question
from agenda.ballots.rule_sets import Basis, RuleSet, Test
from agenda.ballots.rules import check_secret
from forum.errors import N_, BadInput, RuleBroken, Sentence
from forum.forms import SENTENCES, Form, parse, text


class TextForm(Form):
    question: text(400)  # type: ignore[valid-type]


def kinds_for(rule_set: RuleSet) -> list[Kind]:
    return forms.kinds_allowed((*MOTION_KINDS, *OPTION_KINDS), rule_set)


def question(typed: Typed, rule_set: RuleSet) -> Question:
    """BadInput by field, or RuleBroken, for what cannot be put under the body's rules."""
    kind = str(typed.get("kind") or "")
    if kind in OPTION_KINDS:
        return forms.question(typed, rule_set)
    if kind not in MOTION_KINDS:
        raise BadInput({"kind": Sentence(SENTENCES["enum"])})
    form = parse(TextForm, {"question": typed.get("question", "")})
    return Question(Kind(kind), form.question, {}, bool(typed.get("is_secret")), forms.seconds(typed))


def check(asked: Question, rule_set: RuleSet) -> None:
    """May it be put under the rules of today? BadInput or RuleBroken if not. They are asked again as it is opened."""
    if asked.kind in MOTION_KINDS:
        check_rules(asked.kind, rule_set)
    else:
        asked.check(rule_set)
    if asked.is_secret:
        check_secret(rule_set)
        if not KINDS[asked.kind].by_paper:
            raise RuleBroken(N_("举手表决没有无记名的。"))


def typed_of(asked: Question) -> dict[str, str]:
    """The question as its form's fields, to be changed."""
    settings = asked.settings
    fields = {"kind": asked.kind.value, "question": asked.text, "seconds": str(asked.seconds or "")}
    if asked.is_secret:
        fields["is_secret"] = "1"
    fields["options"] = "\n".join(str(option["text"]) for option in settings.get("options", ()))
    fields |= {name: str(settings[name]) for name in ("most", "seats", "top", "unscored") if name in settings}
    if settings.get("write_ins"):
        fields["write_ins"] = "1"
    if settings.get("threshold"):
        half = Test(Basis.PARTICIPATING, Fraction(1, 2), strict=True)
        fields["threshold"] = "half" if Test.from_json(settings["threshold"]) == half else "rules"
    return fields
