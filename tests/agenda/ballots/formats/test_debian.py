from __future__ import annotations

import pytest

from agenda.ballots.formats.debian import read
from agenda.ballots.formats.files import BadLine
from agenda.ballots.methods.ranked import Paper
from agenda.ballots.rules import Amount

HEAD = """
   The format is:
       "V: vote 		MD5SUM"
     Option 1--------->: Jeroen van Wolffelaar
   /  Option 2-------->: Ari Pollak
   |/  Option 3------->: None of the Above
   ||/
   |||
"""


def test_each_sign_is_an_options_rank() -> None:
    found = read(HEAD + "V: 213 		1d7b\nV: 3-1 		5983\nV: 81- 		5984\nV: 44- 		5985\n")
    assert [option.text for option in found.options] == ["Jeroen van Wolffelaar", "Ari Pollak", "None of the Above"]
    assert list(found.papers) == [
        Paper(((2,), (1,), (3,))), Paper(((3,), (1,))), Paper(((2,), (1,))), Paper(((1, 2),)),
    ]  # fmt: skip


def test_equal_papers_are_gathered_and_a_paper_of_dashes_is_blank() -> None:
    found = read(HEAD + "V: -1- a\nV: -3- b\nV: --- c\n")
    assert found.papers == {Paper(((2,),)): Amount(2), Paper(): Amount(1)}
    assert (found.seats, found.withdrawn, found.roll.entitled) == (1, (), 3)


@pytest.mark.parametrize(
    ("lines", "line", "sentence"),
    [
        ("V: 12 		1d7b", 9, "第 9 行：有 3 个选项，这里却有 2 个名次。"),
        ("V: 1234 		1d7b", 9, "第 9 行：有 3 个选项，这里却有 4 个名次。"),
        ("V: 1x3 		1d7b", 9, "第 9 行：选票应写成“V: 12-3”，每个选项一个名次或一个 -。"),
        ("V: 103 		1d7b", 9, "第 9 行：选票应写成“V: 12-3”，每个选项一个名次或一个 -。"),
        ("V:", 9, "第 9 行：选票应写成“V: 12-3”，每个选项一个名次或一个 -。"),
        ("  Option 5-->: X", 9, "第 9 行：这里应是第 4 个选项，写的却是第 5 个。"),
    ],
)
def test_a_mistake_is_named_by_its_line(lines: str, line: int, sentence: str) -> None:
    with pytest.raises(BadLine) as refused:
        read(HEAD + lines)
    assert (refused.value.line, refused.value.said(str)) == (line, sentence)
