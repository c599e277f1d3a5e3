from __future__ import annotations

from datetime import date
from typing import Any

from quart import Blueprint, Response

from agenda.attendance import commands, mandates, queries, recusals
from agenda.attendance.models import CheckInMeans, Seat
from agenda.items import queries as items
from agenda.items.commands import item_and_session
from agenda.items.models import ItemState
from agenda.masking import queries as masking
from agenda.sessions import queries as sessions
from agenda.sessions.commands import frozen_rules
from forum import i18n, pages
from forum.access import Permission, allowed, require
from forum.errors import N_, BadInput, NotFound, Refusal, RuleBroken
from forum.forms import Form, given, optional_line, parse

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
    typed = await given()
    remote = typed.get("means") == CheckInMeans.REMOTE
    await commands.tick_off(seat_id, by=pages.signed_in(), remote=remote, command_id=typed.get("command_id"))
    return await _back(seat_id, typed, N_("{who}已签到。"))


@blueprint.post("/seats/<int:seat_id>/check-out")
async def check_out(seat_id: int) -> Response:
    typed = await given()
    await commands.check_out(seat_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back(seat_id, typed, N_("{who}已离场。"))


@blueprint.post("/seats/<int:seat_id>/excuse")
async def excuse(seat_id: int) -> Response:
    typed = await given()
    await commands.excuse(seat_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back(seat_id, typed, N_("{who}已记请假。"))


@blueprint.post("/seats/<int:seat_id>/undo")
async def undo_mark(seat_id: int) -> Response:
    typed = await given()
    await commands.undo_mark(seat_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back(seat_id, typed, N_("{who}的登记已撤销。"))


# ---- who votes for whom, who stands aside ------------------------------------------------------------------------


class MandateForm(Form):
    principal: int
    holder: int
    signed_on: date
    scope: optional_line(200) = ""  # type: ignore[valid-type]


class RecusalForm(Form):
    seat: int
    item: int
    reason: optional_line(200) = ""  # type: ignore[valid-type]


class ReasonForm(Form):
    reason: optional_line(200) = ""  # type: ignore[valid-type]


@blueprint.get("/sessions/<int:session_id>/mandates")
async def standing(session_id: int) -> Response:
    """Who votes for whom and who stands aside, with the recorder's forms."""
    return await pages.page("agenda/attendance/standing.html", **await _standing(session_id))


@blueprint.post("/sessions/<int:session_id>/mandates")
async def enter_mandate(session_id: int) -> Response:
    typed, by = await given(), pages.signed_in()
    shown = await _standing(session_id)
    try:
        form = parse(MandateForm, typed)
        await mandates.enter_mandate(
            session_id, form.principal, form.holder, form.signed_on, form.scope,
            by=by, command_id=typed.get("command_id"),
        )  # fmt: skip
    except (BadInput, RuleBroken) as refusal:
        return await pages.refused_page("agenda/attendance/standing.html", refusal, typed, **shown)
    return await pages.done(f"/sessions/{session_id}/mandates", N_("委托已登记。"))


@blueprint.post("/mandates/<int:mandate_id>/withdraw")
async def withdraw_mandate(mandate_id: int) -> Response:
    await mandates.withdraw_mandate(mandate_id, by=pages.signed_in(), command_id=(await given()).get("command_id"))
    _, session = await mandates.mandate_and_session(mandate_id)
    return await pages.done(f"/sessions/{session.id}/mandates", N_("委托已撤回。"))


@blueprint.post("/sessions/<int:session_id>/recusals")
async def enter_recusal(session_id: int) -> Response:
    typed, by = await given(), pages.signed_in()
    shown = await _standing(session_id)
    try:
        form = parse(RecusalForm, typed)
        await recusals.enter_recusal(form.item, form.seat, form.reason, by=by, command_id=typed.get("command_id"))
    except (BadInput, RuleBroken) as refusal:
        return await pages.refused_page("agenda/attendance/standing.html", refusal, typed, **shown)
    return await pages.done(f"/sessions/{session_id}/mandates#recusals", N_("回避已登记。"))


@blueprint.post("/items/<int:item_id>/recusals")
async def declare_recusal(item_id: int) -> Response:
    typed = await given()
    form = parse(ReasonForm, typed)
    await recusals.declare_recusal(item_id, form.reason, by=pages.signed_in(), command_id=typed.get("command_id"))
    _, session = await item_and_session(item_id)
    return await pages.done(f"/sessions/{session.id}/room", N_("已声明回避，这一项不参加表决。"))


@blueprint.post("/recusals/<int:recusal_id>/end")
async def end_recusal(recusal_id: int) -> Response:
    by = pages.signed_in()
    await recusals.end_recusal(recusal_id, by=by, command_id=(await given()).get("command_id"))
    _, session = await recusals.recusal_and_session(recusal_id)
    where = "mandates#recusals" if allowed(by, Permission.RECORD, session) else "room"
    return await pages.done(f"/sessions/{session.id}/{where}", N_("回避已撤回，可以参加下一次表决。"))


async def _standing(session_id: int) -> dict[str, Any]:
    session = await sessions.session(session_id)
    require(pages.signed_in(), Permission.RECORD, session)
    seats = [seat for seat in await queries.seats(session_id) if seat.entitled]
    agenda = await items.agenda(session_id)
    return {
        "session": session,
        "rule_set": frozen_rules(session),
        "seats": [(seat.id, f"{seat.number} {seat.label}") for seat in seats],
        "absent": [(seat.id, f"{seat.number} {seat.label}") for seat in seats if not seat.is_present],
        "items": [
            (item.id, f"{item.position} {item.title}")
            for item in agenda
            if item.state in {ItemState.WAITING, ItemState.OPEN}
        ],
        "titles": {item.id: item.title for item in agenda},
        "open_item": next((item.id for item in agenda if item.state is ItemState.OPEN), ""),
        "mandates": await queries.mandates(session_id),
        "recusals": await queries.recusals(session_id),
    }


async def _door(code: str) -> dict[str, Any]:
    session, reader = await sessions.session_by_code(code), pages.reader()
    await masking.as_read([session], reader)
    seat = await queries.seat_of(session.id, reader.person_id) if reader else None
    return {"session": session, "seat": seat, "code": code}


async def _back(seat_id: int, typed: dict[str, str], words: str) -> Response:
    """To the desk or to the console's list, where it was pressed; the desk is told in words."""
    seat = await Seat.get_or_none(id=seat_id).prefetch_related("person", "unit")
    if seat is None:
        raise NotFound(N_("找不到这个席位。"))
    if typed.get("at") != "desk":
        return await pages.done(f"/sessions/{seat.session_id}/console#seats")
    who = i18n.say(N_("{n} 号{name}"), n=seat.number, name=seat.person.name if seat.person else seat.label)
    return await pages.done(f"/sessions/{seat.session_id}/desk", words, who=who)
