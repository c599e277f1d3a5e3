"""From when to when each seat was here, told by the session's events; pure.

A row knows where a seat is now. Who came and went several times, and who sat there, only the events know: so whoever
was present in an item or a ballot is read from them, by their order and not by the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

CAME, LEFT, UNDONE = "seat.checked_in", "seat.checked_out", "seat.check_in_undone"
MOVES = (CAME, LEFT, UNDONE)


@dataclass(frozen=True)
class Move:
    """One of `MOVES`, at the place `seq` of its session's events. `person` is who sat there."""

    seq: int
    at: datetime
    kind: str
    seat: int
    person: int | None = None
    means: str = ""


@dataclass(frozen=True)
class Stay:
    """`left` is None of who is still here."""

    came: Move
    left: Move | None = None

    def covers(self, seq: int) -> bool:
        """Whether they were here when that began."""
        return self.came.seq < seq and (self.left is None or self.left.seq >= seq)

    def touches(self, first: int, last: int | None) -> bool:
        """Whether some of it lies between two places; `last` None is now."""
        return (last is None or self.came.seq < last) and (self.left is None or self.left.seq >= first)


Stays = Mapping[int, tuple[Stay, ...]]


def stays(moves: Iterable[Move]) -> dict[int, tuple[Stay, ...]]:
    """By seat, in order; what was ticked by mistake was never there."""
    found: dict[int, tuple[Stay, ...]] = {}
    for move in moves:
        before = found.get(move.seat, ())
        if move.kind == CAME:
            found[move.seat] = (*before, Stay(move))
        elif before and before[-1].left is None:
            kept = (replace(before[-1], left=move),) if move.kind == LEFT else ()
            found[move.seat] = (*before[:-1], *kept)
    return {seat: each for seat, each in found.items() if each}


def here_at(known: Stays, seq: int) -> set[int]:
    """Which seats were here when that happened."""
    return {seat for seat, each in known.items() if any(stay.covers(seq) for stay in each)}


@dataclass(frozen=True)
class Attendees:
    """Seats in a stretch of a session: here at its beginning, come during it, gone before its end."""

    here: frozenset[int]
    came: frozenset[int]
    left: frozenset[int]

    @property
    def all(self) -> frozenset[int]:
        return self.here | self.came


def during(known: Stays, first: int, last: int | None = None) -> Attendees:
    """Who was here between two places. Who came back within it is in `came`; who was not here at its end, in `left`."""
    here = here_at(known, first)
    some = {seat for seat, each in known.items() if any(stay.touches(first, last) for stay in each)}
    again = {seat for seat in here if any(first <= stay.came.seq < (last or stay.came.seq + 1) for stay in known[seat])}
    at_the_end = {
        seat for seat in some if any(stay.left is None if last is None else stay.covers(last) for stay in known[seat])
    }
    return Attendees(frozenset(here), frozenset((some - here) | again), frozenset(some - at_the_end))
