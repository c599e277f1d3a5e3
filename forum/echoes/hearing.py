"""Who listens: what has been committed becomes an echo, also what was committed as the server stopped."""

from __future__ import annotations

from typing import Any

from forum import parts
from forum.access import SYSTEM
from forum.echoes.commands import note_echoes
from forum.echoes.models import Echo
from forum.journal import Event

AT_ONCE = 200
"""Events of one transaction."""


async def heard(events: list[Event]) -> None:
    keys = [(event.room_id, event.seq) for event in events if event.kind in parts.echoes]
    if keys:
        await note_echoes(keys, by=SYSTEM)


async def catch_up() -> None:
    """What came after the newest echo; where there is none yet, everything."""
    newest: list[Any] = list(await Echo.all().order_by("-event_id").limit(1).values_list("event_id", flat=True))
    since = Event.filter(id__gt=newest[0] if newest else 0)
    if not await since.exists():
        return
    missed = await since.filter(kind__in=list(parts.echoes)).order_by("id").only("room_id", "seq", "kind")
    for at in range(0, len(missed), AT_ONCE):
        await heard(missed[at : at + AT_ONCE])
