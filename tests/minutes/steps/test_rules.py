from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.errors import BadInput, NotFound, RuleBroken, Sentence
from minutes.steps import rules
from minutes.steps.models import StepKind
from minutes.steps.presets import PRESETS
from minutes.steps.rules import Entered, Fact, Standing, Step

TODAY = date(2026, 11, 30)
K = StepKind
FOUR_TWO = PRESETS["four_two"].steps


def day(number: int) -> date:
    return TODAY - timedelta(days=100 - number)


def fact(kind: StepKind, at: int, days: int = 99) -> Fact:
    return Fact(kind, day(at), Sentence("议过"), "/sessions/1", days)


kinds = st.sampled_from(list(StepKind))
sequences = st.lists(kinds, min_size=1, max_size=8).map(
    lambda found: [Step(f"第{at}步", kind) for at, kind in enumerate(found)]
)
happened = st.lists(st.tuples(kinds, st.integers(0, 100)), max_size=12).map(
    lambda found: [fact(kind, at) for kind, at in found]
)


@given(sequences, happened, st.data())
def test_a_fact_completes_one_step_at_most_and_of_its_own_kind(
    steps: list[Step], facts: list[Fact], data: st.DataObject
) -> None:
    by_hand = data.draw(st.sets(st.integers(0, len(steps) - 1)))
    entries = {at: Entered(day(50), "办了", data.draw(st.booleans())) for at in by_hand}
    way = rules.walk(steps, facts, entries)
    used = [id(one.fact) for one in way if one.fact]
    assert len(used) == len(set(used))
    for station in way:
        assert station.fact is None or (station.fact.kind is station.step.kind and station.position not in entries)
        assert (station.day is not None) == station.is_over
    for kind in StepKind:
        free = [one for one in way if one.step.kind is kind and one.position not in entries]
        assert sum(one.is_over for one in free) == min(len(free), sum(one.kind is kind for one in facts))


@given(sequences, happened)
def test_the_first_step_that_is_open_is_the_current_one_and_the_only_one(steps: list[Step], facts: list[Fact]) -> None:
    way = rules.walk(steps, facts, {})
    open_ = [one.position for one in way if not one.is_over]
    assert [one.position for one in way if one.standing is Standing.NOW] == open_[:1]
    for station in way:
        if station.position in open_[:1]:
            assert rules.check_turn(way, station.position) is station
        else:
            with pytest.raises(RuleBroken):
                rules.check_turn(way, station.position)


@given(sequences, happened)
def test_what_came_early_says_before_which_step(steps: list[Step], facts: list[Fact]) -> None:
    way = rules.walk(steps, facts, {})
    for station in way:
        if station.fact is None:
            assert station.before == ""
            continue
        overtaken = [
            one.step.name for one in way[: station.position]
            if not one.is_over or (one.day and station.day and one.day > station.day)
        ]  # fmt: skip
        assert station.before == (overtaken[0] if overtaken else "")


def test_a_notice_that_was_too_short_does_not_count_and_is_told() -> None:
    steps = [Step("公开", K.DISCLOSE, days=7)]
    (station,) = rules.walk(steps, [fact(K.DISCLOSE, 40, 3)], {})
    assert station.standing is Standing.NOW and station.short is not None and station.short.days == 3
    (station,) = rules.walk(steps, [fact(K.DISCLOSE, 40, 3), fact(K.DISCLOSE, 60, 7)], {})
    assert station.standing is Standing.DONE and station.day == day(60) and station.short is None


def test_steps_are_entered_in_order_each_once() -> None:
    way = rules.walk(FOUR_TWO, [], {0: Entered(day(50), "提议")})
    with pytest.raises(RuleBroken, match="已经办过"):
        rules.check_entry(way, 0, TODAY, "再提议", TODAY)
    with pytest.raises(RuleBroken, match="还没有办"):
        rules.check_entry(way, 2, TODAY, "审议", TODAY)
    with pytest.raises(NotFound):
        rules.check_entry(way, 6, TODAY, "没有", TODAY)
    rules.check_entry(way, 1, TODAY, "两委商议", TODAY)


@pytest.mark.parametrize(
    ("at", "first", "note", "field"),
    [
        (100, 98, "贴在门口", "day"), (100, None, "贴在门口", "first_day"), (101, 90, "贴在门口", "day"),
        (100, 90, "", "note"), (40, 30, "贴在门口", "day"),
    ],
)  # fmt: skip
def test_an_entry_needs_its_days_its_note_and_a_day_that_fits(
    at: int, first: int | None, note: str, field: str
) -> None:
    entries = {number: Entered(day(50), "办了") for number in range(4)}
    way = rules.walk(FOUR_TWO, [], entries)
    with pytest.raises(BadInput) as refused:
        rules.check_entry(way, 4, day(at), note, TODAY, None if first is None else day(first))
    assert list(refused.value.fields) == [field]
    rules.check_entry(way, 4, day(100), "贴在门口", TODAY, day(94))


def test_what_residents_say_is_entered_for_nobody_but_can_be_skipped_with_a_reason() -> None:
    way = rules.walk([Step("评", K.RATE)], [], {})
    with pytest.raises(RuleBroken, match="由居民来评"):
        rules.check_entry(way, 0, TODAY, "满意", TODAY)
    with pytest.raises(BadInput):
        rules.check_skip(way, 0, "")
    rules.check_skip(way, 0, "没有受影响的居民")


def test_only_the_newest_entry_is_taken_back() -> None:
    entries = {0: Entered(day(1), "提议"), 1: Entered(day(2), "商议")}
    with pytest.raises(RuleBroken, match="先撤回后面的"):
        rules.check_take_back(entries, 0)
    with pytest.raises(NotFound):
        rules.check_take_back(entries, 2)
    rules.check_take_back(entries, 1)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda one: one.title)
def test_a_preset_is_a_sequence_that_can_be_adopted_and_read_back(preset: object) -> None:
    steps = preset.steps  # type: ignore[attr-defined]
    rules.check_steps(steps)
    assert tuple(Step.from_json(step.to_json()) for step in steps) == steps


def test_two_steps_of_one_name_and_no_steps_are_refused() -> None:
    with pytest.raises(BadInput) as refused:
        rules.check_steps([Step("议", K.DELIBERATE), Step("议", K.DELIBERATE)])
    assert list(refused.value.fields) == ["name-1"]
    with pytest.raises(BadInput):
        rules.check_steps([])


def test_what_was_voted_down_is_deliberated_but_does_not_reach_a_threshold() -> None:
    steps = [Step("一议", K.DELIBERATE), Step("二议", K.DELIBERATE, threshold="过半数同意")]
    lost = [replace(fact(K.DELIBERATE, at), lost=True) for at in (1, 2)]
    first, second = rules.walk(steps, lost, {})
    assert (first.standing, second.standing) == (Standing.DONE, Standing.NOW) and second.short == lost[1]
    carried = fact(K.DELIBERATE, 9)
    assert rules.walk(steps, [*lost, carried], {})[1].fact == carried
