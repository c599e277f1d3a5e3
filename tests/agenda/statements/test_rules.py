from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.statements import rules
from agenda.statements.rules import Ground, Line, Mark, picture
from forum.errors import BadInput, RuleBroken

A, D, S = Mark.AGREE, Mark.DISAGREE, Mark.SKIP
TEXTS = [(1, "先修再说"), (2, "由物业出钱"), (3, "夜里不施工")]
marks = st.dictionaries(
    st.sampled_from([1, 2, 3]), st.dictionaries(st.integers(1, 20), st.sampled_from(list(Mark)), max_size=20)
)


@pytest.mark.parametrize(
    ("agree", "disagree", "skip", "ground"),
    [
        (4, 1, 1, Ground.AGREED), (3, 1, 1, Ground.UNCLEAR), (1, 4, 1, Ground.REJECTED), (3, 3, 3, Ground.DIVIDES),
        (3, 2, 2, Ground.UNCLEAR), (0, 0, 0, Ground.UNCLEAR), (0, 0, 5, Ground.UNCLEAR), (2, 0, 0, Ground.AGREED),
    ],
)  # fmt: skip
def test_two_thirds_are_common_ground_and_a_third_on_either_side_divides(
    agree: int, disagree: int, skip: int, ground: Ground
) -> None:
    assert Line(1, "", agree, disagree, skip).ground is ground


@given(marks)
def test_every_mark_is_counted_once_and_the_order_of_marks_changes_nothing(given: dict[int, dict[int, Mark]]) -> None:
    seen = picture(TEXTS, given)
    assert sum(line.marked for line in seen.lines) == sum(map(len, given.values()))
    assert {line.id for line in seen.lines} == {1, 2, 3}
    turned = {id: dict(reversed(by.items())) for id, by in reversed(given.items())}
    assert picture(list(reversed(TEXTS)), turned) == seen


@given(marks)
def test_agreement_and_disagreement_are_treated_alike(given: dict[int, dict[int, Mark]]) -> None:
    turn = {A: D, D: A, S: S}
    seen, other = (
        picture(TEXTS, given),
        picture(TEXTS, {i: {s: turn[m] for s, m in by.items()} for i, by in given.items()}),
    )
    assert {line.id for line in seen.of(Ground.AGREED)} == {line.id for line in other.of(Ground.REJECTED)}
    assert [one.id for one in seen.of(Ground.DIVIDES)] == [one.id for one in other.of(Ground.DIVIDES)]


@given(marks)
def test_common_ground_comes_first_and_what_divides_last(given: dict[int, dict[int, Mark]]) -> None:
    order = [list(Ground).index(line.ground) for line in picture(TEXTS, given).lines]
    assert order == sorted(order)


def test_two_sides_are_compared_and_what_both_say_is_named() -> None:
    fors, against = range(1, 6), range(6, 11)
    given = {
        1: {seat: A for seat in fors} | {seat: D for seat in against},
        2: {seat: A for seat in fors} | {seat: S for seat in against},
        3: {seat: A for seat in [*fors, *against]},
    }
    sides = picture(TEXTS, given).sides
    assert sides is not None and sides.by.id == 1
    assert {one.line.id: one.together for one in sides.lines} == {2: False, 3: True}
    assert {one.line.id: (one.first.agree, one.second.agree) for one in sides.lines} == {2: (5, 0), 3: (5, 5)}


@given(marks)
def test_sides_are_never_small_enough_to_name_somebody(given: dict[int, dict[int, Mark]]) -> None:
    seen = picture(TEXTS, given)
    if seen.sides is not None:
        assert seen.people >= 8 and min(seen.sides.by.agree, seen.sides.by.disagree) >= 4
        for one in seen.sides.lines:
            assert one.first.marked <= seen.sides.by.agree and one.second.marked <= seen.sides.by.disagree


def test_seven_people_have_no_sides() -> None:
    given = {1: {seat: A if seat < 4 else D for seat in range(7)}, 2: {0: A}}
    assert picture(TEXTS, given).sides is None


@pytest.mark.parametrize(
    ("texts", "says"),
    [([], "至少写一条"), (["短"] * 2, "一样的"), ([str(n) for n in range(13)], "最多12条"), (["长" * 81], "太长")],
)
def test_a_round_that_cannot_be_asked_says_why(texts: list[str], says: str) -> None:
    with pytest.raises(BadInput) as refused:
        rules.check_open(texts, may_propose=False, one_open=False)
    assert says in " ".join(sentence.said(str) for sentence in refused.value.fields.values())


def test_a_round_may_begin_empty_where_the_hall_proposes_and_only_one_is_open() -> None:
    rules.check_open([], may_propose=True, one_open=False)
    with pytest.raises(RuleBroken, match="先结束它"):
        rules.check_open(["一句话"], may_propose=True, one_open=True)


def check(name: str, **state: Any) -> None:
    with pytest.raises(RuleBroken):
        getattr(rules, name)(**state)


def test_nothing_is_added_settled_or_marked_once_a_round_is_over() -> None:
    check("check_add", closed=True, count=0)
    check("check_propose", closed=True, may_propose=True, own=0)
    check("check_settle", closed=True, waits=True)
    check("check_mark", closed=True, admitted=True)
    check("check_propose", closed=False, may_propose=True, own=2)
    check("check_propose", closed=False, may_propose=False, own=0)
    check("check_mark", closed=False, admitted=False)
    check("check_settle", closed=False, waits=False)
