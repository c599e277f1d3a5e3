"""Who counts as here: 应到, 实到, 请假, 列席, kept right as people come and go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from forum.errors import N_, Sentence


class State(StrEnum):
    """What is known of a seat now; the values of `agenda.attendance.models.SeatState`."""

    EXPECTED = "expected"
    EXCUSED = "excused"
    PRESENT = "present"
    LEFT = "left"


@dataclass(frozen=True)
class SeatState:
    """One seat, without its person. An observer never counts, whatever `entitled` says."""

    entitled: bool
    observer: bool
    state: State


@dataclass(frozen=True)
class Attendance:
    """Seats by what is known of them: entitled = present + excused + left + missing. `observers` are those present."""

    entitled: int = 0
    present: int = 0
    excused: int = 0
    left: int = 0
    missing: int = 0
    observers: int = 0

    @property
    def sentence(self) -> Sentence:
        """应到 15，实到 12，请假 2，列席 3 for the board; 离场 only when somebody has left."""
        params: dict[str, Any] = {
            "entitled": self.entitled,
            "present": self.present,
            "excused": self.excused,
            "left": self.left,
            "observers": self.observers,
        }
        if self.left:
            text = N_("应到 {entitled}，实到 {present}，请假 {excused}，离场 {left}，列席 {observers}")
            return Sentence(text, params)
        return Sentence(N_("应到 {entitled}，实到 {present}，请假 {excused}，列席 {observers}"), params)


def attendance(seats: Iterable[SeatState]) -> Attendance:
    """Counts of all seats called to a session. Who has left is not present, and not lost either (`left`)."""
    called = list(seats)
    voting = [seat.state for seat in called if seat.entitled and not seat.observer]
    return Attendance(
        entitled=len(voting),
        present=voting.count(State.PRESENT),
        excused=voting.count(State.EXCUSED),
        left=voting.count(State.LEFT),
        missing=voting.count(State.EXPECTED),
        observers=sum(seat.observer and seat.state == State.PRESENT for seat in called),
    )
