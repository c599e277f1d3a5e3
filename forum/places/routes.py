"""The office's tree of places: what there is, who answers for it, how many live there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from quart import Blueprint, Response, request

from forum import pages, parts
from forum.access import Actor
from forum.errors import N_, BadInput, Refusal, Sentence
from forum.forms import Form, given, line, optional_line, parse, text
from forum.offices import commands as offices
from forum.offices import queries as office_queries
from forum.offices.models import HELD_AT, OFFICE_NAMES, Office
from forum.people import picking
from forum.places import commands, queries, rules
from forum.places.models import KIND_NAMES, PlaceKind

blueprint = Blueprint("places", __name__)
MOST_AT_ONCE = 200
SHOWN_AT_ONCE = 40
"""Blocks. A larger tree begins with its grids folded."""


class AddForm(Form):
    kind: PlaceKind
    names: text(4000)  # type: ignore[valid-type]


class NameForm(Form):
    new_name: line(40)  # type: ignore[valid-type]


class MoveForm(Form):
    parent_id: int


class AppointForm(Form):
    name: line(80)  # type: ignore[valid-type]
    person_id: int | None = None
    office: Office
    first: date | None = None
    until: date | None = None
    contact: optional_line(60) = ""  # type: ignore[valid-type]
    name_public: bool = False


@blueprint.get("/places")
async def index() -> Response:
    pages.office()
    return await pages.page("forum/places/index.html", **await _tree(request.args.get("q", "").strip()[:80]))


async def _tree(search: str = "") -> dict[str, Any]:
    return {
        "tree": (tree := await queries.tree()),
        "is_small": queries.count_of(tree, PlaceKind.BLOCK) <= SHOWN_AT_ONCE,
        "officers": await office_queries.of_places(),
        "q": search,
        "found": await queries.called(search) if search else [],
    }


@blueprint.post("/places")
async def add_top() -> Response:
    """A subdistrict, where the register began with the community alone."""
    typed = await given()
    try:
        form = parse(AddForm, typed)
        await commands.add_places(
            form.kind, _names(form.names), by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        pages.office()
        return await pages.refused_page("forum/places/index.html", refusal, typed, **await _tree())
    return await pages.done("/places", N_("已添加。"))


@blueprint.get("/places/<int:place_id>")
async def show(place_id: int) -> Response:
    pages.office()
    return await pages.page("forum/places/show.html", **await _shown(place_id))


async def _shown(place_id: int, typed: dict[str, str] | None = None) -> dict[str, Any]:
    pages.office()
    place = await queries.place(place_id)
    page = max(1, request.args.get("page", 1, type=int))
    households, count = await queries.households(place_id, page)
    everybody = await office_queries.at_place(place_id)
    branch = queries.found_in(await queries.tree(), place_id)
    return {
        "place": place,
        "above": list(reversed(await queries.above(place))),
        "branch": branch,
        "officers": await office_queries.of_places(),
        "holding": [one for one in everybody if one.state != "ended"],
        "past": [one for one in everybody if one.state == "ended"],
        "from_above": [one for one in await office_queries.officers_of(place_id) if one.at.id != place_id],
        "households": households,
        "count": count,
        "page": page,
        "pages": -(-count // queries.PAGE),
        "living": await queries.living_in(place_id),
        "records": [link for links in parts.records_of_place for link in await links(place_id)],
        "below": [(kind, KIND_NAMES[kind]) for kind in rules.BELOW[place.kind]],
        "offices": [(one, OFFICE_NAMES[one]) for one in OFFICE_NAMES if place.kind in HELD_AT[one]],
        "targets": await queries.may_move_to(place),
        "candidates": await picking.candidates(typed or {}),
    }


async def _done(place_id: int, do: Callable[[Actor, dict[str, str]], Awaitable[Any]], said: str) -> Response:
    """Do what a form of the place's page asks, or give the page again with what was typed."""
    typed = await given()
    try:
        await do(pages.signed_in(), typed)
    except Refusal as refusal:
        shown = await _shown(place_id, typed)
        return await pages.refused_page("forum/places/show.html", refusal, typed, **shown)
    return await pages.done(f"/places/{place_id}", said)


@blueprint.post("/places/<int:place_id>/below")
async def add(place_id: int) -> Response:
    async def do(by: Actor, typed: dict[str, str]) -> None:
        form = parse(AddForm, typed)
        names = _names(form.names)
        await commands.add_places(form.kind, names, by=by, parent_id=place_id, command_id=typed.get("command_id"))

    return await _done(place_id, do, N_("已添加。"))


def _names(typed: str) -> list[str]:
    """One a line. Raises BadInput."""
    names = [" ".join(name.split()) for name in typed.splitlines() if name.strip()]
    if len(names) > MOST_AT_ONCE:
        raise BadInput({"names": Sentence(N_("一次最多 {most} 个，请分几次添加。"), {"most": MOST_AT_ONCE})})
    if longest := next((name for name in names if len(name) > 40), ""):
        raise BadInput({"names": Sentence(N_("“{name}”太长，最多 40 个字。"), {"name": longest[:40]})})
    return names


@blueprint.post("/places/<int:place_id>/name")
async def rename(place_id: int) -> Response:
    async def do(by: Actor, typed: dict[str, str]) -> None:
        name = parse(NameForm, typed).new_name
        await commands.rename_place(place_id, name, by=by, command_id=typed.get("command_id"))

    return await _done(place_id, do, N_("已改名。"))


@blueprint.post("/places/<int:place_id>/parent")
async def move(place_id: int) -> Response:
    async def do(by: Actor, typed: dict[str, str]) -> None:
        parent_id = parse(MoveForm, typed).parent_id
        await commands.move_place(place_id, parent_id, by=by, command_id=typed.get("command_id"))

    return await _done(place_id, do, N_("已移过去。"))


@blueprint.post("/places/<int:place_id>/close")
async def close(place_id: int) -> Response:
    async def do(by: Actor, typed: dict[str, str]) -> None:
        await offices.close_place(place_id, by=by, command_id=typed.get("command_id"))

    return await _done(place_id, do, N_("已停用。"))


@blueprint.post("/places/<int:place_id>/reopen")
async def reopen(place_id: int) -> Response:
    async def do(by: Actor, typed: dict[str, str]) -> None:
        await commands.reopen_place(place_id, by=by, command_id=typed.get("command_id"))

    return await _done(place_id, do, N_("已重新启用。"))


@blueprint.post("/places/<int:place_id>/officers")
async def appoint(place_id: int) -> Response:
    async def do(by: Actor, typed: dict[str, str]) -> None:
        form = parse(AppointForm, {name: value for name, value in typed.items() if value})
        person_id = await picking.person_meant(form.name, form.person_id)
        await offices.appoint(
            person_id, form.office, place_id, by=by, first=form.first, until=form.until, contact=form.contact,
            name_public=form.name_public, command_id=typed.get("command_id"),
        )  # fmt: skip

    return await _done(place_id, do, N_("已任命。"))
