"""Two characters are enough: whatever stands in a text is found in it, however it is typed, and nothing breaks."""

from __future__ import annotations

import functools
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.search import rules
from forum.search.index import PUBLIC, Index, Narrowed, Readable, Row

CHINESE = st.text("电梯加装费用楼道灯坏了下水堵塞停车位，。 3a", min_size=1, max_size=30)
ANYTHING = st.text(max_size=80)


def found(index: Index, typed: str) -> list[int]:
    asked = rules.question(typed)
    if not asked.words:
        return []
    words = rules.expression(asked)
    return [hit.number for hit in index.hits(words, f"title : ({words})", Readable(PUBLIC), Narrowed(), 50, 0)]


def indexed(path: Path, *documents: tuple[str, str, str]) -> Index:
    index = Index(path / "words.sqlite3")
    for number, (title, text, day) in enumerate(documents, 1):
        row = Row("topic", number, PUBLIC, date.fromisoformat(day), "asked", "", None,
                  rules.joined(rules.tokens(title)), rules.joined(rules.tokens(text)), "")  # fmt: skip
        index.put("topic", [number], [row])
    return index


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return Index(tmp_path_factory.mktemp("index") / "words.sqlite3")


@given(CHINESE, st.integers(0, 29), st.integers(1, 12))
def test_whatever_stands_in_a_text_is_found(empty: Index, text: str, at: int, length: int) -> None:
    row = Row("topic", 1, PUBLIC, date(2026, 1, 1), "asked", "", None, "", rules.joined(rules.tokens(text)), "")
    empty.put("topic", [1], [row])
    word = text[at : at + length]
    asked = rules.question(word)
    if asked.words and not word[:1].isascii():
        assert found(empty, word) == [1], (text, word)
        assert rules.holds(text, asked)
        assert any(is_word for _, is_word in rules.marked(text, asked))


@given(CHINESE, CHINESE)
def test_what_does_not_stand_there_is_not_found(empty: Index, text: str, typed: str) -> None:
    row = Row("topic", 1, PUBLIC, date(2026, 1, 1), "asked", "", None, "", rules.joined(rules.tokens(text)), "")
    empty.put("topic", [1], [row])
    if found(empty, typed):
        assert rules.holds(text, rules.question(typed))


@given(ANYTHING)
def test_no_question_breaks_the_search(empty: Index, typed: str) -> None:
    found(empty, typed)
    asked = rules.question(typed)
    assert len(asked.words) <= rules.MOST_WORDS and all(word for word in asked.words)
    for word in rules.shorter(asked):
        assert rules.question(word).words


HOSTILE = ('"', "电梯\"", "a AND", "NEAR(电梯)", "title:电梯", "电*梯", "(", "电梯 OR", "--", "'; DROP TABLE doc; --",
           "😀", "电梯😀加装", "\x00电梯", "电梯" * 5000, "^电梯", "{电梯}", "%", "_", "電梯",
           "\ud7ff", "ａｂ")  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_operators_quotes_and_signs_are_words_or_nothing(empty: Index, typed: str) -> None:
    found(empty, typed)


@given(ANYTHING, ANYTHING)
def test_marking_and_quoting_change_nothing_of_the_words(text: str, typed: str) -> None:
    asked = rules.question(typed)
    assert "".join(part for part, _ in rules.marked(text, asked)) == text
    assert len("".join(part for part, _ in rules.quoted(text, asked))) <= rules.BEFORE + rules.AFTER + 2


def test_old_characters_widths_capitals_and_blanks_are_one(tmp_path: Path) -> None:
    index = indexed(tmp_path, ("3号楼加装电梯", "费用按楼层分摊，WiFi覆盖", "2026-01-01"))
    for typed in ("電梯", "3號樓", "３号楼", "wifi", "WIFI", "楼层 电梯", "梯"):
        assert found(index, typed) == [1], typed
    for typed in ("13号楼", "电 机", "层楼", "ifi"):
        assert found(index, typed) == [], typed


def test_the_title_comes_before_the_text_and_the_newer_before_the_older(tmp_path: Path) -> None:
    index = indexed(
        tmp_path,
        ("停车", "电梯", "2026-03-01"),
        ("电梯", "停车", "2026-01-01"),
        ("停车", "电梯间", "2026-04-01"),
        ("加装电梯", "", "2026-02-01"),
    )
    assert found(index, "电梯") == [4, 2, 3, 1]


def test_a_quotation_shows_the_word_and_no_marks_of_markdown() -> None:
    asked = rules.question("井盖")
    quoted = rules.quoted("# 一、概况\n\n" + "前面的话" * 30 + "**3号楼前的井盖**破了" + "后面的话" * 60, asked)
    said = "".join(part for part, _ in quoted)
    assert ("井盖", True) in quoted and "*" not in said and "#" not in said
    assert said.startswith("…") and said.endswith("…")


def test_a_longer_question_is_cut_and_says_so() -> None:
    assert rules.question("电梯" * 5000).cut and not rules.question("电梯").cut
    assert rules.question("甲乙 " * 20).words == ("甲乙",)


def test_shorter_words_are_offered_where_nothing_was_found() -> None:
    assert rules.shorter(rules.question("电梯加装")) == ["电梯", "加装", "梯加"]
    assert rules.shorter(rules.question("电梯 费用")) == ["电梯", "费用"]
    assert rules.shorter(rules.question("电梯")) == []


def test_letters_may_be_how_a_title_sounds() -> None:
    assert {"dt", "dianti", "t", "ti"} == set(rules.sounds(["dian", "ti"]))
    assert rules.question("DT").letters == "dt" and not rules.question("3d").letters


def test_an_index_that_is_broken_or_of_another_shape_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "words.sqlite3"
    path.write_text("this is no database, but it is long enough to be mistaken for one" * 20)
    index = indexed(tmp_path, ("电梯", "", "2026-01-01"))
    assert found(index, "电梯") == [1] and path.stat().st_mode & 0o077 == 0
    index.close()


def test_an_index_that_cannot_be_written_now_says_so_at_once_and_keeps_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a full disk: making it anew would fail again and again."""
    index, real = indexed(tmp_path, ("电梯", "", "2026-01-01")), sqlite3.connect
    index.close()

    class Full(sqlite3.Connection):
        def execute(self, *_: Any) -> Any:
            raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("sqlite3.connect", functools.partial(real, factory=Full))
    with pytest.raises(sqlite3.OperationalError, match="full") as raised:
        index.documents()
    assert raised.value.__context__ is None, "tried once"
    monkeypatch.setattr("sqlite3.connect", real)
    assert index.documents() == 1
    index.close()
