"""The round to a sign-in service outside and back: state and nonce are the phone's own, good once, for ten minutes."""

from __future__ import annotations

import secrets
from typing import Any, cast

from itsdangerous import BadSignature, URLSafeTimedSerializer
from quart import Blueprint, Response, current_app, redirect, request

from forum import pages
from forum.errors import N_, NotFound, RuleBroken
from forum.forms import given
from forum.joining import commands, phones, queries
from forum.joining.outside import Provider, Refused
from forum.people import commands as people
from forum.people import queries as people_queries
from forum.people.sign_in import device, guesses
from forum.security import client_address

blueprint = Blueprint("outside", __name__)

LASTS = 600


def provider() -> Provider | None:
    """The service that the settings name, or None: then nothing of this is on."""
    return cast("Provider | None", current_app.extensions.get("outside_sign_in"))


def _needed() -> Provider:
    found = provider()
    if found is None:
        raise NotFound(N_("这里没有开通别的登录方式，请用邀请单。"))
    return found


def _back() -> str:
    return f"{current_app.settings.base_url}/outside/back"  # type: ignore[attr-defined]


def _cookie() -> str:
    return f"{current_app.hub.cookie_name}_outside"  # type: ignore[attr-defined]


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="a round outside")


# Links, no forms: the page's policy lets a form go nowhere but here.


@blueprint.get("/outside/sign-in")
async def sign_in() -> Response:
    return _send_out(_needed(), {"for": 0, "next": pages.safe_path(request.args.get("next"))})


@blueprint.get("/outside/link")
async def link() -> Response:
    return _send_out(_needed(), {"for": pages.signed_in().person_id, "next": "/me"})


def _send_out(to: Provider, purpose: dict[str, Any]) -> Response:
    state, nonce = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    response = cast(Response, redirect(to.address(back=_back(), state=state, nonce=nonce)))
    kept = _serializer().dumps({"state": state, "nonce": nonce, **purpose})
    response.set_cookie(_cookie(), kept, max_age=LASTS, samesite="Lax", httponly=True)
    return response


@blueprint.get("/outside/back")
async def back() -> Response:
    """Where the service sends the phone: whoever it names signs in, or is linked with who asked for that."""
    outside = _needed()
    try:
        async with guesses().trying(client_address()):
            round = _round()
            subject = await _subject(outside, round["nonce"])
        response = await _come_back(outside, subject, round)
    except RuleBroken as refusal:
        response = await pages.page(
            "layouts/refused.html", refusal.status, refusal=refusal, typed={}, path="/join", back=""
        )
    response.delete_cookie(_cookie(), samesite="Lax", httponly=True)
    return response


def _round() -> dict[str, Any]:
    """What this phone went out with. Raises RuleBroken where it did not, or comes back with another's answer."""
    try:
        kept = _serializer().loads(request.cookies.get(_cookie(), ""), max_age=LASTS)
    except BadSignature:
        kept = None
    state = request.args.get("state", "")
    if not isinstance(kept, dict) or not secrets.compare_digest(str(kept.get("state")).encode(), state.encode()):
        raise RuleBroken(N_("这次登录不是从这台手机开始的，或隔得太久了。请从头再来一次。"))
    return kept


async def _subject(outside: Provider, nonce: str) -> str:
    code = request.args.get("code", "")[:512]
    if not code:
        raise RuleBroken(N_("没有登录：您没有同意，或对方没有答复。"))
    try:
        who = await outside.who(code=code, back=_back(), nonce=nonce)
    except Refused:
        raise RuleBroken(N_("对方没有认出是谁，请再试一次，或用邀请单登录。")) from None
    if who.nonce and not secrets.compare_digest(who.nonce.encode(), nonce.encode()):
        raise RuleBroken(N_("对方的答复不是给这一次登录的，请从头再来一次。"))
    return who.subject


async def _come_back(outside: Provider, subject: str, round: dict[str, Any]) -> Response:
    if round["for"]:
        actor = pages.signed_in()
        if actor.person_id != round["for"]:
            raise RuleBroken(N_("这台手机中途换成了另一位，没有连上。"))
        await commands.link_outside(outside.name, subject, by=actor)
        return await pages.done("/me", N_("已经连上，以后可以用它登录。"))
    person_id = await queries.person_of_outside(outside.name, subject)
    if person_id is None:
        raise RuleBroken(N_("这个账号还没有和您连上。请先用邀请单登录，再到“我的”里连上。"))
    key = await people.sign_in(person_id, device())
    others = await phones.come_in(key)
    came = await people_queries.actor_of(key)
    response = await pages.done(round["next"], N_("{name}，您好，已经登录。"), name=came.name if came else "")
    phones.remember(response, list(others))
    return response


@blueprint.post("/outside/<int:identity_id>/unlink")
async def unlink(identity_id: int) -> Response:
    typed = await given()
    await commands.unlink_outside(identity_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done("/me", N_("已经断开。"))
