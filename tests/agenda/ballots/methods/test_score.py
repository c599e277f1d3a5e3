from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.ballots.methods.papers import pile, weighed
from agenda.ballots.methods.picking import Outcome
from agenda.ballots.methods.results import Result
from agenda.ballots.methods.score import Paper, ScoreStanding, Settings, Unscored, check_paper, count
from agenda.ballots.rules import Amount
from forum.errors import BadInput, RuleBroken
from tests.agenda.ballots.methods.voting import (
    ESTATE,
    FOUR,
    HALL,
    IDS,
    OWNERS,
    SIMPLE,
    amounts,
    orders,
    renumbered,
    whole_roll,
    words,
)

papers = st.none() | st.builds(Paper.of, st.dictionaries(st.sampled_from(IDS), st.integers(0, 5)))
piles = st.lists(st.tuples(papers, amounts), max_size=20).map(weighed)
rules = st.sampled_from(Unscored)


def means(result: Result) -> list[Fraction | None]:
    return [one.mean for one in result.standings if isinstance(one, ScoreStanding)]


# Two papers score 甲 5 and 乙 4, one scores only 甲, with 0; 丙 has one 5 of its own.
THREE = [Paper.of({1: 5, 2: 4}), Paper.of({1: 5, 2: 4}), Paper.of({1: 0, 3: 5}), Paper()]


def test_unscored_as_zero_takes_the_mean_of_all_marked_papers() -> None:
    result = count(Settings(FOUR, 5, Unscored.ZERO), pile(THREE), HALL, SIMPLE)
    assert means(result) == [Fraction(10, 3), Fraction(8, 3), Fraction(5, 3), 0]
    assert result.winners == (1,)
    assert "选票上没有打分的选项按 0 分计；平均分高的选定" in words(result)


def test_unscored_left_out_takes_the_mean_of_those_who_scored_it() -> None:
    result = count(Settings(FOUR, 5, Unscored.LEFT_OUT), pile(THREE), HALL, SIMPLE)
    assert means(result) == [Fraction(10, 3), 4, 5, None]
    assert result.winners == (3,)
    assert "选票上没有打分的选项不计入该项的平均分；平均分高的选定" in words(result)


def test_a_result_shows_points_and_papers_so_that_the_mean_can_be_checked() -> None:
    result = count(Settings(FOUR, 5), pile(THREE), HALL, SIMPLE)
    assert words(result)[:2] == ["选定：“甲”（3.33 分）", "“甲” 共 10 分，3 票打分，平均 3.33 分"]


def test_means_are_compared_exactly_not_as_they_are_read() -> None:
    """1000/3000 and 1001/3000 are both read as 0.33."""
    cast = {Paper.of({1: 1, 2: 1}): Amount(1000), Paper.of({1: 0, 2: 1}): Amount(1), Paper.of({1: 0}): Amount(1999)}
    result = count(Settings(FOUR, 5), cast, whole_roll(cast))
    assert result.winners == (2,)


def test_a_tie_is_named() -> None:
    result = count(Settings(FOUR, 5), pile([Paper.of({1: 5, 2: 3}), Paper.of({1: 3, 2: 5})]), HALL, SIMPLE)
    assert (result.outcome, result.tied) == (Outcome.TIED, (1, 2))
    assert words(result)[0] == "“甲”、“乙” 各得 4 分，并列，还不能选定，须就并列者再次表决"


def test_points_nobody_gave_choose_nothing() -> None:
    assert count(Settings(FOUR, 5), pile([Paper.of({1: 0})]), HALL, SIMPLE).outcome is Outcome.UNDECIDED
    assert count(Settings(FOUR, 5), {}, HALL, SIMPLE).outcome is Outcome.UNDECIDED


@pytest.mark.parametrize(("score", "ok"), [(0, True), (5, True), (6, False), (-1, False)])
def test_a_score_lies_within_the_scale(score: int, ok: bool) -> None:
    if ok:
        check_paper(Settings(FOUR, 5), Paper.of({1: score}))
        return
    with pytest.raises(RuleBroken) as refused:
        check_paper(Settings(FOUR, 5), Paper.of({1: score}))
    assert refused.value.said(str) == f"分数应在 0 到 5 之间，这里是 {score}。"


def test_scores_are_not_decided_by_floor_area() -> None:
    with pytest.raises(ValueError, match="in votes alone"):
        count(Settings(FOUR, 5), {}, ESTATE, OWNERS)


@given(piles, rules)
def test_every_point_is_counted_once(cast: dict[Any, Amount], rule: Unscored) -> None:
    result = count(Settings(FOUR, 5, rule), cast, whole_roll(cast))
    given_ = sum(score * held.heads for paper, held in cast.items() if paper for _, score in paper.scores)
    assert sum(one.total for one in result.standings if isinstance(one, ScoreStanding)) == given_
    assert result.returned.total.heads == sum(held.heads for held in cast.values())


@given(piles)
def test_with_unscored_as_zero_the_highest_sum_wins(cast: dict[Any, Amount]) -> None:
    result = count(Settings(FOUR, 5), cast, whole_roll(cast))
    totals = {one.option: one.total for one in result.standings if isinstance(one, ScoreStanding)}
    best = {one for one, total in totals.items() if total == max(totals.values()) and total}
    assert set(result.winners) | set(result.tied) == best


@given(st.lists(st.tuples(papers, amounts), max_size=15), st.randoms(), rules)
def test_the_order_of_papers_changes_nothing(rows: list[Any], random: Any, rule: Unscored) -> None:
    settings, roll = Settings(FOUR, 5, rule), whole_roll(weighed(rows))
    shuffled = weighed(random.sample(rows, len(rows)))
    assert count(settings, shuffled, roll) == count(settings, weighed(rows), roll)


@given(piles, orders, rules)
def test_renumbering_the_options_renumbers_the_result(cast: Any, order: list[int], rule: Unscored) -> None:
    moved, became = renumbered(FOUR, order)
    again = weighed(
        (paper and Paper.of({became[one]: score for one, score in paper.scores}), held) for paper, held in cast.items()
    )
    before = count(Settings(FOUR, 5, rule), cast, whole_roll(cast))
    after = count(Settings(moved, 5, rule), again, whole_roll(cast))
    assert {became[one] for one in before.winners} == set(after.winners)
    assert {became[one] for one in before.tied} == set(after.tied)


@given(piles, st.integers(1, 7), rules)
def test_weights_scale(cast: dict[Any, Amount], factor: int, rule: Unscored) -> None:
    more = {paper: Amount(held.heads * factor, held.weight * factor) for paper, held in cast.items()}
    settings = Settings(FOUR, 5, rule)
    before, after = count(settings, cast, whole_roll(cast)), count(settings, more, whole_roll(more))
    assert (after.winners, after.tied, means(after)) == (before.winners, before.tied, means(before))


@given(piles.filter(bool), rules, st.integers(0, 100))
def test_a_higher_score_never_costs_a_winner_the_win(cast: Any, rule: Unscored, at: int) -> None:
    settings, roll = Settings(FOUR, 5, rule), whole_roll(cast)
    before = count(settings, cast, roll)
    changed = list(cast)[at % len(cast)]
    if before.winners and changed and before.winners[0] in dict(changed.scores):
        raised = Paper.of({**dict(changed.scores), before.winners[0]: 5})
        turned = weighed((raised if paper == changed else paper, held) for paper, held in cast.items())
        assert count(settings, turned, roll).winners == before.winners


@given(rules)
def test_settings_survive_json(rule: Unscored) -> None:
    settings = Settings(FOUR, 7, rule, 2)
    assert Settings.from_json(json.loads(json.dumps(settings.to_json()))) == settings


@pytest.mark.parametrize(("top", "seats", "field"), [(0, 1, "top"), (101, 1, "top"), (5, 4, "seats")])
def test_numbers_that_make_no_sense_are_answered_by_field(top: int, seats: int, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        Settings(FOUR, top, seats=seats).check()
    assert list(refused.value.fields) == [field]
    Settings(FOUR, 100, seats=3).check()


def test_a_result_is_json_safe_and_exact() -> None:
    data = json.loads(json.dumps(count(Settings(FOUR, 5), pile(THREE), HALL, SIMPLE).to_json()))
    assert [one["mean"] for one in data["standings"]] == ["10/3", "8/3", "5/3", "0"]
