"""How much waits for a reader, for the head of every page: asked once a person, and kept until something is committed.

What happens in a hall moves hardly anybody's list: after it, who did it is counted anew at once, and others within
seconds. Anything else that is committed is seen by everybody's next page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog

from forum import clock
from forum.access import Actor
from forum.echoes import queries as echoes
from forum.journal import COMMUNITY_ROOM, Event
from forum.todo import queries

log = structlog.get_logger()
AT_MOST = timedelta(minutes=10)
"""What comes due is seen that late."""
IN_HALL = timedelta(seconds=20)


@dataclass(frozen=True)
class Waiting:
    tasks: int
    echoes: int


@dataclass
class _Kept:
    waiting: Waiting
    at: datetime
    day: date


class Counts:
    """Of one server. `_hall_at` is when something was last committed in a hall."""

    def __init__(self) -> None:
        self._kept: dict[int, _Kept] = {}
        self._hall_at: datetime | None = None
        self._asking: dict[int, object] = {}

    async def heard(self, events: list[Event]) -> None:
        if any(event.room_id == COMMUNITY_ROOM for event in events):
            self._kept.clear()
            self._asking.clear()
        elif events:
            self._hall_at = clock.now()
            for event in events:
                self.forget(event.by_id)

    def forget(self, person_id: int | None) -> None:
        """Somebody has read something, which is no event."""
        self._kept.pop(person_id or 0, None)
        self._asking.pop(person_id or 0, None)

    async def waiting_for(self, actor: Actor | None) -> Waiting | None:
        """None for nobody, and where it cannot be told: a page without its count is better than none."""
        if actor is None or actor.person_id is None:
            return None
        kept = self._kept.get(actor.person_id)
        if kept and self._holds(kept):
            return kept.waiting
        mine, at = object(), clock.now()
        self._asking[actor.person_id] = mine
        try:
            waiting = Waiting(len(await queries.tasks(actor)), await echoes.unread(actor.person_id))
        except Exception:
            log.exception("tasks failed")
            return None
        if self._asking.pop(actor.person_id, None) is mine:  # else something was committed meanwhile
            self._kept[actor.person_id] = _Kept(waiting, at, clock.today())
        return waiting

    def _holds(self, kept: _Kept) -> bool:
        age = clock.now() - kept.at
        after_hall = self._hall_at is not None and self._hall_at >= kept.at
        return kept.day == clock.today() and age <= (IN_HALL if after_hall else AT_MOST)
