"""Recording what a unit takes on: at an agenda item, on the console, and afterwards while the minutes are written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from markupsafe import Markup
from quart import Blueprint, Response

from agenda.items import queries as items
from agenda.items.commands import item_and_session
from agenda.items.models import AgendaItem, ItemState
from agenda.sessions import queries as sessions
from agenda.sessions.models import Session, SessionState
from forum import i18n, pages
from forum.access import Permission, require
from forum.errors import N_, NotAllowed, Refusal, RuleBroken
from forum.forms import Form, given, line, optional_line, parse
from forum.units import picking
from minutes.action_items import commands, queries
from minutes.action_items.models import ActionItem
from minutes.action_items.striking import strike_action
from minutes.projects import queries as projects

blueprint = Blueprint("assigning", __name__)


class ActionForm(Form):
    text: line(200)  # type: ignore[valid-type]
    lead_id: int
    responsible: optional_line(80) = ""  # type: ignore[valid-type]
    criteria: optional_line(200) = ""  # type: ignore[valid-type]
    due_on: date
    project_id: int | None = None


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
        sent = await picking.filled(typed, "lead_id")
        form, helpers = parse(ActionForm, _given(sent)), await picking.several("helpers")
        await commands.assign_action(
            item.id, **form.model_dump(), helpers=helpers, by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        if pages.wants_json() or pages.reader() is None:
            raise
        return await pages.refused_page(
            "minutes/action_items/new.html",
            refusal,
            typed,
            **await _choices(session, item, await picking.ticked("helpers")),
        )
    over = session.state is SessionState.CLOSED
    where = f"/items/{item.id}/actions" if over else f"/sessions/{session.id}/console"
    return await pages.done(where, N_("任务已记下，并列入项目清单。"))


def _given(typed: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in typed.items() if value}


# ---- put right ----


class CorrectForm(Form):
    text: line(200)  # type: ignore[valid-type]
    responsible: optional_line(80) = ""  # type: ignore[valid-type]
    criteria: optional_line(200) = ""  # type: ignore[valid-type]
    due_on: date


@blueprint.get("/actions/<int:action_id>/edit")
async def edit(action_id: int) -> Response:
    action = await queries.action(action_id)
    if not queries.may_correct(action, pages.reader()):
        raise NotAllowed(N_("任务由这次会议的记录员和社区工作人员改。"))
    shown = await _standing(action, [helper.unit_id for helper in action.helpers])
    return await pages.page("minutes/action_items/edit.html", stands=_stands(action), **shown)


@blueprint.post("/actions/<int:action_id>/edit")
async def correct(action_id: int) -> Response:
    typed = await given()
    try:
        form, helpers = parse(CorrectForm, _given(typed)), await picking.several("helpers")
        await commands.correct_action(
            action_id, **form.model_dump(), helpers=helpers, by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        if pages.wants_json() or pages.reader() is None or refusal.status in {403, 404}:
            raise
        shown = await _standing(await queries.action(action_id), await picking.ticked("helpers"))
        shown |= {"stands": pages.Typed(typed)}
        return await pages.refused_page("minutes/action_items/edit.html", refusal, typed, **shown)
    return await pages.done(f"/actions/{action_id}", N_("已改正，原来怎么写的留在办理经过里。"))


class StrikeForm(Form):
    reason: line(200)  # type: ignore[valid-type]
    same_as: int | None = None


@blueprint.post("/actions/<int:action_id>/strike")
async def strike(action_id: int) -> Response:
    typed = await given()
    try:
        form = parse(StrikeForm, {name: value for name, value in typed.items() if value})
        await strike_action(
            action_id, form.reason, same_as=form.same_as, by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        if pages.wants_json() or pages.reader() is None or refusal.status in {403, 404}:
            raise
        action = await queries.action(action_id)
        shown = await _standing(action, [helper.unit_id for helper in action.helpers])
        shown |= {"stands": _stands(action), "striking": True}
        return await pages.refused_page("minutes/action_items/edit.html", refusal, typed, **shown)
    return await pages.done(f"/actions/{action_id}", N_("已作废，单位不用再办；原来怎么记的、为什么作废，都留在这里。"))


def _stands(action: ActionItem) -> dict[str, str]:
    """As it is, in the fields of the form that puts it right."""
    return {
        "text": action.text, "due_on": action.due_on.isoformat(), "responsible": action.responsible,
        "criteria": action.criteria,
    }  # fmt: skip


async def _standing(action: ActionItem, ticked: Sequence[int]) -> dict[str, Any]:
    said = await queries.said_in_minutes(action.session)
    units = await picking.offered(ticked, without=[action.lead_id])
    like = [(one.id, f"{one.text}（{one.lead.name}，{i18n.day(one.due_on)}）") for one in await queries.like(action)]
    return {"action": action, "units": units, "ticked": ticked, "published": said, "like": like, "striking": False}


async def _choices(session: Session, item: AgendaItem | None, ticked: Sequence[int] = ()) -> dict[str, Any]:
    return {
        "ticked": ticked,
        "recorded": await queries.of_item(item.id) if item else [],
        "over": session.state is SessionState.CLOSED,
        "session": session,
        "item": item,
        "units": await picking.offered(ticked),
        "projects": [(project.id, project.title) for project in await projects.running()],
    }


async def console_form(session_id: int) -> tuple[str, str]:
    """What the chair's console shows to record an action item on the spot."""
    choices = await _choices(await sessions.session(session_id), None)
    return i18n.translate(N_("记任务")), Markup(pages.render("minutes/action_items/_console.html", **choices))
