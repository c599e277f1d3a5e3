"""What scrutineers write on a tally sheet is what the papers say; a slip is named by its line."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.ballots.formats import tally_sheet
from agenda.ballots.methods.bundles import INVALID, Bundles
from agenda.ballots.methods.kinds import KINDS, Kind
from agenda.ballots.methods.options import Options, options
from agenda.ballots.methods.papers import pile, text
from agenda.ballots.methods.ranked import Paper, Settings
from agenda.ballots.methods.runoff import Equal
from agenda.ballots.rules import Roll
from forum.errors import BadInput
from tests.agenda.ballots.methods.voting import SIMPLE, thresholds

PLAY = options(["滑梯", "球台", "健骑机"])
ODD = options(["甲 = 乙", "A>B 方案", "2号楼: 北侧", "“滑梯”（小）", "《公约》"])
NUMERAL = options(["3", "10", "不建"])

chosen = st.sampled_from([PLAY, ODD, NUMERAL])


def ballots_of(of: Options, equal: Equal) -> st.SearchStrategy[Paper]:
    ids = st.sampled_from([option.id for option in of])
    if equal is Equal.REFUSED:
        return st.lists(ids, unique=True).map(lambda ranked: Paper(tuple((one,) for one in ranked)))
    return st.builds(Paper.of, st.dictionaries(ids, st.integers(1, 3)))


@given(data=st.data(), of=chosen, equal=st.sampled_from(Equal), threshold=thresholds, by_number=st.booleans())
def test_a_tally_sheet_comes_to_what_its_papers_come_to(
    data: Any, of: Options, equal: Equal, threshold: Any, by_number: bool
) -> None:
    papers = data.draw(st.lists(st.none() | ballots_of(of, equal), max_size=30))
    settings, roll, method = Settings(of, threshold, equal), Roll(60, 40), KINDS[Kind.RANKED]
    counts = Counter(paper for paper in papers if paper is not None and not paper.is_blank)
    names = {one.id: str(one.id) if by_number and of is not NUMERAL else one.text for one in of}
    sign, level = data.draw(st.sampled_from([(">", "="), (" > ", " = "), (" ＞", "＝ "), ("》", " =")]))
    sheet = "\n\n".join(
        f"{number}{data.draw(st.sampled_from([': ', '：', ' 张：']))}"
        + sign.join(level.join(names[one] for one in rank) for rank in paper.ranks)
        for paper, number in counts.items()
    )
    read = tally_sheet.read(sheet, settings)
    assert read == counts
    rows = [*read.items(), (Paper(), sum(paper == Paper() for paper in papers)), (None, papers.count(None))]
    kept = Bundles.from_json(Bundles(tuple((text(paper), number) for paper, number in rows)).to_json())
    assert kept.readable == len(papers) - papers.count(None)
    piled = method.pile((one, pile([None] * number)[None]) for one, number in kept.papers)
    assert method.count_pile(settings, piled, roll, SIMPLE) == method.count_pile(settings, pile(papers), roll, SIMPLE)


def told(sheet: str, settings: Settings) -> list[str]:
    with pytest.raises(BadInput) as refused:
        tally_sheet.read(sheet, settings)
    return refused.value.fields["file"].said(str).split("\n")


@pytest.mark.parametrize(("line", "says"), [
    ("滑梯 > 球台", "应写成“张数：排序”"),
    ("12", "应写成“张数：排序”"),
    ("12:", "没有写排序"),
    ("1234567: 1", "应写成"),
    ("2: 1 > 秋千", "“秋千”不是选项"),
    ("2: 1、2、3", "“1、2、3”不是选项"),
    ("2: 1 2", "“1 2”不是选项"),
    ("2: 4", "“4”不是选项"),
    ("2: 1 >", "缺少选项"),
    ("2: > 1", "缺少选项"),
    ("2: 1 > 滑梯", "同一个选项排了两次。这样的票算无效票"),
    ("2: 1 = 2", "每个名次只能排一个选项。这样的票算无效票"),
])  # fmt: skip
def test_a_slip_is_named_by_its_line(line: str, says: str) -> None:
    (sentence,) = told(f"3: 1 > 2\n\n{line}", Settings(PLAY))
    assert sentence.startswith("第 3 行：") and says in sentence


def test_all_slips_are_told_but_no_endless_list() -> None:
    lines = told("\n".join(f"{number}: 秋千" for number in range(1, 9)), Settings(PLAY))
    assert [line[:5] for line in lines] == [*(f"第 {n} 行" for n in range(1, 6)), "还有 3 "]


def test_a_number_is_no_name_where_options_are_called_by_numbers() -> None:
    settings = Settings(NUMERAL)
    assert tally_sheet.read("2: 3 > 10", settings) == {Paper(((1,), (2,))): 2}
    assert "“1”不是选项" in told("2: 1", settings)[0]


def test_two_options_that_look_the_same_are_called_by_their_numbers() -> None:
    settings = Settings(options(["A 座", "Ａ 座"]))
    assert tally_sheet.read("2: 2 > 1", settings) == {Paper(((2,), (1,))): 2}
    assert "“A 座”不是选项" in told("2: A 座", settings)[0]


@pytest.mark.parametrize("data", [
    {}, [], {"papers": [["x", 0, 0]]}, {"papers": [["x", -1, 0]]}, {"papers": [["x", "1", 0]]}, {"papers": [[1, 1, 0]]},
    {"papers": [["x", 1]]}, {"papers": 1}, {"papers": [], "more": 1},
])  # fmt: skip
def test_kept_bundles_are_read_as_they_were_written_or_not_at_all(data: Any) -> None:
    with pytest.raises(BadInput):
        Bundles.from_json(data)


def test_equal_bundles_lie_together() -> None:
    assert Bundles((("b", 2), (INVALID, 0), ("a", 1), ("b", 3))).papers == (("a", 1), ("b", 5))
