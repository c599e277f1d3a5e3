"""Who stands at which tablet: in memory only, for a minute, and never in anything the browser keeps.

A tablet is known by a number of its own in a cookie. The person, what they ticked and the receipt of their paper are
here and nowhere else: the pages are led to by redirects, so that going back finds nothing, and whoever goes away is
forgotten.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from forum.access import Actor

FORGET_AFTER = 90.0
"""Seconds without a press; the page's script goes back to the start long before, where there is one."""
MOST = 200


@dataclass
class Visit:
    """One person's turn: the ballot they have before them, what they ticked, and then what they are told."""

    voter: Actor
    ballot_id: int
    typed: dict[str, str] = field(default_factory=dict)
    receipt: str = ""
    done: bool = False
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    touched: float = field(default_factory=time.monotonic)


class Desks:
    def __init__(self, forget_after: float = FORGET_AFTER) -> None:
        self.forget_after = forget_after
        self._visits: OrderedDict[str, Visit] = OrderedDict()

    def at(self, desk: str) -> Visit | None:
        """Whose turn it is at that tablet; None once they have been away too long."""
        visit = self._visits.get(desk)
        if visit is None or time.monotonic() - visit.touched > self.forget_after:
            self.leave(desk)
            return None
        visit.touched = time.monotonic()
        return visit

    def come(self, desk: str, visit: Visit) -> None:
        self._visits[desk] = visit
        self._visits.move_to_end(desk)
        while len(self._visits) > MOST:
            self._visits.popitem(last=False)

    def leave(self, desk: str) -> None:
        self._visits.pop(desk, None)
