"""What of a session is an echo, and for whom: who asked something there and was answered."""

from __future__ import annotations

from collections.abc import Collection

from agenda.discussion.models import Contribution
from agenda.links import STATE_MARKS, state_word
from agenda.sessions.models import Session
from forum import i18n, parts
from forum.errors import N_
from forum.journal import Event
from forum.parts import Echo, Link, Matter


def offer() -> None:
    parts.matters["session"] = Matter(_nobody, links)
    parts.echoes["contribution.answered"] = Echo(
        "session", lambda _: N_("您在会上的提问有了答复"), of=_session_asked_in, to=_asker
    )


async def _nobody(_: int) -> set[int]:
    """Who is called to a session is told of it as a task."""
    return set()


async def _session_asked_in(event: Event) -> list[int]:
    asked = await Contribution.filter(id=event.data["contribution"]).prefetch_related("item")
    return [one.item.session_id for one in asked]


async def _asker(event: Event) -> set[int]:
    asked = await Contribution.filter(id=event.data["contribution"]).prefetch_related("seat")
    return {one.seat.person_id for one in asked if one.seat.person_id}


async def links(ids: Collection[int]) -> dict[int, Link]:
    return {
        one.id: Link(f"/sessions/{one.id}", one.title, i18n.moment(one.starts_at),
                     (STATE_MARKS[one.state], state_word(one.state, in_writing=one.in_writing)))
        for one in await Session.filter(id__in=list(ids))
    }  # fmt: skip
