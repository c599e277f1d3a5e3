"""What a unit has to do, to be sent to it in one message and printed on one slip, each with its own door."""

from __future__ import annotations

from quart import Blueprint, Response

from forum import pages
from forum.access import Permission, require
from forum.bodies.models import Unit
from forum.errors import N_, NotFound
from forum.forms import given
from minutes.action_items import queries as actions
from minutes.chasing import commands, queries, slips
from minutes.chasing.routes import base_url

blueprint = Blueprint("handing_out", __name__)


@blueprint.get("/units/<int:unit_id>/tasks")
async def show(unit_id: int) -> Response:
    require(pages.signed_in(), Permission.OVERSEE_ACTIONS)
    unit, todo = await Unit.get_or_none(id=unit_id), await actions.to_do_by(unit_id)
    if unit is None:
        raise NotFound(N_("找不到这个单位。"))
    held = await queries.held([action.id for action in todo], unit_id)
    return await pages.page(
        "minutes/chasing/tasks.html", unit=unit, todo=todo, held=held,
        message=await slips.message_of_unit(unit, todo, base_url()),
    )  # fmt: skip


@blueprint.post("/units/<int:unit_id>/tasks")
async def give_links(unit_id: int) -> Response:
    typed = await given()
    await commands.give_links(unit_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(f"/units/{unit_id}/tasks", N_("链接已做好：把消息发给这家单位，或者打印出来送去。"))
