from __future__ import annotations

from quart import Blueprint, Response

from agenda.claiming import commands
from agenda.items.commands import item_and_session
from forum import pages
from forum.forms import Form, given, line, parse

blueprint = Blueprint("claiming", __name__)


class ReadForm(Form):
    what: line(24)  # type: ignore[valid-type]


@blueprint.post("/items/<int:item_id>/read-out")
async def read_out(item_id: int) -> Response:
    typed = await given()
    key = parse(ReadForm, typed).what
    await commands.read_out(item_id, key, by=pages.signed_in(), command_id=typed.get("command_id"))
    _, session = await item_and_session(item_id)
    return await pages.done(f"/sessions/{session.id}/console")
