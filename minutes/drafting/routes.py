from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from quart import Blueprint, Response, request

from agenda.discussion import queries as discussion
from agenda.items import queries as items
from agenda.scratch import queries as scratch
from agenda.sessions.commands import session_for_command
from forum import clock, markdown, pages
from forum.access import Actor, Permission, allowed
from forum.errors import N_, NotFound, Refusal
from forum.forms import Form, given, line, optional_line, parse
from forum.people import queries as people
from minutes.drafting import commands, fields, queries, reading, rules, standing_in
from minutes.drafting.differences import difference
from minutes.drafting.models import Minutes, MinutesState
from minutes.drafting.preview import preview, rendered
from minutes.phrases import queries as phrases
from minutes.publication import queries as publication
from minutes.review import queries as review
from minutes.review.rules import DAYS

blueprint = Blueprint("drafting", __name__)


class RevisionForm(Form):
    """The revision on the reader's screen."""

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
    return await pages.page("minutes/drafting/edit.html", **await editor(minutes))


@blueprint.post("/minutes/<int:minutes_id>/sign")
async def sign(minutes_id: int) -> Response:
    actor, _ = await for_staff(minutes_id)
    typed = await given()
    try:
        form = parse(RevisionForm, typed)
        await commands.sign_minutes(minutes_id, form.revision, by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await _refused(minutes_id, refusal)
    return await pages.done(f"/minutes/{minutes_id}/edit", N_("已签署。记录员和主持人都签署以后，就可以公布。"))


class StandInForm(Form):
    role: line(8)  # type: ignore[valid-type]
    person_id: int
    reason: optional_line(100) = ""  # type: ignore[valid-type]


@blueprint.post("/minutes/<int:minutes_id>/stand-ins")
async def name_stand_in(minutes_id: int) -> Response:
    actor, _ = await for_staff(minutes_id)
    typed = await given()
    try:
        form = parse(StandInForm, {name: value for name, value in typed.items() if value})
        await standing_in.name_stand_in(
            minutes_id, form.role, form.person_id, form.reason, by=actor, command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await _refused(minutes_id, refusal, typed)
    return await pages.done(f"/minutes/{minutes_id}/edit", N_("已定由谁代签，代签的人在待办里看得到。"))


@blueprint.post("/minutes/<int:minutes_id>/stand-ins/<string(maxlength=8):role>/end")
async def end_stand_in(minutes_id: int, role: str) -> Response:
    actor, _ = await for_staff(minutes_id)
    await standing_in.end_stand_in(minutes_id, role, by=actor, command_id=(await given()).get("command_id"))
    return await pages.done(f"/minutes/{minutes_id}/edit", N_("不用代签了，由本人签署。"))


async def _refused(minutes_id: int, refusal: Refusal, typed: dict[str, str] | None = None) -> Response:
    minutes = await queries.minutes(minutes_id)
    if not minutes.in_work:
        raise refusal
    shown = await editor(minutes)
    return await pages.refused_page("minutes/drafting/edit.html", refusal, typed or {}, **shown)


@blueprint.get("/minutes/<int:minutes_id>/revisions/<int:number>")
async def revision(minutes_id: int, number: int) -> Response:
    """An earlier text, and what has changed since: up to the one in work, or to another where it says ?to=."""
    _, minutes = await for_staff(minutes_id)
    found = await reading.revision(minutes_id, number)
    to = request.args.get("to", default=minutes.revision, type=int)
    other = await reading.revision(minutes_id, to)
    values = await reading.values(minutes)
    return await pages.page(
        "minutes/drafting/revision.html",
        minutes=minutes,
        revision=found,
        other=other,
        revisions=await reading.revisions(minutes_id),
        body=await asyncio.to_thread(rendered, found.text, values),
        changed=await asyncio.to_thread(difference, found.text, other.text),
    )


@blueprint.post("/minutes/<int:minutes_id>/revisions/<int:number>/restore")
async def restore(minutes_id: int, number: int) -> Response:
    actor, _ = await for_staff(minutes_id)
    typed = await given()
    try:
        form = parse(RevisionForm, typed)
        await commands.restore_revision(minutes_id, number, form.revision, by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await _refused(minutes_id, refusal)
    return await pages.done(f"/minutes/{minutes_id}/edit", N_("已恢复第 {n} 稿的文字，作为新的一稿。"), n=number)


NOT_PUBLIC = N_("这次会议的纪要还没有公布。公布以后，在这里就能看到。")


async def for_staff(minutes_id: int) -> tuple[Actor, Minutes]:
    """Raises NotFound for everybody whom unpublished minutes don't concern: their existence tells nothing either."""
    minutes = await queries.minutes(minutes_id)
    actor = pages.reader()
    if actor is None or not queries.concerns(minutes, actor):
        raise NotFound(NOT_PUBLIC)
    return actor, minutes


async def editor(minutes: Minutes, *, typed: dict[str, str] | None = None, conflict: Any = None) -> dict[str, Any]:
    """What the editor's page shows; `typed` is what was refused of a section, `conflict` what stands against it."""
    actor = pages.signed_in()
    session = minutes.session
    signers, signed = await standing_in.holders(minutes), standing_in.signed(minutes)
    stand_ins = {one.role: one for one in minutes.stand_ins if one.version is None}
    sections, values = await reading.sections(minutes), await reading.values(minutes)
    public = ""
    if minutes.state is MinutesState.SIGNED:
        public = await publication.public_copy(minutes, fields.resolved(minutes.text, values))
    return {
        "minutes": minutes,
        "session": session,
        "sections": sections,
        "refused": typed or {},
        "conflict": conflict,
        "body": await asyncio.to_thread(preview, reading.parts(sections), values),
        "values": values,
        "used": {one.key: fields.used(one.text) for one in sections},
        "corrected": reading.corrected(minutes, values),
        "public_body": await asyncio.to_thread(markdown.render, public),
        "revisions": await reading.revisions(minutes.id),
        "phrases": await phrases.phrases(),
        "scratch": [(sheet.person.name, scratch.paragraphs(sheet.text)) for sheet in await scratch.sheets(session.id)]
        if allowed(actor, Permission.RECORD, session)
        else [],
        "review": await review.review_of(minutes.id),
        "notes": await review.notes(minutes.id),
        "checks": await review.checked(minutes.id),
        "suggested": clock.today() + timedelta(days=DAYS),
        "discussed": [item for item in await items.agenda(session.id) if item.opened_at is not None],
        "opinions": await discussion.remarks_of_session(session.id),
        "may_sign": any(signers[role] == actor.person_id and role not in signed for role in signers),
        "signatures": [
            (rules.RECORDER, session.recorder, minutes.recorder_signed_at, stand_ins.get(rules.RECORDER)),
            (rules.CHAIR, session.chair, minutes.chair_signed_at, stand_ins.get(rules.CHAIR)),
        ],
        "unsigned": [(role, word) for role, word in rules.ROLE_NAMES.items() if role not in signed]
        if actor.in_office and minutes.in_work
        else [],
        "may_stand_in": [(one.id, one.name) for one in await people.chairs_and_recorders()] if actor.in_office else [],
        "blank": pages.Typed(),
        "may_publish": allowed(actor, Permission.PRESIDE, session),
    }
