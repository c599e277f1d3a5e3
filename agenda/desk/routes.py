"""签到台: the recorder's page at the door."""

from __future__ import annotations

from typing import Any

from quart import Blueprint, Response, current_app, request

from agenda.attendance import badges
from agenda.attendance import commands as attendance
from agenda.attendance.models import SeatState
from agenda.attendance.presence import presences
from agenda.desk import queries, rules
from agenda.desk.queries import DeskLine
from agenda.papers import photos
from agenda.room.live import DESK
from agenda.room.view import load
from agenda.sessions import queries as sessions
from forum import i18n, pages
from forum.access import Permission, require
from forum.errors import N_, BadInput, Refusal, Sentence
from forum.forms import given
from forum.live import Hub

blueprint = Blueprint("desk", __name__)
MOST_TYPED = 80


@blueprint.get("/sessions/<int:session_id>/desk")
async def desk(session_id: int) -> Response:
    shown = await _desk(session_id)
    if shown["session"].in_writing:
        return await pages.done(f"/sessions/{session_id}/returns")
    return await pages.page("agenda/desk/show.html", **shown)


@blueprint.post("/sessions/<int:session_id>/desk")
async def check_in(session_id: int) -> Response:
    """A badge scanned or photographed, a number, a name: whoever alone is meant is checked in."""
    typed = await given()
    shown = await _desk(session_id)
    try:
        found = await _found(session_id, typed)
        for line in found:
            await attendance.tick_off(line.id, by=pages.signed_in(), command_id=_id_of(typed, line))
    except Refusal as refusal:
        return await pages.refused_page("agenda/desk/show.html", refusal, typed, **shown)
    words = N_("{who}已经签到，不用再签。") if _were_here(found) else N_("{who}已签到。")
    return await pages.done(f"/sessions/{session_id}/desk", words, who="、".join(map(_called, found)))


async def _found(session_id: int, typed: dict[str, str]) -> list[DeskLine]:
    photo = (await request.files).get("photo")
    if photo and photo.filename:
        return await _in_photo(session_id, photo.read())
    who = typed.get("who", "").strip()[:MOST_TYPED]
    found = await queries.meant(session_id, who) if who else []
    rules.check_one(found, who)
    return found


async def _in_photo(session_id: int, content: bytes) -> list[DeskLine]:
    """Whose badges they are; what else is in the picture is nobody's."""
    texts = [text for text in await photos.codes_in(content) if badges.read_code(text)]
    found = [line for text in texts for line in await queries.meant(session_id, text)]
    if not found:
        raise BadInput({"photo": Sentence(N_("照片里的二维码不是胸牌。请拍胸牌上的二维码，或者输入姓名。"))})
    return found


def _id_of(typed: dict[str, str], line: DeskLine) -> str | None:
    """Of each badge in a photo its own; sent again, the same."""
    given_id = typed.get("command_id")
    return f"{given_id}-{line.id}" if given_id else None


def _were_here(found: list[DeskLine]) -> bool:
    return all(line.state is SeatState.PRESENT for line in found)


def _called(line: DeskLine) -> str:
    return i18n.say(N_("{n} 号{name}"), n=line.number, name=line.person or line.unit)


@blueprint.get("/sessions/<int:session_id>/presence")
async def presence(session_id: int) -> Response:
    """Who was here for each item and each ballot."""
    session = await sessions.session(session_id)
    require(pages.signed_in(), Permission.RECORD, session)
    found, lines = await presences(session), await queries.lines(session_id)
    return await pages.page("agenda/desk/presence.html", session=session, presences=found, lines=lines)


async def _desk(session_id: int) -> dict[str, Any]:
    session = await sessions.session(session_id)
    require(pages.signed_in(), Permission.RECORD, session)
    hub: Hub = current_app.hub  # type: ignore[attr-defined]
    return {
        "session": session,
        "screen": await hub.screen(session.room_id, DESK),
        "hall": await load(session.room_id),
        "audience": DESK,
        "words": request.args.get("q", "").strip()[:MOST_TYPED],
    }
