"""Terms of every kind: what ends soon, renewed in one step; and one body's seats with all that were."""

from __future__ import annotations

from datetime import date
from typing import Any

from quart import Blueprint, Response, request

from forum import pages
from forum.bodies import queries as bodies
from forum.errors import N_, BadInput, Refusal, Sentence
from forum.forms import Form, given, line, optional_line, parse
from forum.offices import commands, terms
from forum.offices.terms import KINDS, Which

blueprint = Blueprint("offices", __name__)


class RenewForm(Form):
    until: date


class EndForm(Form):
    term: line(24)  # type: ignore[valid-type]
    why: line(80)  # type: ignore[valid-type]
    day: date | None = None


class ContactForm(Form):
    contact: optional_line(60) = ""  # type: ignore[valid-type]
    name_public: bool = False


@blueprint.get("/terms")
async def index() -> Response:
    pages.office()
    return await pages.page("forum/offices/terms.html", **await _shown(request.args.get("body", 0, type=int)))


async def _shown(body_id: int, chosen: list[str] | None = None) -> dict[str, Any]:
    body = await bodies.body(body_id) if body_id else None
    found = await terms.of_body(body_id) if body_id else await terms.ending()
    return {
        "body": body,
        "lines": [one for one in found if one.state != "ended" or not body],
        "past": [one for one in found if one.state == "ended" and body],
        "chosen": chosen or [],
    }


def _which(typed: str) -> Which:
    """A term as forms name it: seat-12. Raises BadInput."""
    kind, _, id = typed.partition("-")
    if kind not in KINDS or not id.isdecimal() or len(id) > 9:
        raise BadInput({"which": Sentence(N_("请从列表中选一项。"))})
    return kind, int(id)


@blueprint.post("/terms/renew")
async def renew() -> Response:
    actor, typed = pages.office(), await given()
    chosen = (await request.form).getlist("which")
    body_id = int(typed["body"]) if typed.get("body", "").isdecimal() else 0
    try:
        until = parse(RenewForm, typed).until
        count = await commands.renew_terms(
            [_which(one) for one in dict.fromkeys(chosen)], until, by=actor, command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await pages.refused_page(
            "forum/offices/terms.html", refusal, typed, **await _shown(body_id, chosen)
        )  # fmt: skip
    return await pages.done(_back(typed, body_id), N_("已续任 {n} 项。"), n=count)


@blueprint.post("/terms/end")
async def end() -> Response:
    actor, typed = pages.office(), await given()
    body_id = int(typed["body"]) if typed.get("body", "").isdecimal() else 0
    try:
        form = parse(EndForm, {name: value for name, value in typed.items() if value})
        await commands.end_term(
            _which(form.term), by=actor, day=form.day, why=form.why, command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        return await pages.refused_page("forum/offices/terms.html", refusal, typed, **await _shown(body_id))
    return await pages.done(_back(typed, body_id), N_("已结束。"))


def _back(typed: dict[str, str], body_id: int) -> str:
    return typed.get("back") or (f"/terms?body={body_id}" if body_id else "/terms")


@blueprint.post("/appointments/<int:appointment_id>/contact")
async def contact(appointment_id: int) -> Response:
    typed = await given()
    form = parse(ContactForm, typed)
    await commands.change_contact(
        appointment_id, form.contact, by=pages.signed_in(), name_public=form.name_public,
        command_id=typed.get("command_id"),
    )  # fmt: skip
    return await pages.done(typed.get("back", "/places"), N_("已改好。"))
