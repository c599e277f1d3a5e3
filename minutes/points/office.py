"""福分 at the office: accounts, service entered by hand, what is offered, who asks for it, and the rules."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from pydantic import Field
from quart import Blueprint, Response, request

from forum import i18n, pages
from forum.access import Permission, require
from forum.bodies import queries as bodies
from forum.errors import N_, BadInput, Refusal, Sentence
from forum.forms import Form, given, line, optional_line, parse
from forum.people import picking
from minutes.points import commands, earning, offering, queries, rules
from minutes.points.routes import NoteForm, WordsForm, only_when_on, shown
from minutes.points.rules import Terms

blueprint = Blueprint("points_office", __name__)


class ServiceForm(Form):
    name: optional_line(80) = ""  # type: ignore[valid-type]
    person_id: int | None = None
    unit_id: int | None = None
    minutes: int
    on: date
    words: line(200)  # type: ignore[valid-type]
    witness: line(80)  # type: ignore[valid-type]


class OfferForm(Form):
    name: line(40)  # type: ignore[valid-type]
    cost: int = Field(ge=1, le=100_000)
    pick_up: line(80)  # type: ignore[valid-type]
    text: optional_line(200) = ""  # type: ignore[valid-type]
    in_stock: int | None = Field(None, ge=0, le=100_000)
    until: date | None = None


class TermsForm(Form):
    on: bool = False
    attendance: int = Field(ge=0, le=1000)
    order: int = Field(ge=0, le=1000)
    wish: int = Field(ge=0, le=1000)
    hour: int = Field(ge=0, le=1000)
    a_day: int = Field(ge=0, le=10_000)
    a_month: int = Field(ge=0, le=100_000)
    officials: bool = False
    answer_days: int = Field(ge=1, le=60)


def _require() -> None:
    require(pages.signed_in(), Permission.KEEP_POINTS)


async def _office() -> None:
    """Raises NotAllowed, and NotFound where points are not kept."""
    _require()
    await only_when_on()


@blueprint.get("/points/office")
async def index() -> Response:
    await _office()
    return await pages.page("minutes/points/office.html", **await _shown())


async def _shown(typed: dict[str, str] | None = None) -> dict[str, Any]:
    search = request.args.get("q", "").strip()[:80]
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    found, count = await queries.standings(search, page)
    return {
        "figures": await queries.figures(),
        "requests": await queries.open_requests(),
        "offers": await queries.kept_offers(),
        "standings": found,
        "count": count,
        "q": search,
        "page": page,
        "pages": -(-count // queries.PAGE),
        "lengths": [
            (minutes, _length(minutes)) for minutes in range(rules.SHORTEST, rules.LONGEST + 1, rules.SHORTEST)
        ],
        "teams": [(unit.id, unit.name) for unit in await bodies.units() if earning.is_team(unit)],
        "candidates": await picking.candidates(typed or {}),
        "blank": pages.Typed(),
    }


def _length(minutes: int) -> str:
    whole, half = divmod(minutes, 60)
    if not half:
        return i18n.say(N_("{n}小时"), n=whole)
    return i18n.say(N_("{n}小时半"), n=whole) if whole else i18n.say(N_("半小时"))


async def _again(refusal: Refusal, typed: dict[str, str], taking: str) -> Response:
    if pages.wants_json():
        raise refusal
    return await pages.refused_page("minutes/points/office.html", refusal, typed, taking=taking, **await _shown(typed))


def _filled(typed: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in typed.items() if value}


@blueprint.post("/points/service")
async def enter_service() -> Response:
    await _office()
    typed = await given()
    try:
        form = parse(ServiceForm, _filled(typed))
        person_id = None if form.unit_id else await _person_of(form)
        points = await commands.enter_service(
            form.minutes, form.on, form.words, form.witness, person_id=person_id, unit_id=form.unit_id,
            by=pages.signed_in(), command_id=typed.get("command_id"),
        )  # fmt: skip
    except Refusal as refusal:
        return await _again(refusal, typed, "service")
    return await pages.done("/points/office", N_("记下了，{points}分。"), points=points)


async def _person_of(form: ServiceForm) -> int:
    """Raises BadInput."""
    if not form.name:
        raise BadInput({"name": Sentence(N_("请填写这一项。"))})
    return await picking.person_meant(form.name, form.person_id)


@blueprint.post("/points/entries/<int:entry_id>/correct")
async def correct(entry_id: int) -> Response:
    await _office()
    typed = await given()
    account_id = int(typed["account_id"]) if typed.get("account_id", "").isdecimal() else 0
    try:
        words = parse(WordsForm, typed).words
        await commands.correct_entry(entry_id, words, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        if pages.wants_json() or not account_id:
            raise
        again = await shown(account_id)
        taking = f"correct-{entry_id}"
        return await pages.refused_page("minutes/points/account.html", refusal, typed, taking=taking, **again)
    back = f"/points/accounts/{account_id}" if account_id else "/points/office"
    return await pages.done(back, N_("已更正：原来的一笔留着，另记一笔退回。"))


# ---- what is offered ----


@blueprint.post("/points/offers")
async def offer() -> Response:
    return await _keep_offer(None)


@blueprint.post("/points/offers/<int:offer_id>")
async def change_offer(offer_id: int) -> Response:
    return await _keep_offer(offer_id)


async def _keep_offer(offer_id: int | None) -> Response:
    await _office()
    typed = await given()
    try:
        form = parse(OfferForm, _filled(typed))
        await offering.keep_offer(
            **form.model_dump(), offer_id=offer_id, by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await _again(refusal, typed, f"offer-{offer_id or 0}")
    return await pages.done("/points/office#offers", N_("可兑换的清单改好了。"))


@blueprint.post("/points/offers/<int:offer_id>/end")
async def end_offer(offer_id: int) -> Response:
    await _office()
    typed = await given()
    await offering.end_offer(offer_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done("/points/office#offers", N_("已撤下；已经申请的照常办。"))


Act = Callable[[str | None], Awaitable[Any]]


@blueprint.post("/points/requests/<int:redemption_id>/hand-over")
async def hand_over(redemption_id: int) -> Response:
    await _office()
    typed = await given()

    async def act(command_id: str | None) -> None:
        words = parse(NoteForm, typed).words
        await offering.hand_over(redemption_id, words, by=pages.signed_in(), command_id=command_id)

    return await _answer(typed, act, f"hand-{redemption_id}", N_("记下了：已领取。"))


@blueprint.post("/points/requests/<int:redemption_id>/refuse")
async def refuse(redemption_id: int) -> Response:
    await _office()
    typed = await given()

    async def act(command_id: str | None) -> None:
        words = parse(WordsForm, typed).words
        await offering.refuse_request(redemption_id, words, by=pages.signed_in(), command_id=command_id)

    return await _answer(typed, act, f"refuse-{redemption_id}", N_("已答复，福分退回本人。"))


async def _answer(typed: dict[str, str], act: Act, taking: str, said: str) -> Response:
    try:
        await act(typed.get("command_id"))
    except Refusal as refusal:
        return await _again(refusal, typed, taking)
    return await pages.done("/points/office", said)


# ---- the rules: also where points are not kept yet ----


@blueprint.get("/points/terms")
async def terms() -> Response:
    _require()
    kept, _ = await queries.terms_since()
    return await pages.page("minutes/points/terms.html", terms=kept)


@blueprint.post("/points/terms")
async def keep_terms() -> Response:
    _require()
    typed = await given()
    try:
        form = parse(TermsForm, typed)
        await commands.keep_terms(Terms(**form.model_dump()), by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        kept, _ = await queries.terms_since()
        return await pages.refused_page("minutes/points/terms.html", refusal, typed, terms=kept)
    if not form.on:
        return await pages.done("/points/terms", N_("福分关着，哪里也不显示。记过的都还在。"))
    return await pages.done("/points/office", N_("规则改好了，从现在起按新的记。"))
