"""The page of an agenda item that no session got to: put it on an agenda, or answer it."""

from __future__ import annotations

from typing import Any

from quart import Blueprint, Response

from agenda.items.commands import item_and_session
from agenda.unfinished import commands, queries
from forum import i18n, pages
from forum.access import Permission, require
from forum.errors import N_, Refusal
from forum.forms import Form, given, parse, text

blueprint = Blueprint("unfinished", __name__)


class CarryForm(Form):
    session_id: int


class EndForm(Form):
    words: text(400)  # type: ignore[valid-type]


@blueprint.get("/items/<int:item_id>/unfinished")
async def show(item_id: int) -> Response:
    return await pages.page("agenda/unfinished/show.html", **await _shown(item_id))


async def _shown(item_id: int) -> dict[str, Any]:
    require(pages.signed_in(), Permission.PLAN_SESSION)
    item, session = await item_and_session(item_id)
    coming = await queries.with_open_agenda(session.body_id)
    return {
        "item": item,
        "session": session,
        "lies": await queries.lies(item),
        "answer": await queries.answer_to(item_id),
        "going_on": await queries.going_on(item_id),
        "coming": [(one.id, f"{one.title}（{i18n.moment(one.starts_at)}）") for one in coming],
    }


@blueprint.post("/items/<int:item_id>/carry")
async def carry(item_id: int) -> Response:
    typed = await given()
    try:
        session_id = parse(CarryForm, typed).session_id
        await commands.carry_to(item_id, session_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await _refused(refusal, item_id, typed)
    return await pages.done(f"/sessions/{session_id}#agenda", N_("已列入这次会议的议程。"))


@blueprint.post("/items/<int:item_id>/end")
async def end(item_id: int) -> Response:
    typed = await given()
    try:
        words = parse(EndForm, typed).words
        await commands.end_item(item_id, words, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await _refused(refusal, item_id, typed)
    return await pages.done(f"/items/{item_id}/unfinished", N_("已答复，不再上会；会议页上看得到。"))


async def _refused(refusal: Refusal, item_id: int, typed: dict[str, str]) -> Response:
    if pages.wants_json() or pages.reader() is None or refusal.status in {403, 404}:
        raise refusal
    return await pages.refused_page("agenda/unfinished/show.html", refusal, typed, **await _shown(item_id))
