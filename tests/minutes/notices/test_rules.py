from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.errors import BadInput, RuleBroken
from minutes.drafting.models import MinutesState
from minutes.notices import rules
from minutes.notices.models import Outcome
from minutes.notices.rules import Counts, Stage

DAY = date(2026, 11, 2)
OUTCOMES = st.lists(st.sampled_from(Outcome))


@given(st.integers(1, 60), st.integers(-5, 80))
def test_a_period_runs_on_exactly_as_many_days_as_were_said(days: int, after: int) -> None:
    last = rules.last_day(DAY, days)
    found = [rules.stage(DAY, last, DAY + timedelta(days=n), ended=False) for n in range(-5, days + 6)]
    assert found.count(Stage.RUNNING) == days
    today = DAY + timedelta(days=after)
    running_or_before = rules.stage(DAY, last, today, ended=False) is not Stage.OVER
    assert (rules.days_left(last, today) > 0) is running_or_before


def test_a_period_of_seven_days_from_monday_ends_on_sunday() -> None:
    assert rules.last_day(DAY, 7) == date(2026, 11, 8)
    assert rules.days_left(date(2026, 11, 8), DAY) == 7 and rules.days_left(DAY, DAY) == 1


@given(OUTCOMES)
def test_every_objection_is_counted_once(outcomes: list[Outcome]) -> None:
    counts = rules.counted(outcomes)
    assert counts.raised == len(outcomes) and counts.open == outcomes.count(Outcome.OPEN)
    assert counts.upheld + counts.dismissed + counts.open == counts.raised


@given(OUTCOMES, st.sampled_from(Stage))
def test_a_period_ends_only_when_it_is_over_and_nobody_waits(outcomes: list[Outcome], stage: Stage) -> None:
    counts = rules.counted(outcomes)
    if stage is Stage.OVER and not counts.open:
        rules.check_end(stage, counts)
        return
    with pytest.raises(RuleBroken):
        rules.check_end(stage, counts)


def test_an_objection_is_taken_inside_the_period_only() -> None:
    for stage in Stage:
        if stage is Stage.RUNNING:
            rules.check_object(stage)
        else:
            with pytest.raises(RuleBroken):
                rules.check_object(stage)


def test_only_public_minutes_go_on_notice_from_today_on_and_once_at_a_time() -> None:
    rules.check_begin(MinutesState.PUBLISHED, DAY, DAY, running=[])
    for state in (MinutesState.DRAFT, MinutesState.SIGNED):
        with pytest.raises(RuleBroken):
            rules.check_begin(state, DAY, DAY, running=[])
    with pytest.raises(RuleBroken):
        rules.check_begin(MinutesState.PUBLISHED, DAY, DAY, running=[None])
    with pytest.raises(BadInput):
        rules.check_begin(MinutesState.PUBLISHED, DAY - timedelta(days=1), DAY, running=[])


def test_the_outcome_says_the_figures() -> None:
    assert rules.outcome_said(Counts(0, 0, 0)).said(str) == "公示期满，没有收到异议"
    assert rules.outcome_said(Counts(2, 0, 2)).said(str) == "公示期满，收到异议 2 件，均已答复"
    assert rules.outcome_said(Counts(2, 1, 1)).said(str) == "公示期满，收到异议 2 件，均已答复，其中 1 件成立"
