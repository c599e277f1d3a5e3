"""What the chair's devices hear of: a sign-in that ends leaves the chair to the next device."""

from __future__ import annotations

from agenda.sessions import commands, queries
from forum.access import Actor
from forum.journal import Event


async def chairs_vacated(events: list[Event]) -> None:
    """Listener of the journal. Without it the chair would be free too, but no screen would say so."""
    for event in events:
        if event.kind == "person.signed_out":
            for session in await queries.presided_from(event.data["sign_in"]):
                await commands.vacate_chair(session.id, by=Actor(event.by_id))
