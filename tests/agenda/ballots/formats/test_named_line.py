"""A named paper as a recorder types it says what was marked, and what it cannot say is refused with an example."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.ballots.formats import named_line
from agenda.ballots.methods import approval, election, ranked, score, single
from agenda.ballots.methods.kinds import KINDS, Kind
from agenda.ballots.methods.options import options
from agenda.ballots.methods.papers import text
from forum.errors import BadInput, RuleBroken

THREE = options(["滑梯", "球台", "健骑机"])
SETTINGS: dict[Kind, Any] = {
    Kind.SINGLE: single.Settings(THREE),
    Kind.APPROVAL: approval.Settings(THREE, most=2),
    Kind.SCORE: score.Settings(THREE, top=5),
    Kind.RANKED: ranked.Settings(THREE),
    Kind.ELECTION: election.Settings(THREE, seats=2, write_ins=True),
}
ids = st.sampled_from([1, 2, 3])
some = st.lists(ids, unique=True, min_size=1, max_size=2)
MARKED = {
    Kind.SINGLE: st.builds(single.Paper, ids),
    Kind.APPROVAL: st.builds(lambda of: approval.Paper(tuple(of)), some),
    Kind.SCORE: st.dictionaries(ids, st.integers(0, 5), min_size=1).map(score.Paper.of),
    Kind.RANKED: st.permutations([1, 2, 3]).map(lambda of: ranked.Paper(tuple((one,) for one in of))),
    Kind.ELECTION: st.permutations([1, 2, 3]).map(lambda of: election.Paper((of[0],), (of[1],), ("王小明",))),
}


def typed(kind: Kind, paper: Any) -> str:
    if kind is Kind.SINGLE:
        return str(paper.option)
    if kind is Kind.APPROVAL:
        return " ".join(map(str, paper.options))
    if kind is Kind.SCORE:
        return "，".join(f"{option}：{value}" for option, value in paper.scores)
    if kind is Kind.RANKED:
        return " > ".join(str(rank[0]) for rank in paper.ranks)
    marks = [*map(str, paper.for_), *(f"-{one}" for one in paper.against), *(f"＋{name}" for name in paper.write_ins)]
    return "、".join(marks)


@pytest.mark.parametrize("kind", MARKED)
@given(st.data())
def test_what_was_typed_is_the_paper(kind: Kind, data: Any) -> None:
    paper = data.draw(MARKED[kind])
    kept = named_line.read(kind, SETTINGS[kind], typed(kind, paper))
    assert kept == text(paper) and KINDS[kind].read(kept) == paper


@pytest.mark.parametrize("kind", MARKED)
@pytest.mark.parametrize("line", ["0", " 弃权 ", "空白", "０"])
def test_a_blank_paper_is_one_of_every_kind(kind: Kind, line: str) -> None:
    assert KINDS[kind].read(named_line.read(kind, SETTINGS[kind], line)).is_blank


def test_an_option_may_be_called_by_its_words() -> None:
    assert named_line.read(Kind.SINGLE, SETTINGS[Kind.SINGLE], "球台") == text(single.Paper(2))
    assert named_line.read(Kind.RANKED, SETTINGS[Kind.RANKED], "球台＞滑梯") == text(ranked.Paper(((2,), (1,))))


@pytest.mark.parametrize("kind", MARKED)
@given(st.text(max_size=40))
def test_anything_else_is_refused_in_words(kind: Kind, line: str) -> None:
    try:
        kept = named_line.read(kind, SETTINGS[kind], line)
    except (BadInput, RuleBroken) as refused:
        sentences = refused.fields.values() if isinstance(refused, BadInput) else [refused.sentence]
        assert all("第 1 行" not in sentence.said(str) for sentence in sentences)
    else:
        KINDS[kind].check_paper(SETTINGS[kind], KINDS[kind].read(kept))


@pytest.mark.parametrize(("kind", "line", "says"), [
    (Kind.SINGLE, "2 3", "例如“2”"),
    (Kind.APPROVAL, "1 2 3", "最多选 2 项"),
    (Kind.SCORE, "1:5 1:3", "例如“1:5 3:2”"),
    (Kind.SCORE, "5", "例如“1:5 3:2”"),
    (Kind.RANKED, "1 > 秋千", "不是选项"),
    (Kind.ELECTION, "1 九", "例如“1 3 -2”"),
    (Kind.SINGLE, "7", "选票上没有"),
])  # fmt: skip
def test_it_says_what_is_wrong(kind: Kind, line: str, says: str) -> None:
    with pytest.raises((BadInput, RuleBroken)) as refused:
        named_line.read(kind, SETTINGS[kind], line)
    found = refused.value
    sentence = found.sentence if isinstance(found, RuleBroken) else next(iter(found.fields.values()))
    assert says in sentence.said(str)
