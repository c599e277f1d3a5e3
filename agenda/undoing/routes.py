from __future__ import annotations

from quart import Blueprint, Response

from agenda.undoing import commands
from forum import pages
from forum.errors import N_
from forum.forms import Form, given, parse

blueprint = Blueprint("undoing", __name__)


class StepForm(Form):
    seq: int


@blueprint.post("/sessions/<int:session_id>/undo")
async def undo_step(session_id: int) -> Response:
    typed = await given()
    seq = parse(StepForm, typed).seq
    await commands.undo_step(session_id, seq, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(f"/sessions/{session_id}/console", N_("已撤销，记录里两次都留着。"))
