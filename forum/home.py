"""The front page, my own page, the reader's settings, and whether phones can reach the hall."""

from __future__ import annotations

from typing import Any

from quart import Blueprint, Response, current_app, redirect, request
from quart_auth import AuthUser, login_user, logout_user

from forum import clock, hall, i18n, pages, parts
from forum.access import Actor, Permission, require
from forum.bodies import queries as bodies
from forum.echoes import queries as echoes
from forum.errors import N_
from forum.forms import Form, given, parse
from forum.hall import Check
from forum.joining import outside_routes, phones
from forum.joining import queries as joining
from forum.people import commands
from forum.people import queries as people
from forum.people.models import ROLE_NAMES, Role
from forum.places import queries as places
from forum.security import client_address
from forum.todo import queries as todo
from forum.topics import queries as topics

blueprint = Blueprint("home", __name__)
VIEWS = ("standard", "elder")
TASKS = 6
NEW_ECHOES = 3
"""On the front page, which leads on to the rest."""
A_YEAR = 365 * 86400


class SignOutForm(Form):
    sign_in: int | None = None


@blueprint.get("/")
async def front() -> Response:
    actor = pages.reader()
    return await pages.page(
        "forum/home/front.html",
        community=await places.community(),
        board=[
            (i18n.translate(heading), i18n.translate(empty), await links()) for heading, empty, links in parts.board
        ],
        tasks=await todo.tasks(actor) if actor else [],
        echoes=await echoes.told(actor.person_id, new=True, most=NEW_ECHOES) if actor and actor.person_id else [],
        most=TASKS,
    )


@blueprint.get("/me")
async def me() -> Response:
    actor = pages.signed_in()
    assert actor.person_id is not None
    return await pages.page(
        "forum/home/me.html",
        person=await people.person(actor.person_id),
        roles=await _roles(actor),
        topics=await topics.topics(proposer_id=actor.person_id),
        devices=[(sign_in, hall.device_word(sign_in.device)) for sign_in in await people.devices_of(actor.person_id)],
        username=await people.username_of(actor.person_id),
        vouchings=await joining.vouchings(actor.person_id),
        outside=outside_routes.provider(),
        linked=await joining.outside_of(actor.person_id),
    )


async def _roles(actor: Actor) -> list[str]:
    names = await bodies.names_of(actor.units)
    delegate = [i18n.say(N_("{unit}的代表"), unit=names.get(unit, "")) for unit in sorted(actor.units)]
    others = [role for role in ROLE_NAMES if role in actor.roles and role not in {Role.RESIDENT, Role.DELEGATE}]
    return [*(i18n.translate(ROLE_NAMES[role]) for role in others), *delegate] or [i18n.say(ROLE_NAMES[Role.RESIDENT])]


@blueprint.post("/sign-out")
async def sign_out() -> Response:
    """This device, or another of one's own by the field `sign_in`."""
    actor = pages.signed_in()
    typed = await given()
    sign_in_id = parse(SignOutForm, typed).sign_in or actor.sign_in_id
    assert sign_in_id is not None
    await commands.sign_out(sign_in_id, by=actor, command_id=typed.get("command_id"))
    await current_app.hub.drop_sign_in(sign_in_id)  # type: ignore[attr-defined]
    if sign_in_id != actor.sign_in_id:
        return await pages.done("/me", N_("那台设备已经退出。"))
    logout_user()
    return await _next_of_this_phone()


async def _next_of_this_phone() -> Response:
    """The phone goes on as another of its people, where there is one."""
    here = await phones.others()
    if not here:
        return await pages.done("/", N_("已退出登录。"))
    key, actor = next(iter(here.items()))
    login_user(AuthUser(key), remember=True)
    response = await pages.done("/me", N_("已退出登录。现在是{name}。"), name=actor.name)
    phones.remember(response, [one for one in here if one != key])
    return response


@blueprint.post("/language")
async def language() -> Response:
    typed = await given()
    return _remember("language", typed.get("language", "")[:2], tuple(i18n.LANGUAGES), typed)


@blueprint.post("/view")
async def view() -> Response:
    typed = await given()
    return _remember("view", typed.get("view", ""), VIEWS, typed)


def _remember(name: str, value: str, known: tuple[str, ...], typed: dict[str, str]) -> Response:
    response: Any = redirect(pages.safe_path(typed.get("next")), 303)
    if value in known:
        response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", httponly=True)
    return response


# ---- can phones reach this server? ----


def _check() -> Check:
    found: Check = current_app.extensions.setdefault("hall_check", Check())
    return found


@blueprint.get("/hall")
async def hall_page() -> Response:
    require(pages.signed_in(), Permission.PLAN_SESSION)
    settings = current_app.settings  # type: ignore[attr-defined]
    addresses = hall.addresses(settings, _check().probe)
    return await pages.page("forum/hall/show.html", addresses=addresses, reached=_check().reached, port=settings.port)


@blueprint.get("/hall/devices")
async def hall_devices() -> Response:
    """The list alone, for the page's script."""
    require(pages.signed_in(), Permission.PLAN_SESSION)
    return await pages.page("forum/hall/_reached.html", reached=_check().reached)


@blueprint.post("/hall/again")
async def hall_again() -> Response:
    require(pages.signed_in(), Permission.PLAN_SESSION)
    _check().came.clear()
    return await pages.done("/hall", N_("重新开始检查。"))


@blueprint.get("/hall/reached")
async def hall_reached() -> Response:
    counted = request.args.get("probe") == _check().probe
    if counted:
        _check().note(client_address(), request.headers.get("User-Agent", ""))
    return await pages.page("forum/hall/reached.html", counted=counted, at=clock.now())
