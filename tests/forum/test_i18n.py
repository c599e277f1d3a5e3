"""What is said is said in the reader's language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from forum import i18n
from forum.errors import N_, BadInput, RuleBroken, Sentence


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> Any:
    words = {
        "还差 {missing} 人附议。": "{missing} more seconds are needed.",
        "赞成 {for_}，{outcome}": "{for_} for: {outcome}",
        "通过": "carried",
        "请填写。": "Please fill this in.",
    }
    monkeypatch.setattr(i18n, "catalogue", lambda code: words if code == "en" else {})
    token = i18n.language.set("en")
    yield
    i18n.language.reset(token)


def test_a_refusal_is_said_in_the_reader_s_language(english: None) -> None:
    refusal = RuleBroken(N_("还差 {missing} 人附议。"), missing=2)
    assert refusal.said(i18n.translate) == "2 more seconds are needed."
    assert refusal.said(i18n.translator("zh")) == "还差 2 人附议。"


def test_sentences_inside_sentences_are_translated_too(english: None) -> None:
    verdict = Sentence("赞成 {for_}，{outcome}", {"for_": 31, "outcome": Sentence("通过")})
    assert i18n.say(verdict) == "31 for: carried"
    assert verdict.said(i18n.translator("zh")) == "赞成 31，通过"


def test_what_has_no_translation_yet_is_said_in_chinese(english: None) -> None:
    assert i18n.say("还没有译文") == "还没有译文"


def test_bad_input_names_the_field_and_says_its_sentence() -> None:
    refusal = BadInput({"title": Sentence("请填写。"), "text": Sentence("最多 {most} 个字。", {"most": 5})})
    assert (refusal.status, refusal.said(str)) == (422, "请填写。")
    assert refusal.fields["text"].said(str) == "最多 5 个字。"


def test_what_people_wrote_never_becomes_markup_or_a_parameter() -> None:
    written = "<script>alert(1)</script>{name}%s"
    assert "<script>" not in i18n.say_html("议题「{title}」", title=written)
    assert "{name}%s" in i18n.say_html("议题「{title}」", title=written)
    assert i18n.say("议题「{title}」", title=written) == f"议题「{written}」"
    said = str(i18n.say_html(Sentence("议题「{title}」", {"title": written})))
    assert "<script>" not in said


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-US,en;q=0.9", "en"),
        ("en", "en"),
        ("fr-FR,fr;q=0.9", "zh"),
        ("*", "zh"),
        (";;;,,,q=", "zh"),
        ("ug-CN,zh-CN;q=0.9", "zh"),
    ],
)
def test_the_browser_s_first_language_counts(header: str, language: str) -> None:
    assert i18n.preferred(header) == language


def test_days_and_hours_are_said_as_people_here_say_them() -> None:
    moment = datetime(2026, 11, 20, 16, 5, tzinfo=UTC)
    assert i18n.moment(moment) == "2026年11月21日 00:05"
    assert i18n.day(date(2026, 12, 1)) == "2026年12月1日"
    assert (i18n.day(None), i18n.hour(None), i18n.moment(None)) == ("", "", "")
    token = i18n.language.set("en")
    try:
        assert i18n.day(moment) == "21 Nov 2026"
    finally:
        i18n.language.reset(token)


def test_only_our_own_sentences_may_hold_marks() -> None:
    """A rule set's title goes through `_` too, and its office may have written anything."""
    assert i18n.say_html("<b>规则</b>") == "&lt;b&gt;规则&lt;/b&gt;"
    assert i18n.say_html("社区") == "社区"
    assert i18n.say_html("<i>{x}</i>", x="<u>") == "&lt;i&gt;&lt;u&gt;&lt;/i&gt;"
