from __future__ import annotations

from typing import Any

from pydantic import Field
from quart import Blueprint, Response

from agenda.items.commands import item_and_session
from agenda.planning import commands
from agenda.sessions import queries as sessions
from forum import pages
from forum.access import Permission, require
from forum.errors import N_, BadInput, RuleBroken
from forum.forms import Form, given, optional_line, parse

blueprint = Blueprint("planning", __name__)


class ChangeForm(Form):
    title: optional_line(60) = ""  # type: ignore[valid-type]
    planned_minutes: int = Field(ge=1, le=240)
    presenter: optional_line(40) = ""  # type: ignore[valid-type]


class MoveForm(Form):
    place: int


@blueprint.post("/sessions/<int:session_id>/template")
async def lay_out(session_id: int) -> Response:
    typed = await given()
    by = pages.signed_in()
    await commands.lay_out(session_id, typed.get("template", ""), by=by, command_id=typed.get("command_id"))
    return await pages.done(f"/sessions/{session_id}#agenda", N_("模板已列入议程，接着加议题。"))


@blueprint.post("/sessions/<int:session_id>/left-over")
async def take_over(session_id: int) -> Response:
    typed = await given()
    await commands.take_over(session_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(f"/sessions/{session_id}#agenda", N_("上次没议完的已列入议程。"))


@blueprint.get("/items/<int:item_id>/change")
async def change(item_id: int) -> Response:
    return await pages.page("agenda/planning/item.html", **await _item(item_id))


@blueprint.post("/items/<int:item_id>/change")
async def change_item(item_id: int) -> Response:
    typed = await given()
    by = pages.signed_in()
    shown = await _item(item_id)
    try:
        form = parse(ChangeForm, typed)
        await commands.change_item(
            item_id, form.title, form.planned_minutes, form.presenter, by=by, command_id=typed.get("command_id")
        )
    except (BadInput, RuleBroken) as refusal:
        return await pages.refused_page("agenda/planning/item.html", refusal, typed, **shown)
    return await pages.done(f"/sessions/{shown['session'].id}#item-{item_id}", N_("已改好。"))


@blueprint.post("/items/<int:item_id>/move")
async def move_item(item_id: int) -> Response:
    """Back to the page with the focus on the button that was pressed: `moved` and `way` say which."""
    typed = await given()
    by = pages.signed_in()
    await commands.move_item(item_id, parse(MoveForm, typed).place, by=by, command_id=typed.get("command_id"))
    _, session = await item_and_session(item_id)
    way = "down" if typed.get("way") == "down" else "up"
    return await pages.done(f"/sessions/{session.id}?moved={item_id}&way={way}")


async def _item(item_id: int) -> dict[str, Any]:
    require(pages.signed_in(), Permission.PLAN_SESSION)
    item, session = await item_and_session(item_id)
    return {"item": item, "session": await sessions.session(session.id)}
