"""Wishes and orders in a session: who takes one on the spot is taken down on the console."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from markupsafe import Markup
from quart import Blueprint, Response

from agenda.attendance import queries as attendance
from agenda.items import queries as items
from agenda.sessions import queries as sessions
from agenda.sessions.models import Session
from forum import i18n, pages
from forum.access import Permission, require
from forum.errors import N_, BadInput, Refusal, RuleBroken, Sentence
from forum.forms import Form, given, parse
from minutes.orders import commands as orders
from minutes.orders import queries as order_queries
from minutes.wishes import commands as wishes
from minutes.wishes import queries as wish_queries

blueprint = Blueprint("claims_in_session", __name__)

CLAIM = {"wish": wishes.claim_in_session, "order": orders.claim_in_session}


class ClaimForm(Form):
    what: str
    seat_id: int


@blueprint.post("/sessions/<int:session_id>/claims")
async def claim(session_id: int) -> Response:
    """Belongs to the item that is open now: the form stays on the page while items change."""
    typed = await given()
    session = await sessions.session(session_id)
    require(pages.signed_in(), Permission.RECORD, session)
    try:
        form = parse(ClaimForm, typed)
        kind, id = _what(form.what)
        item = await items.open_item(session_id)
        if item is None:
            raise RuleBroken(N_("议到一项时才能记认领。"))
        await CLAIM[kind](item.id, id, form.seat_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        if pages.wants_json():
            raise
        return await pages.refused_page("minutes/orders/claims.html", refusal, typed, **await _form(session))
    return await pages.done(f"/sessions/{session_id}/console", N_("记下了，谢谢认领的人。"))


def _what(typed: str) -> tuple[str, int]:
    """wish-3, order-5. Raises BadInput."""
    kind, _, id = typed.partition("-")
    if kind not in CLAIM or not (id.isascii() and id.isdecimal()):
        raise BadInput({"what": Sentence(N_("请从列表中选一项。"))})
    return kind, int(id)


async def console_form(session_id: int) -> tuple[str, str]:
    """What the chair's console shows to take down who claims a wish or an order."""
    shown = await _form(await sessions.session(session_id))
    return i18n.translate(N_("认领微心愿、订单")), Markup(pages.render("minutes/orders/_console.html", **shown))


async def _form(session: Session) -> dict[str, Any]:
    """All seats: the form stays on the console while people come and go; who is not here is refused."""
    return {
        "session": session,
        "wishes": [(f"wish-{one.id}", f"{one.text}（{one.whom}）") for one in await wish_queries.open_wishes()],
        "orders": [(f"order-{one.id}", one.drawn_up) for one in await order_queries.to_claim()],
        "seats": [(seat.id, seat.label) for seat in await attendance.seats(session.id)],
    }


async def outcomes_of_item(item_id: int) -> list[Callable[[], str]]:
    """Who took what on at an agenda item: read once for all screens, said in the language of each."""
    found: list[Callable[[], str]] = []
    for wish in await wish_queries.claimed_at(item_id):
        who = wish.unit.name if wish.unit else wish.neighbour.name if wish.neighbour else ""
        found.append(partial(_said, N_("{who}认领微心愿：{text}"), who, wish.text))
    for order in await order_queries.claimed_at(item_id):
        found.append(partial(_said, N_("{who}接单：{text}"), order.unit.name if order.unit else "", order.drawn_up))
    return found


def _said(words: str, who: str, text: str) -> str:
    return i18n.say(words, who=who, text=text)
