from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator
from quart import Blueprint, Response

from agenda.groups import commands, queries
from agenda.groups.rules import LONGEST_NOTE, Way
from agenda.items.models import AgendaItem
from agenda.sessions import queries as sessions
from forum import pages
from forum.access import Permission, allowed
from forum.errors import N_, NotAllowed
from forum.forms import Form, given, line, optional_text, parse

blueprint = Blueprint("groups", __name__)


class GroupsForm(Form):
    topic: line(200)  # type: ignore[valid-type]
    count: int
    way: Way


class NoteForm(Form):
    note: optional_text(LONGEST_NOTE) = ""  # type: ignore[valid-type]
    revision: int


class TickForm(Form):
    in_draft: Annotated[bool, BeforeValidator(bool)] = False


@blueprint.post("/items/<int:item_id>/groups")
async def open_groups(item_id: int) -> Response:
    typed = await given()
    form = parse(GroupsForm, typed)
    phase = await commands.open_groups(
        item_id, form.topic, form.count, form.way, by=pages.signed_in(), command_id=typed.get("command_id")
    )
    return await _back(await queries.item_of_phase(phase), N_("小组讨论开始了。"))


@blueprint.post("/groups/<int:phase_id>/collect")
async def collect_groups(phase_id: int) -> Response:
    typed = await given()
    await commands.collect_groups(phase_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back(await queries.item_of_phase(phase_id), N_("各组的记录已经收回，大家都看得到。"))


@blueprint.post("/group/<int:group_id>/join")
async def join_group(group_id: int) -> Response:
    typed = await given()
    await commands.join_group(group_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back_from(group_id)


@blueprint.post("/group/<int:group_id>/take")
async def take_notes(group_id: int) -> Response:
    typed = await given()
    await commands.take_notes(group_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back_from(group_id, N_("由您记录这一组：边写边存。"))


@blueprint.get("/group/<int:group_id>/note")
async def note(group_id: int) -> dict[str, str | int]:
    """As it stands, for whoever goes on writing it. Raises NotAllowed for everybody else."""
    group = await queries.group(group_id)
    reader = pages.signed_in()
    session = await sessions.session(group.phase.item.session_id)
    takes = group.taker is not None and group.taker.person_id == reader.person_id
    if not takes and not allowed(reader, Permission.RECORD, session):
        raise NotAllowed(N_("这一组现在由别人记录。"))
    return {"note": group.note, "revision": group.revision}


@blueprint.post("/group/<int:group_id>/note")
async def save_note(group_id: int) -> Response:
    typed = await given()
    form = parse(NoteForm, typed)
    await commands.save_note(
        group_id, form.note, form.revision, by=pages.signed_in(), command_id=typed.get("command_id")
    )
    return await _back_from(group_id, N_("已存好。"))


@blueprint.post("/group/<int:group_id>/tick")
async def tick_note(group_id: int) -> Response:
    typed = await given()
    form = parse(TickForm, typed)
    await commands.tick_note(group_id, by=pages.signed_in(), in_draft=form.in_draft, command_id=typed.get("command_id"))
    return await _back_from(group_id)


async def _back_from(group_id: int, words: str = "") -> Response:
    return await _back((await queries.group(group_id)).phase.item, words)


async def _back(item: AgendaItem, words: str = "") -> Response:
    session = await sessions.session(item.session_id)
    page = "console" if allowed(pages.reader(), Permission.RECORD, session) else "room"
    return await pages.done(f"/sessions/{session.id}/{page}", words)
