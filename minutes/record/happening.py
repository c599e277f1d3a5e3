"""An event, what its ids stand for, and a line of the record; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from agenda.floor.rules import HandKind, Stance
from forum.errors import Sentence


@dataclass(frozen=True)
class Names:
    """What ids stand for, as the record says it; what is not known any more is an empty text."""

    people: Mapping[int, str] = field(default_factory=dict)
    seats: Mapping[int, str] = field(default_factory=dict)
    items: Mapping[int, tuple[int, str]] = field(default_factory=dict)
    motions: Mapping[int, str] = field(default_factory=dict)
    contributions: Mapping[int, str] = field(default_factory=dict)
    answers: Mapping[int, str] = field(default_factory=dict)
    statements: Mapping[int, str] = field(default_factory=dict)
    phases: Mapping[int, tuple[str, tuple[Sentence, ...]]] = field(default_factory=dict)
    pictures: Mapping[int, tuple[Sentence, ...]] = field(default_factory=dict)
    ballots: Mapping[int, str] = field(default_factory=dict)
    verdicts: Mapping[int, tuple[Sentence, ...]] = field(default_factory=dict)
    reasons: Mapping[tuple[str, int], str] = field(default_factory=dict)
    hands: Mapping[int, Stance | None] = field(default_factory=dict)
    hand_kinds: Mapping[int, HandKind] = field(default_factory=dict)
    actions: Mapping[int, str] = field(default_factory=dict)
    notes: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)
    needs: Mapping[int, str] = field(default_factory=dict)
    resources: Mapping[int, str] = field(default_factory=dict)
    wishes: Mapping[int, str] = field(default_factory=dict)
    orders: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Happened:
    """An event as it is stored."""

    kind: str
    at: datetime
    by: int | None
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """`heading`: a new item begins here."""

    at: datetime
    sentences: tuple[Sentence, ...]
    heading: bool = False


Told = Sentence | tuple[Sentence, ...]
