"""Which steps may be taken back next, told by the events of a session; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

UNDOES_BY_ITSELF = {"seat.check_in_undone": "seat.checked_in", "seat.excuse_undone": "seat.excused"}
"""What the desk takes back with a button of its own, and of which kind it is: the seat's last."""


@dataclass(frozen=True)
class Fact:
    """An event at its place in the session."""

    seq: int
    kind: str
    data: Mapping[str, Any]


def standing(facts: Iterable[Fact]) -> list[Fact]:
    """Newest first: without what was taken back, and without the taking back."""
    stands: dict[int, Fact] = {}
    for fact in sorted(facts, key=lambda fact: fact.seq):
        if (undone := _undone_by(fact, stands)) is None:
            stands[fact.seq] = fact
        else:
            stands.pop(undone, None)
    return sorted(stands.values(), key=lambda fact: -fact.seq)


def _undone_by(fact: Fact, before: Mapping[int, Fact]) -> int | None:
    """The seq of what it takes back, 0 where that is too long ago to be known; None of a step of its own."""
    if "undoes" in fact.data:
        return int(fact.data["undoes"])
    if (kind := UNDOES_BY_ITSELF.get(fact.kind)) is None:
        return None
    same = [one.seq for one in before.values() if one.kind == kind and one.data["seat"] == fact.data["seat"]]
    return max(same, default=0)
