"""The units of the neighbourhood, a page each, and its volunteer teams."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from quart import Blueprint, Response, request

from forum import i18n, pages, parts
from forum.access import Actor
from forum.bodies.models import TEAM_KIND_NAMES, UNIT_KIND_NAMES, TeamKind, UnitKind
from forum.errors import N_, Refusal
from forum.forms import Form, given, line, optional_line, parse, text
from forum.people.picking import candidates, person_meant
from forum.units import commands, picking, queries

blueprint = Blueprint("units", __name__)


class UnitForm(Form):
    name: line(80)  # type: ignore[valid-type]
    kind: UnitKind
    contact: optional_line(120) = ""  # type: ignore[valid-type]
    address: optional_line(120) = ""  # type: ignore[valid-type]


class ChangeForm(Form):
    unit_name: line(80)  # type: ignore[valid-type]
    kind: UnitKind = UnitKind.VOLUNTEERS
    contact: optional_line(120) = ""  # type: ignore[valid-type]
    address: optional_line(120) = ""  # type: ignore[valid-type]
    skills: optional_line(200) = ""  # type: ignore[valid-type]


class DelegateForm(Form):
    name: line(80)  # type: ignore[valid-type]
    person_id: int | None = None
    substitute: bool = False
    first: date | None = None
    until: date | None = None


class VolunteerForm(Form):
    name: line(80)  # type: ignore[valid-type]
    person_id: int | None = None
    leads: bool = False
    until: date | None = None


class TeamsForm(Form):
    general: line(80)  # type: ignore[valid-type]
    standing: text(1000)  # type: ignore[valid-type]


class TeamForm(Form):
    name: line(80)  # type: ignore[valid-type]
    contact: optional_line(120) = ""  # type: ignore[valid-type]
    skills: optional_line(200) = ""  # type: ignore[valid-type]
    team: TeamKind = TeamKind.FREE


@blueprint.get("/units")
async def index() -> Response:
    return await pages.page("forum/units/index.html", **await _units())


async def _units() -> dict[str, Any]:
    pages.office()
    words, page = request.args.get("q", "").strip()[:80], max(1, min(request.args.get("page", 1, int), 10_000))
    here, count = await queries.page_of(page, words)
    counted = await queries.counted([one.id for one in here])
    return {
        "units": here, "count": count, "q": words, "page": page, "pages": -(-count // queries.PAGE),
        "left": await queries.left(), "counted": counted, "kinds": _kinds(),
    }  # fmt: skip


def _kinds() -> list[tuple[UnitKind, str]]:
    """A team is registered among the teams."""
    return [(kind, word) for kind, word in UNIT_KIND_NAMES.items() if kind is not UnitKind.VOLUNTEERS]


@blueprint.get("/units/meant")
async def meant() -> Response:
    """Which units a part of a name may mean, for the form in which it is being typed."""
    pages.signed_in()
    asked = {name: request.args.get(name, "").strip()[:80] for name in ("field", "kind", "words")}
    found = await picking.meant(asked["words"]) if asked["words"] else picking.NOTHING
    kind = "checkbox" if asked["kind"] == "checkbox" else "radio"
    return await pages.page("forum/units/_meant.html", field=asked["field"], kind=kind, found=found)


@blueprint.post("/units")
async def register() -> Response:
    typed = await given()
    try:
        form = parse(UnitForm, typed)
        unit_id = await commands.register_unit(
            form.name, form.kind, by=pages.signed_in(), contact=form.contact, address=form.address,
            command_id=typed.get("command_id"),
        )  # fmt: skip
    except Refusal as refusal:
        return await pages.refused_page("forum/units/index.html", refusal, typed, **await _units())
    return await pages.done(f"/units/{unit_id}", N_("{name}已登记。"), name=form.name)


@blueprint.get("/units/<int:unit_id>")
async def show(unit_id: int) -> Response:
    return await pages.page("forum/units/show.html", **await _shown(unit_id))


async def _shown(unit_id: int, typed: dict[str, str] | None = None) -> dict[str, Any]:
    pages.office()
    unit = await queries.unit(unit_id)
    return {
        "unit": unit,
        "former": await queries.former_names(unit_id),
        "delegates": await queries.delegates(unit_id),
        "seats": await queries.seats(unit_id),
        "volunteers": await queries.volunteers(unit_id) if unit.team else [],
        "links": [link for links in parts.links_of_unit for link in await links(unit_id)],
        "records": [link for links in parts.records_of_unit for link in await links(unit_id)],
        "kinds": _kinds(),
        "candidates": await candidates(typed or {}),
    }


async def _done(unit_id: int, do: Callable[[Actor, dict[str, str]], Awaitable[Any]], said: str) -> Response:
    """Do what a form of the unit's page asks, or give the page again with what was typed."""
    typed = await given()
    try:
        await do(pages.signed_in(), {name: value for name, value in typed.items() if value})
    except Refusal as refusal:
        shown = await _shown(unit_id, typed)
        return await pages.refused_page("forum/units/show.html", refusal, typed, **shown)
    return await pages.done(f"/units/{unit_id}", said)


@blueprint.post("/units/<int:unit_id>")
async def change(unit_id: int) -> Response:
    async def do(by: Actor, typed: dict[str, str]) -> None:
        form = parse(ChangeForm, typed)
        await commands.change_unit(
            unit_id, form.unit_name, form.kind, by=by, contact=form.contact, address=form.address, skills=form.skills,
            command_id=typed.get("command_id"),
        )  # fmt: skip

    return await _done(unit_id, do, N_("已改好。"))


@blueprint.post("/units/<int:unit_id>/delegates")
async def name_delegate(unit_id: int) -> Response:
    async def do(by: Actor, typed: dict[str, str]) -> None:
        form = parse(DelegateForm, typed)
        person_id = await person_meant(form.name, form.person_id)
        await commands.name_delegate(
            unit_id, person_id, by=by, substitute=form.substitute, first=form.first, until=form.until,
            command_id=typed.get("command_id"),
        )  # fmt: skip

    return await _done(unit_id, do, N_("已列为代表。"))


@blueprint.post("/units/<int:unit_id>/leave")
async def leave(unit_id: int) -> Response:
    async def do(by: Actor, typed: dict[str, str]) -> None:
        await commands.let_unit_leave(unit_id, by=by, command_id=typed.get("command_id"))

    return await _done(unit_id, do, N_("已记为退出。"))


@blueprint.post("/units/<int:unit_id>/back")
async def back(unit_id: int) -> Response:
    async def do(by: Actor, typed: dict[str, str]) -> None:
        await commands.take_unit_back(unit_id, by=by, command_id=typed.get("command_id"))

    return await _done(unit_id, do, N_("已重新加入。"))


@blueprint.post("/units/<int:unit_id>/volunteers")
async def join_team(unit_id: int) -> Response:
    async def do(by: Actor, typed: dict[str, str]) -> None:
        form = parse(VolunteerForm, typed)
        person_id = await person_meant(form.name, form.person_id)
        await commands.join_team(
            unit_id, person_id, by=by, leads=form.leads, until=form.until, command_id=typed.get("command_id")
        )

    return await _done(unit_id, do, N_("已加入。"))


@blueprint.post("/units/<int:unit_id>/volunteers/<int:member_id>/lead")
async def lead(unit_id: int, member_id: int) -> Response:
    async def do(by: Actor, typed: dict[str, str]) -> None:
        await commands.lead_team(member_id, by=by, command_id=typed.get("command_id"))

    return await _done(unit_id, do, N_("已设为队长。"))


# ---- volunteer teams ----


@blueprint.get("/teams")
async def teams() -> Response:
    return await pages.page("forum/units/teams.html", given=_usual(), **await _teams())


def _usual() -> dict[str, str]:
    """The names teams usually have, in the community's own language: they go into the register."""
    return {"general": N_("志愿服务总队"), "standing": "\n".join(queries.STANDING)}


async def _teams() -> dict[str, Any]:
    pages.office()
    found, wanted = await queries.teams(), request.args.get("kind", "")
    asked = wanted if wanted in set(TeamKind) else ""
    of_kind = {kind: [one for one in found if one[0].team is kind] for kind in TeamKind}
    general = bool(of_kind[TeamKind.GENERAL])
    return {
        "groups": [
            (kind, i18n.translate(word), of_kind[kind])
            for kind, word in TEAM_KIND_NAMES.items()
            if asked in {kind.value, ""}
        ],
        "asked": asked,
        "kinds": list(TEAM_KIND_NAMES.items()),
        "usual_standing": len(queries.STANDING),
        "general": general,
        "may_be": [
            (kind, word) for kind, word in TEAM_KIND_NAMES.items() if kind is not TeamKind.GENERAL or not general
        ],
    }


@blueprint.post("/teams/usual")
async def found_teams() -> Response:
    typed = await given()
    try:
        form = parse(TeamsForm, typed)
        names = [" ".join(name.split())[:80] for name in form.standing.splitlines() if name.strip()]
        count = await commands.found_teams(
            form.general, names, by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await pages.refused_page("forum/units/teams.html", refusal, typed, **await _teams())
    return await pages.done("/teams", N_("已建好 {n} 支队伍。"), n=count)


@blueprint.post("/teams")
async def found_team() -> Response:
    typed = await given()
    try:
        form = parse(TeamForm, typed)
        unit_id = await commands.register_unit(
            form.name, UnitKind.VOLUNTEERS, by=pages.signed_in(), contact=form.contact, team=form.team,
            skills=form.skills, command_id=typed.get("command_id"),
        )  # fmt: skip
    except Refusal as refusal:
        shown = {**_usual(), **typed}
        return await pages.refused_page("forum/units/teams.html", refusal, shown, **await _teams())
    return await pages.done(f"/units/{unit_id}", N_("{name}已登记。"), name=form.name)
