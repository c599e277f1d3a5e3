"""入纪要: which remarks of a session are the main opinions in its minutes, ticked in the hall or in the editor."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator
from quart import Response

from agenda.discussion.commands import contribution_and_session
from agenda.discussion.moderating import tick_contribution
from forum import pages
from forum.access import Actor, Permission, require
from forum.errors import N_, Refusal
from forum.forms import Form, given, parse
from forum.journal import command, transaction
from minutes.drafting import queries as drafting
from minutes.drafting.commands import note_opinions
from minutes.drafting.models import Minutes
from minutes.drafting.routes import editor
from minutes.drafting.section_routes import blueprint

__all__ = ["blueprint"]


class TickForm(Form):
    """A box that is not ticked comes empty. `back`: "edit" where it is pressed in the editor."""

    ticked: Annotated[bool, BeforeValidator(bool)] = False
    back: str = ""


@command
async def tick_opinion(contribution_id: int, *, ticked: bool, by: Actor) -> None:
    """Tick a remark for the minutes or take the tick away; a draft that is there already says so as its next revision.

    Raises NotFound, NotAllowed, RuleBroken once the minutes are published.
    """
    contribution, session = await contribution_and_session(contribution_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        minutes = await Minutes.select_for_update().get_or_none(session_id=session.id)
        await tick_contribution(contribution_id, ticked=ticked, by=by)
        if minutes is not None and ticked != (contribution.ticked_at is not None):
            await note_opinions(minutes, by)


@blueprint.post("/contributions/<int:contribution_id>/tick")
async def tick(contribution_id: int) -> Response:
    typed = await given()
    form, actor = parse(TickForm, typed), pages.signed_in()
    _, session = await contribution_and_session(contribution_id)
    minutes = await Minutes.get_or_none(session_id=session.id)
    try:
        await tick_opinion(contribution_id, ticked=form.ticked, by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        if form.back != "edit" or minutes is None or not minutes.in_work:
            raise
        shown = await editor(await drafting.minutes(minutes.id))
        return await pages.refused_page("minutes/drafting/edit.html", refusal, {}, **shown)
    if form.back == "edit" and minutes is not None:
        return await pages.done(f"/minutes/{minutes.id}/edit#opinions", N_("已改，正文里的“主要意见”跟着变。"))
    page = "discussion" if session.closed_at else "console"
    return await pages.done(f"/sessions/{session.id}/{page}")
