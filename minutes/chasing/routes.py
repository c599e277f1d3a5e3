"""The office chases units up: slips, links, a whistle, and the figures it goes by."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from quart import Blueprint, Response, current_app, request

from forum import i18n, pages
from forum.access import Permission, require
from forum.errors import N_, Refusal
from forum.forms import Form, given, line, optional_line, parse
from minutes.action_items import queries as actions
from minutes.action_items.routes import refused
from minutes.chasing import commands, queries, rules, slips
from minutes.chasing.models import Means
from minutes.documents.chase import chase_order
from minutes.documents.showing import FORMS, Paper, shown
from minutes.hooks import queries as hook_queries
from minutes.hooks.channels import CHANNEL_NAMES, Channel, configured
from minutes.hooks.commands import put_in

blueprint = Blueprint("chasing", __name__)


class ChaseForm(Form):
    means: Means
    words: optional_line(200) = ""  # type: ignore[valid-type]


class LinkForm(Form):
    unit_id: int


class WhistleForm(Form):
    body_id: int
    venue: line(80)  # type: ignore[valid-type]
    minutes: int = Field(ge=5, le=24 * 60)
    words: optional_line(200) = ""  # type: ignore[valid-type]


class FiguresForm(Form):
    whistle_days: int
    whistle_chases: int
    answer_days: int
    link_days: int
    blows: bool = False


def base_url() -> str:
    return str(current_app.settings.base_url)  # type: ignore[attr-defined]


@blueprint.post("/actions/<int:action_id>/chases")
async def chase_up(action_id: int) -> Response:
    typed = await given()
    try:
        form = parse(ChaseForm, typed)
        chase_id = await commands.chase_up(
            action_id, form.means, form.words, by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await refused(refusal, action_id, "chase", typed)
    return await pages.done(f"/chases/{chase_id}", N_("督办已记下：把单子打印送去，或者把消息发过去。"))


@blueprint.get("/chases/<int:chase_id>")
async def show(chase_id: int) -> Response:
    """What is to be printed or sent."""
    require(pages.signed_in(), Permission.OVERSEE_ACTIONS)
    return await pages.page("minutes/chasing/chase.html", **await _shown(chase_id))


async def _shown(chase_id: int) -> dict[str, Any]:
    chase = await queries.chase(chase_id)
    return {
        "chase": chase,
        "message": await slips.message(chase, base_url()),
        "channels": [i18n.translate(CHANNEL_NAMES[one.name]) for one in _channels()],
        "pushed": await hook_queries.with_key(slips.key_of(chase)),
    }


def _channels() -> list[Channel]:
    return configured(current_app.settings)  # type: ignore[attr-defined]


@blueprint.post("/chases/<int:chase_id>/push")
async def push(chase_id: int) -> Response:
    """To the channels that the office has set up, once."""
    typed, by = await given(), pages.signed_in()
    require(by, Permission.OVERSEE_ACTIONS)
    chase = await queries.chase(chase_id)
    title, text = await slips.public_message(chase, base_url())
    try:
        await put_in(
            [one.name for one in _channels()], slips.key_of(chase), title, text, by=by,
            command_id=typed.get("command_id"),
        )  # fmt: skip
    except Refusal as refusal:
        return await pages.refused_page("minutes/chasing/chase.html", refusal, typed, **await _shown(chase_id))
    return await pages.done(f"/chases/{chase_id}", N_("已交给推送，几分钟内发出。"))


@blueprint.get(f"/chases/<int:chase_id>.<{FORMS}:form>")
async def slip(chase_id: int, form: str) -> Response:
    require(pages.signed_in(), Permission.OVERSEE_ACTIONS)
    chase = await queries.chase(chase_id)
    number = rules.number_said(chase.year, chase.number)
    paper = Paper(
        chase_order(await slips.order(chase, base_url())), f"督办单{number}{chase.unit.name}",
        i18n.say(N_("督办单：{unit}"), unit=chase.unit.name), f"/chases/{chase_id}",
        (f"/chases/{chase_id}", number), by_staff=True,
    )  # fmt: skip
    return await shown(paper, form)


# ---- links ----


@blueprint.post("/actions/<int:action_id>/links")
async def give_link(action_id: int) -> Response:
    typed = await given()
    try:
        form = parse(LinkForm, typed)
        await commands.give_link(action_id, form.unit_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await refused(refusal, action_id, "link", typed)
    return await pages.done(f"/actions/{action_id}#links", N_("链接已做好，发给这家单位就能办，不用登录。"))


@blueprint.post("/unit-links/<int:link_id>/revoke")
async def revoke_link(link_id: int) -> Response:
    typed = await given()
    action_id = await commands.revoke_link(link_id, by=pages.signed_in(), command_id=typed.get("command_id"))
    return await pages.done(f"/actions/{action_id}#links", N_("链接已收回，从现在起谁点开都办不了。"))


# ---- a whistle ----


@blueprint.post("/actions/<int:action_id>/whistle")
async def whistle(action_id: int) -> Response:
    typed = await given()
    units = [int(unit) for unit in (await request.form).getlist("units") if unit.isdecimal()]
    try:
        form = parse(WhistleForm, typed)
        session_id = await commands.whistle_for(
            action_id, form.body_id, form.venue, units, form.minutes, words=form.words, by=pages.signed_in(),
            command_id=typed.get("command_id"),
        )  # fmt: skip
    except Refusal as refusal:
        return await refused(refusal, action_id, "whistle", typed)
    return await pages.done(f"/sessions/{session_id}/whistle", N_("哨已吹响：把各单位的报到链接发给他们。"))


# ---- the figures ----


@blueprint.get("/actions/figures")
async def figures() -> Response:
    require(pages.signed_in(), Permission.OVERSEE_ACTIONS)
    return await pages.page("minutes/chasing/figures.html", **await _figures())


async def _figures() -> dict[str, Any]:
    return {
        "figures": await queries.figures(),
        "limits": rules.LIMITS,
        "due": len(await queries.to_whistle(await actions.pending())),
        "minutes": queries.MINUTES_TO_COME,
        "blown_from": f"{rules.BLOWN_FROM:%H:%M}",
        "blown_until": f"{rules.BLOWN_UNTIL:%H:%M}",
    }


@blueprint.post("/actions/figures")
async def set_figures() -> Response:
    typed = await given()
    try:
        form = parse(FiguresForm, typed)
        await commands.set_figures(
            rules.Figures(**form.model_dump()), by=pages.signed_in(), command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        if pages.wants_json() or pages.reader() is None or refusal.status == 403:
            raise
        return await pages.refused_page("minutes/chasing/figures.html", refusal, typed, **await _figures())
    return await pages.done("/actions/figures", N_("已改，从现在起按新的数算。"))
