from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.ballots.formats.readers import FORMATS, decoded, read, recognised
from forum.errors import BadInput, Refusal

NAUGHTY = Path(__file__).parents[5] / "shared" / "data" / "naughty-strings.json"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("3:A>B", "abif"),
        ('# x\n{title: "y"}\n', "abif"),
        ("=A:[甲]\n", "abif"),
        ("4 2 # four\n-2\n", "blt"),
        ("# remark\n 3 1\n", "blt"),
        ("Tally\n   Option 1--->: A\nV: 1 x\n", "debian"),
        ("2026年第三次会议纪要", None),
        ("", None),
    ],
)
def test_a_format_is_recognised_by_what_the_file_says(text: str, name: str | None) -> None:
    assert recognised(text) == name


def test_a_file_of_no_known_format_is_refused_with_a_sentence() -> None:
    with pytest.raises(BadInput) as refused:
        read("会议纪要")
    assert refused.value.said(str) == "看不出这是什么格式的选票文件；能读的有 ABIF、BLT 和 Debian 计票单。"
    with pytest.raises(BadInput):
        read("3:A>B", "csv")


def test_the_format_may_be_named() -> None:
    assert len(read("3:A>B", "abif").options) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_names_are_read_in_the_encodings_of_offices(encoding: str) -> None:
    data = "=A:[欧阳娜]\n=B:[阿依古丽·买买提]\n3:A>B\n".encode(encoding)
    assert [option.text for option in read(data).options] == ["欧阳娜", "阿依古丽·买买提"]


def test_an_old_tally_sheet_is_in_latin_1() -> None:
    assert "Raphaël" in decoded("Option 1-->: Raphaël\nV: 1 x\n".encode("latin-1"))


@given(st.text() | st.lists(st.sampled_from([*'0123456789>=,/-:[]{}#" \n', "Option 1->:", "V: 1", "甲"])).map("".join))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    for name in FORMATS:
        try:
            found = read(text, name)
        except Refusal as refused:
            assert refused.said(str)
        else:
            assert all(option.text for option in found.options) or '""' in text


@given(st.binary())
def test_any_bytes_are_read_or_refused_with_a_sentence(data: bytes) -> None:
    try:
        read(data)
    except Refusal as refused:
        assert refused.said(str)


def test_hostile_names_are_names() -> None:
    if not NAUGHTY.exists():
        pytest.skip(f"{NAUGHTY.name} is not here")
    for name in json.loads(NAUGHTY.read_text(encoding="utf-8")):
        if name.strip() and not set("[]") & set(name) and len(name.splitlines()) == 1:
            assert [option.text for option in read(f"=A:[{name}]\n1:A\n", "abif").options] == [name.strip()]
