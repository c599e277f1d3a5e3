"""What may stand on an agenda, and in which order; pure."""

from __future__ import annotations

from collections.abc import Sequence

from agenda.items.models import ItemKind, ItemState
from agenda.sessions.models import SessionKind, SessionState
from forum.errors import N_, RuleBroken

STANDING = frozenset({ItemKind.APPROVAL, ItemKind.FOLLOW_UP, ItemKind.EXCHANGE, ItemKind.CLAIMING, ItemKind.REPORT})
"""Kinds that come again at every session: not carried over, and named by their kind where nobody gave a title."""


UNSETTLED = frozenset({ItemState.CARRIED_OVER, ItemState.REFERRED})
"""What a later session goes on with."""


def check_planned(state: SessionState) -> None:
    """Raises RuleBroken once notice is given."""
    if state is not SessionState.PLANNED:
        raise RuleBroken(N_("会议通知已经发出，议程已定。"))


def check_kind(kind: ItemKind, session: SessionKind) -> None:
    """Raises RuleBroken."""
    if kind is ItemKind.EXCHANGE and session is not SessionKind.JOINT_COUNCIL:
        raise RuleBroken(N_("互通清单是联席会的一项，这次会议不用列。"))


def kinds_for(session: SessionKind) -> list[ItemKind]:
    """What an item without a topic may be."""
    kinds = [ItemKind.FREE, *(kind for kind in ItemKind if kind in STANDING)]
    return [kind for kind in kinds if kind is not ItemKind.EXCHANGE or session is SessionKind.JOINT_COUNCIL]


def moved(order: Sequence[int], item: int, place: int) -> list[int]:
    """The ids with `item` at `place`, counted from 1; beyond either end is that end."""
    rest = [each for each in order if each != item]
    at = min(max(place, 1), len(rest) + 1) - 1
    return [*rest[:at], item, *rest[at:]]
