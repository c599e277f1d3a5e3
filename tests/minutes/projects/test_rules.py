from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.errors import RuleBroken
from minutes.projects import rules
from minutes.projects.models import ProjectState


@pytest.mark.parametrize("state", [ProjectState.IN_HAND, ProjectState.REOPENED])
def test_what_is_not_done_is_not_rated(state: ProjectState) -> None:
    with pytest.raises(RuleBroken, match="还没有办结"):
        rules.check_rate(state, rated=False)


@pytest.mark.parametrize("state", [ProjectState.DONE, ProjectState.CLOSED])
def test_a_second_rating_in_a_round_is_refused_as_such_even_after_closing(state: ProjectState) -> None:
    rules.check_rate(state, rated=False)
    with pytest.raises(RuleBroken, match="已经评价过"):
        rules.check_rate(state, rated=True)


@pytest.mark.parametrize(("score", "reopened"), [(1, True), (2, True), (3, False), (5, False)])
def test_only_a_low_rating_of_the_proposer_reopens(score: int, reopened: bool) -> None:
    assert rules.reopens(score, [score], proposer=True) is reopened
    assert not rules.reopens(score, [score, score], proposer=False)


@given(st.lists(st.integers(1, 5), min_size=1))
def test_many_low_ratings_reopen_what_was_done(scores: list[int]) -> None:
    low, high = sorted(scores)[(len(scores) - 1) // 2], sorted(scores)[len(scores) // 2]
    reopened = rules.reopens(scores[-1], scores, proposer=False)
    assert reopened is (len(scores) >= 3 and low + high <= 4)
    if not reopened and len(scores) >= 3:
        assert not rules.reopens(5, [*scores, 5], proposer=False), "one more content rating never reopens"


@pytest.mark.parametrize(
    ("proposer", "asked", "called_back", "closed"),
    [(True, True, False, True), (False, True, True, False), (False, False, True, True), (False, False, False, False)],
)
def test_the_proposer_closes_or_where_nobody_asked_whom_the_office_called(
    proposer: bool, asked: bool, called_back: bool, closed: bool
) -> None:
    assert rules.closes(proposer=proposer, asked=asked, called_back=called_back) is closed


@given(st.lists(st.integers(1, 5), min_size=1))
def test_the_median_that_is_shown_is_the_one_that_reopens(scores: list[int]) -> None:
    summary = rules.summary(scores)
    assert summary is not None and summary.count == len(scores)
    assert 2 * sum(score < summary.median for score in scores) <= len(scores)
    assert 2 * sum(score > summary.median for score in scores) <= len(scores)
    assert rules.many_low(scores) is (len(scores) >= 3 and float(summary.said) <= 2)


@pytest.mark.parametrize(
    ("scores", "said", "words", "reopened"),
    [
        ([2, 2], "2", "不满意", False),
        ([1, 2, 5], "2", "不满意", True),
        ([2, 2, 3, 3], "2.5", "不满意到一般之间", False),
        ([1, 2, 2, 5], "2", "不满意", True),
        ([1, 2, 3, 3], "2.5", "不满意到一般之间", False),
    ],
)
def test_at_the_boundary_figure_word_and_consequence_agree(
    scores: list[int], said: str, words: str, reopened: bool
) -> None:
    summary = rules.summary(scores)
    assert summary is not None and (summary.said, summary.words.said(str)) == (said, words)
    assert rules.reopens(scores[-1], scores, proposer=False) is reopened


def test_nobody_rated_is_no_summary() -> None:
    assert rules.summary([]) is None
