"""The tablet in the hall: a number pad, one paper, 已投, and back to the start. Nobody is signed in on it."""

from __future__ import annotations

import re
import secrets
from typing import Any

from quart import Blueprint, Response, current_app, request

from agenda.ballots import commands as ballot_commands
from agenda.ballots import figures, forms
from agenda.ballots import queries as ballots
from agenda.ballots.models import VoteSource
from agenda.kiosk import commands, queries
from agenda.kiosk.desks import Desks, Visit
from agenda.kiosk.queries import Tablet
from agenda.sessions import queries as sessions
from forum import hall, i18n, pages
from forum.errors import N_, NotFound, Refusal
from forum.forms import given
from forum.people.sign_in import guesses
from forum.people.slips import qr_picture
from forum.security import client_address

blueprint = Blueprint("kiosk", __name__)
COOKIE = "kiosk"
A_DAY = 86400
_HELD = re.compile(r"([\w-]{24})\.([\w-]{16})", re.ASCII)


# ---- the recorder ------------------------------------------------------------------------------------------------


@blueprint.post("/sessions/<int:session_id>/kiosk")
async def link(session_id: int) -> Response:
    typed = await given()
    token = await commands.link_kiosk(session_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    address = f"{current_app.settings.base_url}/kiosk/{token}"  # type: ignore[attr-defined]
    session = await sessions.session(session_id)
    if pages.wants_json():
        return await pages.done(f"/kiosk/{token}")
    reachable = hall.reachable(current_app.settings)  # type: ignore[attr-defined]
    return await pages.page(
        "agenda/kiosk/link.html", session=session, address=address, picture=qr_picture(address), reachable=reachable
    )


@blueprint.post("/sessions/<int:session_id>/kiosk/revoke")
async def revoke(session_id: int) -> Response:
    typed = await given()
    await commands.revoke_kiosks(session_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(f"/sessions/{session_id}/console", N_("会场平板都已停用。"))


# ---- the tablet --------------------------------------------------------------------------------------------------


@blueprint.get("/kiosk/<string(maxlength=40):token>")
async def open_tablet(token: str) -> Response:
    """The link once; from then on the tablet is known by a cookie, which says nothing of any voter."""
    await queries.tablet(token)
    response = await pages.done("/kiosk")
    held = f"{token}.{secrets.token_urlsafe(12)}"
    response.set_cookie(COOKIE, held, max_age=A_DAY, httponly=True, samesite="Strict", path="/kiosk")
    return response


@blueprint.get("/kiosk")
async def start() -> Response:
    """Whoever was here is gone."""
    tablet, desk = await _tablet()
    _desks().leave(desk)
    return await _page("start", tablet)


@blueprint.post("/kiosk/pin")
async def come() -> Response:
    tablet, desk = await _tablet()
    _desks().leave(desk)
    typed = await given()
    try:
        async with guesses().trying(client_address()):
            voter = await queries.voter(typed.get("pin", ""))
        ballot = await queries.next_ballot(tablet.session, voter)
    except Refusal as refusal:
        return await _page("start", tablet, refusal)
    _desks().come(desk, Visit(voter, ballot.id))
    return await pages.done("/kiosk/paper")


@blueprint.get("/kiosk/paper")
async def paper() -> Response:
    tablet, desk = await _tablet()
    visit = _desks().at(desk)
    if visit is None or visit.done:
        return await pages.done("/kiosk")
    return await _page("paper", tablet, **await _before(visit))


@blueprint.post("/kiosk/paper")
async def tick() -> Response:
    """What is ticked is shown once more before it counts."""
    tablet, desk = await _tablet()
    visit = _desks().at(desk)
    if visit is None or visit.done:
        return await pages.done("/kiosk")
    typed = await given()
    roll = await ballots.roll_of(visit.ballot_id)
    try:
        ballot_commands.check_paper(roll, forms.given(roll.kind, roll.settings, typed))
    except Refusal as refusal:
        return await _page("paper", tablet, refusal, **{**await _before(visit), "typed": typed})
    visit.typed = {name: value for name, value in typed.items() if name != "receipt"}
    return await pages.done("/kiosk/confirm")


@blueprint.get("/kiosk/confirm")
async def confirm() -> Response:
    tablet, desk = await _tablet()
    visit = _desks().at(desk)
    if visit is None or visit.done or not visit.typed:
        return await pages.done("/kiosk")
    return await _page("confirm", tablet, **await _before(visit))


@blueprint.post("/kiosk/vote")
async def vote() -> Response:
    tablet, desk = await _tablet()
    visit = _desks().at(desk)
    if visit is None:
        return await pages.done("/kiosk")
    try:
        async with visit.turn:  # pressed twice it is cast once, and the receipt is shown
            await _cast(visit)
    except Refusal as refusal:
        _desks().leave(desk)
        return await _page("start", tablet, refusal)
    return await pages.done("/kiosk/done")


async def _cast(visit: Visit) -> None:
    if visit.done or not visit.typed:
        return
    roll = await ballots.roll_of(visit.ballot_id)
    given_ = forms.given(roll.kind, roll.settings, visit.typed)
    kept = await ballot_commands.cast_vote(
        visit.ballot_id, given_, by=visit.voter, command_id=secrets.token_hex(16), source=VoteSource.KIOSK
    )
    visit.receipt, visit.done, visit.typed = kept if roll.secret else "", True, {}


@blueprint.get("/kiosk/done")
async def done() -> Response:
    tablet, desk = await _tablet()
    visit = _desks().at(desk)
    if visit is None or not visit.done:
        return await pages.done("/kiosk")
    return await _page("done", tablet, receipt=visit.receipt, more=await _more(tablet, visit))


@blueprint.post("/kiosk/next")
async def go_on() -> Response:
    """The next question of the same sheet, for whoever has just answered one."""
    tablet, desk = await _tablet()
    visit = _desks().at(desk)
    if visit is None or not visit.done or not await _more(tablet, visit):
        return await pages.done("/kiosk")
    ballot = await queries.next_ballot(tablet.session, visit.voter)
    _desks().come(desk, Visit(visit.voter, ballot.id))
    return await pages.done("/kiosk/paper")


async def _more(tablet: Tablet, visit: Visit) -> bool:
    try:
        await queries.next_ballot(tablet.session, visit.voter)
    except Refusal:
        return False
    return True


async def _before(visit: Visit) -> dict[str, Any]:
    """The paper before the voter, with what they have ticked on it."""
    ballot = await ballots.ballot(visit.ballot_id)
    roll = await ballots.roll_of(visit.ballot_id)
    said = ""
    if visit.typed:
        said = i18n.say(figures.said_on(roll, forms.given(roll.kind, roll.settings, visit.typed).paper))
    return {"ballot": ballot, "voter": visit.voter, "typed": visit.typed, "said": said, "may_follow": roll.may_follow}


async def _page(name: str, tablet: Tablet, refusal: Refusal | None = None, **shown: Any) -> Response:
    why = refusal.said(i18n.translate) if refusal else ""
    status = refusal.status if refusal else 200
    return await pages.page(f"agenda/kiosk/{name}.html", status, session=tablet.session, why=why, step=name, **shown)


async def _tablet() -> tuple[Tablet, str]:
    """This tablet, and its own number. Raises NotFound."""
    held = _HELD.fullmatch(request.cookies.get(COOKIE, ""))
    if held is None:
        raise NotFound(N_("这台平板的链接已经失效，请记录员重新打开。"))
    return await queries.tablet(held[1]), held[2]


def _desks() -> Desks:
    found: Desks = current_app.extensions.setdefault("kiosk_desks", Desks())
    return found
