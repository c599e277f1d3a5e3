"""扫码留言: a poster's code leads here. Who is signed in proposes; who is not leaves an opinion and gets a receipt."""

from __future__ import annotations

from typing import Any

from quart import Blueprint, Response, request

from forum import pages
from forum.errors import N_, Refusal
from forum.forms import Form, given, line, optional_line, parse, text
from forum.intake.commands import Written
from forum.moderation import queries as moderating
from forum.opinions import commands
from forum.people import credentials
from forum.places import queries as places
from forum.security import client_address
from forum.topics.models import CATEGORY_NAMES, Category

blueprint = Blueprint("opinions", __name__)


class OpinionForm(Form):
    title: line(60)  # type: ignore[valid-type]
    text: text(1000)  # type: ignore[valid-type]
    category: Category
    name: optional_line(40) = ""  # type: ignore[valid-type]
    phone: optional_line(32) = ""  # type: ignore[valid-type]


@blueprint.get("/say/<int:place_id>")
async def new(place_id: int) -> Response:
    if pages.reader() is not None:
        return await pages.done(f"/topics/new?place={place_id}&from=poster")
    return await pages.page("forum/opinions/new.html", **await _shown(place_id))


@blueprint.post("/say/<int:place_id>")
async def leave(place_id: int) -> Response:
    typed = await given()
    try:
        form = parse(OpinionForm, typed)
        written = Written(form.title, form.text, form.category, place_id)
        token = await commands.leave_opinion(
            written, form.name, form.phone, source(), by=pages.reader(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await pages.refused_page("forum/opinions/new.html", refusal, typed, **await _shown(place_id))
    return await pages.done(f"/receipt/{token}", N_("收到了。请记下这一页，随时回来看结果。"))


def source() -> str:
    """Where this request comes from, so that it is known again and cannot be read: network and kind of device."""
    return credentials.digest("opinion", f"{client_address()} {request.headers.get('User-Agent', '')[:200]}")


async def _shown(place_id: int) -> dict[str, Any]:
    place = await places.place(place_id)
    limits = await moderating.limits()
    return {"place": place, "categories": list(CATEGORY_NAMES.items()), "most": limits.opinions_a_source}
