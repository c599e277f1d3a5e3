"""The door to the units' sums: for the office, and for everybody once it has opened them."""

from __future__ import annotations

from quart import Blueprint, Response, request

from forum import clock, pages
from forum.access import Permission, allowed, require
from forum.errors import N_, NotFound
from forum.forms import Form, given, parse
from minutes.overview import commands, opened, records, rules

blueprint = Blueprint("opened", __name__)


class OpenForm(Form):
    is_open: bool = False


@blueprint.get("/records/units")
async def of_units() -> Response:
    are_open, may_open = await opened.are_open(), allowed(pages.reader(), Permission.KEEP_REGISTER)
    if not (are_open or may_open):
        raise NotFound(N_("本社区没有公开单位的办事情况。"))
    year = rules.asked_year(request.args.get("year", ""), clock.today())
    years = sorted({*await records.years(), year}, reverse=True)
    return await pages.page(
        "minutes/overview/units.html", sums=await opened.sums(year), year=year, years=years, are_open=are_open,
        may_open=may_open,
    )  # fmt: skip


@blueprint.post("/records/units")
async def open_records() -> Response:
    typed, actor = await given(), pages.signed_in()
    require(actor, Permission.KEEP_REGISTER)
    form = parse(OpenForm, typed)
    await commands.open_records(form.is_open, by=actor, command_id=typed.get("command_id"))
    return await pages.done("/records/units", N_("已公开。") if form.is_open else N_("已不再公开。"))
