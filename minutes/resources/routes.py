from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from quart import Blueprint, Response, request

from forum import pages
from forum.access import Actor
from forum.errors import N_, NotAllowed, Refusal
from forum.forms import Form, given, line, optional_line, parse
from forum.people.queries import public_words
from forum.places import queries as places
from forum.topics.models import CATEGORY_NAMES, Category
from forum.units import picking
from minutes.matching import queries as matching
from minutes.matching.showing import fitting_needs
from minutes.needs import queries as needs
from minutes.needs.models import Need
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
    """`unit=mine` is what the own units offer; `need=`, `project=` what somebody looks for a resource for."""
    reader = pages.reader()
    asked = {name: request.args.get(name, "")[:80].strip() for name in ("q", "category", "unit", "need", "project")}
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    mine = reader.units if reader else frozenset[int]()
    chosen = [int(asked["unit"])] if _is_id(asked["unit"]) else []
    found, count = await queries.page_of(
        page, words=asked["q"],
        category=Category(asked["category"]) if asked["category"] in set(Category) else None,
        units=mine if asked["unit"] == "mine" else chosen,
    )  # fmt: skip
    return await pages.page(
        "minutes/resources/index.html", resources=found, count=count, page=page, pages=-(-count // queries.PAGE),
        first=(page - 1) * queries.PAGE, asked=asked, categories=list(CATEGORY_NAMES.items()),
        units=[*([("mine", N_("我们单位的"))] if mine else []), *await picking.offered(chosen)],
        may_see_contacts=reader is not None, may_offer=_may_offer(reader), public=await _as_read(found),
        sought=await _sought(asked, reader),
    )  # fmt: skip


async def _sought(asked: dict[str, str], reader: Actor | None) -> dict[str, Any]:
    """For what somebody looks for a resource: its words and where the chosen one is taken."""
    if reader and _is_id(asked["need"]) and (need := await needs.known(int(asked["need"]))):
        return {"text": need.text, "name": "need", "id": need.id, "at": f"/needs/{need.id}", "hash": "#match"}
    if reader and _is_id(asked["project"]) and (project := await projects.known(int(asked["project"]))):
        at = f"/projects/{project.id}"
        return {"text": project.title, "name": "project", "id": project.id, "at": at, "hash": "#amend"}
    return {}


def _is_id(typed: str) -> bool:
    return typed.isdecimal() and len(typed) < 10


@blueprint.get("/resources/new")
async def new() -> Response:
    return await pages.page("minutes/resources/new.html", **await _choices(pages.signed_in()))


@blueprint.post("/resources")
async def create() -> Response:
    typed, reader = await given(), pages.signed_in()
    try:
        form = parse(ResourceForm, _without_empty(await picking.filled(typed, "unit_id")))
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
    met, _ = await matching.of_projects([use.project_id for use in uses])
    session = resource.item.session if resource.item else None
    return {
        "resource": resource,
        "uses": uses,
        "fitting": await fitting_needs(resource, reader) if not resource.withdrawn_at else [],
        "met": met,
        "published": bool(session and await projects.sessions_published([session.id])),
        "public": await _as_read(
            [resource], [need for needs in met.values() for need in needs], [session.title] if session else []
        ),
        "titles": {} if reader else await projects.public_titles([use.project for use in uses]),
        "may_see_contacts": reader is not None,
        "may_change": _may_change(resource, reader),
        "categories": list(CATEGORY_NAMES.items()),
        "places": await places.choices(),
    }


async def _as_read(found: list[Resource], met: Sequence[Need] = (), titles: Sequence[str] = ()) -> Callable[[str], str]:
    """What units wrote, as this reader may see it: residents whom a text names are masked without sign-in."""
    if pages.reader() is not None:
        return str
    texts = [text for one in found for text in (one.text, one.amount, one.available)]
    return await public_words([*texts, *titles, *(need.text for need in met)], [need.raised_by for need in met])


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
    return {
        "units": await picking.offered(only=None if reader.in_office else reader.units),
        "categories": list(CATEGORY_NAMES.items()),
        "places": await places.choices(),
    }
