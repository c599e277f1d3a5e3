"""走访汇总: what thirty doors had to say is written down in one grid, typed or pasted from a sheet."""

from __future__ import annotations

from datetime import date
from typing import Any

from quart import Blueprint, Response

from forum import clock, pages
from forum.access import Permission, require
from forum.errors import N_, BadInput, Refusal
from forum.forms import Form, given, line, parse
from forum.rounds import commands, queries, rules
from forum.rounds.rules import Line
from forum.topics.models import CATEGORY_NAMES

blueprint = Blueprint("rounds", __name__)


class RoundForm(Form):
    title: line(60)  # type: ignore[valid-type]
    held_on: date


@blueprint.get("/rounds/new")
async def new() -> Response:
    require(pages.signed_in(), Permission.TAKE_DOWN)
    today = {"held_on": clock.today().isoformat()}
    return await pages.page("forum/rounds/new.html", given=today, **await _grid([]))


@blueprint.post("/rounds/lines")
async def lines() -> Response:
    """The same grid with more room, or with what was pasted added to it."""
    require(pages.signed_in(), Permission.TAKE_DOWN)
    typed = await given()
    kept = [one for one in rules.typed(typed) if not one.is_blank]
    more = rules.pasted(typed.get("pasted", ""))
    shown = [*kept, *more] if more else rules.typed(typed)
    grid = await _grid(shown, 0 if more else rules.MORE_LINES)
    return await pages.page("forum/rounds/new.html", given={**typed, "pasted": ""}, **grid)


@blueprint.post("/rounds")
async def write() -> Response:
    typed, by = await given(), pages.signed_in()
    require(by, Permission.TAKE_DOWN)
    shown = rules.typed(typed)
    try:
        form = parse(RoundForm, typed)
        said, errors = await queries.read(shown)
        if errors:
            raise BadInput(errors)
        round_id = await commands.write_round(form.title, form.held_on, said, by=by, command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("forum/rounds/new.html", refusal, typed, **await _grid(shown))
    return await pages.done(f"/rounds/{round_id}", N_("已登记。没有当场答复的，每一行都成了一件议题。"))


@blueprint.get("/rounds/<int:round_id>")
async def show(round_id: int) -> Response:
    require(pages.signed_in(), Permission.TAKE_DOWN)
    return await pages.page("forum/rounds/show.html", round=await queries.round_(round_id))


async def _grid(lines: list[Line], more: int = 0) -> dict[str, Any]:
    places = [place.path for place in await queries.places()]
    return {"lines": rules.with_room(lines, more), "places": places, "categories": list(CATEGORY_NAMES.items()),
            "category_of": rules.category_of}  # fmt: skip
