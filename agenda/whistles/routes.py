"""吹哨: call units at once, follow who reports in; report in by the link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Literal

from pydantic import Field
from quart import Blueprint, Response, current_app, request

from agenda.room import view
from agenda.room.live import DESK
from agenda.sessions import queries as sessions
from agenda.whistles import commands, queries, rules
from agenda.whistles.models import CallState, UnitCall
from forum import clock, pages
from forum.access import Permission, allowed, require
from forum.bodies import queries as bodies
from forum.errors import N_, NotFound, Refusal
from forum.forms import Form, given, line, optional_line, parse
from forum.live import Hub
from forum.people import queries as people
from forum.topics import queries as topics
from forum.units import picking

blueprint = Blueprint("whistles", __name__)


class BlowForm(Form):
    body_id: int
    text: line(200)  # type: ignore[valid-type]
    venue: line(80)  # type: ignore[valid-type]
    minutes: int = Field(default=rules.MINUTES_TO_REPORT, ge=5, le=24 * 60)
    chair_id: int
    recorder_id: int
    topic_id: int | None = None


class ReportForm(Form):
    state: Literal[CallState.ON_THE_WAY, CallState.ON_SITE, CallState.CANNOT]
    note: optional_line(100) = ""  # type: ignore[valid-type]


@blueprint.get("/whistles/new")
async def new() -> Response:
    require(pages.signed_in(), Permission.PLAN_SESSION)
    return await pages.page("agenda/whistles/new.html", **await _choices())


@blueprint.post("/whistles")
async def blow() -> Response:
    typed = await given()
    try:
        form = parse(BlowForm, {name: value for name, value in typed.items() if value})
        units = await picking.several("units")
        session_id = await commands.blow_whistle(
            form.body_id, form.text, form.venue, units, clock.now() + timedelta(minutes=form.minutes), form.chair_id,
            form.recorder_id, topic_id=form.topic_id, by=pages.signed_in(), command_id=typed.get("command_id"),
        )  # fmt: skip
    except Refusal as refusal:
        if pages.wants_json() or pages.reader() is None:
            raise
        shown = await _choices(await picking.ticked("units"))
        return await pages.refused_page("agenda/whistles/new.html", refusal, typed, **shown)
    return await pages.done(f"/sessions/{session_id}/whistle", N_("哨已吹响：把各单位的报到链接发给他们。"))


@blueprint.get("/sessions/<int:session_id>/whistle")
async def track(session_id: int) -> Response:
    session = await sessions.session(session_id)
    require(pages.signed_in(), Permission.RECORD, session)
    shown = await queries.shown(session)
    if shown["whistle"] is None:
        raise NotFound(N_("这次会议不是吹哨召集的。"))
    hub: Hub = current_app.hub  # type: ignore[attr-defined]
    screen: dict[str, Any] = {"screen": await hub.screen(session.room_id, DESK), "audience": DESK}
    may_plan = allowed(pages.reader(), Permission.PLAN_SESSION)
    return await pages.page("agenda/whistles/track.html", session=session, may_plan=may_plan, **shown, **screen)


@blueprint.get("/w/<string(maxlength=40):token>")
async def report(token: str) -> Response:
    return await pages.page("agenda/whistles/report.html", **await _call(token))


@blueprint.post("/w/<string(maxlength=40):token>")
async def report_in(token: str) -> Response:
    typed = await given()
    shown = await _call(token)
    try:
        form = parse(ReportForm, typed)
        await commands.report_in(token, form.state, form.note, by=pages.reader(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("agenda/whistles/report.html", refusal, typed, **shown)
    return await pages.done(f"/w/{token}", N_("收到，谢谢。情况有变化，再按一次就行。"))


async def _call(token: str) -> dict[str, Any]:
    call: UnitCall = await commands.call_by(token)
    session = call.whistle.session
    open_ = session.state.value in ("noticed", "open")
    late = rules.is_late(call.state, call.reported_at, call.whistle.due_at, clock.now())
    return {"call": call, "session": session, "whistle": call.whistle, "may_report": open_, "late": late}


async def _choices(ticked: Sequence[int] = ()) -> dict[str, Any]:
    topic_id = request.args.get("topic", 0, int)
    topic = await topics.topic(topic_id) if topic_id else None
    joint = [body for body in await bodies.bodies() if body.seats_units]
    return {
        "topic": topic,
        "bodies": [(body.id, body.name) for body in joint],
        "units": await picking.offered(ticked),
        "people": [(person.id, person.name) for person in await people.chairs_and_recorders()],
        "ticked": ticked,
        "minutes_to_report": rules.MINUTES_TO_REPORT,
    }


def address(token: str) -> str:
    """What is sent to a unit."""
    return f"{view.base_url}/w/{token}"
