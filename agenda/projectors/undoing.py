"""Taking back the scene that a projector was changed to: it is the next one again, and the hall sees what it saw."""

from __future__ import annotations

from agenda.projectors.models import WallLink
from agenda.projectors.rules import MESSAGE
from agenda.projectors.scenes import SCENES
from agenda.sessions.models import Session
from agenda.undoing.way import Overtaken, Way
from forum.access import Actor
from forum.errors import N_, Sentence
from forum.journal import Event, record


async def _says(event: Event) -> Sentence:
    return Sentence(N_("大屏换到：{scene}"), {"scene": Sentence(SCENES[event.data["scene"]].title)})


async def _check(event: Event) -> None:
    link = await WallLink.get(id=event.data["link"])
    if link.revoked_at is not None or link.pinned != event.data["scene"]:
        raise Overtaken


async def _put_back(event: Event, session: Session, by: Actor) -> None:
    link = await WallLink.get(id=event.data["link"])
    link.queued, link.queued_message = link.pinned, link.message
    link.pinned, link.message = await _shown_before(event), ""
    await WallLink.filter(id=link.id).update(
        queued=link.queued, queued_message=link.queued_message, pinned=link.pinned, message=link.message
    )
    record("wall.showing_undone", by, link=link.id, scene=event.data["scene"])


async def _shown_before(event: Event) -> str:
    """Nothing where it followed the meeting, or had words on it that are not kept."""
    told = Event.filter(room_id=event.room_id, kind__in=["wall.shown", "wall.released"], seq__lt=event.seq)
    for one in await told.order_by("-seq"):
        if one.kind == "wall.released":
            return ""
        if one.data["link"] == event.data["link"]:
            return "" if one.data["scene"] == MESSAGE else str(one.data["scene"])
    return ""


WAYS = {"wall.shown": Way(_says, _check, _put_back, "wall.showing_undone")}
