from __future__ import annotations

from quart import Blueprint, Response

from agenda.recess import commands
from forum import pages
from forum.forms import Form, given, parse

blueprint = Blueprint("recess", __name__)


class MinutesForm(Form):
    minutes: int


@blueprint.post("/sessions/<int:session_id>/recess")
async def call_recess(session_id: int) -> Response:
    typed = await given()
    minutes = parse(MinutesForm, typed).minutes
    await commands.call_recess(session_id, minutes, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(f"/sessions/{session_id}/console")


@blueprint.post("/sessions/<int:session_id>/recess/extend")
async def extend_recess(session_id: int) -> Response:
    typed = await given()
    minutes = parse(MinutesForm, typed).minutes
    await commands.extend_recess(session_id, minutes, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(f"/sessions/{session_id}/console")


@blueprint.post("/sessions/<int:session_id>/resume")
async def resume(session_id: int) -> Response:
    await commands.resume(session_id, by=pages.signed_in(), command_id=(await given()).get("command_id"))
    return await pages.done(f"/sessions/{session_id}/console")
