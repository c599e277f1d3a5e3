from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.errors import BadInput, RuleBroken
from forum.workdays.rules import Calendar
from minutes.action_items.models import ActionState, Deed
from minutes.action_items.rules import (
    MOVES,
    OVER,
    Waits,
    Which,
    check_extension,
    check_steps,
    due_after_reopening,
    due_words,
    fits,
    handed_in_words,
    moved,
    waiting_words,
    waits_for,
)

TODAY = date(2026, 11, 20)  # a Friday


@pytest.mark.parametrize(
    ("days", "mark", "words"),
    [
        (-2, "overdue", "已超期 2 天"),
        (0, "due", "今天到期"),
        (3, "due", "还有 3 天"),
        (4, "doing", "还有 4 天"),
    ],
)
def test_a_due_date_is_said_in_days(days: int, mark: str, words: str) -> None:
    kind, sentence = due_words(TODAY + timedelta(days=days), TODAY)
    assert (kind, sentence.said(str)) == (mark, words)


@pytest.mark.parametrize(
    ("days", "mark", "words"),
    [(-1, "answered", "按时报了办结"), (0, "answered", "按时报了办结"), (2, "overdue", "超期 2 天才报办结")],
)
def test_once_handed_in_the_units_clock_stands(days: int, mark: str, words: str) -> None:
    kind, sentence = handed_in_words(TODAY, TODAY + timedelta(days=days))
    assert (kind, sentence.said(str)) == (mark, words)
    long_ago = TODAY - timedelta(days=30)
    assert not fits(Which.OVERDUE, ActionState.HANDED_IN, long_ago, TODAY, mine=False)
    assert fits(Which.OVERDUE, ActionState.SENT_BACK, long_ago, TODAY, mine=False)


def test_what_a_unit_that_has_left_should_do_waits_for_the_office() -> None:
    for state in ActionState:
        waits = waits_for(state, here=False)
        assert waits is (Waits.NOBODY if state in OVER else Waits.OFFICE)
        gone = waits_for(state) is Waits.UNIT
        assert ("已经退出" in str(waiting_words(state, "物业", here=False))) is gone


def test_what_is_reopened_has_at_least_five_working_days() -> None:
    assert due_after_reopening(date(2026, 11, 1), TODAY, Calendar()) == date(2026, 11, 27)
    assert due_after_reopening(date(2027, 1, 1), TODAY, Calendar()) == date(2027, 1, 1)


# ---- the way of an action item ----


def test_every_state_waits_for_somebody_or_is_over() -> None:
    for state in ActionState:
        assert (waits_for(state) is Waits.NOBODY) is (state in OVER)
        assert (waiting_words(state, "物业") is None) is (state in OVER)
        assert bool(MOVES[state]) is (state is not ActionState.WITHDRAWN), "nothing leads on from what was struck"
        assert (Deed.WITHDRAWN in MOVES[state]) is (state not in OVER)


def test_from_every_state_there_is_a_way_to_done_but_from_what_was_struck() -> None:
    near = {ActionState.DONE}
    while more := {state for state in ActionState if set(MOVES[state].values()) & near} - near:
        near |= more
    assert near == set(ActionState) - {ActionState.WITHDRAWN}


@given(st.lists(st.sampled_from(Deed), max_size=40))
def test_only_the_office_and_a_rating_bring_it_where_the_unit_has_nothing_to_do(deeds: list[Deed]) -> None:
    state = ActionState.ASSIGNED
    for deed in deeds:
        before = state
        try:
            state = moved(state, deed)
        except RuleBroken as refused:
            assert refused.said(str)
            assert deed not in MOVES[before]
        assert (state is ActionState.DONE) <= (before is ActionState.DONE or deed is Deed.CHECKED)
        if waits_for(before) is Waits.OFFICE and state is not before:
            assert deed in {Deed.CHECKED, Deed.SENT_BACK, Deed.UPHELD, Deed.REASSIGNED, Deed.WITHDRAWN}


@given(st.sampled_from(ActionState), st.integers(-30, 30), st.booleans())
def test_a_list_shows_each_action_item_as_open_done_or_struck_never_as_two_of_them(
    state: ActionState, days: int, mine: bool
) -> None:
    shown = {which for which in Which if fits(which, state, TODAY + timedelta(days=days), TODAY, mine=mine)}
    assert len(shown & {Which.OPEN, Which.DONE, Which.WITHDRAWN}) == 1
    assert len(shown) == 1 or Which.OPEN in shown
    assert not {Which.OVERDUE, Which.WEEK} <= shown


def test_an_extension_is_later_than_the_day_it_replaces_and_than_today() -> None:
    due = TODAY + timedelta(days=5)
    check_extension(ActionState.IN_HAND, due, due + timedelta(days=1), TODAY, asked=False)
    for until in (due, TODAY):
        with pytest.raises(BadInput):
            check_extension(ActionState.IN_HAND, due, until, TODAY, asked=False)
    with pytest.raises(BadInput):
        check_extension(ActionState.IN_HAND, TODAY - timedelta(days=9), TODAY, TODAY, asked=False)
    with pytest.raises(RuleBroken):
        check_extension(ActionState.HANDED_IN, due, due + timedelta(days=1), TODAY, asked=False)


def test_all_that_is_wrong_with_a_plan_is_said_by_the_line_it_was_typed_in() -> None:
    due = TODAY + timedelta(days=5)
    typed = [("备料", TODAY), ("", None), ("", due), ("施工", None), ("验收", due + timedelta(days=1))]
    with pytest.raises(BadInput) as refused:
        check_steps(typed, due, TODAY)
    assert set(refused.value.fields) == {"step-3", "day-4", "day-5"}
    for empty in ([], [("", None)], [("一步", TODAY)] * 13):
        with pytest.raises(BadInput):
            check_steps(empty, due, TODAY)


@given(st.lists(st.tuples(st.text("备料施工", min_size=1), st.integers(-9, 5)), min_size=1, max_size=12))
def test_a_plan_keeps_every_step_in_the_order_of_its_days(typed: list[tuple[str, int]]) -> None:
    steps = [(text, TODAY + timedelta(days=days)) for text, days in typed]
    planned = check_steps(steps, TODAY + timedelta(days=5), TODAY)
    assert sorted(planned) == sorted(steps)
    assert [day for _, day in planned] == sorted(day for _, day in steps)
