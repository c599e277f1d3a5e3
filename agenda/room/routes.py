from __future__ import annotations

from typing import Any

from markupsafe import Markup
from quart import Blueprint, Response, current_app

from agenda.attachments import queries as attachments
from agenda.attendance import queries as attendance
from agenda.ballots import figures
from agenda.deliveries.commands import note_seen
from agenda.kiosk import queries as kiosk
from agenda.projectors import queries as projectors
from agenda.room.live import CONSOLE, PARTICIPANT
from agenda.room.personal import personal
from agenda.room.view import load
from agenda.scratch import queries as scratch
from agenda.sessions import commands, queries
from agenda.sessions.models import Session, SessionKind, SessionState
from agenda.written import queries as written
from forum import clock, i18n, pages, parts
from forum.access import Permission, allowed, require
from forum.errors import N_
from forum.forms import given
from forum.live import Hub

blueprint = Blueprint("room", __name__)


def _hub() -> Hub:
    return current_app.hub  # type: ignore[attr-defined]


async def _screen(session: Session, audience: str) -> dict[str, Any]:
    """Never `view`: that is every page's standard or elder view."""
    screen = await _hub().screen(session.room_id, audience)
    hall = await load(session.room_id)
    item_id = hall.item.id if hall.item else 0
    return {"session": session, "screen": screen, "audience": audience, "hall": hall, "item_id": item_id}


@blueprint.get("/sessions/<int:session_id>/console")
async def console(session_id: int) -> Response:
    reader = pages.signed_in()
    session = await queries.session(session_id)
    require(reader, Permission.RECORD, session)
    if session.in_writing:
        return await pages.done(f"/sessions/{session_id}/returns")
    if session.entering:
        return await pages.done(f"/sessions/{session_id}/afterwards")
    own, others = await scratch.own_and_others(session_id, reader)
    return await pages.page(
        "agenda/room/console.html",
        own=own,
        others=others,
        body_class="console",
        wifi=await projectors.network_to_fill_in(session),
        kiosks=await kiosk.linked(session_id),
        forms=[await form(session_id) for form in parts.console_forms],
        table_forms=await _table_forms(session, None),
        claim_form=Markup("").join([await form(session_id) for form in parts.claim_forms]),
        may_preside=allowed(reader, Permission.PRESIDE, session),
        device=reader.sign_in_id,
        person=reader.person_id,
        **await _screen(session, CONSOLE),
    )


@blueprint.post("/sessions/<int:session_id>/chair")
async def take_chair(session_id: int) -> Response:
    typed = await given()
    await commands.take_chair(session_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(f"/sessions/{session_id}/console", N_("现在由这台设备主持。"))


@blueprint.get("/sessions/<int:session_id>/room")
async def room(session_id: int) -> Response:
    reader = pages.signed_in()
    session = await queries.session(session_id)
    if session.in_writing:
        await note_seen(session, by=reader)
        return await pages.page("agenda/written/room.html", session=session, **await written.sheet(session, reader))
    mine = await personal(session.room_id, reader.person_id or 0)
    seat = await attendance.seat_of(session_id, reader.person_id)
    screen = await _screen(session, PARTICIPANT)
    screen |= {"mine": mine, "seat": seat, "voted_words": _words(screen, mine)}
    screen["attachments"] = await attachments.of_session(session_id, reader)
    screen["table_forms"] = await _table_forms(session, seat.unit_id) if seat and seat.unit_id else []
    return await pages.page("agenda/room/room.html", **screen)


async def _table_forms(session: Session, unit_id: int | None) -> list[Any]:
    """With which the lists are taken down that units exchange."""
    if session.kind is not SessionKind.JOINT_COUNCIL or session.state is SessionState.CLOSED:
        return []
    return [await form(session.id, unit_id) for form in parts.table_forms]


def _words(screen: dict[str, Any], mine: dict[str, Any]) -> str:
    """What this person has voted in the open ballot; "" where that is nothing, or secret."""
    choice = (mine.get("vote") or {}).get("choice")
    return i18n.say(figures.said(screen["hall"].ballot, choice)) if choice and screen["hall"].ballot_open else ""


@blueprint.get("/time")
async def server_time() -> dict[str, int]:
    """Milliseconds, for the browser's correction of its own clock."""
    return {"now": int(clock.now().timestamp() * 1000)}
