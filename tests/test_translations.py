"""English is complete: every sentence the code or a page can say, with the same parameters."""

from __future__ import annotations

import re
import string

import pytest

from forum.translations import extract

CHINESE = re.compile(r"[一-鿿，。：；（）？！]")


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.fixture(scope="module")
def sources() -> dict[str, list[str]]:
    """With their places. Reading all code and pages takes seconds."""
    return extract.sources()


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    return extract.translations("en")


def test_the_sources_are_found(sources: dict[str, list[str]]) -> None:
    assert len(sources) > 300
    assert "请先登录。" in sources
    assert any(place.startswith("forum/topics/") for places in sources.values() for place in places)


def test_every_source_string_has_an_english_translation(sources: dict[str, list[str]], english: dict[str, str]) -> None:
    missing = {text: places[0] for text, places in sources.items() if not english.get(text)}
    assert not missing


def test_no_translation_is_left_whose_source_is_gone(sources: dict[str, list[str]], english: dict[str, str]) -> None:
    assert not set(english) - set(sources)


def test_translations_keep_the_parameters_of_their_source(english: dict[str, str]) -> None:
    wrong = {text: said for text, said in english.items() if said and fields_of(text) != fields_of(said)}
    assert not wrong


def test_english_sentences_hold_no_chinese_but_names(english: dict[str, str]) -> None:
    mixed = {text: said for text, said in english.items() if CHINESE.search(said) and text != "中文"}
    assert not mixed


def test_a_source_string_is_chinese_and_never_formatted_with_percent_signs(sources: dict[str, list[str]]) -> None:
    odd = [text for text in sources if re.search(r"%\(\w+\)s", text)]
    assert not odd


def test_a_source_string_has_chinese_punctuation(sources: dict[str, list[str]]) -> None:
    """Half-width marks between Chinese characters look broken on paper and on the wall."""
    broken = [text for text in sources if re.search(r"[\u4e00-\u9fff」][,;:?!]|[\u4e00-\u9fff][()]", text)]
    assert broken == []
