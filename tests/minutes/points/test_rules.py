"""What is earned and what a cap lets through, whatever the figures are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.errors import BadInput, RuleBroken
from minutes.points import rules
from minutes.points.models import EARNING, EntryKind, RedemptionState
from minutes.points.rules import Step, Terms

POINTS = st.integers(0, 1000)


@given(st.lists(POINTS, max_size=40), POINTS, POINTS)
def test_however_much_is_done_nobody_earns_beyond_a_cap(deeds: list[int], a_day: int, a_month: int) -> None:
    terms, earned = Terms(on=True, a_day=a_day, a_month=a_month), 0
    for points in deeds:
        got = rules.within(points, terms, earned, earned)
        assert 0 <= got <= points
        earned += got
    caps = [cap for cap in (a_day, a_month) if cap]
    assert earned == min([sum(deeds), *caps])


@given(st.integers(1, 24), st.integers(1, 50))
def test_longer_service_never_earns_less_and_halves_make_at_most_the_whole(halves: int, an_hour: int) -> None:
    def points(minutes: int) -> int:
        try:
            return rules.for_time(minutes, an_hour)
        except RuleBroken:
            return 0

    minutes = halves * rules.SHORTEST
    assert points(minutes) * 60 <= minutes * an_hour < (points(minutes) + 1) * 60
    assert halves == 1 or points(minutes - rules.SHORTEST) <= points(minutes)


@pytest.mark.parametrize("minutes", [-30, 0, 45, 12 * 60 + 30])
def test_a_time_that_is_not_on_the_list_is_refused(minutes: int) -> None:
    with pytest.raises(BadInput):
        rules.for_time(minutes, 2)


def test_a_time_too_short_for_a_point_is_told_so() -> None:
    with pytest.raises(RuleBroken, match="不够一分"):
        rules.for_time(30, 1)


@given(st.integers(-100, 1000), st.integers(1, 1000))
def test_nobody_spends_what_they_have_not_got(balance: int, cost: int) -> None:
    if cost <= balance:
        rules.check_spend(balance, cost)
    else:
        with pytest.raises(RuleBroken, match="福分不够"):
            rules.check_spend(balance, cost)


@given(st.lists(st.sampled_from(Step), min_size=1, max_size=6))
def test_a_request_is_answered_once(steps: list[Step]) -> None:
    state = rules.settle(RedemptionState.ASKED, steps[0])
    assert state is rules.AFTER[steps[0]]
    for step in steps[1:]:
        with pytest.raises(RuleBroken, match="已经办过"):
            rules.settle(state, step)


def test_what_is_used_up_over_or_taken_down_is_not_offered() -> None:
    today = date(2026, 12, 1)
    rules.check_offered(None, None, None, today)
    rules.check_offered(1, today, None, today)
    for in_stock, until, ended_on in ((0, None, None), (None, today - timedelta(days=1), None), (1, None, today)):
        with pytest.raises(RuleBroken):
            rules.check_offered(in_stock, until, ended_on, today)


def test_terms_keep_only_what_differs_from_the_usual() -> None:
    changed = Terms(on=True, hour=5)
    assert changed.to_json() == {"on": True, "hour": 5} and Terms.from_json(changed.to_json()) == changed
    assert Terms().to_json() == {} and not Terms().on
    assert {kind: changed.of(kind) for kind in EARNING}[EntryKind.SERVICE] == 5
