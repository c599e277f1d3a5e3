from __future__ import annotations

from typing import Any

from quart import Blueprint, Response

from forum import pages
from forum.errors import N_, Refusal
from forum.forms import Form, given, line, optional_line, parse
from forum.people.queries import named_in
from forum.places import queries as places
from forum.topics.models import CATEGORY_NAMES, Category
from minutes.needs import commands, queries

blueprint = Blueprint("needs", __name__)


class NeedForm(Form):
    category: Category
    text: line(200)  # type: ignore[valid-type]
    whom: optional_line(80) = ""  # type: ignore[valid-type]
    place_id: int


@blueprint.get("/needs")
async def index() -> Response:
    needs = await queries.needs()
    known = pages.reader() is not None
    names = [] if known else sorted(await named_in(" ".join(f"{need.text} {need.whom}" for need in needs)))
    return await pages.page("minutes/needs/index.html", needs=needs, may_see_names=known, names=names)


@blueprint.get("/needs/new")
async def new() -> Response:
    pages.signed_in()
    return await pages.page("minutes/needs/new.html", **await _choices())


@blueprint.post("/needs")
async def create() -> Response:
    typed = await given()
    try:
        form = parse(NeedForm, typed)
        await commands.raise_need(**form.model_dump(), by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        if pages.wants_json():
            raise
        return await pages.refused_page("minutes/needs/new.html", refusal, typed, **await _choices())
    return await pages.done("/needs", N_("已列入需求清单。有单位能帮上忙时，社区会来对接。"))


async def _choices() -> dict[str, Any]:
    return {"categories": list(CATEGORY_NAMES.items()), "places": await places.choices()}
