from __future__ import annotations

from quart import Blueprint, Response

from agenda.items import commands
from forum import pages
from forum.forms import given

blueprint = Blueprint("items", __name__)


@blueprint.post("/items/<int:item_id>/open")
async def open_item(item_id: int) -> Response:
    await commands.open_item(item_id, by=pages.signed_in(), command_id=(await given()).get("command_id"))
    return await _console(item_id)


@blueprint.post("/items/<int:item_id>/close")
async def close_item(item_id: int) -> Response:
    await commands.close_item(item_id, by=pages.signed_in(), command_id=(await given()).get("command_id"))
    return await _console(item_id)


async def _console(item_id: int) -> Response:
    _, session = await commands.item_and_session(item_id)
    return await pages.done(f"/sessions/{session.id}/console")
