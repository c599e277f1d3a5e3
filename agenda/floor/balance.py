"""Who has spoken how long in a session, by person and by whose side they sit; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Listener:
    """A seat that could be heard; `side` is the unit it sits for or the grid its person lives in, "" for neither."""

    seat: int
    name: str
    side: str = ""


@dataclass(frozen=True)
class Turn:
    """One speech without its pauses."""

    seat: int
    lasted: timedelta


@dataclass(frozen=True)
class Share:
    """`times` speeches by `name`, `lasted` in all; of a side, by `people` who spoke."""

    name: str
    lasted: timedelta
    times: int
    people: int = 1


@dataclass(frozen=True)
class Balance:
    """`people` and `sides` with who spoke longest first, `unheard` in the order of seats."""

    people: tuple[Share, ...]
    sides: tuple[Share, ...]
    unheard: tuple[str, ...]
    lasted: timedelta


def balance(listeners: Sequence[Listener], turns: Iterable[Turn]) -> Balance:
    """Turns of seats that are not among the listeners are left out."""
    of_seat: dict[int, list[timedelta]] = {one.seat: [] for one in listeners}
    for turn in turns:
        of_seat.get(turn.seat, []).append(turn.lasted)
    heard = [one for one in listeners if of_seat[one.seat]]
    people = [Share(one.name, _sum(of_seat[one.seat]), len(of_seat[one.seat])) for one in heard]
    of_side: dict[str, list[int]] = {}
    for one in heard:
        of_side.setdefault(one.side, []).append(one.seat)
    sides = [_side(name, [of_seat[seat] for seat in seats]) for name, seats in of_side.items() if name]
    unheard = tuple(one.name for one in listeners if not of_seat[one.seat])
    return Balance(_longest(people), _longest(sides), unheard, _sum(share.lasted for share in people))


def _side(name: str, spoken: list[list[timedelta]]) -> Share:
    return Share(name, _sum(_sum(each) for each in spoken), sum(map(len, spoken)), len(spoken))


def _sum(parts: Iterable[timedelta]) -> timedelta:
    return sum(parts, timedelta(0))


def _longest(shares: list[Share]) -> tuple[Share, ...]:
    return tuple(sorted(shares, key=lambda share: (-share.lasted, share.name)))
