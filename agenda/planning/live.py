"""What was not finished goes by itself to the body's next session that is being planned."""

from __future__ import annotations

from agenda.planning import commands, queries
from agenda.sessions.models import Session
from forum.access import SYSTEM
from forum.journal import Event

_OVER = {"session.closed", "session.cancelled"}


async def carried_on(events: list[Event]) -> None:
    """Listener of the journal. Where no session is planned yet, the next one takes it over when it is."""
    for event in events:
        if event.kind in _OVER:
            session = await Session.get(id=event.data["session"])
            following = await queries.next_planned(session.body_id)
            if following:
                await commands.carry_on(following.id, by=SYSTEM)
