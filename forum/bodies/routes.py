"""The office's bodies and their rosters."""

from __future__ import annotations

from typing import Any

from quart import Blueprint, Response

from forum import i18n, pages, parts
from forum.bodies import commands, queries
from forum.bodies.models import MEMBER_ROLE_NAMES, Body, MemberRole
from forum.errors import N_, Refusal
from forum.forms import Form, given, line, optional_line, parse
from forum.people import picking
from forum.people import queries as people
from forum.people.models import Person
from forum.units import picking as units

blueprint = Blueprint("bodies", __name__)


class BodyForm(Form):
    name: line(80)  # type: ignore[valid-type]
    organ: line(80)  # type: ignore[valid-type]
    preset: line(32)  # type: ignore[valid-type]
    seats_units: bool


class SeatForm(Form):
    name: line(80)  # type: ignore[valid-type]
    person_id: int | None = None
    unit_id: int | None = None
    role: MemberRole = MemberRole.MEMBER
    group: optional_line(8) = ""  # type: ignore[valid-type]


# ---- bodies ----


@blueprint.get("/bodies")
async def index() -> Response:
    pages.office()
    return await pages.page("forum/bodies/index.html", bodies=await queries.bodies())


@blueprint.get("/bodies/new")
async def new() -> Response:
    pages.office()
    return await pages.page("forum/bodies/new.html", presets=_presets())


@blueprint.post("/bodies")
async def found() -> Response:
    typed = await given()
    try:
        form = parse(BodyForm, typed)
        rules = queries.preset_rules(form.preset, seats_units=form.seats_units)
        body_id = await commands.found_body(
            form.name,
            form.organ,
            rules,
            seats_units=form.seats_units,
            by=pages.signed_in(),
            command_id=typed.get("command_id"),
        )
    except Refusal as refusal:
        return await pages.refused_page("forum/bodies/new.html", refusal, typed, presets=_presets())
    return await pages.done(f"/bodies/{body_id}", N_("组织已建好，接着请导入名册。"))


def _presets() -> list[tuple[str, str, str]]:
    """(preset, title, citation) in the reader's language."""
    return [
        (preset, i18n.translate(title), i18n.translate(rules["citation"]))
        for preset, (title, rules) in parts.rule_presets.items()
    ]


# ---- a roster ----


@blueprint.get("/bodies/<int:body_id>")
async def show(body_id: int) -> Response:
    pages.office()
    return await pages.page("forum/bodies/show.html", **await _shown(body_id))


@blueprint.post("/bodies/<int:body_id>/seats")
async def seat(body_id: int) -> Response:
    typed = await given()
    candidates: list[Person] = []
    try:
        sent = await units.filled(typed, "unit_id")
        form = parse(SeatForm, {name: value for name, value in sent.items() if value})
        body = await queries.body(body_id)
        candidates = await people.called(form.name)
        person_id = picking.chosen(candidates, form.person_id)
        unit_id = form.unit_id if body.seats_units else None
        await commands.seat_member(
            body_id,
            by=pages.signed_in(),
            person_id=person_id,
            unit_id=unit_id,
            role=form.role,
            group=form.group,
            command_id=typed.get("command_id"),
        )
    except Refusal as refusal:
        shown = {**await _shown(body_id), "candidates": candidates if len(candidates) > 1 else []}
        return await pages.refused_page("forum/bodies/show.html", refusal, typed, **shown)
    return await pages.done(f"/bodies/{body_id}", N_("{name}已列入名册。"), name=form.name)


async def _shown(body_id: int) -> dict[str, Any]:
    pages.office()
    body: Body = await queries.body(body_id)
    return {
        "body": body,
        "members": await queries.members(body_id),
        "sections": [await section(body_id) for section in parts.sections_of_body],
        "units": await units.offered() if body.seats_units else units.NONE,
        "roles": list(MEMBER_ROLE_NAMES.items()),
        "candidates": [],
    }
