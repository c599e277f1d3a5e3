from __future__ import annotations

from collections.abc import Callable
from typing import Any

from quart import Blueprint, Response, request

from forum import pages
from forum.access import Actor
from forum.bodies import queries as bodies
from forum.errors import N_, NotAllowed, Refusal
from forum.forms import Form, given, line, optional_line, parse
from forum.people.queries import public_words
from forum.places import queries as places
from forum.topics.models import CATEGORY_NAMES, Category
from minutes.matching import queries as matching
from minutes.projects import queries as projects
from minutes.resources import commands, queries
from minutes.resources.models import Resource

blueprint = Blueprint("resources", __name__)


class Offer(Form):
    category: Category
    text: line(200)  # type: ignore[valid-type]
    amount: optional_line(80) = ""  # type: ignore[valid-type]
    available: optional_line(80) = ""  # type: ignore[valid-type]
    contact: optional_line(80) = ""  # type: ignore[valid-type]
    place_id: int | None = None
    shared: bool = False


class ResourceForm(Offer):
    unit_id: int


@blueprint.get("/resources")
async def index() -> Response:
    reader = pages.reader()
    asked = {name: request.args.get(name, "")[:80].strip() for name in ("q", "category", "unit")}
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    found, count = await queries.page_of(
        page, words=asked["q"],
        category=Category(asked["category"]) if asked["category"] in set(Category) else None,
        unit_id=int(asked["unit"]) if asked["unit"].isdecimal() and len(asked["unit"]) < 10 else None,
    )  # fmt: skip
    return await pages.page(
        "minutes/resources/index.html", resources=found, count=count, page=page, pages=-(-count // queries.PAGE),
        first=(page - 1) * queries.PAGE, asked=asked, categories=list(CATEGORY_NAMES.items()),
        units=[(unit.id, unit.name) for unit in await bodies.units()],
        may_see_contacts=reader is not None, may_offer=_may_offer(reader), public=await _as_read(found),
    )  # fmt: skip


@blueprint.get("/resources/new")
async def new() -> Response:
    return await pages.page("minutes/resources/new.html", **await _choices(pages.signed_in()))


@blueprint.post("/resources")
async def create() -> Response:
    typed, reader = await given(), pages.signed_in()
    try:
        form = parse(ResourceForm, _without_empty(typed))
        await commands.offer_resource(**form.model_dump(), by=reader, command_id=typed.get("command_id"))
    except Refusal as refusal:
        if pages.wants_json():
            raise
        return await pages.refused_page("minutes/resources/new.html", refusal, typed, **await _choices(reader))
    return await pages.done("/resources", N_("已列入资源清单。"))


@blueprint.get("/resources/<int:resource_id>")
async def show(resource_id: int) -> Response:
    return await pages.page("minutes/resources/show.html", **await _shown(resource_id))


@blueprint.post("/resources/<int:resource_id>")
async def amend(resource_id: int) -> Response:
    typed = await given()
    try:
        form = parse(Offer, _without_empty(typed))
        await commands.amend_resource(
            resource_id, **form.model_dump(), by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await pages.refused_page("minutes/resources/show.html", refusal, typed, **await _shown(resource_id))
    return await pages.done(f"/resources/{resource_id}", N_("已改好。"))


CHANGES = {
    "pause": (commands.pause_resource, N_("已暂停：不再推荐给需求。")),
    "resume": (commands.resume_resource, N_("又可以用了。")),
    "withdraw": (commands.withdraw_resource, N_("已从清单上撤下。正在用的不受影响。")),
}


@blueprint.post("/resources/<int:resource_id>/<any(pause, resume, withdraw):change>")
async def set_state(resource_id: int, change: str) -> Response:
    typed = await given()
    act, said = CHANGES[change]
    await act(resource_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(f"/resources/{resource_id}", said)


async def _shown(resource_id: int) -> dict[str, Any]:
    resource, reader = await queries.resource(resource_id), pages.reader()
    uses = await matching.uses_of_resource(resource_id)
    return {
        "resource": resource,
        "uses": uses,
        "public": await _as_read([resource]),
        "titles": {} if reader else await projects.public_titles([use.project for use in uses]),
        "may_see_contacts": reader is not None,
        "may_change": _may_change(resource, reader),
        "categories": list(CATEGORY_NAMES.items()),
        "places": await places.choices(),
    }


async def _as_read(found: list[Resource]) -> Callable[[str], str]:
    """What units wrote, as this reader may see it: residents whom a text names are masked without sign-in."""
    if pages.reader() is not None:
        return str
    return await public_words([text for one in found for text in (one.text, one.available)], [])


def _may_change(resource: Resource, reader: Actor | None) -> bool:
    return reader is not None and resource.withdrawn_at is None and (
        reader.in_office or resource.unit_id in reader.units
    )  # fmt: skip


def _may_offer(reader: Actor | None) -> bool:
    return reader is not None and bool(reader.in_office or reader.units)


def _without_empty(typed: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in typed.items() if value or name != "place_id"}


async def _choices(reader: Actor) -> dict[str, Any]:
    """A delegate offers for the own units, the office for all. Raises NotAllowed for anybody else."""
    if not _may_offer(reader):
        raise NotAllowed(N_("资源由单位代表或社区工作人员登记。"))
    units = [unit for unit in await bodies.units() if reader.in_office or unit.id in reader.units]
    return {
        "units": [(unit.id, unit.name) for unit in units],
        "categories": list(CATEGORY_NAMES.items()),
        "places": await places.choices(),
    }
