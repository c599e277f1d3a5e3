from __future__ import annotations

from datetime import date
from typing import Any

from markupsafe import Markup
from quart import Blueprint, Response

from agenda.items import queries as items
from agenda.items.commands import item_and_session
from agenda.items.models import AgendaItem, ItemState
from agenda.sessions import queries as sessions
from agenda.sessions.models import Session
from forum import i18n, pages
from forum.access import Actor, Permission, require
from forum.bodies import queries as bodies
from forum.errors import N_, NotAllowed, Refusal, RuleBroken
from forum.forms import Form, given, line, optional_line, parse, text
from minutes.action_items import commands, queries
from minutes.action_items.models import ActionItem
from minutes.projects import queries as projects

blueprint = Blueprint("action_items", __name__)


class ActionForm(Form):
    text: line(200)  # type: ignore[valid-type]
    lead_id: int
    responsible: optional_line(80) = ""  # type: ignore[valid-type]
    due_on: date
    project_id: int | None = None


class NoteForm(Form):
    text: text(400)  # type: ignore[valid-type]


@blueprint.get("/actions")
async def index() -> Response:
    return await pages.page("minutes/action_items/index.html", refused_id=0, **await _pending())


async def _pending() -> dict[str, Any]:
    """The office sees what everybody owes, a delegate what the own units do."""
    reader = pages.signed_in()
    return {"actions": await actions_of(reader)}


async def actions_of(reader: Actor) -> list[ActionItem]:
    """Raises NotAllowed for a reader who has nothing to carry out."""
    if reader.in_office:
        return await queries.pending()
    if not reader.units:
        raise NotAllowed(N_("任务清单给单位代表和社区工作人员用；办理情况请看项目清单。"))
    return await queries.of_units(reader.units)


@blueprint.post("/actions/<int:action_id>/done")
async def done(action_id: int) -> Response:
    typed = await given()
    try:
        form = parse(NoteForm, typed)
        await commands.report_done(action_id, form.text, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await _refused_note(refusal, action_id, typed)
    return await pages.done("/actions", N_("已报办结。同一项目的任务都办结后，就请提出人评价。"))


@blueprint.post("/actions/<int:action_id>/progress")
async def progress(action_id: int) -> Response:
    typed = await given()
    try:
        form = parse(NoteForm, typed)
        await commands.report_progress(action_id, form.text, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await _refused_note(refusal, action_id, typed)
    return await pages.done("/actions", N_("进展已记下，项目页上看得到。"))


async def _refused_note(refusal: Refusal, action_id: int, typed: dict[str, str]) -> Response:
    reader = pages.reader()
    if pages.wants_json() or reader is None or not (reader.in_office or reader.units):
        raise refusal
    return await pages.refused_page(
        "minutes/action_items/index.html", refusal, typed, refused_id=action_id, **await _pending()
    )


@blueprint.get("/items/<int:item_id>/actions")
async def new(item_id: int) -> Response:
    item, session = await item_and_session(item_id)
    require(pages.reader(), Permission.RECORD, session)
    return await pages.page("minutes/action_items/new.html", **await _choices(session, item))


@blueprint.post("/items/<int:item_id>/actions")
async def assign(item_id: int) -> Response:
    item, session = await item_and_session(item_id)
    return await _assign(item, session)


@blueprint.post("/sessions/<int:session_id>/actions")
async def assign_to_what_is_discussed(session_id: int) -> Response:
    """The console's form stays on the page while items change: it belongs to whatever is discussed when it is sent."""
    session = await sessions.session(session_id)
    return await _assign(await _discussed(session_id), session)


async def _discussed(session_id: int) -> AgendaItem:
    """The open item, or the one closed last. Raises RuleBroken before the first was opened."""
    taken_up = [item for item in await items.agenda(session_id) if item.opened_at is not None]
    if not taken_up:
        raise RuleBroken(N_("议到这一项时才能记任务。"))
    return max(taken_up, key=lambda item: (item.state is ItemState.OPEN, item.opened_at))


async def _assign(item: AgendaItem, session: Session) -> Response:
    typed = await given()
    try:
        form = parse(ActionForm, {name: value for name, value in typed.items() if value})
        await commands.assign_action(
            item.id, **form.model_dump(), by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        if pages.wants_json() or pages.reader() is None:
            raise
        return await pages.refused_page(
            "minutes/action_items/new.html", refusal, typed, **await _choices(session, item)
        )
    return await pages.done(f"/sessions/{session.id}/console", N_("任务已记下，并列入项目清单。"))


async def _choices(session: Session, item: AgendaItem | None) -> dict[str, Any]:
    return {
        "session": session,
        "item": item,
        "units": [(unit.id, unit.name) for unit in await bodies.units()],
        "projects": [(project.id, project.title) for project in await projects.running()],
    }


async def console_form(session_id: int) -> tuple[str, str]:
    """What the chair's console shows to record an action item on the spot."""
    choices = await _choices(await sessions.session(session_id), None)
    return i18n.translate(N_("记任务")), Markup(pages.render("minutes/action_items/_console.html", **choices))
