"""The list of action items, an action item's page, and what a unit does there; the office's part: overseeing.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from quart import Blueprint, Response, current_app, request

from forum import clock, pages
from forum.access import Actor
from forum.errors import N_, NotAllowed, Refusal
from forum.forms import given
from forum.pictures import routes as pictures
from forum.units import picking
from minutes.action_items import queries, rules
from minutes.action_items.doing import DEEDS, DOINGS, NOTHING_TYPED, left_over
from minutes.action_items.models import ActionItem
from minutes.action_items.rules import Which
from minutes.chasing import queries as chasing
from minutes.chasing import slips
from minutes.projects.queries import sessions_published

blueprint = Blueprint("action_items", __name__)

PAGE = 50


@blueprint.get("/actions")
async def index() -> Response:
    reader = pages.signed_in()
    found, which, unit = await _asked_for(reader)
    page = max(request.args.get("page", 1, int), 1)
    return await pages.page(
        "minutes/action_items/index.html",
        which=which,
        unit=unit,
        units=_leads(found),
        owing=_leads(one for one in found if one.state in rules.AT_WORK and one.lead.is_here),
        counts={one: len(queries.chosen(_led_by(found, unit), one, reader)) for one in Which},
        chosen=queries.chosen(_led_by(found, unit), which, reader),
        page=page,
        size=PAGE,
    )


def _leads(found: Iterable[ActionItem]) -> list[tuple[int, str]]:
    return sorted({(one.lead_id, one.lead.name) for one in found}, key=lambda named: named[1])


async def _asked_for(reader: Actor) -> tuple[list[ActionItem], Which, int]:
    """All within reach, which of them are asked for, and of which unit (0 for any)."""
    found = await queries.within_reach(_carries_out(reader))
    asked = request.args.get("show", "")
    return found, Which(asked) if asked in set(Which) else Which.OPEN, request.args.get("unit", 0, int)


def _led_by(found: list[ActionItem], unit: int) -> list[ActionItem]:
    return [one for one in found if unit in (0, one.lead_id)]


async def actions_of(reader: Actor) -> list[ActionItem]:
    """What the reader's list shows, as it was asked for. Raises NotAllowed for one who has nothing to carry out."""
    found, which, unit = await _asked_for(reader)
    return queries.chosen(_led_by(found, unit), which, reader)


def _carries_out(reader: Actor) -> Actor:
    if not reader.in_office and not reader.units:
        raise NotAllowed(N_("任务清单给单位代表和社区工作人员用；办理情况请看项目清单。"))
    return reader


# ---- one action item ----


@blueprint.get("/actions/<int:action_id>")
async def show(action_id: int) -> Response:
    return await pages.page("minutes/action_items/show.html", refused="", **await shown(action_id, pages.reader()))


async def shown(
    action_id: int, reader: Actor | None, refused: str = "", typed: Mapping[str, str] = NOTHING_TYPED
) -> dict[str, Any]:
    """What an action item's page shows to who reads it; `refused` is the deed whose form comes back."""
    action = await queries.action(action_id)
    asked = next((one for one in action.extensions if queries.asks_for_time(action) and not one.answered_at), None)
    session = action.session
    may = queries.powers(action, reader)
    named = reader is not None and reader.person_id is not None
    site = current_app.settings.base_url  # type: ignore[attr-defined]
    links = await chasing.links(action_id) if may.oversee else []
    return {
        "action": action,
        "units": await picking.offered(_involved(action)) if may.oversee else picking.NONE,
        "at": f"/actions/{action_id}",
        "may": may,
        "may_correct": named and queries.may_correct(action, reader),
        "at_work": action.state in rules.AT_WORK,
        "unsent": left_over(action, refused, typed, asked=asked is not None),
        "may_see_names": named,
        "asked": asked,
        "waiting": rules.waiting_words(
            action.state, action.lead.name, asked=asked is not None, here=action.lead.is_here
        ),
        "told": queries.told_to_unit(action),
        "waited": (clock.now() - (asked.asked_at if asked else action.moved_at or action.recorded_at)).days,
        "units_told": await queries.unit_names(action),
        "public": await queries.as_read(action, reader if named else None),
        "published": session is not None and session.id in await sessions_published([session.id]),
        "most_steps": rules.MOST_STEPS,
        "photos": await queries.photos(action.notes, reader),
        "may_take_off": lambda one: may.oversee or (named and reader and one.added_by_id == reader.person_id),
        "chases": await chasing.chases(action_id) if may.help else [],
        "links": links,
        "messages": {one.link.id: slips.message_by(one.link, action, site) for one in links},
        "calling": await chasing.calling(action) if may.oversee else None,
    }


def _involved(action: ActionItem) -> list[int]:
    return [action.lead_id, *(helper.unit_id for helper in action.helpers)]


@blueprint.post(f"/actions/<int:action_id>/<{DEEDS}:deed>")
async def do(action_id: int, deed: str) -> Response:
    typed, doing = await given(), DOINGS[deed]
    try:
        by = pages.signed_in()
        async with pictures.sent() as photos:
            shown_too = {"photos": photos} if doing.shown else {}
            await doing.do(action_id, typed, by, command_id=typed.get("command_id"), **shown_too)
    except Refusal as refusal:
        return await refused(refusal, action_id, deed, typed)
    return await pages.done(f"/actions/{action_id}", doing.said)


async def refused(refusal: Refusal, action_id: int, deed: str, typed: dict[str, str], **more: Any) -> Response:
    """The page again, with the form that was refused open."""
    reader = pages.reader()
    if pages.wants_json() or reader is None or isinstance(refusal, NotAllowed) or refusal.status == 404:
        raise refusal
    return await pages.refused_page(
        "minutes/action_items/show.html",
        refusal,
        typed,
        refused=deed,
        **await shown(action_id, reader, deed, typed),
        **more,
    )
