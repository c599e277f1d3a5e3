from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.ballots.methods.approval import Paper, Settings, check_paper, count
from agenda.ballots.methods.papers import pile, weighed
from agenda.ballots.methods.picking import Outcome
from agenda.ballots.rules import Amount
from forum.errors import BadInput, RuleBroken
from tests.agenda.ballots.methods.voting import (
    FOUR,
    HALF_OF_PRESENT,
    HALL,
    IDS,
    SIMPLE,
    amounts,
    orders,
    renumbered,
    thresholds,
    whole_roll,
    words,
)

papers = st.none() | st.builds(Paper, st.lists(st.sampled_from(IDS), max_size=4).map(tuple))
piles = st.lists(st.tuples(papers, amounts), max_size=20).map(weighed)
seats = st.integers(1, 3)


def test_the_most_approved_are_chosen_best_first() -> None:
    cast = pile([Paper((1, 2))] * 10 + [Paper((2, 3))] * 8 + [Paper((4,))] * 9 + [Paper()])
    result = count(Settings(FOUR, most=2, seats=2), cast, HALL, SIMPLE)
    assert (result.outcome, result.winners) == (Outcome.DECIDED, (2, 1))
    assert [one.votes for one in result.standings] == [10, 18, 8, 9]
    assert words(result)[0] == "选定：“乙”（18 票）、“甲”（10 票）"


def test_a_tie_over_the_last_seat_leaves_it_open() -> None:
    cast = pile([Paper((1, 2))] * 10 + [Paper((1, 3))] * 10)
    result = count(Settings(FOUR, most=2, seats=2), cast, HALL, SIMPLE)
    assert (result.outcome, result.winners, result.tied, result.open_seats) == (Outcome.PARTLY, (1,), (2, 3), 1)
    assert words(result)[0] == "选定：“甲”（20 票）；“乙”、“丙” 各得 10 票，并列，争余下 1 个名额，须再次表决"


def test_seats_that_nobody_has_the_votes_for_stay_open() -> None:
    result = count(Settings(FOUR, 2, 2, HALF_OF_PRESENT), pile([Paper((1,))] * 24), HALL, SIMPLE)
    assert (result.outcome, result.winners, result.open_seats) == (Outcome.PARTLY, (1,), 1)
    assert words(result)[0] == "选定：“甲”（24 票）；余下 1 个名额没有一项得到所需的票数"


def test_a_paper_marks_no_more_than_the_question_allows() -> None:
    settings = Settings(FOUR, most=2)
    check_paper(settings, Paper((1, 2)))
    check_paper(settings, Paper())
    with pytest.raises(RuleBroken) as refused:
        check_paper(settings, Paper((1, 2, 3)))
    assert refused.value.said(str) == "最多选 2 项，您选了 3 项。"
    result = count(settings, pile([Paper((1, 2, 3)), Paper((1,))]), HALL, SIMPLE)
    assert (result.returned.invalid, result.standings[0].votes) == (Amount(1), 1)


@given(piles, seats)
def test_every_mark_is_counted_once(cast: dict[Any, Amount], seats: int) -> None:
    result = count(Settings(FOUR, 3, seats), cast, whole_roll(cast))
    valid = {paper: held for paper, held in cast.items() if paper and len(paper.options) <= 3}
    assert sum(one.votes for one in result.standings) == sum(len(p.options) * held.heads for p, held in valid.items())
    assert result.returned.total.heads == sum(held.heads for held in cast.values())
    assert len(result.winners) + result.open_seats == seats


@given(st.lists(st.tuples(papers, amounts), max_size=15), st.randoms(), seats, thresholds)
def test_the_order_of_papers_changes_nothing(rows: list[Any], random: Any, seats: int, threshold: Any) -> None:
    settings, roll = Settings(FOUR, 3, seats, threshold), whole_roll(weighed(rows))
    shuffled = weighed(random.sample(rows, len(rows)))
    assert count(settings, shuffled, roll) == count(settings, weighed(rows), roll)


@given(piles, orders, seats, thresholds)
def test_renumbering_the_options_renumbers_the_result(cast: Any, order: list[int], seats: int, threshold: Any) -> None:
    moved, became = renumbered(FOUR, order)
    again = weighed(
        (paper and Paper(tuple(became[one] for one in paper.options)), held) for paper, held in cast.items()
    )
    before = count(Settings(FOUR, 3, seats, threshold), cast, whole_roll(cast))
    after = count(Settings(moved, 3, seats, threshold), again, whole_roll(cast))
    assert after.outcome is before.outcome
    assert {became[one] for one in before.winners} == set(after.winners)
    assert {became[one] for one in before.tied} == set(after.tied)


@given(piles, st.integers(1, 7), seats, thresholds)
def test_weights_scale(cast: dict[Any, Amount], factor: int, seats: int, threshold: Any) -> None:
    more = {paper: Amount(held.heads * factor, held.weight * factor) for paper, held in cast.items()}
    settings = Settings(FOUR, 3, seats, threshold)
    before, after = count(settings, cast, whole_roll(cast)), count(settings, more, whole_roll(more))
    assert (after.outcome, after.winners, after.tied) == (before.outcome, before.winners, before.tied)


@given(piles.filter(bool), seats, thresholds, st.integers(0, 100))
def test_another_mark_never_costs_a_winner_the_seat(cast: Any, seats: int, threshold: Any, at: int) -> None:
    settings, roll = Settings(FOUR, 4, seats, threshold), whole_roll(cast)
    before = count(settings, cast, roll)
    changed = list(cast)[at % len(cast)]
    if before.winners and changed is not None and changed.options:
        winner = before.winners[-1]
        turned = weighed(
            (Paper((*paper.options, winner)) if paper == changed else paper, held) for paper, held in cast.items()
        )
        assert winner in count(settings, turned, roll).winners


@given(thresholds, seats)
def test_settings_survive_json(threshold: Any, seats: int) -> None:
    settings = Settings(FOUR, 3, seats, threshold)
    assert Settings.from_json(json.loads(json.dumps(settings.to_json()))) == settings


@pytest.mark.parametrize(("most", "seats", "field"), [(0, 1, "most"), (5, 1, "most"), (2, 0, "seats"), (2, 4, "seats")])
def test_numbers_that_make_no_sense_are_answered_by_field(most: int, seats: int, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        Settings(FOUR, most, seats).check()
    assert list(refused.value.fields) == [field]
    Settings(FOUR, 4, 3).check()
