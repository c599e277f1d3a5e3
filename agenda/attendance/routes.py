from __future__ import annotations

from typing import Any

from quart import Blueprint, Response

from agenda.attendance import commands, queries
from agenda.attendance.models import Seat
from agenda.sessions import queries as sessions
from forum import pages
from forum.errors import N_, NotFound, Refusal
from forum.forms import given

blueprint = Blueprint("attendance", __name__)


@blueprint.get("/c/<string(maxlength=24):code>")
async def at_the_door(code: str) -> Response:
    """Where the hall's QR code leads: check in here, or join first and come back."""
    return await pages.page("agenda/attendance/door.html", **await _door(code))


@blueprint.post("/c/<string(maxlength=24):code>")
async def check_in(code: str) -> Response:
    typed = await given()
    door = await _door(code)
    session = await sessions.session_by_code(code)
    try:
        await commands.check_in(session.id, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("agenda/attendance/door.html", refusal, typed, **door)
    return await pages.done(f"/sessions/{session.id}/room", N_("签到成功。"))


@blueprint.post("/seats/<int:seat_id>/check-in")
async def tick_off(seat_id: int) -> Response:
    await commands.tick_off(seat_id, by=pages.signed_in(), command_id=(await given()).get("command_id"))
    return await _back(seat_id)


@blueprint.post("/seats/<int:seat_id>/check-out")
async def check_out(seat_id: int) -> Response:
    await commands.check_out(seat_id, by=pages.signed_in(), command_id=(await given()).get("command_id"))
    return await _back(seat_id)


@blueprint.post("/seats/<int:seat_id>/excuse")
async def excuse(seat_id: int) -> Response:
    await commands.excuse(seat_id, by=pages.signed_in(), command_id=(await given()).get("command_id"))
    return await _back(seat_id)


async def _door(code: str) -> dict[str, Any]:
    session = await sessions.session_by_code(code)
    reader = pages.reader()
    seat = await queries.seat_of(session.id, reader.person_id) if reader else None
    return {"session": session, "seat": seat, "code": code}


async def _back(seat_id: int) -> Response:
    seat = await Seat.get_or_none(id=seat_id)
    if seat is None:
        raise NotFound(N_("找不到这个席位。"))
    return await pages.done(f"/sessions/{seat.session_id}/console#seats")
