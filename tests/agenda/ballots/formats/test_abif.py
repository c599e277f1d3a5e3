from __future__ import annotations

import pytest

from agenda.ballots.formats.abif import read
from agenda.ballots.formats.files import BadLine, RankedFile
from agenda.ballots.rules import Amount

DECLARED = "=A:[甲方案]\n=B:[乙 方案]\n=C:Third\n"


def rows(found: RankedFile) -> list[tuple[str, int]]:
    """Papers as "甲>乙=丙" with their number."""
    names = {option.id: option.text for option in found.options}
    return [
        (">".join("=".join(names[one] for one in rank) for rank in paper.ranks), held.heads)
        for paper, held in found.papers.items()
    ]


def test_a_line_is_so_many_papers_ranked() -> None:
    found = read("3:A>B>C\n2:B\n")
    assert [option.text for option in found.options] == ["A", "B", "C"]
    assert rows(found) == [("A>B>C", 3), ("B", 2)]
    assert found.roll.entitled == 5


def test_options_may_be_named_in_full_and_by_a_short_name() -> None:
    found = read(DECLARED + '4:A>[乙 方案]>"Third"\n1:[甲方案]=C\n')
    assert [option.text for option in found.options] == ["甲方案", "乙 方案", "Third"]
    assert rows(found) == [("甲方案>乙 方案>Third", 4), ("甲方案=Third", 1)]


@pytest.mark.parametrize(
    ("line", "ranking"),
    [
        ("1:A>B=C", "A>B=C"),
        ("1: A > B = C ", "A>B=C"),
        ("1:A=B,C", "A=B=C"),
        ("1:A,B", "A=B"),
        ("1:A/5,B/2,C/5", "A=C>B"),
        ("1:A/5>B/5>C/0", "A>B>C"),
        ("1:A/1=B/1", "A=B"),
        ("1:[A, or B]>C", "A, or B>C"),
        ("1:[Pay #5]>C", "Pay #5>C"),
        ("1:Write-in>张三", "Write-in>张三"),
        ("1:A>B # a remark", "A>B"),
        ("1:", ""),
    ],
)
def test_signs_of_a_ranking(line: str, ranking: str) -> None:
    assert rows(read(line)) == [(ranking, 1)]


def test_equal_lines_are_one_pile() -> None:
    assert rows(read("3:A>B\n2:A>B\n0:B\n")) == [("A>B", 5)]


def test_remarks_blank_lines_and_other_metadata_say_nothing() -> None:
    about = '{title: "选址"}\n{"ballot_count": 2}\n{wikipedia_url: "x#y"}\n'
    found = read(f"\ufeff# made by hand\r\n\r\n{about}A:[甲] # first\n2:A\n")
    assert (found.title, rows(found)) == ("选址", [("甲", 2)])


def test_blank_papers_are_papers() -> None:
    found = read("100:\n")
    assert (found.options, list(found.papers.values())) == ((), [Amount(100)])


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("2:A\nA>B\n", 2, "第 2 行：看不懂这一行：A>B"),
        ("# 1\n\n2:A>>B\n", 3, "第 3 行：从“>B”起看不懂。"),
        ("2:A>", 1, "第 1 行：“>”后面缺少选项。"),
        ("2:A B", 1, "第 1 行：从“B”起看不懂。"),
        ("2:A>[B", 1, "第 1 行：从“[B”起看不懂。"),
        ("2:A>B>A", 1, "第 1 行：“A”排了两次。"),
        ("2:A/x>B", 1, "第 1 行：从“/x>B”起看不懂。"),
        ("2:A/5,B", 1, "第 1 行：用逗号分开的，每一项都要有分数，不能再用 > 或 =。"),
        ("2:A/5,B/4>C/3", 1, "第 1 行：用逗号分开的，每一项都要有分数，不能再用 > 或 =。"),
        (DECLARED + "2:A>D", 4, "第 4 行：“D”不在声明的选项里。"),
        (DECLARED + "=A:[丁]", 4, "第 4 行：“A”声明了两次。"),
        ("9999999999999:A", 1, "第 1 行：票数太大：9999999999999"),
        ("{title: 甲}", 1, '第 1 行：说明行应写成 {title: "…"}。'),
        ("-2:A", 1, "第 1 行：看不懂这一行：-2:A"),
        ("12x:A>B", 1, "第 1 行：看不懂这一行：12x:A>B"),
        ("x2:[A]>B", 1, "第 1 行：看不懂这一行：x2:[A]>B"),
        ("=A:B>C", 1, "第 1 行：看不懂这一行：=A:B>C"),
    ],
)
def test_a_mistake_is_named_by_its_line(text: str, line: int, sentence: str) -> None:
    with pytest.raises(BadLine) as refused:
        read(text)
    assert (refused.value.line, refused.value.said(str)) == (line, sentence)
