from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

from quart import Blueprint, Response

from forum import clock, pages
from forum.access import Actor
from forum.errors import N_, NotFound, Refusal
from forum.forms import Form, given, line, optional_line, parse
from minutes.drafting import queries as drafting
from minutes.drafting import reading
from minutes.drafting.models import Minutes
from minutes.drafting.preview import rendered
from minutes.drafting.routes import NOT_PUBLIC, editor, for_staff
from minutes.review import commands, queries

blueprint = Blueprint("review", __name__)


class UntilForm(Form):
    until: date


class NoteForm(Form):
    section: line(24)  # type: ignore[valid-type]
    quoted: optional_line(400) = ""  # type: ignore[valid-type]
    proposed: optional_line(400) = ""  # type: ignore[valid-type]
    remark: optional_line(400) = ""  # type: ignore[valid-type]


class ReasonForm(Form):
    reason: line(200)  # type: ignore[valid-type]


@blueprint.get("/minutes/<int:minutes_id>/review")
async def show(minutes_id: int) -> Response:
    actor, minutes = await _for_reviewers(minutes_id)
    return await pages.page("minutes/review/show.html", **await _shown(minutes, actor))


async def _for_reviewers(minutes_id: int) -> tuple[Actor, Minutes]:
    """Those who were there, once they are asked, and those who keep the record. Raises NotFound for all others."""
    minutes, actor = await drafting.minutes(minutes_id), pages.reader()
    if actor is None:
        raise NotFound(NOT_PUBLIC)
    asked = await queries.review_of(minutes_id) is not None and await queries.was_there(minutes, actor)
    if not (asked or drafting.concerns(minutes, actor)):
        raise NotFound(NOT_PUBLIC)
    return actor, minutes


async def _shown(minutes: Minutes, actor: Actor) -> dict[str, Any]:
    values, review = await reading.values(minutes), await queries.review_of(minutes.id)
    sections = [one for one in await reading.sections(minutes) if one.text.strip()] if minutes.in_work else []
    bodies = [await asyncio.to_thread(rendered, section.text, values) for section in sections]
    there = await queries.was_there(minutes, actor)
    return {
        "minutes": minutes,
        "sections": list(zip(sections, bodies, strict=True)),
        "review": review,
        "may_note": there and review is not None and minutes.in_work and review.until >= clock.today(),
        "checked": any(one.person_id == actor.person_id for one in await queries.checked(minutes.id)),
        "own": await queries.notes_of(minutes.id, actor.person_id or 0),
    }


@blueprint.post("/minutes/<int:minutes_id>/review")
async def open_review(minutes_id: int) -> Response:
    actor, _ = await for_staff(minutes_id)
    typed = await given()
    try:
        form = parse(UntilForm, typed)
        await commands.open_review(minutes_id, form.until, by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await _refused_edit(minutes_id, refusal, typed)
    return await pages.done(f"/minutes/{minutes_id}/edit#review", N_("已请到会的人核对，他们的待办里会看到。"))


async def _refused_edit(minutes_id: int, refusal: Refusal, typed: dict[str, str]) -> Response:
    _, minutes = await for_staff(minutes_id)
    if not minutes.in_work:
        raise refusal
    return await pages.refused_page("minutes/drafting/edit.html", refusal, typed, **await editor(minutes))


@blueprint.post("/minutes/<int:minutes_id>/review/confirm")
async def confirm(minutes_id: int) -> Response:
    actor, _ = await _for_reviewers(minutes_id)
    typed = await given()
    await commands.confirm_draft(minutes_id, by=actor, command_id=typed.get("command_id"))
    return await pages.done(f"/minutes/{minutes_id}/review", N_("谢谢，已记下您核对无误。"))


@blueprint.post("/minutes/<int:minutes_id>/review/notes")
async def note(minutes_id: int) -> Response:
    actor, minutes = await _for_reviewers(minutes_id)
    typed = await given()
    try:
        form = parse(NoteForm, typed)
        await commands.note_of_section(
            minutes_id, form.section, quoted=form.quoted, proposed=form.proposed, remark=form.remark, by=actor,
            command_id=typed.get("command_id"),
        )  # fmt: skip
    except Refusal as refusal:
        shown = await _shown(minutes, actor)
        return await pages.refused_page("minutes/review/show.html", refusal, typed, **shown)
    return await pages.done(f"/minutes/{minutes_id}/review", N_("已交给记录员，处理结果会告诉您。"))


@blueprint.post("/minutes/<int:minutes_id>/review/read")
async def read(minutes_id: int) -> Response:
    actor, _ = await _for_reviewers(minutes_id)
    typed = await given()
    await commands.read_answers(minutes_id, by=actor, command_id=typed.get("command_id"))
    return await pages.done("/me")


@blueprint.post("/review-notes/<int:note_id>/accept")
async def accept(note_id: int) -> Response:
    typed = await given()
    found = await queries.note(note_id)
    actor, _ = await for_staff(found.minutes_id)
    try:
        await commands.accept_note(
            note_id, by=actor, by_hand=typed.get("by_hand") == "1", command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await _refused_edit(found.minutes_id, refusal, {**typed, "note": str(note_id)})
    return await pages.done(f"/minutes/{found.minutes_id}/edit#notes", N_("已采纳，并告诉提出的人。"))


@blueprint.post("/review-notes/<int:note_id>/refuse")
async def refuse(note_id: int) -> Response:
    typed = await given()
    found = await queries.note(note_id)
    actor, _ = await for_staff(found.minutes_id)
    try:
        form = parse(ReasonForm, typed)
        await commands.refuse_note(note_id, form.reason, by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await _refused_edit(found.minutes_id, refusal, {**typed, "note": str(note_id)})
    return await pages.done(f"/minutes/{found.minutes_id}/edit#notes", N_("未采纳，理由已告诉提出的人。"))
