"""Whatever the ballots come to: nobody is elected twice, no more than there are seats, and only candidates go again."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.elections import rules
from agenda.elections.rules import Counted
from forum.bodies.models import Channel
from forum.errors import BadInput, RuleBroken

PEOPLE = st.integers(1, 12)


@st.composite
def ballots(draw: st.DrawFn) -> Counted:
    winners = draw(st.lists(PEOPLE, unique=True, max_size=6))
    others = PEOPLE.filter(lambda one: one not in winners)
    tied = draw(st.lists(others, unique=True, max_size=3))
    further = [] if tied else draw(st.lists(others, unique=True, max_size=3))
    valid = draw(st.booleans())
    return Counted(tuple(winners), tuple(tied), tuple(further)) if valid else Counted((), valid=False)


@given(st.integers(1, 8), st.lists(ballots(), max_size=4))
def test_no_more_are_elected_than_there_are_seats_and_nobody_twice(seats: int, counted: list[Counted]) -> None:
    result = rules.outcome(seats, counted)
    assert len(set(result.elected)) == len(result.elected) <= seats
    assert result.open_seats == seats - len(result.elected)
    assert set(result.elected) <= {one for ballot in counted for one in ballot.winners}


@given(st.integers(1, 8), st.lists(ballots(), max_size=4))
def test_again_are_only_those_whom_the_last_valid_ballot_left_open(seats: int, counted: list[Counted]) -> None:
    result = rules.outcome(seats, counted)
    assert not set(result.again) & set(result.elected)
    last = next((ballot for ballot in reversed(counted) if ballot.valid), None)
    assert set(result.again) <= set(last.tied + last.further if last else ())
    if not result.open_seats:
        assert result.again == ()


def test_an_invalid_ballot_changes_nothing() -> None:
    first = Counted((1, 2), tied=(3, 4))
    assert rules.outcome(3, [first, Counted((), valid=False)]).again == (3, 4)


@given(
    st.dictionaries(
        st.integers(1, 99), st.tuples(st.sampled_from(["王秀兰", "李建国"]), st.sampled_from(["", "7号楼", "3号楼"]))
    )
)
def test_no_two_stand_on_the_paper_under_the_same_words(names: dict[int, tuple[str, str]]) -> None:
    found = rules.labels(names)
    assert len(set(found.values())) == len(names)
    for id, (name, _) in names.items():
        assert found[id].startswith(name)
        if [one for one, _ in names.values()].count(name) == 1:
            assert found[id] == name


@pytest.mark.parametrize(
    ("channel", "unit", "by", "field"),
    [(Channel.UNIT, None, "", "unit_id"), (Channel.GROUP, None, "", "nominated_by")],
)
def test_who_nominated_is_known(channel: Channel, unit: int | None, by: str, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        rules.check_channel(channel, unit, by)
    assert field in refused.value.fields


@pytest.mark.parametrize(("consenting", "seats"), [(1, 1), (4, 5)])
def test_a_list_that_leaves_nothing_to_vote_on_is_not_published(consenting: int, seats: int) -> None:
    with pytest.raises(RuleBroken):
        rules.check_publish(consenting, seats)


def test_an_election_is_of_some_seats_for_some_time_and_of_people() -> None:
    first, last = date(2026, 12, 1), date(2029, 11, 30)
    rules.check_election(5, first, last, seats_units=False)
    for seats, until in ((0, last), (100, last), (5, first)):
        with pytest.raises(BadInput):
            rules.check_election(seats, first, until, seats_units=False)
    with pytest.raises(RuleBroken):
        rules.check_election(5, first, last, seats_units=True)


COUNTS = st.lists(
    st.dictionaries(st.integers(1, 6), st.integers(0, 5), min_size=1).map(
        lambda votes: Counted((), votes=votes, enough=frozenset(one for one, count in votes.items() if count))
    ),
    max_size=3,
)


@given(COUNTS, st.sets(st.integers(1, 6)))
def test_nobody_with_enough_votes_has_more_than_who_is_next_in_line(counted: list[Counted], out: set[int]) -> None:
    found = rules.next_in_line(counted, out)
    left = {one for ballot in counted for one in ballot.enough} - out
    assert bool(found) == bool(left) and set(found) <= left
    for one in found:
        assert all(counted[0].votes.get(one, -1) >= counted[0].votes.get(other, -1) for other in left)


@given(COUNTS, st.sets(st.integers(1, 6)))
def test_taken_one_after_the_other_everybody_with_enough_votes_follows_once(
    counted: list[Counted], out: set[int]
) -> None:
    left, seen = {one for ballot in counted for one in ballot.enough} - out, []
    while found := rules.next_in_line(counted, out | set(seen)):
        seen += found
    assert sorted(seen) == sorted(left)


def test_a_run_off_orders_those_whom_the_first_ballot_left_level() -> None:
    first = Counted((1,), tied=(2, 3), votes={1: 9, 2: 5, 3: 5, 4: 4}, enough=frozenset({1, 2, 3, 4}))
    run_off = Counted((3,), votes={2: 4, 3: 6}, enough=frozenset({2, 3}))
    assert rules.next_in_line([first, run_off], {1, 3}) == (2,)
    assert rules.next_in_line([first], {1}) == (2, 3), "level: nobody can say who"
    assert rules.next_in_line([Counted((), valid=False, votes={2: 9}, enough=frozenset({2}))], set()) == ()
