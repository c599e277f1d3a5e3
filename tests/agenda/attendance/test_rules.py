from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agenda.attendance.rules import Attendance, SeatState, State, attendance

seats = st.lists(st.builds(SeatState, st.booleans(), st.booleans(), st.sampled_from(State)))


def member(state: State) -> SeatState:
    return SeatState(entitled=True, observer=False, state=state)


def observer(state: State) -> SeatState:
    return SeatState(entitled=False, observer=True, state=state)


@given(seats)
def test_every_entitled_seat_is_counted_once(called: list[SeatState]) -> None:
    counts = attendance(called)
    assert counts.entitled == sum(seat.entitled and not seat.observer for seat in called)
    assert counts.entitled == counts.present + counts.excused + counts.left + counts.missing


@given(seats, st.sampled_from(State), st.booleans())
def test_an_observer_changes_nothing_but_the_observers(called: list[SeatState], state: State, entitled: bool) -> None:
    before, after = attendance(called), attendance([*called, SeatState(entitled, True, state)])
    assert (after.entitled, after.present, after.excused) == (before.entitled, before.present, before.excused)
    assert after.observers == before.observers + (state is State.PRESENT)


@given(seats)
def test_who_leaves_is_no_longer_present_but_still_entitled(called: list[SeatState]) -> None:
    before = attendance([*called, member(State.PRESENT)])
    after = attendance([*called, member(State.LEFT)])
    assert (after.present, after.left) == (before.present - 1, before.left + 1)
    assert after.entitled == before.entitled


def test_nobody_called_is_nobody_counted() -> None:
    assert attendance([]) == Attendance()


def test_the_board_says_the_four_figures() -> None:
    called = [member(State.PRESENT)] * 12 + [member(State.EXCUSED)] * 2 + [member(State.EXPECTED)]
    counts = attendance(called + [observer(State.PRESENT)] * 3 + [observer(State.EXPECTED)])
    assert counts.sentence.said(str) == "应到 15，实到 12，请假 2，列席 3"


def test_the_board_names_departures_once_there_are_any() -> None:
    counts = attendance([member(State.PRESENT)] * 12 + [member(State.LEFT)])
    assert counts.sentence.said(str) == "应到 13，实到 12，请假 0，离场 1，列席 0"
