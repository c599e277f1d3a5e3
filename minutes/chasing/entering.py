"""The door of a unit's link: it shows the one action item and takes what the unit does about it, without signing in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quart import Blueprint, Response

from forum import pages
from forum.access import Actor
from forum.errors import Refusal
from forum.forms import Form, given, line, parse
from forum.people.sign_in import device
from forum.pictures import routes as pictures
from minutes.action_items import queries as actions
from minutes.action_items.doing import DEEDS, DOINGS, NOTHING_TYPED, words_of
from minutes.action_items.models import ActionItem
from minutes.action_items.routes import shown
from minutes.chasing import commands, queries
from minutes.chasing.doors import LINKS, door_of, path_of
from minutes.chasing.models import UnitLink
from minutes.unit_doors.entering import TOKEN, called, entered, remembered, take_turn, unlisted
from minutes.unit_doors.rules import SENTENCES, Door
from minutes.unit_doors.tokens import holder_of

blueprint = Blueprint("entering", __name__)


class NameForm(Form):
    name: line(20)  # type: ignore[valid-type]


@blueprint.get(f"/do/<{TOKEN}:token>")
async def enter(token: str) -> Response:
    link = await entered(LINKS, token)
    door = await door_of(link)
    if door is not Door.OPEN:
        return await _shut(link, door)
    reader = pages.reader()
    if reader is None or not reader.in_office:  # who looks whether it works is not the unit
        await commands.note_opened(device(), by=holder_of(link))
    return unlisted(await pages.page("minutes/chasing/door.html", refused="", **await _shown(link, token)))


@blueprint.post(f"/do/<{TOKEN}:token>/<{DEEDS}:deed>")
async def do(token: str, deed: str) -> Response:
    link, typed = await entered(LINKS, token), await given()
    door = await door_of(link)
    if door is not Door.OPEN:
        return await _shut(link, door, words_of(typed))
    try:
        take_turn(LINKS, link)
        name = parse(NameForm, typed).name

        async with pictures.sent() as photos:
            shown_too = {"photos": photos} if DOINGS[deed].shown else {}

            async def doing(by: Actor) -> object:
                return await DOINGS[deed].do(link.action_id, typed, by, **shown_too)

            await commands.do_by_link(
                token, deed, name, device(), doing, by=holder_of(link), command_id=typed.get("command_id")
            )
    except Refusal as refusal:
        more = await _shown(link, token, deed, typed)
        return unlisted(await pages.refused_page("minutes/chasing/door.html", refusal, typed, refused=deed, **more))
    return remembered(await pages.done(f"/do/{token}", DOINGS[deed].said), name)


async def _shown(
    link: UnitLink, token: str, refused: str = "", typed: Mapping[str, str] = NOTHING_TYPED
) -> dict[str, Any]:
    found = await shown(link.action_id, holder_of(link), refused, typed)
    who, other = called() or await queries.last_name(link.id), await _other(link, found["action"])
    return {**found, "at": f"/do/{token}", "link": link, "who": who, "other": other}


async def _other(link: UnitLink, action: ActionItem) -> str:
    """Where the unit does what this one was recorded twice for."""
    if action.same_as_id is None:
        return ""
    held = await queries.newest_link(action.same_as_id, link.unit_id)
    return path_of(held) if held else f"/actions/{action.same_as_id}"


async def _shut(link: UnitLink, door: Door, unsent: str = "") -> Response:
    """What it was for, and what else the unit can do; what was typed is not lost."""
    found = await actions.action(link.action_id)
    said = {
        "sentence": SENTENCES[door],
        "link": link,
        "action": found,
        "public": await actions.as_read(found, None),
        "still_theirs": door in {Door.EXPIRED, Door.REVOKED},
        "unsent": unsent,
    }
    return unlisted(await pages.page("minutes/chasing/shut.html", 410, **said))
