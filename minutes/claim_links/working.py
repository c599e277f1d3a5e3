"""What a unit has taken on by hand of others — an order sent to it, a wish it claimed — and does by its link."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from quart import Blueprint, Response

from forum import pages
from forum.access import Actor
from forum.errors import N_, NotFound, Refusal
from forum.forms import Form, given, line, optional_line, parse
from forum.people.sign_in import device
from forum.pictures import routes as pictures
from minutes.claim_links import commands, queries
from minutes.claim_links.doors import LINKS
from minutes.claim_links.models import ClaimLink
from minutes.claim_links.routes import shut
from minutes.orders import commands as orders
from minutes.unit_doors.entering import TOKEN, called, entered, remembered, take_turn, unlisted
from minutes.unit_doors.tokens import holder_of
from minutes.wishes import commands as wishes

blueprint = Blueprint("doing_by_link", __name__)
WHAT = "any(orders,wishes)"
KINDS = {"orders": "order", "wishes": "wish"}


class NameForm(Form):
    name: line(20)  # type: ignore[valid-type]


class AcceptForm(Form):
    words: optional_line(300) = ""  # type: ignore[valid-type]


class OrderForm(Form):
    words: line(300)  # type: ignore[valid-type]


class WishForm(Form):
    words: line(200)  # type: ignore[valid-type]


@dataclass(frozen=True)
class Doing:
    """`do(id, typed, by)`, of a wish that is delivered with `photos`; `of` is what it is done to."""

    of: str
    do: Callable[..., Awaitable[object]]
    said: str


def _accept(id: int, typed: Mapping[str, str], by: Actor) -> Awaitable[object]:
    return orders.accept_order(id, parse(AcceptForm, typed).words, by=by)


def _decline(id: int, typed: Mapping[str, str], by: Actor) -> Awaitable[object]:
    return orders.decline_order(id, parse(OrderForm, typed).words, by=by)


def _finish(id: int, typed: Mapping[str, str], by: Actor) -> Awaitable[object]:
    return orders.finish_order(id, parse(OrderForm, typed).words, by=by)


def _deliver(id: int, typed: Mapping[str, str], by: Actor, photos: Any) -> Awaitable[object]:
    return wishes.deliver_wish(id, parse(WishForm, typed).words, photos, by=by)


def _give_back(id: int, typed: Mapping[str, str], by: Actor) -> Awaitable[object]:
    return wishes.give_back(id, by=by)


DOINGS = {
    "accept": Doing("orders", _accept, N_("已接单。门牌和怎么联系在下面，办完了回来报一声。")),
    "decline": Doing("orders", _decline, N_("已退单，社区另派。")),
    "finish": Doing("orders", _finish, N_("已报完成，请点单的人评价。")),
    "deliver": Doing("wishes", _deliver, N_("已报送达，谢谢您。许愿的人会看到。")),
    "give-back": Doing("wishes", _give_back, N_("已退回，别人可以认领。")),
}
DEEDS = f"any({', '.join(repr(name) for name in DOINGS)})"


@blueprint.get(f"/claim/<{TOKEN}:token>/to-do/<{WHAT}:what>/<int:matter_id>")
async def show(token: str, what: str, matter_id: int) -> Response:
    link = await entered(LINKS, token)
    if closed := await shut(link):
        return closed
    return unlisted(await pages.page("minutes/claim_links/doing.html", **await _shown(link, token, what, matter_id)))


@blueprint.post(f"/claim/<{TOKEN}:token>/to-do/<{WHAT}:what>/<int:matter_id>/<{DEEDS}:deed>")
async def do(token: str, what: str, matter_id: int, deed: str) -> Response:
    link, typed, doing = await entered(LINKS, token), await given(), DOINGS[deed]
    if closed := await shut(link):
        return closed
    if doing.of != what:
        raise NotFound(N_("没有这一页。"))
    try:
        take_turn(LINKS, link)
        name = parse(NameForm, typed).name
        async with pictures.sent() as photos:
            shown_too = {"photos": photos} if deed == "deliver" else {}

            async def act(by: Actor) -> object:
                return await doing.do(matter_id, typed, by, **shown_too)

            await commands.do_by_link(
                token, KINDS[what], matter_id, deed, name, device(), act,
                by=holder_of(link), command_id=typed.get("command_id"),
            )  # fmt: skip
    except Refusal as refusal:
        if pages.wants_json() or refusal.status == 404:
            raise
        shown = await _shown(link, token, what, matter_id)
        return unlisted(
            await pages.refused_page("minutes/claim_links/doing.html", refusal, typed, **{**shown, "refused": deed})
        )
    gone = deed in {"decline", "give-back"}
    at = f"/claim/{token}" if gone else f"/claim/{token}/to-do/{what}/{matter_id}"
    return remembered(await pages.done(at, doing.said), name)


async def _shown(link: ClaimLink, token: str, what: str, matter_id: int) -> dict[str, Any]:
    holder = holder_of(link)
    found = await (queries.order_of(holder, matter_id) if what == "orders" else queries.wish_of(holder, matter_id))
    return {
        **found,
        "link": link,
        "list": f"/claim/{token}",
        "at": f"/claim/{token}/to-do/{what}/{matter_id}",
        "who": called() or await queries.last_name(link),
        "refused": "",
    }
