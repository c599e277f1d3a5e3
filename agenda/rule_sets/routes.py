"""A body's rules: in words, with their history; choosing others, or writing an own copy and reading it first."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from quart import Blueprint, Response, request

from agenda.ballots import editing
from agenda.ballots.rule_sets import BASIS_NAMES, PRESETS, RuleSet
from agenda.rule_sets import commands, queries, rules
from forum import clock, pages
from forum.access import Permission, allowed
from forum.bodies import queries as bodies
from forum.bodies.models import Body
from forum.errors import N_, Refusal
from forum.forms import Form, given, optional_line, parse

blueprint = Blueprint("rule_sets", __name__)

OWN = "own"
"""The origin of a copy made from the body's present rules, not from a preset."""
LONGEST_NOTE = 200
SHARES = ("1/2", "3/5", "2/3", "3/4", "4/5", "1")


class AdoptionForm(Form):
    note: optional_line(LONGEST_NOTE) = ""  # type: ignore[valid-type]
    replaces: int = 0


async def on_body_page(body_id: int) -> Markup:
    """What the body's page says of its rules."""
    body = await bodies.body(body_id)
    return Markup(pages.render("agenda/rule_sets/_body.html", body=body, told=queries.told_of(body)))


@blueprint.get("/bodies/<int:body_id>/rules")
async def show(body_id: int) -> Response:
    actor = pages.signed_in()
    body = await bodies.body(body_id)
    return await pages.page(
        "agenda/rule_sets/show.html",
        body=body,
        told=queries.told_of(body),
        history=await queries.history(body_id),
        may_change=allowed(actor, Permission.KEEP_REGISTER),
    )


# ---- a preset ----


@blueprint.get("/bodies/<int:body_id>/rules/presets")
async def presets(body_id: int) -> Response:
    pages.office()
    body = await bodies.body(body_id)
    found = [rules.told(rules.offered(name, seats_units=body.seats_units), clock.today()) for name in PRESETS]
    return await pages.page("agenda/rule_sets/presets.html", body=body, told=queries.told_of(body), presets=found)


@blueprint.get("/bodies/<int:body_id>/rules/presets/<preset>")
async def preset(body_id: int, preset: str) -> Response:
    pages.office()
    return await pages.page("agenda/rule_sets/preset.html", **await _preset(body_id, preset))


@blueprint.post("/bodies/<int:body_id>/rules/presets/<preset>")
async def adopt_preset(body_id: int, preset: str) -> Response:
    typed = await given()
    pages.office()
    shown = await _preset(body_id, preset)
    try:
        chosen = rules.offered(preset, seats_units=shown["body"].seats_units)
        await _adopt(body_id, chosen, typed)
    except Refusal as refusal:
        return await pages.refused_page("agenda/rule_sets/preset.html", refusal, typed, **shown)
    return await _adopted(body_id)


async def _preset(body_id: int, preset: str) -> dict[str, Any]:
    body = await bodies.body(body_id)
    chosen = rules.offered(preset, seats_units=body.seats_units)
    return {
        "body": body,
        "now": queries.told_of(body),
        "told": rules.told(chosen, clock.today()),
        "replaces": await queries.newest(body_id),
    }


# ---- an own copy ----


@blueprint.get("/bodies/<int:body_id>/rules/edit")
async def edit(body_id: int) -> Response:
    pages.office()
    body, origin = await bodies.body(body_id), request.args.get("from", OWN)
    typed = editing.fields_of(_origin(body, origin))
    return await pages.page("agenda/rule_sets/edit.html", **await _form(body, origin), given=typed)


@blueprint.post("/bodies/<int:body_id>/rules/preview")
async def preview(body_id: int) -> Response:
    """Writes nothing: the edited rules read out, below the form with what was typed."""
    typed = await given()
    pages.office()
    body, origin = await bodies.body(body_id), typed.get("origin", OWN)
    form = await _form(body, origin)
    try:
        copy = editing.edited(_origin(body, origin), typed)
    except Refusal as refusal:
        return await pages.refused_page("agenda/rule_sets/edit.html", refusal, typed, **form)
    told = rules.told(copy, clock.today())
    typed["in_force"] = copy.in_force.isoformat() if copy.in_force else ""
    return await pages.page("agenda/rule_sets/edit.html", **{**form, "told": told}, given=typed)


@blueprint.post("/bodies/<int:body_id>/rules")
async def adopt(body_id: int) -> Response:
    typed = await given()
    pages.office()
    body, origin = await bodies.body(body_id), typed.get("origin", OWN)
    form = await _form(body, origin)
    try:
        copy = editing.edited(_origin(body, origin), typed)
        form["told"] = rules.told(copy, clock.today())
        await _adopt(body_id, copy, typed)
    except Refusal as refusal:
        return await pages.refused_page("agenda/rule_sets/edit.html", refusal, typed, **form)
    return await _adopted(body_id)


def _origin(body: Body, origin: str) -> RuleSet:
    return queries.rules_of(body) if origin == OWN else rules.offered(origin, seats_units=body.seats_units)


async def _form(body: Body, origin: str) -> dict[str, Any]:
    return {
        "body": body,
        "origin": origin,
        "origin_title": _origin(body, origin).title,
        "told": None,
        "replaces": await queries.newest(body.id),
        "counted": list(editing.COUNTED_NAMES.items()),
        "quorum_of": list(editing.QUORUM_OF_NAMES.items()),
        "bases": list(BASIS_NAMES.items()),
        "boxes": " ".join(editing.BOXES),
        "shares": SHARES,
        "limits": editing.LIMITS,
        "longest_note": LONGEST_NOTE,
    }


async def _adopt(body_id: int, chosen: RuleSet, typed: dict[str, str]) -> None:
    form = parse(AdoptionForm, typed)
    await commands.adopt_rules(
        body_id,
        chosen,
        form.note,
        replaces=form.replaces,
        by=pages.signed_in(),
        command_id=typed.get("command_id"),
    )


async def _adopted(body_id: int) -> Response:
    return await pages.done(f"/bodies/{body_id}/rules", N_("已采用。以后发通知的会议按新规则；已经发出通知的不变。"))
