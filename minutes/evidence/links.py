"""What the house does by itself for evidence."""

from __future__ import annotations

from forum.access import SYSTEM
from forum.journal import Event
from minutes.evidence.commands import seal_record


async def seal_when_closed(events: list[Event]) -> None:
    for event in events:
        if event.kind in {"session.closed", "session.adjourned"}:
            await seal_record(event.data["session"], by=SYSTEM)
