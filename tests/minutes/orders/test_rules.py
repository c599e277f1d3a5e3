from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.errors import RuleBroken
from minutes.orders import rules
from minutes.orders.models import OrderState
from minutes.orders.rules import OVER, Step, Whose

DAY = date(2026, 11, 30)


def plain_after(day: date, count: int) -> date:
    return day + timedelta(days=count)


@given(st.lists(st.tuples(st.sampled_from(Step), st.integers(1, 5)), max_size=40))
def test_whatever_happens_an_order_is_over_or_waits_for_somebody_by_a_day(taken: list[tuple[Step, int]]) -> None:
    state = OrderState.ORDERED
    for step, score in taken:
        try:
            state = rules.step(state, step, score)
        except RuleBroken:
            assert state not in rules.WAY[step][0]
        due = rules.due(state, DAY, None, plain_after)
        assert (state in OVER) == (rules.waits_for(state) is None) == (due is None)
        assert due is None or due > DAY


@given(st.integers(1, 5))
def test_a_low_rating_sends_it_back_to_be_dispatched_anew(score: int) -> None:
    assert rules.step(OrderState.DONE, Step.RATE, score) is (OrderState.DRAWN_UP if score <= 2 else OrderState.CLOSED)


def test_each_state_waits_for_the_one_whose_step_is_next() -> None:
    assert [rules.waits_for(state) for state in OrderState] == [
        Whose.OFFICE, Whose.OFFICE, Whose.UNIT, Whose.UNIT, Whose.ORDERER, None, None, None,
    ]  # fmt: skip


def test_the_work_is_due_when_it_is_wanted_unless_that_day_has_gone() -> None:
    wanted = DAY + timedelta(days=1)
    assert rules.due(OrderState.ACCEPTED, DAY, wanted, plain_after) == wanted
    assert rules.due(OrderState.ACCEPTED, DAY, DAY - timedelta(days=1), plain_after) == DAY + timedelta(days=5)
    assert rules.due(OrderState.ORDERED, DAY, wanted, plain_after) == DAY + timedelta(days=2)


@pytest.mark.parametrize("state", sorted(OVER))
def test_what_is_over_stays_over(state: OrderState) -> None:
    for step in Step:
        with pytest.raises(RuleBroken):
            rules.step(state, step, 1)


def test_the_stations_are_behind_it_one_by_one() -> None:
    way = [
        OrderState.ORDERED, OrderState.DRAWN_UP, OrderState.DISPATCHED, OrderState.ACCEPTED, OrderState.DONE,
        OrderState.CLOSED,
    ]  # fmt: skip
    assert [[how for _, how in rules.stations(state)].count("done") for state in way] == [1, 2, 3, 4, 5, 6]
