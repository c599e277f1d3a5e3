from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.diary import rules
from forum.diary.models import FindingKind, Outcome
from forum.diary.rules import Found, Standing
from forum.errors import BadInput, RuleBroken

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@given(st.text(min_size=1).filter(str.strip))
def test_a_title_fits_and_begins_as_the_finding_does(text: str) -> None:
    title = rules.title_of(text)
    assert 0 < len(title) <= rules.LONGEST_TITLE
    assert text.strip().startswith(title.removesuffix("…"))


def test_a_title_is_the_first_sentence_cut_where_one_pauses() -> None:
    assert rules.title_of("楼道灯不亮。已经半个月了") == "楼道灯不亮"
    long = "三单元的楼道灯从上个月二十号起就一直不亮，" * 4
    assert rules.title_of(long) == "，".join(["三单元的楼道灯从上个月二十号起就一直不亮"] * 2) + "…"


@pytest.mark.parametrize("kind", FindingKind)
def test_what_somebody_asks_for_can_be_solved_or_put_to_all_and_what_helps_cannot(kind: FindingKind) -> None:
    asked = {Outcome.SOLVED, Outcome.TOPIC} <= set(rules.ways(kind))
    assert asked == (kind in rules.ASKING) == (rules.list_for(kind) == "needs")
    assert Outcome.OPEN in rules.ways(kind)


def test_solved_needs_the_answer_and_an_impossible_way_is_refused_by_its_number() -> None:
    found = [
        Found(FindingKind.NEED, "要扶手", outcome=Outcome.SOLVED),
        Found(FindingKind.MONEY, "捐", outcome=Outcome.TOPIC),
    ]
    with pytest.raises(BadInput) as refused:
        rules.check_found(found)
    assert set(refused.value.fields) == {"answer_1", "way_2"}
    rules.check_found([Found(FindingKind.NEED, "要扶手", outcome=Outcome.SOLVED, answer="装好了")])


@given(st.sampled_from(Outcome), st.sampled_from(Outcome), st.sampled_from(FindingKind))
def test_what_is_settled_stays_settled(now: Outcome, way: Outcome, kind: FindingKind) -> None:
    try:
        rules.check_settle(kind, now, way, "答复")
    except RuleBroken:
        return
    assert now in {Outcome.OPEN, Outcome.NOTED} and way not in {Outcome.OPEN, now} and way in rules.ways(kind)


def test_a_visit_is_not_of_tomorrow_and_not_of_long_ago() -> None:
    today = date(2026, 11, 29)
    for day in (today, today - timedelta(days=rules.DAYS_BACK)):
        rules.check_day(day, today)
    for day in (today + timedelta(days=1), today - timedelta(days=rules.DAYS_BACK + 1)):
        with pytest.raises(BadInput):
            rules.check_day(day, today)


def test_a_door_is_one_however_it_is_typed() -> None:
    assert rules.household_said(" 2单元 302 室") == rules.household_said("２单元３０２室") == "2单元302室"


def test_doors_come_in_the_order_of_the_stairs_and_begin_again_at_the_top() -> None:
    doors = sorted(["2单元102室", "10单元1室", "2单元9室"], key=rules.door_order)
    assert doors == ["2单元9室", "2单元102室", "10单元1室"]
    assert rules.next_door(doors, "2单元102室", {"2单元102室"}) == "10单元1室"
    assert rules.next_door(doors, "10单元1室", {"10单元1室"}) == "2单元9室"
    assert rules.next_door(doors, "不在册", set()) == "2单元9室"
    assert rules.next_door(doors, "2单元9室", set(doors)) is None


# ---- key households ----


@given(DAYS, DAYS, st.lists(DAYS, max_size=8), st.integers(1, 4))
def test_enough_visits_this_month_are_enough_and_a_visit_never_makes_it_worse(
    today: date, listed: date, visits: list[date], times: int
) -> None:
    first, following = rules.month_of(today)
    before = rules.standing(today, listed, visits, times)
    here = sum(first <= day < following for day in visits)
    assert (before is Standing.VISITED) == (here >= (1 if listed >= first else times))
    assert rules.ORDER[rules.standing(today, listed, [*visits, today], times)] >= rules.ORDER[before]


@given(DAYS, st.lists(DAYS, max_size=8))
def test_one_visited_in_every_month_is_never_overdue(today: date, visits: list[date]) -> None:
    first, _ = rules.month_of(today)
    last_month = first - timedelta(days=1)
    assert rules.standing(today, date(2024, 1, 1), [*visits, last_month]) is not Standing.OVERDUE


def test_a_missed_month_is_overdue_until_it_is_visited_and_the_end_of_a_month_presses() -> None:
    listed = date(2026, 9, 10)
    assert rules.standing(date(2026, 11, 3), listed, [date(2026, 9, 30)]) is Standing.OVERDUE
    assert rules.standing(date(2026, 11, 3), listed, [date(2026, 10, 1)]) is Standing.DUE
    assert rules.standing(date(2026, 11, 24), listed, [date(2026, 10, 1)]) is Standing.SOON
    assert rules.standing(date(2026, 11, 23), listed, [date(2026, 10, 1)]) is Standing.DUE
    assert rules.standing(date(2026, 11, 3), listed, [date(2026, 11, 1)]) is Standing.VISITED
    assert rules.standing(date(2026, 9, 20), listed, []) is Standing.DUE
