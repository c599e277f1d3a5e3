from __future__ import annotations

from typing import Any

from pydantic import Field
from quart import Blueprint, Response, current_app

from forum import i18n, pages, parts
from forum.echoes import commands, queries
from forum.echoes.models import RHYTHM_NAMES, Rhythm
from forum.errors import N_, Refusal
from forum.forms import Form, given, optional_line, parse

blueprint = Blueprint("echoes", __name__)


class ReadForm(Form):
    until: int
    matter: optional_line(16) = ""  # type: ignore[valid-type]
    number: int = 0
    open: bool = False


class DigestForm(Form):
    rhythm: Rhythm
    quiet_from: int = Field(ge=0, le=23)
    quiet_until: int = Field(ge=0, le=23)
    channel: optional_line(12) = ""  # type: ignore[valid-type]
    address: optional_line(200) = ""  # type: ignore[valid-type]


@blueprint.get("/echoes")
async def show() -> Response:
    reader = pages.signed_in()
    assert reader.person_id is not None
    new, before = [await queries.told(reader.person_id, new=new) for new in (True, False)]
    return await pages.page(
        "forum/echoes/show.html", new=new, before=before, until=max((one.newest for one in new), default=0)
    )


@blueprint.post("/echoes/read")
async def read() -> Response:
    """Of one matter, then on to it; or of all."""
    reader, typed = pages.signed_in(), await given()
    form = parse(ReadForm, typed)
    await commands.read_echoes(form.until, form.matter, form.number, by=reader, command_id=typed.get("command_id"))
    current_app.extensions["waiting"].forget(reader.person_id)
    matter = parts.matters.get(form.matter)
    links = await matter.links([form.number]) if form.open and matter else {}
    return await pages.done(links[form.number].href if links else "/echoes")


# ---- how I am told ----


@blueprint.get("/echoes/digest")
async def digest() -> Response:
    return await pages.page("forum/echoes/digest.html", **await _choices())


@blueprint.post("/echoes/digest")
async def choose() -> Response:
    reader, typed = pages.signed_in(), await given()
    try:
        form = parse(DigestForm, typed)
        for messenger in parts.messengers:
            messenger.check(form.channel, form.address)
        await commands.choose_digest(**form.model_dump(), by=reader, command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("forum/echoes/digest.html", refusal, typed, **await _choices())
    return await pages.done("/echoes", N_("记下了，以后就这样告诉您。"))


@blueprint.post("/echoes/digests/<int:digest_id>/again")
async def again(digest_id: int) -> Response:
    """By the office, which sees what did not get out, and not what it said."""
    typed = await given()
    await commands.send_digest_again(digest_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done("/hooks", N_("会在几分钟内再发一次。"))


async def _choices() -> dict[str, Any]:
    reader = pages.signed_in()
    assert reader.person_id is not None
    return {
        "wish": await queries.wish(reader.person_id),
        "rhythms": [(rhythm.value, i18n.translate(word)) for rhythm, word in RHYTHM_NAMES.items()],
        "hours": [(hour, f"{hour}:00") for hour in range(24)],
        "channels": [
            (name, i18n.translate(word)) for offered in parts.messengers for name, word in offered.channels().items()
        ],
        "last": await queries.last_digest(reader.person_id),
    }
