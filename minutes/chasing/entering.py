"""The door of a unit's link: it shows the one action item and takes what the unit does about it, without signing in."""

from __future__ import annotations

from typing import Any

from quart import Blueprint, Response, current_app

from forum import pages
from forum.access import Actor
from forum.errors import N_, Refusal, TooMany
from forum.forms import Form, given, line, parse
from forum.people.sign_in import device
from forum.pictures import routes as pictures
from forum.security import Bucket, Guesses, client_address
from minutes.action_items.doing import DEEDS, DOINGS
from minutes.action_items.routes import shown
from minutes.chasing import commands, doors, queries
from minutes.chasing.models import UnitLink
from minutes.chasing.rules import DOOR_SENTENCES, Door

blueprint = Blueprint("entering", __name__)
TOKEN = "string(maxlength=40)"


class NameForm(Form):
    name: line(20)  # type: ignore[valid-type]


def _guesses() -> Guesses:
    found: Guesses = current_app.extensions.setdefault("link_guesses", Guesses())
    return found


def _writes() -> Bucket:
    """What one link may send: a dozen at once, one more each half minute."""
    found: Bucket = current_app.extensions.setdefault("link_writes", Bucket(12, 30.0))
    return found


async def _link(token: str) -> UnitLink:
    """A wrong token costs a guess, a right one is given back. Raises NotFound, TooMany."""
    async with _guesses().trying(client_address()):
        return await doors.link_of(token)


@blueprint.get(f"/do/<{TOKEN}:token>")
async def enter(token: str) -> Response:
    link = await _link(token)
    door = await doors.door_of(link)
    if door is not Door.OPEN:
        return await _shut(door)
    await commands.note_opened(device(), by=doors.holder_of(link))
    return _unlisted(await pages.page("minutes/chasing/door.html", refused="", **await _shown(link, token)))


@blueprint.post(f"/do/<{TOKEN}:token>/<{DEEDS}:deed>")
async def do(token: str, deed: str) -> Response:
    link, typed = await _link(token), await given()
    door = await doors.door_of(link)
    if door is not Door.OPEN:
        return await _shut(door)
    try:
        if not _writes().take(str(link.id)):
            raise TooMany(N_("送得太快了，请过一分钟再送；您写的都还在。"))
        name = parse(NameForm, typed).name

        async with pictures.sent() as photos:
            shown_too = {"photos": photos} if DOINGS[deed].shown else {}

            async def doing(by: Actor) -> object:
                return await DOINGS[deed].do(link.action_id, typed, by, **shown_too)

            await commands.do_by_link(
                token, deed, name, device(), doing, by=doors.holder_of(link), command_id=typed.get("command_id")
            )
    except Refusal as refusal:
        more = await _shown(link, token)
        return _unlisted(await pages.refused_page("minutes/chasing/door.html", refusal, typed, refused=deed, **more))
    return await pages.done(f"/do/{token}", DOINGS[deed].said)


async def _shown(link: UnitLink, token: str) -> dict[str, Any]:
    found = await shown(link.action_id, doors.holder_of(link))
    return {**found, "at": f"/do/{token}", "link": link, "who": await queries.last_name(link.id)}


async def _shut(door: Door) -> Response:
    return _unlisted(await pages.page("minutes/chasing/shut.html", 410, sentence=DOOR_SENTENCES[door]))


def _unlisted(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
