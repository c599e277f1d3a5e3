"""The two ways in: an invitation's PIN or QR code for residents, a password for staff."""

from __future__ import annotations

from typing import Any

from quart import Blueprint, Response, current_app, request

from forum import pages
from forum.errors import N_, Refusal
from forum.forms import Form, given, line, optional_line, parse
from forum.joining import phones
from forum.people import commands, queries
from forum.people.models import Invitation
from forum.security import Guesses, client_address

blueprint = Blueprint("sign_in", __name__)


class PinForm(Form):
    pin: line(40)  # type: ignore[valid-type]
    name: optional_line(40) = ""  # type: ignore[valid-type]


class NameForm(Form):
    name: optional_line(40) = ""  # type: ignore[valid-type]


class PasswordForm(Form):
    username: line(40)  # type: ignore[valid-type]
    password: line(200)  # type: ignore[valid-type]


def guesses() -> Guesses:
    found: Guesses = current_app.extensions.setdefault("guesses", Guesses())
    return found


def device() -> str:
    """A device's browser as it calls itself; shown to its owner only."""
    return request.headers.get("User-Agent", "")[:120]


@blueprint.get("/join")
async def join_page() -> Response:
    return await pages.page("forum/people/join.html", **_join())


@blueprint.post("/join")
async def join() -> Response:
    typed = await given()
    context = _join()
    try:
        form = parse(PinForm, typed)
        invitation = await _by_pin(form.pin)
        context = _join(await queries.invitation_with_place(invitation))
        if invitation.person_id is None and "name" not in typed:
            return await pages.page("forum/people/join.html", given=typed, **context)
        return await _come_in(await commands.join(invitation, form.name, device()), typed.get("next"))
    except Refusal as refusal:
        return await pages.refused_page("forum/people/join.html", refusal, typed, **context)


async def _by_pin(pin: str) -> Invitation:
    """A wrong PIN costs a guess, a right one is given back."""
    async with guesses().trying(client_address()):
        return await queries.invitation_by_pin(pin)


@blueprint.get("/join/<token>")
async def slip_page(token: str) -> Response:
    try:
        invitation = await queries.invitation_with_place(await queries.invitation_by_token(token))
    except Refusal as refusal:
        return await pages.refused_page("forum/people/join.html", refusal, {}, **_join())
    return await pages.page("forum/people/join.html", **_join(invitation, token))


@blueprint.post("/join/<token>")
async def join_by_slip(token: str) -> Response:
    typed = await given()
    context = _join()
    try:
        invitation = await queries.invitation_with_place(await queries.invitation_by_token(token))
        context = _join(invitation, token)
        form = parse(NameForm, typed)
        return await _come_in(await commands.join(invitation, form.name, device()), typed.get("next"))
    except Refusal as refusal:
        return await pages.refused_page("forum/people/join.html", refusal, typed, **context)


@blueprint.get("/sign-in")
async def sign_in_page() -> Response:
    return await pages.page("forum/people/sign_in.html", next=_next())


@blueprint.post("/sign-in")
async def sign_in() -> Response:
    typed = await given()
    try:
        form = parse(PasswordForm, typed)
        async with guesses().trying(client_address()):
            person_id = await queries.person_by_password(form.username, form.password)
        return await _come_in(await commands.sign_in(person_id, device()), typed.get("next"))
    except Refusal as refusal:
        return await pages.refused_page("forum/people/sign_in.html", refusal, typed, next=_safe(typed.get("next")))


async def _come_in(key: str, where: str | None) -> Response:
    others = await phones.come_in(key)
    actor = await queries.actor_of(key)
    name = actor.name if actor else ""
    response = await pages.done(_safe(where), N_("{name}，您好，已经登录。"), name=name)
    phones.remember(response, list(others))
    return response


def _join(invitation: Invitation | None = None, token: str = "") -> dict[str, Any]:
    return {
        "invitation": invitation,
        "token": token,
        "next": _next(),
        "shares": phones.may_share(pages.reader()),
        "outside": current_app.extensions.get("outside_sign_in"),
    }


def _next() -> str:
    return _safe(request.args.get("next"))


def _safe(target: str | None) -> str:
    """Where to go on to; never back to the way in."""
    path = pages.safe_path(target)
    return "/" if path.startswith(("/join", "/sign-in")) else path
