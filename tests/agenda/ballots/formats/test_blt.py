from __future__ import annotations

import pytest

from agenda.ballots.formats.blt import read
from agenda.ballots.formats.files import BadLine, RankedFile
from agenda.ballots.methods import ranked
from agenda.ballots.methods.ranked import Paper
from agenda.ballots.rules import Amount
from forum.errors import RuleBroken

NAMES = '"Amy"\n"Bob"\n"Chuck"\n"Gardening"\n'


def test_a_file_has_candidates_seats_papers_and_a_title() -> None:
    found = read("3 1\n3 1 3 0\n4 2 0\n0\n" + NAMES)
    assert [(option.id, option.text) for option in found.options] == [(1, "Amy"), (2, "Bob"), (3, "Chuck")]
    assert (found.seats, found.withdrawn, found.title) == (1, (), "Gardening")
    assert found.papers == {Paper(((1,), (3,))): Amount(3), Paper(((2,),)): Amount(4)}


@pytest.mark.parametrize(
    ("row", "ranks"),
    [
        ("1 1=3 2 0", ((1, 3), (2,))),
        ("1 - 2 0", ((2,),)),
        ("1 0", ()),
        ("(id 7) 1 2 0", ((2,),)),
        ("1 2 0 # a remark", ((2,),)),
        ("  1\t2   0", ((2,),)),
    ],
)
def test_how_papers_are_written(row: str, ranks: tuple[tuple[int, ...], ...]) -> None:
    assert list(read(f"3 1\n{row}\n0\n{NAMES}").papers) == [Paper(ranks)]


def test_several_papers_may_stand_on_a_line_and_words_need_no_quotes() -> None:
    found = read("2 1\n1 1 0 1 2 0 0 Amy Bob 选举")
    assert (len(found.papers), [option.text for option in found.options], found.title) == (2, ["Amy", "Bob"], "选举")


def test_who_has_withdrawn_is_not_counted_and_the_others_move_up() -> None:
    found = read("3 1\n-2\n3 2 1 0\n1 2=3 1 0\n0\n" + NAMES)
    assert found.withdrawn == (2,)
    assert found.counted() == {Paper(((1,),)): Amount(3), Paper(((3,), (1,))): Amount(1)}
    result = ranked.count(found.settings(), found.counted(), found.roll)
    assert result.winners == (1,)
    assert [option for option, _ in result.runoff.rounds[0].votes] == [1, 3]


def test_more_than_one_seat_is_a_method_the_product_lacks() -> None:
    found = read("3 2\n3 1 3 0\n0\n" + NAMES)
    assert found.seats == 2
    with pytest.raises(RuleBroken) as refused:
        found.settings()
    assert refused.value.said(str) == (
        "这份选票要选出 2 人，须用单记可转移票制（STV）计票；议事没有这种计票方法，只能选出一人。"
    )


def test_a_file_of_very_many_options_is_not_counted() -> None:
    names = "".join(f'"{number}号"\n' for number in range(1, 502))
    with pytest.raises(RuleBroken, match="选项太多"):
        read("501 1\n1 1 0\n0\n" + names).settings()


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("", 1, "第 1 行：文件到这里就完了，缺少候选人数。"),
        ("3", 1, "第 1 行：文件到这里就完了，缺少应选人数。"),
        ("three 1", 1, "第 1 行：这里应是整数，写的却是“three”。"),
        ("0 1", 1, "第 1 行：候选人数和应选人数都要大于 0。"),
        ("3 1\n-4\n", 2, "第 2 行：没有第 4 号候选人，一共 3 人。"),
        ("3 1\n1 4 0\n0\n", 2, "第 2 行：没有第 4 号候选人，一共 3 人。"),
        ("3 1\n1 2 2 0\n0\n", 2, "第 2 行：同一个候选人排了两次。"),
        ("3 1\n1 2=2 0\n0\n", 2, "第 2 行：同一个候选人排了两次。"),
        ("3 1\n1 2 3\n1 1 0\n0\n", 2, "第 2 行：这张选票没有以 0 结束。"),
        ("3 1\n1 x 0\n0\n", 2, "第 2 行：这里应是候选人的号码，写的却是“x”。"),
        ("3 1\n12.5 1 0\n0\n", 2, "第 2 行：这里应是整数，写的却是“12.5”。"),
        ("3 1\n1 1 0\n-5 1 0\n0\n", 3, "第 3 行：票数不能是负数。"),
        ("3 1\n1 1 0\n", 2, "第 2 行：文件到这里就完了，缺少表示结束的 0。"),
        ("3 1\n1 1 0\n0\n\"Amy\"\n\"Bob\"\n", 5, "第 5 行：文件到这里就完了，缺少第 3 位候选人的姓名。"),
        ("3 1\n1 0 0 1 0\n", 2, "第 2 行：这里应是第 1 位候选人的姓名，写的却是“1”。"),
        ("3 1\n1 1 0\n0\n\"Amy\n", 4, "第 4 行：从“\"Amy”起看不懂。"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_its_line(text: str, line: int, sentence: str) -> None:
    with pytest.raises(BadLine) as refused:
        read(text)
    assert (refused.value.line, refused.value.said(str)) == (line, sentence)


def test_a_file_without_papers_parses_and_nobody_wins() -> None:
    found: RankedFile = read("2 1\n0\nAmy\nBob\n")
    assert ranked.count(found.settings(), found.counted(), found.roll).winners == ()
