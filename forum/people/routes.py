"""The office's register of people: who they are, what they are trusted with, how they get in."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

from quart import Blueprint, Response, current_app, request

from forum import hall, pages
from forum.access import Actor, Permission, allowed
from forum.errors import N_, BadInput, Refusal, Sentence
from forum.forms import Form, given, line, optional_line, parse
from forum.offices import terms
from forum.people import commands, queries, slips
from forum.people.models import ROLE_NAMES, Role
from forum.people.sign_in import guesses
from forum.places import queries as places
from forum.security import client_address
from forum.units import picking

blueprint = Blueprint("people", __name__)
LEAST_PASSWORD = 8


class PersonForm(Form):
    name: line(80)  # type: ignore[valid-type]
    block: optional_line(80) = ""  # type: ignore[valid-type]
    room: optional_line(80) = ""  # type: ignore[valid-type]
    phone: optional_line(32) = ""  # type: ignore[valid-type]
    official: bool = False


class RoleForm(Form):
    role: Role
    unit_id: int | None = None
    until: date | None = None


class PasswordForm(Form):
    username: line(40)  # type: ignore[valid-type]
    password: line(200)  # type: ignore[valid-type]
    current: optional_line(200) = ""  # type: ignore[valid-type]


class SlipsForm(Form):
    copies: int = 8


@blueprint.get("/people")
async def index() -> Response:
    pages.office()
    search = request.args.get("q", "").strip()[:80]
    page = max(1, request.args.get("page", 1, type=int))
    found, count = await queries.register(search, page)
    return await pages.page(
        "forum/people/index.html", people=found, count=count, q=search, page=page, pages=-(-count // queries.PAGE)
    )


@blueprint.get("/people/new")
async def new() -> Response:
    pages.office()
    typed = {"name": request.args.get("name", "")[:80]}
    return await pages.page("forum/people/new.html", given=typed, blocks=await places.blocks())


@blueprint.post("/people")
async def create() -> Response:
    typed = await given()
    try:
        form = parse(PersonForm, typed)
        if form.room and not form.block:
            raise BadInput({"block": Sentence(N_("写了户号，也请写楼栋。"))})
        person_id = await commands.register_resident(
            **form.model_dump(), by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await pages.refused_page("forum/people/new.html", refusal, typed, blocks=await places.blocks())
    return await pages.done(f"/people/{person_id}", N_("已登记。"))


@blueprint.get("/people/<int:person_id>")
async def show(person_id: int) -> Response:
    pages.office()
    return await pages.page("forum/people/show.html", **await _shown(person_id))


@blueprint.post("/people/<int:person_id>/roles")
async def grant(person_id: int) -> Response:
    typed = await given()
    try:
        sent = await picking.filled(typed, "unit_id")
        form = parse(RoleForm, {name: value for name, value in sent.items() if value})
        if form.role is Role.DELEGATE and form.unit_id is None:
            raise BadInput({"unit_id": Sentence(N_("请选他代表的单位。"))})
        unit_id = form.unit_id if form.role is Role.DELEGATE else None
        await commands.grant_role(
            person_id,
            form.role,
            by=pages.signed_in(),
            unit_id=unit_id,
            until=form.until,
            command_id=typed.get("command_id"),
        )
    except Refusal as refusal:
        return await pages.refused_page("forum/people/show.html", refusal, typed, **await _shown(person_id))
    return await pages.done(f"/people/{person_id}", N_("已授予。"))


@blueprint.post("/people/<int:person_id>/roles/<int:grant_id>/withdraw")
async def withdraw(person_id: int, grant_id: int) -> Response:
    typed = await given()
    try:
        await commands.withdraw_role(grant_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("forum/people/show.html", refusal, typed, **await _shown(person_id))
    return await pages.done(f"/people/{person_id}", N_("已收回。"))


@blueprint.post("/people/<int:person_id>/invitation")
async def invite(person_id: int) -> Response:
    actor = pages.office()
    person = await queries.person(person_id)
    slip = await commands.invite(by=actor, person_id=person_id)
    whom = f"{person.name} · {person.place.path}" if person.place else person.name
    return await _sheet([(slip, whom)], f"/people/{person_id}")


@blueprint.post("/people/<int:person_id>/password")
async def password(person_id: int) -> Response:
    typed = await given()
    actor = pages.signed_in()
    own = actor.person_id == person_id
    try:
        form = parse(PasswordForm, typed)
        if len(form.password) < LEAST_PASSWORD:
            raise BadInput({"password": Sentence(N_("密码至少{least}个字符。"), {"least": LEAST_PASSWORD})})
        if own:
            await _check_current(person_id, form.current)
        await commands.set_password(
            person_id, form.username, form.password, by=actor, command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        shown = await _shown(person_id, actor)
        return await pages.refused_page("forum/people/password.html", refusal, _without_secrets(typed), **shown)
    return await pages.done("/me" if own else f"/people/{person_id}", N_("密码已设好。"))


@blueprint.get("/people/<int:person_id>/password")
async def password_page(person_id: int) -> Response:
    return await pages.page("forum/people/password.html", **await _shown(person_id, pages.signed_in()))


async def _check_current(person_id: int, current: str) -> None:
    """An unlocked phone left on a table must not be enough to change a password."""
    username = await queries.username_of(person_id)
    if not username:
        return
    async with guesses().trying(client_address()):
        try:
            await queries.person_by_password(username, current)
        except Refusal:
            raise BadInput({"current": Sentence(N_("现在的密码不对。"))}) from None


def _without_secrets(typed: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in typed.items() if name not in {"password", "current"}}


@blueprint.get("/people/slips")
async def slips_page() -> Response:
    pages.office()
    return await pages.page("forum/people/slips.html", blocks=await places.blocks(), chosen=[])


@blueprint.post("/people/slips")
async def make_slips() -> Response:
    typed = await given()
    chosen = (await request.form).getlist("blocks", type=int)
    try:
        actor = pages.office()
        copies = min(max(1, parse(SlipsForm, typed).copies), 50)
        made = await slips.invite_households(chosen, copies, by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        blocks = await places.blocks()
        return await pages.refused_page("forum/people/slips.html", refusal, typed, blocks=blocks, chosen=chosen)
    return await _sheet(made, "/people")


def _base_url() -> str:
    return str(current_app.settings.base_url)  # type: ignore[attr-defined]


async def _sheet(made: list[tuple[commands.Slip, str]], back: str) -> Response:
    # Hundreds of QR codes take seconds: a hall that is voting must not wait for them.
    printed = await asyncio.to_thread(slips.print_all, made, _base_url())
    reachable = hall.reachable(current_app.settings)  # type: ignore[attr-defined]
    community = await places.community()
    return await pages.page(
        "forum/people/sheet.html", slips=printed, back=back, reachable=reachable, community=community
    )


async def _shown(person_id: int, reader: Actor | None = None) -> dict[str, Any]:
    """What the person's pages show; `reader` is given where people may see their own."""
    if reader is None or reader.person_id != person_id:
        pages.office()
    person = await queries.person(person_id)
    reader = pages.signed_in()
    return {
        "person": person,
        "terms": await terms.of_person(person_id),
        "grantable": [
            (role, word)
            for role, word in ROLE_NAMES.items()
            if role is not Role.RESIDENT and (role is not Role.ADMINISTRATOR or Role.ADMINISTRATOR in reader.roles)
        ],
        "units": await picking.offered(),
        "username": await queries.username_of(person_id),
        "own": reader.person_id == person_id,
        "may_set_password": reader.person_id == person_id or allowed(reader, Permission.ADMINISTER),
    }
