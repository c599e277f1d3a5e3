"""English is complete: every sentence the code or a page can say, with the same parameters."""

from __future__ import annotations

import re
import string

import pytest

from forum.translations.extract import sources, translations

FIELDS = re.compile(r"[一-鿿]")


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    return translations("en")


def test_every_source_string_has_an_english_translation(english: dict[str, str]) -> None:
    missing = {text: places[0] for text, places in sources().items() if not english.get(text)}
    assert not missing


def test_no_translation_is_left_whose_source_is_gone(english: dict[str, str]) -> None:
    assert not set(english) - set(sources())


def test_translations_keep_the_parameters_of_their_source(english: dict[str, str]) -> None:
    wrong = {text: said for text, said in english.items() if said and fields_of(text) != fields_of(said)}
    assert not wrong


def test_english_sentences_hold_no_chinese_but_quoted_names(english: dict[str, str]) -> None:
    mixed = {text: said for text, said in english.items() if FIELDS.search(said) and text != "中文"}
    assert not mixed


def test_a_source_string_is_chinese_and_never_formatted_with_percent_signs() -> None:
    odd = [text for text in sources() if re.search(r"%\(\w+\)s", text)]
    assert not odd
