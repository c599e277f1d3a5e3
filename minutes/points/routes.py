"""福分 as a resident meets it: what I have, how it came, what I can have for it. Strangers see sums."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from quart import Blueprint, Response, request

from forum import pages
from forum.access import Actor
from forum.errors import N_, NotAllowed, NotFound, Refusal
from forum.forms import Form, given, line, optional_line, parse
from minutes.points import commands, offering, queries
from minutes.points.models import AccountKind, PointAccount

blueprint = Blueprint("points", __name__)
LAST_LINES = 20


class AskForm(Form):
    offer_id: int
    account_id: int


class WordsForm(Form):
    words: line(200)  # type: ignore[valid-type]


class NoteForm(Form):
    words: optional_line(200) = ""  # type: ignore[valid-type]


class ShareForm(Form):
    person_id: int
    points: int = Field(ge=1, le=100_000)
    words: line(200)  # type: ignore[valid-type]


async def only_when_on() -> None:
    """Raises NotFound: where points are not kept there is nothing to see."""
    terms, _ = await queries.terms_since()
    if not terms.on:
        raise NotFound(N_("这里没有开通福分。"))


blueprint.before_request(only_when_on)


@blueprint.get("/points")
async def index() -> Response:
    return await pages.page("minutes/points/index.html", **await _mine())


async def _mine() -> dict[str, Any]:
    reader = pages.reader()
    account = await queries.account_of(reader.person_id) if reader else None
    terms, _ = await queries.terms_since()
    lines, count = await queries.lines(account.id, size=LAST_LINES) if account else ([], 0)
    return {
        "account": account,
        "balance": await queries.balance(account.id) if account else 0,
        "lines": lines,
        "count": count,
        "requests": await queries.requests_of(account.id) if account else [],
        "teams": await queries.accounts_of_units(reader.units) if reader and reader.units else [],
        "offers": await queries.offers() if reader else await queries.offers_for_all(),
        "figures": await queries.figures(),
        "terms": terms,
    }


@blueprint.post("/points/requests")
async def ask() -> Response:
    """By a resident for themselves, or at the desk for somebody who has no phone."""
    typed, reader = await given(), pages.signed_in()
    form = parse(AskForm, typed)
    account = await queries.account(form.account_id)
    own = account.person_id == reader.person_id
    try:
        await offering.ask_for(form.offer_id, account.id, by=reader, command_id=typed.get("command_id"))
    except Refusal as refusal:
        if pages.wants_json() or isinstance(refusal, NotAllowed):
            raise
        again = await _mine() if own else await shown(account.id)
        template = "minutes/points/index.html" if own else "minutes/points/account.html"
        return await pages.refused_page(template, refusal, typed, **again)
    if not own:
        return await pages.done(f"/points/accounts/{account.id}", N_("替本人申请好了，福分先预留。"))
    return await pages.done("/points#requests", N_("申请好了，福分先预留。社区答复后来领。"))


@blueprint.post("/points/requests/<int:redemption_id>/withdraw")
async def withdraw(redemption_id: int) -> Response:
    typed, reader = await given(), pages.signed_in()
    account_id = await offering.withdraw_request(redemption_id, by=reader, command_id=typed.get("command_id"))
    return await pages.done(await _back(account_id, reader), N_("已撤回，福分退回来了。"))


async def _back(account_id: int, reader: Actor) -> str:
    account = await queries.account(account_id)
    return "/points#requests" if account.person_id == reader.person_id else "/points/office"


# ---- one account: its own person's, its team's delegate's, the office's ----


@blueprint.get("/points/accounts/<int:account_id>")
async def show(account_id: int) -> Response:
    return await pages.page("minutes/points/account.html", **await shown(account_id))


async def account_for(account_id: int) -> PointAccount:
    """Raises NotFound, also where it is none of the reader's business."""
    reader, account = pages.signed_in(), await queries.account(account_id)
    mine = (account.person_id or 0) == reader.person_id or account.unit_id in reader.units
    if not (mine or reader.in_office):
        raise NotFound(N_("找不到这个账户。"))
    return account


async def shown(account_id: int) -> dict[str, Any]:
    """What the page of an account shows."""
    account, reader = await account_for(account_id), pages.signed_in()
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    lines, count = await queries.lines(account_id, page)
    owned = account.kind in {AccountKind.PERSON, AccountKind.UNIT}
    return {
        "account": account,
        "balance": await queries.balance(account_id),
        "lines": lines,
        "count": count,
        "page": page,
        "pages": -(-count // queries.PAGE),
        "names": await queries.names_of([one.entry for one in lines]) if reader.in_office else {},
        "requests": await queries.requests_of(account_id),
        "offers": await queries.offers() if account.person_id and reader.in_office else [],
        "may_correct": reader.in_office and owned,
        "members": await queries.members(account.unit_id) if account.unit_id else [],
        "blank": pages.Typed(),
    }


@blueprint.post("/points/accounts/<int:account_id>/share")
async def share(account_id: int) -> Response:
    typed, reader = await given(), pages.signed_in()
    await account_for(account_id)
    try:
        form = parse(ShareForm, {name: value for name, value in typed.items() if value})
        await commands.share_points(
            account_id, form.person_id, form.points, form.words, by=reader, command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        if pages.wants_json():
            raise
        again = await shown(account_id)
        return await pages.refused_page("minutes/points/account.html", refusal, typed, taking="share", **again)
    return await pages.done(f"/points/accounts/{account_id}", N_("分好了，本人在“我的福分”里看得到。"))
