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
    assert rules.reopens(score, proposer=True) is reopened
    assert not rules.reopens(score, proposer=False)


@given(st.lists(st.integers(1, 5), min_size=1))
def test_the_median_is_a_score_somebody_gave_with_half_on_each_side(scores: list[int]) -> None:
    summary = rules.summary(scores)
    assert summary is not None and summary.count == len(scores)
    assert summary.median in scores
    assert 2 * sum(score < summary.median for score in scores) <= len(scores)
    assert 2 * sum(score > summary.median for score in scores) <= len(scores)


def test_nobody_rated_is_no_summary() -> None:
    assert rules.summary([]) is None
