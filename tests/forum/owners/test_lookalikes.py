from __future__ import annotations

import unicodedata

import pytest

from forum.owners import lookalikes
from forum.owners.lookalikes import outline, plain

GROUPS = lookalikes._GROUPS.split()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("郭偉強", "郭伟强"),
        ("郭偉强", "郭伟強"),
        ("張國華", "张国华"),
        ("鍾麗麗", "钟丽丽"),
        ("李已", "李己"),
        ("陈喆", "陈哲"),
        ("買買提·艾力", "买买提艾力"),
        ("王明（已故）", "王明"),
        ("John Smith", "johnsmith"),
    ],
)
def test_names_written_differently_have_one_outline(one: str, other: str) -> None:
    assert outline(one) == outline(other)
    assert plain(one) != plain(other)


@pytest.mark.parametrize(("one", "other"), [("王伟", "王维"), ("李娜", "李丽"), ("王明", "王明明"), ("张三", "章三")])
def test_other_names_have_another_outline(one: str, other: str) -> None:
    assert outline(one) != outline(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王　明", "王明"),
        ("买买提·艾力", "买买提•艾力"),
        ("ＪＯＨＮ", "john"),
        ("John  Smith", "john smith"),
        ("神", "神"),
    ],
)
def test_one_name_in_other_widths_blanks_or_dots_is_the_same_name(one: str, other: str) -> None:
    assert plain(one) == plain(other)


def test_every_character_stands_in_one_group_only_and_in_its_plain_form() -> None:
    characters = [character for group in GROUPS for character in group]
    assert len(characters) == len(set(characters))
    assert all(len(group) > 1 for group in GROUPS)
    assert all(unicodedata.normalize("NFKC", character) == character for character in characters)
