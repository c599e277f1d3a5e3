"""Entering a session that was held on paper: who came, then one page an item, then its end."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time
from typing import Any, Literal

from pydantic import Field
from quart import Blueprint, Response, request

from agenda.afterwards import commands, queries
from agenda.afterwards.commands import Division
from agenda.afterwards.rules import Box
from agenda.attendance import queries as attendance
from agenda.ballots import forms as ballot_forms
from agenda.ballots.announcing import announced
from agenda.ballots.models import BallotState, VoteSource
from agenda.ballots.rules import Choice
from agenda.items import queries as items
from agenda.items.commands import item_and_session
from agenda.items.models import AgendaItem
from agenda.sessions import queries as sessions
from agenda.sessions.commands import frozen_rules
from agenda.sessions.models import Session
from forum import clock, pages
from forum.access import Permission, require
from forum.errors import N_, Refusal
from forum.forms import Form, given, optional_line, parse, text

blueprint = Blueprint("afterwards", __name__)


class BeginForm(Form):
    day: date
    began: time


class WhenForm(Form):
    at: time


class DivisionForm(Form):
    at: time
    text: text(400)  # type: ignore[valid-type]
    way: Literal["hands", "secret", "named", "consent"] = "hands"
    source: Literal[VoteSource.PAPER, VoteSource.HAND] = VoteSource.PAPER
    teller: optional_line(40) = ""  # type: ignore[valid-type]
    scrutineer: optional_line(40) = ""  # type: ignore[valid-type]


class BoxForm(Form):
    issued: int = Field(ge=0)
    returned: int = Field(ge=0)
    invalid: int = Field(default=0, ge=0)


@blueprint.get("/sessions/<int:session_id>/afterwards")
async def overview(session_id: int) -> Response:
    session = await _session(session_id)
    return await pages.page("agenda/afterwards/session.html", **await _overview(session))


@blueprint.post("/sessions/<int:session_id>/afterwards")
async def begin(session_id: int) -> Response:
    typed, session = await given(), await _session(session_id)
    ticked = await request.form
    try:
        form = parse(BeginForm, typed)
        await commands.begin_entering(
            session_id, clock.from_local(form.day, form.began), _ids(ticked.getlist("present")),
            _ids(ticked.getlist("excused")), by=pages.signed_in(), command_id=typed.get("command_id"),
        )  # fmt: skip
    except Refusal as refusal:
        shown = await _overview(session)
        shown["present"] = _ids(ticked.getlist("present"))
        return await pages.refused_page("agenda/afterwards/session.html", refusal, typed, **shown)
    return await pages.done(f"/sessions/{session_id}/afterwards", N_("到会情况已记下。接着一项一项录。"))


@blueprint.post("/sessions/<int:session_id>/afterwards/end")
async def finish(session_id: int) -> Response:
    typed, session = await given(), await _session(session_id)
    try:
        at = moment(session, parse(WhenForm, typed).at)
        await commands.finish_entering(session_id, at, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        shown = await _overview(session)
        return await pages.refused_page("agenda/afterwards/session.html", refusal, typed, **shown)
    return await pages.done(f"/sessions/{session_id}/minutes", N_("补录完了，会议纪要草稿已经写好。"))


@blueprint.get("/items/<int:item_id>/afterwards")
async def item(item_id: int) -> Response:
    return await pages.page("agenda/afterwards/item.html", **await _item(item_id))


@blueprint.post("/items/<int:item_id>/afterwards")
async def enter_division(item_id: int) -> Response:
    typed = await given()
    shown = await _item(item_id)
    try:
        form = parse(DivisionForm, {name: value for name, value in typed.items() if value})
        by, command_id = pages.signed_in(), typed.get("command_id") or uuid.uuid4().hex
        at = moment(shown["session"], form.at)
        division = _division(form, typed, sorted(shown["groups"]))
        await commands.enter_division(item_id, division, at, by=by, command_id=command_id)
    except Refusal as refusal:
        return await pages.refused_page("agenda/afterwards/item.html", refusal, typed, **shown)
    return await pages.done(f"/items/{item_id}/afterwards", N_("表决和结果已记下。"))


@blueprint.post("/items/<int:item_id>/afterwards/end")
async def close_item(item_id: int) -> Response:
    typed = await given()
    shown = await _item(item_id)
    try:
        at = moment(shown["session"], parse(WhenForm, typed).at)
        await commands.close_entered_item(item_id, at, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("agenda/afterwards/item.html", refusal, typed, **shown)
    return await pages.done(f"/sessions/{shown['session'].id}/afterwards", N_("这一项已录完。"))


def _division(form: DivisionForm, typed: dict[str, str], groups: list[str]) -> Division:
    if form.way == "consent":
        return Division(form.text, by_consent=True)
    if form.way != "named":
        rows = ballot_forms.hands_rows(typed, groups)
        box = box_of(typed) if form.way == "secret" else None
        return Division(form.text, rows, form.teller, form.scrutineer, box=box)
    named = {int(name[5:]): value for name, value in typed.items() if name[:5] == "seat-" and name[5:].isdecimal()}
    choices = {choice.value: choice for choice in (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN)}
    votes = {seat: choices[value] for seat, value in named.items() if value in choices}
    return Division(form.text, named=votes, source=form.source)


def box_of(typed: dict[str, str]) -> Box:
    """Raises BadInput."""
    form = parse(BoxForm, {name: typed[name] for name in ("issued", "returned", "invalid") if typed.get(name)})
    return Box(form.issued, form.returned, form.invalid)


def moment(session: Session, at: time) -> datetime:
    """That hour of the day on which the session began."""
    return clock.from_local(clock.local(session.opened_at or session.starts_at).date(), at)


def _ids(ticked: list[str]) -> list[int]:
    return [int(one) for one in ticked if one.isdecimal()]


async def _session(session_id: int) -> Session:
    session = await sessions.session(session_id)
    require(pages.signed_in(), Permission.RECORD, session)
    return session


async def _overview(session: Session) -> dict[str, Any]:
    last = await commands.last_moment(session)
    return {
        "session": session,
        "seats": await attendance.seats(session.id),
        "agenda": await items.agenda(session.id),
        "may_begin": queries.may_begin(session),
        "began": clock.local(session.starts_at),
        "last": clock.local(last),
        "present": [],
    }


async def entering_item(item_id: int) -> tuple[AgendaItem, Session]:
    """For those who record."""
    item, session = await item_and_session(item_id)
    require(pages.signed_in(), Permission.RECORD, session)
    return item, session


async def _item(item_id: int) -> dict[str, Any]:
    item, session = await entering_item(item_id)
    ballots = [one for one in await queries.entered_ballots(item_id) if one.state is BallotState.CLOSED]
    return {
        "item": item,
        "session": session,
        "voters": await queries.voters(session.id),
        "groups": await queries.groups(session, item_id),
        "rule_set": frozen_rules(session),
        "ballots": [(ballot, announced(ballot)) for ballot in ballots],
        "last": clock.local(await commands.last_moment(session)),
    }
