"""Wishes and orders in a session: claimed on the spot, by phone or by whoever takes it down on the console."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from markupsafe import Markup
from quart import Blueprint, Response

from agenda.attendance import queries as attendance
from agenda.claiming.commands import note_changed
from agenda.items import queries as items
from agenda.sessions import queries as sessions
from agenda.sessions.models import Session, SessionState
from forum import i18n, pages
from forum.access import SYSTEM, Actor, Permission, allowed, require
from forum.errors import N_, BadInput, Refusal, RuleBroken, Sentence
from forum.forms import Form, given, line, parse
from forum.journal import Event
from forum.parts import Claimable
from forum.people.names import Show, mask_numbers
from minutes.orders import commands as orders
from minutes.orders import queries as order_queries
from minutes.orders.models import Order
from minutes.wishes import commands as wishes
from minutes.wishes import queries as wish_queries
from minutes.wishes.models import Wish

blueprint = Blueprint("claims_in_session", __name__)

CLAIM = {"wish": wishes.claim_in_session, "order": orders.claim_in_session}
TEMPLATE = "minutes/orders/claims.html"


class ClaimForm(Form):
    """Without a seat it is the reader's own."""

    what: line(24)  # type: ignore[valid-type]
    seat_id: int = 0


@blueprint.get("/sessions/<int:session_id>/claims")
async def form(session_id: int) -> Response:
    """The console's list and form on a page of their own."""
    session = await sessions.session(session_id)
    require(pages.signed_in(), Permission.RECORD, session)
    return await pages.page(TEMPLATE, **await _form(session))


@blueprint.post("/sessions/<int:session_id>/claims")
async def claim(session_id: int) -> Response:
    """Belongs to the item that is open now: the form stays on the page while items change."""
    typed, reader = await given(), pages.signed_in()
    session = await sessions.session(session_id)
    records = allowed(reader, Permission.RECORD, session)
    try:
        asked = parse(ClaimForm, {name: value for name, value in typed.items() if value})
        kind, id = _what(asked.what)
        item = await items.open_item(session_id)
        if item is None:
            raise RuleBroken(N_("议到一项时才能记认领。"))
        await CLAIM[kind](
            item.id, id, await _seat(session, asked, reader), by=reader, command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        if pages.wants_json() or not records:
            raise
        return await pages.refused_page(TEMPLATE, refusal, typed, **await _form(session))
    page = "console" if records and asked.seat_id else "room"
    return await pages.done(f"/sessions/{session_id}/{page}", N_("记下了，谢谢认领的人。"))


async def _seat(session: Session, asked: ClaimForm, reader: Actor) -> int:
    """Raises BadInput where somebody who records has said no seat and has none."""
    if asked.seat_id:
        return asked.seat_id
    own = await attendance.seat_of(session.id, reader.person_id)
    if own is None:
        require(reader, Permission.RECORD, session)
        raise BadInput({"seat_id": Sentence(N_("请从列表中选一项。"))})
    return own.id


def _what(typed: str) -> tuple[str, int]:
    """wish-3, order-5. Raises BadInput."""
    kind, _, id = typed.partition("-")
    if kind not in CLAIM or not (id.isascii() and id.isdecimal()):
        raise BadInput({"what": Sentence(N_("请从列表中选一项。"))})
    return kind, int(id)


async def claim_form(session_id: int) -> Markup:
    """Stays on the console while the list beside it changes; all seats, of whom who is not here is refused."""
    seats = [(seat.id, seat.label) for seat in await attendance.seats(session_id)]
    return Markup(pages.render("minutes/orders/_console.html", session=await sessions.session(session_id), seats=seats))


async def _form(session: Session) -> dict[str, Any]:
    return {
        "session": session,
        "wishes": [(f"wish-{one.id}", f"{one.text}（{one.whom}）") for one in await wish_queries.open_wishes()],
        "orders": [(f"order-{one.id}", one.drawn_up) for one in await order_queries.to_claim()],
        "seats": [(seat.id, seat.label) for seat in await attendance.seats(session.id)],
    }


async def claimable(item_id: int | None) -> list[Claimable]:
    """What is published or drawn up and waits, and what was claimed at the item: wishes, then orders, oldest first."""
    granted = await wish_queries.claimed_at(item_id) if item_id else []
    taken = await order_queries.claimed_at(item_id) if item_id else []
    made = [
        Claimable("wish", one.id, N_("心愿"), _aloud(one, one.text), _aloud(one, one.whom), claimed_by=_claimer(one))
        for one in [*granted, *await wish_queries.open_wishes()]
    ]
    ordered = [
        Claimable(
            "order", one.id, N_("订单"), _aloud(one, one.drawn_up), mask_numbers(one.place.path), True,
            one.unit.name if one.unit else "",
        )
        for one in [*taken, *await order_queries.to_claim()]
    ]  # fmt: skip
    return [*sorted(made, key=lambda one: one.id), *sorted(ordered, key=lambda one: one.id)]


def _aloud(asked: Wish | Order, text: str) -> str:
    """As the hall reads it on the wall: without the name of who asked, telephones and doors."""
    person, at_home = (asked.wished_by, asked.name) if isinstance(asked, Wish) else (asked.ordered_by, asked.at_home)
    written = {word for word in at_home.split() if word.isalpha() and len(word) > 1}
    return Show(frozenset({*written, *([] if person.official else [person.name])}))(text)


def _claimer(wish: Wish) -> str:
    if wish.item_id is None:
        return ""
    return wish.unit.name if wish.unit else wish.neighbour.name if wish.neighbour else i18n.translate(N_("到会人员"))


async def halls_told(events: list[Event]) -> None:
    """What was published, taken back or claimed outside a session changes the lists of those under way, too."""
    for event in events:
        what, _, _ = event.kind.partition(".")
        if what in CLAIM:
            for session in await Session.filter(state=SessionState.OPEN).exclude(room_id=event.room_id):
                await note_changed(session.id, what, event.data[what], by=SYSTEM)


async def outcomes_of_item(item_id: int) -> list[Callable[[], str]]:
    """Who took what on at an agenda item: read once for all screens, said in the language of each."""
    found: list[Callable[[], str]] = []
    for wish in await wish_queries.claimed_at(item_id):
        found.append(partial(_said, N_("{who}认领微心愿：{text}"), _claimer(wish), _aloud(wish, wish.text)))
    for order in await order_queries.claimed_at(item_id):
        found.append(
            partial(
                _said, N_("{who}接单：{text}"), order.unit.name if order.unit else "", _aloud(order, order.drawn_up)
            )
        )
    return found


def _said(words: str, who: str, text: str) -> str:
    return i18n.say(words, who=who, text=text)
