"""Who was here when, told by what happened and in which order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agenda.attendance.stays import CAME, LEFT, UNDONE, Move, during, here_at, stays

NOON = datetime(2026, 12, 1, 4, tzinfo=UTC)


def moves(*steps: tuple[int, str]) -> list[Move]:
    """(seat, what) in order: the first is event 1, the second 2 …; what seat 0 does is no move of anybody's."""
    kinds = {"in": CAME, "out": LEFT, "undo": UNDONE}
    return [
        Move(seq, NOON + timedelta(minutes=seq), kinds[what], seat) for seq, (seat, what) in enumerate(steps, 1) if seat
    ]  # fmt: skip


def test_who_comes_and_goes_several_times_has_a_stay_for_each() -> None:
    known = stays(moves((7, "in"), (7, "out"), (7, "in"), (7, "out"), (7, "in")))
    assert [(stay.came.seq, stay.left.seq if stay.left else None) for stay in known[7]] == [(1, 2), (3, 4), (5, None)]


def test_what_was_ticked_by_mistake_was_never_there() -> None:
    known = stays(moves((7, "in"), (7, "undo"), (8, "in"), (8, "out"), (8, "in"), (8, "undo")))
    assert 7 not in known
    assert [stay.left.seq if stay.left else None for stay in known[8]] == [4]


def test_order_and_not_the_clock_says_who_was_here() -> None:
    known = stays(moves((1, "in"), (2, "in"), (1, "out")))
    assert here_at(known, 3) == {1, 2}
    assert here_at(known, 4) == {2}


def test_a_stretch_tells_who_was_here_who_came_and_who_left() -> None:
    steps = moves(
        (1, "in"), (2, "in"), (0, "item begins"), (3, "in"), (2, "out"), (1, "out"), (1, "in"), (0, "item ends")
    )
    told = during(stays(steps), 3, 8)  # the stretch begins with event 3 and ends with event 8
    assert (told.here, told.came, told.left) == ({1, 2}, {3, 1}, {2})
    assert told.all == {1, 2, 3}


def test_who_comes_back_after_the_end_had_left() -> None:
    told = during(stays(moves((1, "in"), (2, "in"), (1, "out"), (1, "in"))), 3, 4)
    assert (told.here, told.came, told.left) == ({1, 2}, set(), {1})


def test_a_stretch_that_has_not_ended_goes_on_till_now() -> None:
    told = during(stays(moves((1, "in"), (2, "in"), (2, "out"), (3, "in"))), 2)
    assert (told.here, told.came, told.left) == ({1}, {2, 3}, {2})


@given(st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=30), st.integers(0, 31), st.integers(0, 31))
def test_nobody_is_lost_between_here_and_left(pressed: list[tuple[int, bool]], one: int, other: int) -> None:
    """Whoever was here at any moment of a stretch is among all; who is not at its end has left."""
    here: set[int] = set()
    steps: list[tuple[int, str]] = []
    after = [set(here)]
    for seat, comes in pressed:
        if comes != (seat in here):
            (here.add if comes else here.discard)(seat)
            steps.append((seat, "in" if comes else "out"))
            after.append(set(here))
    known, first, last = stays(moves(*steps)), min(one, other), max(one, other) + 1
    told = during(known, first, last)
    within = [after[min(seq, len(after) - 1)] for seq in range(max(first - 1, 0), last)]
    assert told.here == within[0]
    assert within[-1] <= told.all <= set().union(*within)
    assert told.left == told.all - within[-1]
