from __future__ import annotations

import uuid

from pydantic import Field
from quart import Blueprint, Response

from agenda.ballots import commands, queries
from agenda.ballots.rules import CHOICE_NAMES, Choice
from agenda.motions.commands import motion_and_session
from forum import i18n, pages
from forum.errors import N_
from forum.forms import Form, given, parse

blueprint = Blueprint("ballots", __name__)


class BallotForm(Form):
    seconds: int | None = Field(default=None, ge=10, le=3600)


class VoteForm(Form):
    choice: Choice


class DeskVoteForm(VoteForm):
    seat: int


@blueprint.post("/motions/<int:motion_id>/ballot")
async def open_ballot(motion_id: int) -> Response:
    typed = await given()
    form = parse(BallotForm, {name: value for name, value in typed.items() if value})
    await commands.open_ballot(
        motion_id, seconds=form.seconds, by=pages.signed_in(), command_id=typed.get("command_id")
    )
    _, session = await motion_and_session(motion_id)
    return await pages.done(f"/sessions/{session.id}/console")


@blueprint.post("/ballots/<int:ballot_id>/votes")
async def cast(ballot_id: int) -> Response:
    typed = await given()
    form = parse(VoteForm, typed)
    await commands.cast_vote(ballot_id, form.choice, by=pages.signed_in(), command_id=_command_id(typed))
    roll = await queries.roll_of(ballot_id)
    choice = i18n.translate(CHOICE_NAMES[form.choice])
    return await pages.done(f"/sessions/{roll.session_id}/room", N_("已投：{choice}。"), choice=choice)


@blueprint.post("/ballots/<int:ballot_id>/desk")
async def enter(ballot_id: int) -> Response:
    typed = await given()
    form = parse(DeskVoteForm, typed)
    await commands.enter_vote(ballot_id, form.seat, form.choice, by=pages.signed_in(), command_id=_command_id(typed))
    roll = await queries.roll_of(ballot_id)
    return await pages.done(f"/sessions/{roll.session_id}/console#seats")


@blueprint.post("/ballots/<int:ballot_id>/close")
async def close(ballot_id: int) -> Response:
    await commands.close_ballot(ballot_id, by=pages.signed_in(), command_id=(await given()).get("command_id"))
    roll = await queries.roll_of(ballot_id)
    return await pages.done(f"/sessions/{roll.session_id}/console")


def _command_id(typed: dict[str, str]) -> str:
    return typed.get("command_id", "")[:64] or uuid.uuid4().hex
