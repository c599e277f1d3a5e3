"""Whether enough are here, noted in the proceedings whenever it changes while a session is open."""

from __future__ import annotations

from datetime import datetime

from agenda.ballots.body_rules import RuleSet
from agenda.ballots.rules import Quorum
from agenda.items.models import AgendaItem, ItemState
from agenda.room.attending import attending
from agenda.sessions.models import Session
from forum.access import Actor
from forum.journal import Event, record

LOST, REGAINED, OPENED = "quorum.lost", "quorum.regained", "session.opened"


async def quorum_now(session: Session) -> Quorum:
    """Of a ballot opened now, on the item before the hall."""
    item = await AgendaItem.get_or_none(session_id=session.id, state=ItemState.OPEN)
    return (await attending(session.id, item.id if item else None, RuleSet.from_json(session.rules))).quorum


async def note_quorum(session: Session, by: Actor) -> None:
    """Call it inside a command's transaction, after somebody has come or gone, stands aside or is voted for."""
    await session.refresh_from_db(fields=["state"])
    if not session.is_open or session.in_writing:
        return
    quorum = await quorum_now(session)
    if quorum.needed and quorum.met != await _was_met(session.room_id, quorum.met):
        record(REGAINED if quorum.met else LOST, by, **figures(quorum))


def figures(quorum: Quorum) -> dict[str, int]:
    """As an event keeps them."""
    return {"entitled": quorum.entitled, "present": quorum.present, "needed": quorum.needed}


async def _was_met(room_id: int, unknown: bool) -> bool:
    """As it was noted last: at the opening, or since."""
    last = await _last(room_id)
    return unknown if last is None else last.kind == REGAINED or last.data.get("quorum", False)


async def lost_at(room_id: int) -> datetime | None:
    """Since when too few are here who were enough, or who never were: as the events have it."""
    last = await _last(room_id)
    return last.at if last is not None and last.kind == LOST else None


async def _last(room_id: int) -> Event | None:
    return await Event.filter(room_id=room_id, kind__in=[LOST, REGAINED, OPENED]).order_by("-seq").first()
