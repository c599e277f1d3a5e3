from __future__ import annotations

from typing import Any

from quart import Blueprint, Response

from forum import pages
from forum.access import Actor
from forum.bodies import queries as bodies
from forum.errors import N_, NotAllowed, Refusal
from forum.forms import Form, given, line, optional_line, parse
from forum.topics.models import CATEGORY_NAMES, Category
from minutes.resources import commands, queries

blueprint = Blueprint("resources", __name__)


class ResourceForm(Form):
    unit_id: int
    category: Category
    text: line(200)  # type: ignore[valid-type]
    amount: optional_line(80) = ""  # type: ignore[valid-type]
    available: optional_line(80) = ""  # type: ignore[valid-type]


@blueprint.get("/resources")
async def index() -> Response:
    reader = pages.reader()
    return await pages.page(
        "minutes/resources/index.html",
        resources=await queries.resources(),
        may_see_contacts=reader is not None,
        may_offer=_may_offer(reader),
    )


@blueprint.get("/resources/new")
async def new() -> Response:
    return await pages.page("minutes/resources/new.html", **await _choices(pages.signed_in()))


@blueprint.post("/resources")
async def create() -> Response:
    typed, reader = await given(), pages.signed_in()
    try:
        form = parse(ResourceForm, typed)
        await commands.offer_resource(**form.model_dump(), by=reader, command_id=typed.get("command_id"))
    except Refusal as refusal:
        if pages.wants_json():
            raise
        return await pages.refused_page("minutes/resources/new.html", refusal, typed, **await _choices(reader))
    return await pages.done("/resources", N_("已列入资源清单。"))


def _may_offer(reader: Actor | None) -> bool:
    return reader is not None and bool(reader.in_office or reader.units)


async def _choices(reader: Actor) -> dict[str, Any]:
    """A delegate offers for the own units, the office for all. Raises NotAllowed for anybody else."""
    if not _may_offer(reader):
        raise NotAllowed(N_("资源由单位代表或社区工作人员登记。"))
    units = [unit for unit in await bodies.units() if reader.in_office or unit.id in reader.units]
    return {
        "units": [(unit.id, unit.name) for unit in units],
        "categories": list(CATEGORY_NAMES.items()),
    }
