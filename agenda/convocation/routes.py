from __future__ import annotations

from datetime import date, time
from typing import Any

from pydantic import Field
from quart import Blueprint, Response, request

from agenda.attendance.models import REPLY_NAMES, Reply
from agenda.convocation import commands, queries, rules
from agenda.sessions import queries as sessions
from agenda.sessions.commands import frozen_rules
from agenda.sessions.models import Session
from forum import clock, pages
from forum.access import Permission, require
from forum.errors import N_, BadInput, RuleBroken
from forum.forms import Form, given, line, optional_line, parse

blueprint = Blueprint("convocation", __name__)

TOLD = {
    Reply.COMING: N_("已答复：参加。开会以前都可以改。"),
    Reply.EXCUSED: N_("已请假。开会以前都可以改。"),
    Reply.PROXY: N_("已答复：委托他人。请把书面委托书交到签到台登记，登记了才算数。"),
}


class ReplyForm(Form):
    reply: Reply
    reason: optional_line(100) = ""  # type: ignore[valid-type]


class MoveForm(Form):
    day: date
    at: time
    venue: line(80)  # type: ignore[valid-type]
    planned_minutes: int = Field(ge=10, le=600)


class AdjournForm(Form):
    day: date
    at: time
    venue: line(80)  # type: ignore[valid-type]


@blueprint.post("/sessions/<int:session_id>/reply")
async def answer_call(session_id: int) -> Response:
    typed = await given()
    by = pages.signed_in()
    form = parse(ReplyForm, typed)
    await commands.answer_call(session_id, form.reply, form.reason, by=by, command_id=typed.get("command_id"))
    return await pages.done(f"/sessions/{session_id}", TOLD[form.reply])


@blueprint.get("/sessions/<int:session_id>/replies")
async def replies(session_id: int) -> Response:
    session = await sessions.session(session_id)
    require(pages.signed_in(), Permission.RECORD, session)
    return await pages.page("agenda/convocation/replies.html", **await _replies(session))


@blueprint.post("/seats/<int:seat_id>/reply")
async def record_reply(seat_id: int) -> Response:
    """Back to the list as it was narrowed."""
    typed = await given()
    by = pages.signed_in()
    form = parse(ReplyForm, typed)
    session_id = await commands.record_reply(
        seat_id, form.reply, form.reason, by=by, command_id=typed.get("command_id")
    )
    shown = typed.get("show", "")
    where = f"/sessions/{session_id}/replies?show={shown if shown in queries.SHOWN else queries.WAITING}"
    return await pages.done(where, N_("已记下。"))


async def _replies(session: Session) -> dict[str, Any]:
    shown, words = request.args.get("show", queries.WAITING), request.args.get("q", "").strip()[:40]
    shown = shown if shown in queries.SHOWN else queries.WAITING
    page = request.args.get("page", 1, int)
    seats, count = await queries.seats(session.id, shown, words, page)
    proxies = frozen_rules(session).proxies_at_most
    return {
        "session": session,
        "replies": await queries.replies(session.id),
        "seats": seats,
        "may": {
            seat.id: [(one.value, REPLY_NAMES[one]) for one in rules.replies_for(proxies, entitled=seat.entitled)]
            for seat in seats
        },
        "shown": shown,
        "words": words,
        "page_number": min(max(page, 1), count),
        "page_count": count,
    }


# ---- another day, another place ----------------------------------------------------------------------------------


@blueprint.get("/sessions/<int:session_id>/move")
async def move(session_id: int) -> Response:
    return await pages.page("agenda/convocation/move.html", **await _move(session_id))


@blueprint.post("/sessions/<int:session_id>/move")
async def move_session(session_id: int) -> Response:
    typed = await given()
    shown = await _move(session_id)
    try:
        form = parse(MoveForm, typed)
        await commands.move_session(
            session_id,
            clock.from_local(form.day, form.at),
            form.venue,
            form.planned_minutes,
            by=pages.signed_in(),
            command_id=typed.get("command_id"),
        )
    except (BadInput, RuleBroken) as refusal:
        return await pages.refused_page("agenda/convocation/move.html", refusal, typed, **shown)
    return await pages.done(f"/sessions/{session_id}", N_("已改好。"))


async def _move(session_id: int) -> dict[str, Any]:
    session = await sessions.session(session_id)
    require(pages.signed_in(), Permission.PLAN_SESSION)
    return {"session": session, "local": clock.local(session.starts_at), "rule_set": frozen_rules(session)}


@blueprint.get("/sessions/<int:session_id>/adjourn")
async def adjourn(session_id: int) -> Response:
    return await pages.page("agenda/convocation/adjourn.html", **await _adjourn(session_id))


@blueprint.post("/sessions/<int:session_id>/adjourn")
async def adjourn_session(session_id: int) -> Response:
    typed = await given()
    shown = await _adjourn(session_id)
    try:
        form = parse(AdjournForm, typed)
        again = await commands.adjourn_session(
            session_id,
            clock.from_local(form.day, form.at),
            form.venue,
            by=pages.signed_in(),
            command_id=typed.get("command_id"),
        )
    except (BadInput, RuleBroken) as refusal:
        return await pages.refused_page("agenda/convocation/adjourn.html", refusal, typed, **shown)
    return await pages.done(f"/sessions/{again}", N_("已休会。这是续会，没议完的都在议程上，请社区发通知。"))


async def _adjourn(session_id: int) -> dict[str, Any]:
    session = await sessions.session(session_id)
    require(pages.signed_in(), Permission.PRESIDE, session)
    return {"session": session, "local": clock.local(session.starts_at), **await queries.here(session)}
