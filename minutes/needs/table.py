"""Needs and resources at the table of a joint council: taken down, struck, claimed."""

from __future__ import annotations

from datetime import date
from typing import Any

from markupsafe import Markup
from quart import Blueprint, Response

from agenda.attendance import queries as attendance
from agenda.items import queries as items
from agenda.items.commands import item_and_session
from agenda.items.models import AgendaItem
from agenda.sessions import queries as sessions
from agenda.sessions.models import Session
from forum import clock, pages
from forum.access import Permission, allowed, require
from forum.errors import N_, Refusal, RuleBroken
from forum.forms import Form, given, optional_line, parse
from forum.topics.models import CATEGORY_NAMES, Category
from minutes.needs import commands, rules
from minutes.needs.models import Need
from minutes.resources.models import Resource

blueprint = Blueprint("needs_at_table", __name__)


class BringForm(Form):
    unit_id: int
    category: Category = Category.PUBLIC_AFFAIRS
    needs: str = ""
    resources: str = ""


class ClaimForm(Form):
    unit_id: int
    due_on: date | None = None
    responsible: optional_line(80) = ""  # type: ignore[valid-type]


@blueprint.post("/sessions/<int:session_id>/table")
async def bring(session_id: int) -> Response:
    """Belongs to the item at which lists are exchanged now: the form stays on the page while items change."""
    typed = await given()
    session = await sessions.session(session_id)
    item = await items.open_item(session_id)
    if item is None:
        raise RuleBroken(N_("议到互通清单时才能录。"))
    try:
        form = parse(BringForm, {name: value for name, value in typed.items() if value})
        count = await commands.bring(
            item.id, form.unit_id, rules.lines(form.needs), rules.lines(form.resources), form.category,
            by=pages.signed_in(), command_id=typed.get("command_id"),
        )  # fmt: skip
    except Refusal as refusal:
        if pages.wants_json() or pages.reader() is None:
            raise
        return await pages.refused_page("minutes/needs/bring.html", refusal, typed, **await _form(session))
    return await _back(session, N_("记下了{count}条。"), count=count)


@blueprint.post("/needs/<int:need_id>/back")
async def take_back_need(need_id: int) -> Response:
    command_id = (await given()).get("command_id")
    session_id = await commands.take_back_need(need_id, by=pages.signed_in(), command_id=command_id)
    return await _back(await sessions.session(session_id), N_("已删去这一条。"))


@blueprint.post("/resources/<int:resource_id>/back")
async def take_back_resource(resource_id: int) -> Response:
    command_id = (await given()).get("command_id")
    session_id = await commands.take_back_resource(resource_id, by=pages.signed_in(), command_id=command_id)
    return await _back(await sessions.session(session_id), N_("已删去这一条。"))


@blueprint.get("/needs/<int:need_id>/claim")
async def claim(need_id: int) -> Response:
    need, _, session = await commands.need_at_table(need_id)
    return await pages.page("minutes/needs/claim.html", **await _claim(need, session))


@blueprint.post("/needs/<int:need_id>/claim")
async def claim_need(need_id: int) -> Response:
    typed = await given()
    need, _, session = await commands.need_at_table(need_id)
    try:
        form = parse(ClaimForm, {name: value for name, value in typed.items() if value})
        await commands.claim_need(
            need_id, form.unit_id, form.due_on, responsible=form.responsible, by=pages.signed_in(),
            command_id=typed.get("command_id"),
        )  # fmt: skip
    except Refusal as refusal:
        if pages.wants_json() or pages.reader() is None:
            raise
        return await pages.refused_page("minutes/needs/claim.html", refusal, typed, **await _claim(need, session))
    return await _back(session, N_("已认领，列入任务和项目清单。"))


async def _claim(need: Need, session: Session) -> dict[str, Any]:
    await need.fetch_related("unit", "claims__unit")
    return {"need": need, "may_record": allowed(pages.signed_in(), Permission.RECORD, session), **await _form(session)}


async def _form(session: Session, unit_id: int | None = None) -> dict[str, Any]:
    """The recorder takes down for every unit of the session, a delegate for the own one."""
    reader = pages.signed_in()
    seats = [seat for seat in await attendance.seats(session.id) if seat.unit_id]
    if not allowed(reader, Permission.RECORD, session):
        seats = [seat for seat in seats if seat.person_id == reader.person_id]
    if unit_id:
        seats = [seat for seat in seats if seat.unit_id == unit_id]
    return {
        "session": session,
        "units": [(seat.unit_id, seat.label) for seat in seats],
        "categories": list(CATEGORY_NAMES.items()),
        "due_on": rules.due(clock.today()).isoformat(),
    }


async def table_form(session_id: int, unit_id: int | None) -> Markup:
    """What stands on the console, and on the phone of a unit's delegate, while lists are exchanged."""
    form = await _form(await sessions.session(session_id), unit_id)
    template = "minutes/needs/_on_phone.html" if unit_id else "minutes/needs/_on_console.html"
    return Markup(pages.render(template, unit_id=unit_id, **form))


async def _back(session: Session, words: str, **params: Any) -> Response:
    page = "console" if allowed(pages.reader(), Permission.RECORD, session) else "room"
    return await pages.done(f"/sessions/{session.id}/{page}", words, **params)


@blueprint.get("/items/<int:item_id>/table")
async def whole(item_id: int) -> Response:
    """The whole exchange of lists, for paper too."""
    reader = pages.signed_in()
    item, session = await item_and_session(item_id)
    if await attendance.seat_of(session.id, reader.person_id) is None:
        require(reader, Permission.RECORD, session)
    return await pages.page("minutes/needs/table.html", session=session, item=item, **await _brought(item))


async def _brought(item: AgendaItem) -> dict[str, Any]:
    needs = await Need.filter(item_id=item.id).order_by("id").prefetch_related("unit", "claims__unit", "claims__action")
    resources = await Resource.filter(item_id=item.id).order_by("id").prefetch_related("unit")
    return {"needs": needs, "resources": resources}
