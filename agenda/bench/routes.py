"""板凳会 from a phone: open it, see who comes by, note what comes of it, end it."""

from __future__ import annotations

from typing import Any

from quart import Blueprint, Response, current_app, request

from agenda.attendance import admissions
from agenda.bench import commands, queries
from agenda.desk import queries as desk
from agenda.desk import rules as desk_rules
from agenda.room.live import DESK
from agenda.room.view import load
from agenda.sessions import queries as sessions
from agenda.sessions.models import Session
from forum import pages, parts
from forum.access import Permission, require
from forum.errors import N_, NotAllowed, Refusal
from forum.forms import Form, given, line, optional_line, parse
from forum.live import Hub
from forum.topics import queries as topics

blueprint = Blueprint("bench", __name__)


class OpenForm(Form):
    body_id: int
    text: line(60)  # type: ignore[valid-type]
    venue: line(80)  # type: ignore[valid-type]
    topic_id: int | None = None


class ComerForm(Form):
    name: line(80)  # type: ignore[valid-type]
    person: optional_line(12) = ""  # type: ignore[valid-type]


@blueprint.get("/bench/new")
async def new() -> Response:
    return await pages.page("agenda/bench/new.html", **await _choices())


@blueprint.post("/bench")
async def open_talk() -> Response:
    typed, choices = await given(), await _choices()
    try:
        form = parse(OpenForm, {name: value for name, value in typed.items() if value})
        session_id = await commands.open_bench_talk(
            form.body_id, form.text, form.venue, topic_id=form.topic_id, by=pages.signed_in(),
            command_id=typed.get("command_id"),
        )  # fmt: skip
    except Refusal as refusal:
        return await pages.refused_page("agenda/bench/new.html", refusal, typed, **choices)
    return await pages.done(f"/sessions/{session_id}/bench", N_("板凳会开始了：请大家扫码签到。"))


async def _choices() -> dict[str, Any]:
    bodies = await queries.may_open_for(pages.signed_in())
    if not bodies:
        raise NotAllowed(N_("只有社区书记，或者这个组织的主任、副主任，可以开板凳会。"))
    ready = [(topic.id, topic.title) for topic in await topics.ready_for_agenda()]
    return {
        "bodies": [(body.id, body.name) for body in bodies],
        "topics": ready,
        "topic_id": request.args.get("topic", 0, int),
    }


@blueprint.get("/sessions/<int:session_id>/bench")
async def show(session_id: int) -> Response:
    session = await _session(session_id)
    if not session.on_the_spot:
        return await pages.done(f"/sessions/{session_id}/console")
    return await pages.page("agenda/bench/show.html", **await _shown(session))


@blueprint.post("/sessions/<int:session_id>/bench/people")
async def add_comer(session_id: int) -> Response:
    """Somebody without a phone, by name."""
    typed, session = await given(), await _session(session_id)
    known: list[tuple[int, str]] = []
    try:
        form = parse(ComerForm, {name: value for name, value in typed.items() if value})
        known = await desk.namesakes(form.name)
        desk_rules.check_known(known, form.person)
        person = int(form.person) if form.person.isascii() and form.person.isdecimal() else None
        await admissions.add_observer(
            session_id, form.name, by=pages.signed_in(), person_id=person, command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        shown = {**await _shown(session), "namesakes": known}
        return await pages.refused_page("agenda/bench/show.html", refusal, typed, **shown)
    return await pages.done(f"/sessions/{session_id}/bench", N_("{name}已签到。"), name=form.name)


@blueprint.post("/sessions/<int:session_id>/bench/end")
async def end(session_id: int) -> Response:
    typed = await given()
    await commands.end_bench_talk(session_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(f"/sessions/{session_id}/minutes", N_("板凳会散了，记录的草稿已经写好。"))


async def _session(session_id: int) -> Session:
    session = await sessions.session(session_id)
    require(pages.signed_in(), Permission.RECORD, session)
    return session


async def _shown(session: Session) -> dict[str, Any]:
    hub: Hub = current_app.hub  # type: ignore[attr-defined]
    return {
        "session": session,
        "screen": await hub.screen(session.room_id, DESK),
        "audience": DESK,
        "hall": await load(session.room_id),
        "forms": [await form(session.id) for form in parts.bench_forms] if session.is_open else [],
        "namesakes": [],
    }
