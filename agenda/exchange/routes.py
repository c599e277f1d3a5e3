from __future__ import annotations

from typing import Literal

from quart import Blueprint, Response

from agenda.exchange import commands
from agenda.exchange.rules import TurnState
from agenda.items.commands import item_and_session
from forum import pages
from forum.forms import Form, given, parse

blueprint = Blueprint("exchange", __name__)


class CallForm(Form):
    seat: int


class EndForm(Form):
    state: Literal[TurnState.HEARD, TurnState.NOTHING, TurnState.PASSED]


class ReadForm(Form):
    need: int


@blueprint.post("/items/<int:item_id>/turns")
async def call_unit(item_id: int) -> Response:
    typed = await given()
    seat = parse(CallForm, typed).seat
    await commands.call_unit(item_id, seat, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _console(item_id)


@blueprint.post("/items/<int:item_id>/turns/end")
async def end_turn(item_id: int) -> Response:
    typed = await given()
    state = parse(EndForm, typed).state
    await commands.end_turn(item_id, state, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _console(item_id)


@blueprint.post("/items/<int:item_id>/readings")
async def read_need(item_id: int) -> Response:
    typed = await given()
    need = parse(ReadForm, typed).need
    await commands.read_need(item_id, need, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _console(item_id)


async def _console(item_id: int) -> Response:
    _, session = await item_and_session(item_id)
    return await pages.done(f"/sessions/{session.id}/console")
