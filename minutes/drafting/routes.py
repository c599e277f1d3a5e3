from __future__ import annotations

import asyncio
from typing import Any

from quart import Blueprint, Response

from agenda.sessions.commands import session_for_command
from forum import markdown, pages
from forum.access import Actor, Permission, allowed
from forum.errors import N_, NotFound, Refusal, RuleBroken
from forum.forms import Form, given, parse, text
from minutes.drafting import commands, queries, rules
from minutes.drafting.models import Minutes, MinutesState
from minutes.publication import queries as publication

blueprint = Blueprint("drafting", __name__)


class TextForm(Form):
    text: text(markdown.MOST)  # type: ignore[valid-type]
    base_revision: int


class SignForm(Form):
    revision: int


@blueprint.get("/sessions/<int:session_id>/minutes")
async def of_session(session_id: int) -> Response:
    """The session's minutes; drafted now if the server stopped between closing the session and drafting."""
    session = await session_for_command(session_id)
    found = await queries.of_session(session_id)
    actor = pages.reader()
    if found is None and actor is not None and allowed(actor, Permission.RECORD, session):
        return await pages.done(f"/minutes/{await commands.draft_minutes(session_id, by=actor)}")
    if found is None:
        raise NotFound(NOT_PUBLIC)
    return await pages.done(f"/minutes/{found.id}")


@blueprint.get("/minutes/<int:minutes_id>/edit")
async def edit(minutes_id: int) -> Response:
    """Where minutes are amended; their own address shows what is public meanwhile."""
    _, minutes = await for_staff(minutes_id)
    if not minutes.in_work:
        return await pages.done(f"/minutes/{minutes_id}")
    return await pages.page("minutes/drafting/edit.html", **await editor(minutes, minutes.text))


@blueprint.post("/minutes/<int:minutes_id>")
async def save(minutes_id: int) -> Response:
    actor, minutes = await for_staff(minutes_id)
    typed = await given()
    try:
        form = parse(TextForm, typed)
        revision = await commands.save_minutes(
            minutes_id, form.text, form.base_revision, by=actor, command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await _refused(minutes, refusal, typed)
    return await pages.done(_editors(minutes), N_("已保存，现在是第 {n} 稿。"), n=revision)


async def _refused(minutes: Minutes, refusal: Refusal, typed: dict[str, str]) -> Response:
    """The editor with what was typed, and the text somebody else saved where that is the reason."""
    minutes = await queries.minutes(minutes.id)
    stale = isinstance(refusal, RuleBroken) and typed.get("base_revision", "") not in {"", str(minutes.revision)}
    if not minutes.in_work:
        raise refusal
    shown = await editor(minutes, typed.get("text", minutes.text), other=minutes.text if stale else "")
    return await pages.refused_page("minutes/drafting/edit.html", refusal, typed, **shown)


@blueprint.post("/minutes/<int:minutes_id>/preview")
async def preview(minutes_id: int) -> str:
    """The typed text as the page shows it: HTML that Markdown and the sanitiser made, nothing else."""
    await for_staff(minutes_id)
    typed = await given()
    return await asyncio.to_thread(markdown.render, typed.get("text", ""))


@blueprint.post("/minutes/<int:minutes_id>/sign")
async def sign(minutes_id: int) -> Response:
    actor, minutes = await for_staff(minutes_id)
    typed = await given()
    try:
        form = parse(SignForm, typed)
        await commands.sign_minutes(minutes_id, form.revision, by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await _refused(minutes, refusal, {})
    return await pages.done(_editors(minutes), N_("已签署。记录员和主持人都签署以后，就可以公布。"))


@blueprint.get("/minutes/<int:minutes_id>/revisions/<int:number>")
async def revision(minutes_id: int, number: int) -> Response:
    _, minutes = await for_staff(minutes_id)
    found = await queries.revision(minutes_id, number)
    body = await asyncio.to_thread(markdown.render, found.text)
    return await pages.page("minutes/drafting/revision.html", minutes=minutes, revision=found, body=body)


def _editors(minutes: Minutes) -> str:
    """The address of the text in work."""
    return f"/minutes/{minutes.id}/edit" if minutes.is_public else f"/minutes/{minutes.id}"


NOT_PUBLIC = N_("这次会议的纪要还没有公布。公布以后，在这里就能看到。")


async def for_staff(minutes_id: int) -> tuple[Actor, Minutes]:
    """Raises NotFound for everybody whom unpublished minutes don't concern: their existence tells nothing either."""
    minutes = await queries.minutes(minutes_id)
    actor = pages.reader()
    if actor is None or not queries.concerns(minutes, actor):
        raise NotFound(NOT_PUBLIC)
    return actor, minutes


async def editor(minutes: Minutes, shown_text: str, other: str = "") -> dict[str, Any]:
    """What the editor's page shows; `other` is the saved text to compare with, where it isn't the one shown."""
    actor = pages.signed_in()
    session = minutes.session
    holders = {rules.RECORDER: session.recorder_id, rules.CHAIR: session.chair_id}
    signed = {rules.RECORDER: minutes.recorder_signed_at, rules.CHAIR: minutes.chair_signed_at}
    public = await publication.public_copy(minutes) if minutes.state is MinutesState.SIGNED else ""
    return {
        "minutes": minutes,
        "session": session,
        "text": shown_text,
        "body": await asyncio.to_thread(markdown.render, shown_text),
        "public_body": await asyncio.to_thread(markdown.render, public),
        "revisions": await queries.revisions(minutes.id),
        "may_sign": any(holders[role] == actor.person_id and not signed[role] for role in holders),
        "may_publish": allowed(actor, Permission.PRESIDE, session),
        "other": other,
    }
