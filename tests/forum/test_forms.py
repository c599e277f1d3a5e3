"""What people type: kept, cleaned of what hides in it, or refused by field with a sentence."""

from __future__ import annotations

import json
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from forum.errors import BadInput
from forum.forms import Form, line, optional_line, parse, text

NAUGHTY = Path(__file__).parents[3] / "shared" / "data" / "naughty-strings.json"


class Colour(StrEnum):
    RED = "red"


class Everything(Form):
    title: line(10) = "题"  # type: ignore[valid-type]
    note: optional_line(10) = ""  # type: ignore[valid-type]
    words: text(20) = "文"  # type: ignore[valid-type]
    colour: Colour = Colour.RED
    number: int = 1
    day: date = date(2026, 12, 10)
    hour: time = time(19, 30)


def refused(**typed: Any) -> dict[str, str]:
    with pytest.raises(BadInput) as caught:
        parse(Everything, typed)
    return {name: sentence.said(str) for name, sentence in caught.value.fields.items()}


def test_lines_are_one_line_and_texts_keep_theirs() -> None:
    form = parse(Everything, {"title": "  下水道\r\n堵了  ", "words": " 第一行\r\n第二行\r第三行 "})
    assert form.title == "下水道 堵了"
    assert form.words == "第一行\n第二行\n第三行"


def test_characters_that_hide_or_turn_text_are_taken_out() -> None:
    assert parse(Everything, {"title": "赞\u202e成\u2066反对\u0007\x00"}).title == "赞成反对"
    # What belongs to names and emoji stays.
    assert parse(Everything, {"title": "买买提·\u200d👨‍👩‍👧"}).title == "买买提·\u200d👨‍👩‍👧"


@pytest.mark.parametrize("empty", ["", "   ", "\r\n", "\u3000", "\u202e", "\x00"])
def test_what_is_empty_is_asked_for(empty: str) -> None:
    assert refused(title=empty) == {"title": "请填写这一项。"}
    assert refused(words=empty) == {"words": "请填写这一项。"}
    assert parse(Everything, {"note": empty}).note == ""


def test_what_is_too_long_says_how_long_it_may_be() -> None:
    assert parse(Everything, {"title": "字" * 10}).title == "字" * 10
    said = refused(title="字" * 11)["title"]
    assert "10" in said and "11" in said
    assert "10000" in refused(words="字" * 10_000)["words"]


def test_characters_outside_the_bmp_count_as_one() -> None:
    assert parse(Everything, {"title": "𠮷" * 10}).title == "𠮷" * 10
    assert "title" in refused(title="𠮷" * 11)


def test_each_kind_of_field_has_a_sentence_of_its_own() -> None:
    said = refused(title="", colour="blue", number="x", day="31/12/2026", hour="later")
    assert set(said) == {"title", "colour", "number", "day", "hour"}
    assert "列表" in said["colour"]
    assert "整数" in said["number"]
    assert "2026-12-10" in said["day"]


def test_every_field_that_is_wrong_is_named_at_once() -> None:
    assert set(refused(title="", words="", note="字" * 11)) == {"title", "words", "note"}


def test_a_lone_surrogate_is_refused_and_not_stored() -> None:
    assert "title" in refused(title="a\ud800b")


def test_unknown_fields_are_nobodys_business() -> None:
    form = parse(Everything, {"title": "题", "roles": "administrator", "__class__": "x"})
    assert not hasattr(form, "roles")


@given(some.text())
def test_any_text_is_stored_clean_or_refused_with_a_sentence(typed: str) -> None:
    try:
        form = parse(Everything, {"title": typed, "words": typed, "note": typed})
    except BadInput as refusal:
        assert all(sentence.said(str) for sentence in refusal.fields.values())
        return
    for taken in (form.title, form.words, form.note):
        assert taken.encode()
        assert taken == taken.strip()
        assert not set(taken) & set("\x00\x07\x7f\u202a\u202e\u2066\u2069\r")
    assert "\n" not in form.title + form.note


@given(some.text(max_size=10))
def test_what_was_taken_is_taken_again_unchanged(typed: str) -> None:
    try:
        once = parse(Everything, {"title": typed}).title
    except BadInput:
        return
    assert parse(Everything, {"title": once}).title == once


def test_hostile_strings_are_taken_as_text_or_refused() -> None:
    if not NAUGHTY.exists():
        pytest.skip(f"{NAUGHTY.name} is not here")
    taken = 0
    for typed in json.loads(NAUGHTY.read_text(encoding="utf-8")):
        try:
            taken += bool(parse(Everything, {"words": typed[:20]}).words)
        except BadInput:
            continue
    assert taken > 400
