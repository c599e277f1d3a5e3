"""重点户: the list of households that are visited every month."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from quart import Blueprint, Response

from forum import pages
from forum.access import Permission, allowed, require
from forum.diary import commands, queries
from forum.diary.writers import require_writer
from forum.errors import N_, Refusal
from forum.forms import Form, given, line, optional_line, parse
from forum.places import queries as places

blueprint = Blueprint("households", __name__)

USUAL = (N_("独居老人"), N_("残疾人"), N_("困难家庭"), N_("困境儿童"), N_("重病慢病"))
"""Proposed until a community has kinds of its own."""


class HouseholdForm(Form):
    kind: line(20)  # type: ignore[valid-type]
    who: optional_line(80) = ""  # type: ignore[valid-type]
    why: optional_line(200) = ""  # type: ignore[valid-type]
    visitor_id: int | None = None


class ListForm(HouseholdForm):
    place_id: int
    household: line(40)  # type: ignore[valid-type]


class StrikeForm(Form):
    because: line(200)  # type: ignore[valid-type]


class KindForm(Form):
    name: line(20)  # type: ignore[valid-type]
    times: int = Field(ge=1, le=8)


@blueprint.get("/diary/households")
async def index() -> Response:
    reader = pages.signed_in()
    await require_writer(reader)
    return await pages.page("forum/diary/households.html", **await _list())


@blueprint.get("/diary/households/new")
async def new() -> Response:
    require(pages.signed_in(), Permission.KEEP_KEY_HOUSEHOLDS)
    return await pages.page("forum/diary/household.html", household=None, **await _choices())


@blueprint.post("/diary/households")
async def create() -> Response:
    typed = await given()
    try:
        form = parse(ListForm, {name: value for name, value in typed.items() if value})
        await commands.list_household(**form.model_dump(), by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        if not allowed(pages.reader(), Permission.KEEP_KEY_HOUSEHOLDS):
            raise
        return await pages.refused_page(
            "forum/diary/household.html", refusal, typed, household=None, **await _choices()
        )
    return await pages.done("/diary/households", N_("已列入重点户名单，每月提醒走访。"))


@blueprint.get("/diary/households/<int:household_id>")
async def show(household_id: int) -> Response:
    require(pages.signed_in(), Permission.KEEP_KEY_HOUSEHOLDS)
    return await pages.page("forum/diary/household.html", **await _shown(household_id))


@blueprint.post("/diary/households/<int:household_id>")
async def change(household_id: int) -> Response:
    typed = await given()
    try:
        form = parse(HouseholdForm, {name: value for name, value in typed.items() if value})
        await commands.change_household(
            household_id, **form.model_dump(), by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await _refused(household_id, refusal, typed)
    return await pages.done("/diary/households", N_("改好了。"))


@blueprint.post("/diary/households/<int:household_id>/strike")
async def strike(household_id: int) -> Response:
    typed = await given()
    try:
        form = parse(StrikeForm, typed)
        await commands.strike_household(
            household_id, form.because, by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await _refused(household_id, refusal, typed)
    return await pages.done("/diary/households", N_("已移出名单，走访记录都还在。"))


@blueprint.post("/diary/kinds/<int:kind_id>")
async def keep_kind(kind_id: int) -> Response:
    typed = await given()
    try:
        form = parse(KindForm, typed)
        await commands.keep_kind(
            kind_id, form.name, form.times, by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        if not allowed(pages.reader(), Permission.KEEP_KEY_HOUSEHOLDS):
            raise
        return await pages.refused_page("forum/diary/households.html", refusal, typed, kept=kind_id, **await _list())
    return await pages.done("/diary/households", N_("改好了。"))


async def _refused(household_id: int, refusal: Refusal, typed: dict[str, str]) -> Response:
    if not allowed(pages.reader(), Permission.KEEP_KEY_HOUSEHOLDS):
        raise refusal
    return await pages.refused_page("forum/diary/household.html", refusal, typed, **await _shown(household_id))


async def _list() -> dict[str, Any]:
    reader = pages.signed_in()
    return {
        "households": await queries.key_households(reader),
        "kinds": await queries.kinds(),
        "may_keep": allowed(reader, Permission.KEEP_KEY_HOUSEHOLDS),
    }


async def _shown(household_id: int) -> dict[str, Any]:
    return {"household": await queries.household(household_id), **await _choices()}


async def _choices() -> dict[str, Any]:
    known = [kind.name for kind in await queries.kinds()]
    return {
        "known_kinds": known,
        "usual_kinds": [] if known else USUAL,
        "places": await places.choices(),
        "doors": await queries.doors(),
        "visitors": [(person.id, person.name) for person in await queries.visitors()],
    }
