from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from markupsafe import Markup
from quart import Blueprint, Response, request

from forum import clock, i18n, pages
from forum.bodies import queries as bodies
from forum.bodies.models import Body
from forum.errors import N_, Refusal
from forum.forms import Form, given, parse
from minutes.certificates import commands, queries
from minutes.documents import sheets
from minutes.documents.showing import FORMS, Paper, shown

blueprint = Blueprint("certificates", __name__)


class IssueForm(Form):
    term_from: date
    term_to: date
    issued_on: date


async def on_body_page(body_id: int) -> Markup:
    return Markup(pages.render("minutes/certificates/_body.html", body_id=body_id))


async def on_election_page(body_id: int, members: Collection[int], first: date, last: date) -> Markup:
    """One press for all it has seated; none twice."""
    left = await queries.without(members)
    return Markup(
        pages.render(
            "minutes/certificates/_election.html", body_id=body_id, members=left, left=len(left), first=first, last=last
        )
    )


@blueprint.post("/bodies/<int:body_id>/certificates/elected")
async def issue_to_elected(body_id: int) -> Response:
    """All those an election has seated, for its term, from today."""
    actor, typed = pages.office(), await given()
    chosen = {int(one) for one in (await request.form).getlist("members") if one.isdecimal() and len(one) < 10}
    form = parse(IssueForm, {**typed, "issued_on": clock.today()})
    count = await commands.issue_certificates(
        body_id, await queries.without(chosen), **form.model_dump(), by=actor, command_id=typed.get("command_id")
    )
    return await pages.done(f"/bodies/{body_id}/certificates", N_("已颁发 {n} 份聘书，可以打印。"), n=count)


@blueprint.get("/bodies/<int:body_id>/certificates")
async def index(body_id: int) -> Response:
    pages.office()
    body = await bodies.body(body_id)
    return await pages.page("minutes/certificates/index.html", given=_usual(), **await _shown(body))


def _usual() -> dict[str, str]:
    today = clock.today()
    end = date(today.year + 3, today.month, min(today.day, 28))
    return {"term_from": today.isoformat(), "term_to": end.isoformat(), "issued_on": today.isoformat()}


async def _shown(body: Body, chosen: set[str] | None = None) -> dict[str, Any]:
    """At first those are chosen who have no certificate yet."""
    lines = await queries.lines(body.id)
    if chosen is None:
        chosen = {str(line.member.id) for line in lines if not line.newest}
    return {"body": body, "lines": lines, "chosen": chosen, "issued": any(line.newest for line in lines)}


@blueprint.post("/bodies/<int:body_id>/certificates")
async def issue(body_id: int) -> Response:
    actor, typed = pages.office(), await given()
    body = await bodies.body(body_id)
    chosen = {value for value in (await request.form).getlist("members") if value.isdecimal()}
    try:
        form = parse(IssueForm, typed)
        count = await commands.issue_certificates(
            body_id, [int(one) for one in chosen], **form.model_dump(), by=actor, command_id=typed.get("command_id")
        )
    except Refusal as refusal:
        shown_again = await _shown(body, chosen)
        return await pages.refused_page("minutes/certificates/index.html", refusal, typed, **shown_again)
    return await pages.done(f"/bodies/{body_id}/certificates", N_("已颁发 {n} 份聘书，可以打印。"), n=count)


@blueprint.get(f"/bodies/<int:body_id>/certificates.<{FORMS}:form>")
async def printed(body_id: int, form: str) -> Response:
    """Everybody's newest, or one of them by its id."""
    pages.office()
    body = await bodies.body(body_id)
    one = request.args.get("one", 0, int)
    at = f"/bodies/{body_id}/certificates"
    sheet = sheets.certificates(await queries.texts(body, one))
    paper = Paper(
        sheet, f"{body.name}聘书", i18n.translate(N_("聘书")), at, (at, body.name), {"one": str(one)} if one else {},
        by_staff=True,
    )  # fmt: skip
    return await shown(paper, form)
