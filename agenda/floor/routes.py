from __future__ import annotations

from quart import Blueprint, Response

from agenda.floor import commands, queries
from agenda.floor.rules import Stance
from agenda.items.commands import item_and_session
from forum import pages
from forum.access import Permission, allowed
from forum.errors import N_
from forum.forms import Form, given, parse, text

blueprint = Blueprint("floor", __name__)


class ContributionForm(Form):
    text: text(200)  # type: ignore[valid-type]


class HandForm(Form):
    stance: Stance | None = None


@blueprint.post("/items/<int:item_id>/hand")
async def raise_hand(item_id: int) -> Response:
    typed = await given()
    form = parse(HandForm, {name: value for name, value in typed.items() if value})
    await commands.raise_hand(item_id, form.stance, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back(item_id, N_("已举手，请等主持人请您发言。"))


@blueprint.post("/hands/<int:hand_id>/lower")
async def lower_hand(hand_id: int) -> Response:
    await commands.lower_hand(hand_id, by=pages.signed_in(), command_id=(await given()).get("command_id"))
    return await _back(await queries.item_of(hand_id), N_("手已放下。"))


@blueprint.post("/hands/<int:hand_id>/floor")
async def give_floor(hand_id: int) -> Response:
    await commands.give_floor(hand_id, by=pages.signed_in(), command_id=(await given()).get("command_id"))
    return await _back(await queries.item_of(hand_id))


@blueprint.post("/items/<int:item_id>/yield")
async def yield_floor(item_id: int) -> Response:
    await commands.yield_floor(item_id, by=pages.signed_in(), command_id=(await given()).get("command_id"))
    return await _back(item_id)


@blueprint.post("/items/<int:item_id>/contributions")
async def contribute(item_id: int) -> Response:
    typed = await given()
    form = parse(ContributionForm, typed)
    await commands.contribute(item_id, form.text, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await _back(item_id, N_("已发出。"))


async def _back(item_id: int, words: str = "") -> Response:
    """To the screen it came from: the chair lowers hands too, and speakers end their own speech."""
    _, session = await item_and_session(item_id)
    page = "console" if allowed(pages.reader(), Permission.RECORD, session) else "room"
    return await pages.done(f"/sessions/{session.id}/{page}", words)
