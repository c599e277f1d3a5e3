"""Papers counted by hand into sums come to what the papers themselves come to; sums that no papers have are refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.ballots.methods import approval, election, score, single
from agenda.ballots.methods.kinds import KINDS, Kind
from agenda.ballots.methods.papers import pile
from agenda.ballots.methods.score import Unscored
from agenda.ballots.methods.totals import Totals
from agenda.ballots.rules import Roll
from forum.errors import BadInput, RuleBroken
from tests.agenda.ballots.methods.voting import FOUR, IDS, SIMPLE, thresholds

HALL = Roll(60, 40)
some = st.lists(st.sampled_from(IDS), unique=True, max_size=2)
PAPERS: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.SINGLE: st.builds(single.Paper, st.none() | st.sampled_from(IDS)),
    Kind.APPROVAL: st.builds(approval.Paper, some.map(tuple)),
    Kind.SCORE: st.builds(score.Paper.of, st.dictionaries(st.sampled_from(IDS), st.integers(0, 5))),
    Kind.ELECTION: st.builds(
        lambda for_, against, named: election.Paper(tuple(for_), tuple(set(against) - set(for_)), tuple(named)),
        some, some, st.lists(st.sampled_from(["王小明", "李四"]), unique=True, max_size=1),
    ).filter(lambda paper: len(paper.for_) + len(paper.write_ins) <= 2),
}  # fmt: skip
SETTINGS: dict[Kind, Callable[[Any, bool], Any]] = {
    Kind.SINGLE: lambda threshold, _: single.Settings(FOUR, threshold),
    Kind.APPROVAL: lambda threshold, _: approval.Settings(FOUR, 2, 2, threshold),
    Kind.SCORE: lambda _, left_out: score.Settings(FOUR, 5, Unscored.LEFT_OUT if left_out else Unscored.ZERO, 2),
    Kind.ELECTION: lambda threshold, _: election.Settings(FOUR, 2, True, threshold),
}


def marks(paper: Any) -> dict[int, tuple[int, int]]:
    """What one paper adds to each option's two figures."""
    if isinstance(paper, single.Paper):
        return {option: (1, 0) for option in paper.chosen}
    if isinstance(paper, approval.Paper):
        return {option: (1, 0) for option in paper.options}
    if isinstance(paper, score.Paper):
        return {option: (1, points) for option, points in paper.scores}
    return {option: (1, 0) for option in paper.for_} | {option: (0, 1) for option in paper.against}


def summed(papers: list[Any]) -> Totals:
    """As scrutineers do it, with strokes on a sheet; None is a paper that nobody can read."""
    first, second, names = Counter[int](), Counter[int](), Counter[str]()
    read = [paper for paper in papers if paper is not None]
    for paper in read:
        for option, (one, other) in marks(paper).items():
            first[option] += one
            second[option] += other
        names.update(getattr(paper, "write_ins", ()))
    blank = sum(paper.is_blank for paper in read)
    rows = tuple((option, first[option], second[option]) for option in IDS)
    return Totals(len(read) - blank, blank, len(papers) - len(read), rows, tuple(names.items()))


@pytest.mark.parametrize("kind", PAPERS)
@given(data=st.data(), threshold=thresholds, left_out=st.booleans())
def test_sums_come_to_what_their_papers_come_to(kind: Kind, data: Any, threshold: Any, left_out: bool) -> None:
    papers = data.draw(st.lists(st.none() | PAPERS[kind], max_size=40))
    method, settings_ = KINDS[kind], SETTINGS[kind](threshold, left_out)
    totals = Totals.from_json(summed(papers).to_json())
    assert method.count_totals is not None
    by_sums = method.count_totals(settings_, totals, HALL, SIMPLE)
    assert by_sums == method.count_pile(settings_, pile(papers), HALL, SIMPLE)


def rows(*of: tuple[int, int]) -> tuple[tuple[int, int, int], ...]:
    return tuple((option, *figures) for option, figures in zip(IDS, of, strict=True))


@pytest.mark.parametrize(("kind", "totals", "says"), [
    (Kind.SINGLE, Totals(10, options=rows((5, 0), (4, 0), (0, 0), (0, 0))), "加起来是 9 票"),
    (Kind.APPROVAL, Totals(3, options=rows((4, 0), (0, 0), (0, 0), (0, 0))), "“甲”有 4 票"),
    (Kind.APPROVAL, Totals(3, options=rows((3, 0), (3, 0), (1, 0), (0, 0))), "应有 3 到 6 票"),
    (Kind.SCORE, Totals(3, options=rows((2, 11), (2, 0), (2, 0), (2, 0))), "最多 10 分"),
    (Kind.SCORE, Totals(9, options=rows((2, 1), (2, 0), (2, 0), (2, 0))), "应有 9 到 36 票"),
    (Kind.ELECTION, Totals(3, options=rows((2, 2), (0, 0), (0, 0), (0, 0))), "“甲”有 4 票"),
    (Kind.ELECTION, Totals(3, options=rows((3, 0), (3, 0), (0, 0), (0, 0)), write_ins=(("王五", 1),)), "3 到 6 票"),
    (Kind.ELECTION, Totals(3, options=rows((3, 0), (0, 0), (0, 0), (0, 0)), write_ins=(("甲", 1),)), "候选人"),
    (Kind.SINGLE, Totals(1, options=((1, 1, 0),)), "每一项都要有票数"),
    (Kind.SINGLE, Totals(1, options=((9, 1, 0),)), "没有第 9 个选项"),
    (Kind.SINGLE, Totals(1, options=rows((2, 0), (-1, 0), (0, 0), (0, 0))), "不能是负数"),
])  # fmt: skip
def test_sums_that_no_papers_have_are_refused(kind: Kind, totals: Totals, says: str) -> None:
    method = KINDS[kind]
    assert method.count_totals is not None
    with pytest.raises(RuleBroken) as refused:
        method.count_totals(SETTINGS[kind](None, False), totals, HALL, SIMPLE)
    assert says in refused.value.said(str)


@pytest.mark.parametrize("data", [None, [], {}, {"returned": [1, 0]}, {"returned": [1, 0, 0], "options": [[1, 2]]},
                                  {"returned": [1, 0, 0], "options": [[1, True, 0]]},
                                  {"returned": [1, 0, 0], "options": [], "papers": []}])  # fmt: skip
def test_what_is_no_count_is_not_read(data: Any) -> None:
    with pytest.raises(BadInput):
        Totals.from_json(data)


def test_a_ranking_cannot_be_counted_from_sums() -> None:
    assert {kind for kind, method in KINDS.items() if method.count_totals} == set(PAPERS)
