from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q

from agenda.sessions.models import Session, SessionState
from forum import clock
from forum.errors import N_, NotFound


@dataclass(frozen=True)
class Chair:
    """The device a session is presided from: its sign-in, the name of whose it is, and since when."""

    sign_in_id: int
    name: str
    since: datetime


async def session(session_id: int) -> Session:
    """With body, chair and recorder. Raises NotFound."""
    return _found(await Session.get_or_none(id=session_id).prefetch_related("body", "chair", "recorder"))


async def session_by_code(code: str) -> Session:
    return _found(await Session.get_or_none(check_in_code=code).prefetch_related("body", "chair", "recorder"))


async def session_of_room(room_id: int) -> Session | None:
    """With body, chair, recorder and the sign-in that presides."""
    return await Session.get_or_none(room_id=room_id).prefetch_related("body", "chair", "recorder", "presiding__person")


async def reconvened(session: Session) -> Session | None:
    """The session that goes on with an adjourned one."""
    return await Session.filter(reconvenes_id=session.id).order_by("-id").first() if session.adjourned else None


def chair_of(session: Session) -> Chair | None:
    """Who presides now; the session is given with `presiding__person`. A sign-in that has ended holds no chair."""
    held = session.presiding
    if not session.is_open or held is None or held.revoked_at or held.expires_at <= clock.now():
        return None
    return Chair(held.id, held.person.name, session.presiding_since or held.made_at)


async def presided_from(sign_in_id: int) -> list[Session]:
    """Open sessions whose chair was taken from that device."""
    return await Session.filter(presiding_id=sign_in_id, state=SessionState.OPEN).order_by("id")


async def sessions(*states: SessionState) -> list[Session]:
    query = Session.filter(state__in=states, entering=False) if states else Session.all()
    return await query.order_by("-starts_at").prefetch_related("body")


async def sessions_called(person_id: int) -> list[Session]:
    """Sessions to come or open in which the person holds a seat, presides or records."""
    mine = Q(seats__person_id=person_id) | Q(chair_id=person_id) | Q(recorder_id=person_id)
    states = [SessionState.NOTICED, SessionState.OPEN]
    return (
        await Session.filter(mine, state__in=states, entering=False)
        .distinct()
        .order_by("starts_at")
        .prefetch_related("body")
    )


def _found(session: Session | None) -> Session:
    if session is None:
        raise NotFound(N_("找不到这次会议。"))
    return session
