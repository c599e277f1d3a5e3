from __future__ import annotations

from datetime import date
from typing import Any

from markupsafe import Markup
from quart import Blueprint, Response, jsonify

from agenda.sessions import queries as sessions
from forum import clock, i18n, pages
from forum.access import Permission, require
from forum.bodies import queries as bodies
from forum.errors import N_, Refusal
from forum.forms import Form, given, line, parse, text
from minutes.scribe import commands, queries, rules
from minutes.scribe.models import Kind
from minutes.scribe.rules import KIND_NAMES

blueprint = Blueprint("scribe", __name__)


class LineForm(Form):
    line: line(240)  # type: ignore[valid-type]


@blueprint.get("/sessions/<int:session_id>/scribe")
async def show(session_id: int) -> Response:
    session = await sessions.session(session_id)
    require(pages.reader(), Permission.RECORD, session)
    return await pages.page("minutes/scribe/show.html", session=session, notes=await queries.of_session(session_id))


@blueprint.post("/sessions/<int:session_id>/scribe")
async def note_down(session_id: int) -> Response:
    """The console's field stays on the page while items change: a line belongs to what is discussed when it is sent."""
    session, typed = await sessions.session(session_id), await given()
    try:
        require(pages.reader(), Permission.RECORD, session)
        form = parse(LineForm, typed)
        item = await queries.discussed(session_id)
        meant = await commands.note_down(item.id, form.line, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        if pages.wants_json() or pages.reader() is None:
            raise
        notes = await queries.of_session(session_id)
        return await pages.refused_page("minutes/scribe/show.html", refusal, typed, session=session, notes=notes)
    return await pages.done(f"/sessions/{session_id}/scribe", N_("记下了——{what}"), what=await _said(meant))


@blueprint.post("/sessions/<int:session_id>/scribe/reading")
async def reading(session_id: int) -> Response:
    """How the line would be understood, while it is typed; writes nothing."""
    require(pages.reader(), Permission.RECORD, await sessions.session(session_id))
    typed = (await given()).get("line", "")[:240]
    try:
        meant = rules.understood(typed, await queries.units(), clock.today())
    except Refusal as refusal:
        return jsonify({"said": refusal.said(i18n.translate), "clear": False})
    return jsonify({"said": await _said(commands.said(meant)), "clear": True})


async def _said(meant: dict[str, Any]) -> str:
    """任务：换井盖，康乐物业牵头，责任人王工，2026年12月10日前."""
    kind = Kind(meant["kind"])
    if kind is not Kind.TASK:
        return i18n.say(N_("{kind}：{text}"), kind=i18n.translate(KIND_NAMES[kind]), text=meant["text"])
    unit = (await bodies.names_of([meant["unit"]])).get(meant["unit"], "")
    day = i18n.day(date.fromisoformat(meant["due"]))
    if meant["responsible"]:
        whole = N_("任务：{text}，{unit}牵头，责任人{who}，{day}前")
        return i18n.say(whole, text=meant["text"], unit=unit, who=meant["responsible"], day=day)
    return i18n.say(N_("任务：{text}，{unit}牵头，{day}前"), text=meant["text"], unit=unit, day=day)


@blueprint.post("/scribe-notes/<int:note_id>/strike")
async def strike(note_id: int) -> Response:
    typed = await given()
    await commands.strike_note(note_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(typed.get("back", "/"), N_("已划掉。"))


# ---- after the session ----


class OutcomeForm(Form):
    outcome: text(400)  # type: ignore[valid-type]


@blueprint.get("/scribe-notes/<int:note_id>")
async def follow_up(note_id: int) -> Response:
    return await pages.page("minutes/scribe/follow_up.html", **await _followed_up(note_id))


async def _followed_up(note_id: int) -> dict[str, Any]:
    note = await queries.note(note_id)
    session = note.item.session
    require(pages.signed_in(), Permission.RECORD, session)
    return {"note": note, "session": session, "waits": await queries.waits(note_id)}


@blueprint.post("/scribe-notes/<int:note_id>/settle")
async def settle(note_id: int) -> Response:
    typed = await given()
    try:
        outcome = parse(OutcomeForm, typed).outcome
        await commands.settle_note(note_id, outcome, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        if pages.wants_json() or pages.reader() is None or refusal.status in {403, 404}:
            raise
        return await pages.refused_page("minutes/scribe/follow_up.html", refusal, typed, **await _followed_up(note_id))
    return await pages.done(f"/scribe-notes/{note_id}", N_("已写明结果；会议页这一项下面看得到。"))


async def console_form(session_id: int) -> tuple[str, str]:
    """What the console shows to note a line."""
    session = await sessions.session(session_id)
    return i18n.translate(N_("速记")), Markup(pages.render("minutes/scribe/_console.html", session=session))
