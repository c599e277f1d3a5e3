"""点单-制单-派单-接单: the menu, what was ordered from it, and each step of an order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any

from pydantic import Field
from quart import Blueprint, Response, current_app, request

from forum import i18n, pages
from forum.access import Permission, allowed
from forum.errors import N_, NotAllowed, Refusal
from forum.forms import Form, given, line, optional_line, parse
from forum.places import queries as places
from forum.units import picking
from minutes.claim_links import doors as claim_doors
from minutes.claim_links import queries as claim_links
from minutes.orders import commands, queries
from minutes.orders.models import Order, Service
from minutes.orders.rules import LOW, WAY, WITH_UNIT, Step

blueprint = Blueprint("orders", __name__)


class OrderForm(Form):
    service_id: int | None = None
    text: line(300)  # type: ignore[valid-type]
    place_id: int
    at_home: optional_line(120) = ""  # type: ignore[valid-type]
    wanted_on: date | None = None


class ServiceForm(Form):
    unit_id: int
    name: line(40)  # type: ignore[valid-type]
    text: optional_line(200) = ""  # type: ignore[valid-type]


class DrawUpForm(Form):
    words: line(300)  # type: ignore[valid-type]


class DispatchForm(Form):
    unit_id: int
    words: optional_line(300) = ""  # type: ignore[valid-type]


class WordsForm(Form):
    words: line(300)  # type: ignore[valid-type]


class AcceptForm(Form):
    words: optional_line(300) = ""  # type: ignore[valid-type]


class RateForm(Form):
    score: int = Field(ge=1, le=5)
    words: optional_line(300) = ""  # type: ignore[valid-type]


@blueprint.get("/orders")
async def index() -> Response:
    """The menu for everybody, and the orders that are the reader's business."""
    reader = pages.reader()
    over = request.args.get("over") == "1"
    return await pages.page(
        "minutes/orders/index.html",
        orders=await queries.orders(reader, over=over) if reader else [], over=over, may_order=reader is not None,
        **await _keeping(await (queries.menu() if reader else queries.menu_for_all())),
    )  # fmt: skip


@blueprint.get("/orders/new")
async def new() -> Response:
    pages.signed_in()
    chosen = {"service_id": request.args.get("service", 0, int)}
    return await pages.page("minutes/orders/new.html", given=chosen, **await _choices())


@blueprint.post("/orders")
async def create() -> Response:
    typed = await given()
    try:
        form = parse(OrderForm, {name: value for name, value in typed.items() if value})
        order_id = await commands.place_order(
            **form.model_dump(), by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        if pages.reader() is None:
            raise
        return await pages.refused_page("minutes/orders/new.html", refusal, typed, **await _choices())
    return await pages.done(f"/orders/{order_id}", N_("已点单。社区两个工作日内制单。"))


@blueprint.post("/services")
async def keep_service() -> Response:
    return await _service(None)


@blueprint.post("/services/<int:service_id>")
async def change_service(service_id: int) -> Response:
    return await _service(service_id)


async def _service(service_id: int | None) -> Response:
    typed = await given()
    reader = pages.signed_in()
    try:
        form = parse(ServiceForm, await picking.filled(typed, "unit_id"))
        await commands.keep_service(
            **form.model_dump(), service_id=service_id, by=reader, command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        if pages.wants_json() or isinstance(refusal, NotAllowed):
            raise
        return await pages.refused_page(
            "minutes/orders/index.html", refusal, typed, orders=await queries.orders(reader), over=False,
            may_order=True, keeping=service_id or 0, **await _keeping(await queries.menu()),
        )  # fmt: skip
    return await pages.done("/orders#menu", N_("服务菜单改好了。"))


@blueprint.post("/services/<int:service_id>/end")
async def end_service(service_id: int) -> Response:
    typed = await given()
    await commands.end_service(service_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done("/orders#menu", N_("已从菜单上撤下；点过的单照常办。"))


@blueprint.get("/orders/<int:order_id>")
async def show(order_id: int) -> Response:
    return await pages.page("minutes/orders/show.html", **await _shown(order_id))


Act = Callable[[dict[str, str], dict[str, Any]], Awaitable[Any]]


async def _draw_up(order_id: int, typed: dict[str, str], how: dict[str, Any]) -> None:
    await commands.draw_up(order_id, parse(DrawUpForm, typed).words, **how)


async def _answer(order_id: int, typed: dict[str, str], how: dict[str, Any]) -> None:
    await commands.answer_order(order_id, parse(WordsForm, typed).words, **how)


async def _dispatch(order_id: int, typed: dict[str, str], how: dict[str, Any]) -> None:
    form = parse(DispatchForm, await picking.filled(typed, "unit_id"))
    await commands.dispatch(order_id, form.unit_id, form.words, **how)


async def _accept(order_id: int, typed: dict[str, str], how: dict[str, Any]) -> None:
    await commands.accept_order(order_id, parse(AcceptForm, typed).words, **how)


async def _decline(order_id: int, typed: dict[str, str], how: dict[str, Any]) -> None:
    await commands.decline_order(order_id, parse(WordsForm, typed).words, **how)


async def _finish(order_id: int, typed: dict[str, str], how: dict[str, Any]) -> None:
    await commands.finish_order(order_id, parse(WordsForm, typed).words, **how)


async def _rate(order_id: int, typed: dict[str, str], how: dict[str, Any]) -> str | None:
    form = parse(RateForm, typed)
    await commands.rate_order(order_id, form.score, form.words, **how)
    return N_("已收到您的评价。这张单退回社区，另派重办。") if form.score <= LOW else None


async def _cancel(order_id: int, typed: dict[str, str], how: dict[str, Any]) -> None:
    await commands.cancel_order(order_id, **how)


STEPS = {
    Step.DRAW_UP: (_draw_up, N_("已制单，可以派单了。")),
    Step.ANSWER: (_answer, N_("已答复，点单的人会看到。")),
    Step.DISPATCH: (_dispatch, N_("已派单，等对方接单。")),
    Step.ACCEPT: (_accept, N_("已接单。办完了回来报一声。")),
    Step.DECLINE: (_decline, N_("已退单，社区另派。")),
    Step.FINISH: (_finish, N_("已报完成，请点单的人评价。")),
    Step.RATE: (_rate, N_("谢谢您的评价。")),
    Step.CANCEL: (_cancel, N_("已取消。")),
}


@blueprint.post("/orders/<int:order_id>/<any(draw_up,answer,dispatch,accept,decline,finish,rate,cancel):name>")
async def take(order_id: int, name: str) -> Response:
    """One step on the order's way."""
    typed = await given()
    act, said = STEPS[Step(name)]
    try:
        said = await act(order_id, typed, {"by": pages.signed_in(), "command_id": typed.get("command_id")}) or said
    except Refusal as refusal:
        if pages.wants_json() or pages.reader() is None:
            raise
        shown = await _shown(order_id)
        return await pages.refused_page("minutes/orders/show.html", refusal, typed, taking=name, **shown)
    return await pages.done(f"/orders/{order_id}" if name != "decline" else "/orders", said)


async def _shown(order_id: int) -> dict[str, Any]:
    reader = pages.signed_in()
    order = await queries.order(order_id, reader)
    return {
        "order": order,
        "steps": _steps_for(order),
        "names": await queries.names_in(list(order.steps)),
        "may_see_home": queries.may_see_home(order, reader),
        "blank": pages.Typed(),
        **(await _message(order) if reader.in_office else {"message": "", "no_link": False}),
        "units": await picking.offered(_likely(order)) if reader.in_office else picking.NONE,
    }


async def _message(order: Order) -> dict[str, Any]:
    """What goes to the team that is to act, with its door; `no_link` where it has none yet."""
    if order.unit is None or order.state not in WITH_UNIT:
        return {"message": "", "no_link": False}
    link = await claim_links.newest(order.unit.id)
    if link is None:
        return {"message": "", "no_link": True}
    at = f"{current_app.settings.base_url}{claim_doors.path_of(link)}/to-do/orders/{order.id}"  # type: ignore[attr-defined]
    asked = N_("【点单】{unit}：请接单“{text}”。点开就能接、能报完成，不用登录：{at}")
    text = f"{order.service.name}：{order.drawn_up}" if order.service else order.drawn_up
    return {"message": i18n.say(asked, unit=order.unit.name, text=text, at=at), "no_link": False}


def _likely(order: Order) -> list[int]:
    """Who has it, or whose service it is."""
    found = [order.unit_id, order.service.unit_id if order.service else None]
    return [unit for unit in found if unit]


def _steps_for(order: Order) -> set[str]:
    """The names of the steps the reader can take now."""
    whose = queries.whose_step(order, pages.signed_in())
    return {step.value for step, (before, _, one) in WAY.items() if order.state in before and one in whose}


async def _keeping(menu: Sequence[Service]) -> dict[str, Any]:
    """The menu, and of which units the reader keeps it."""
    reader = pages.reader()
    mine = reader.units if reader else frozenset[int]()
    office = allowed(reader, Permission.KEEP_ORDERS)
    return {
        "menu": menu,
        "units": await picking.offered([one.unit_id for one in menu] if office else [], only=None if office else mine),
        "may_keep": lambda unit_id: office or unit_id in mine,
    }


async def _choices() -> dict[str, Any]:
    services = [(one.id, f"{one.name}（{one.unit.name}）") for one in await queries.menu()]
    return {"services": services, "places": await places.choices()}
