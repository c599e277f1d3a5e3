"""对接: the office goes through what is needed, with what fits beside it; a need and a unit come together."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator
from quart import Blueprint, Response, request

from forum import pages
from forum.access import Permission, require
from forum.errors import N_, Refusal
from forum.forms import Form, given, optional_line, parse
from forum.units import picking
from minutes.matching import commands, queries
from minutes.matching.showing import Yuan
from minutes.needs import queries as needs
from minutes.needs.routes import shown

blueprint = Blueprint("matching", __name__)
PAGE = 50
Perhaps = Annotated[int | None, BeforeValidator(lambda typed: typed or None)]


class MatchForm(Form):
    lead_id: int
    due_on: date
    responsible: optional_line(80) = ""  # type: ignore[valid-type]
    budget_yuan: Yuan = None
    project_id: Perhaps = None


@blueprint.get("/matching")
async def index() -> Response:
    """Open needs, oldest first, each with what fits it best."""
    require(pages.signed_in(), Permission.KEEP_REGISTER)
    page = max(1, min(request.args.get("page", 1, type=int), 10_000))
    these, count = await needs.unanswered(page, PAGE)
    found = await queries.fits_of(these, most=2, units_too=False)
    return await pages.page(
        "minutes/matching/index.html", lines=[(need, found[need.id]) for need in these], count=count, page=page,
        pages=-(-count // PAGE),
    )  # fmt: skip


@blueprint.post("/needs/<int:need_id>/match")
async def match(need_id: int) -> Response:
    typed = await given()
    chosen = {name: await picking.ticked(name) for name in ("resources", "helpers")}
    try:
        form = parse(MatchForm, await picking.filled(typed, "lead_id"))
        project_id = await commands.match_need(
            need_id, **form.model_dump(), resources=chosen["resources"], helpers=await picking.several("helpers"),
            by=pages.signed_in(), command_id=typed.get("command_id"),
        )  # fmt: skip
    except Refusal as refusal:
        if pages.wants_json():
            raise
        return await pages.refused_page("minutes/needs/show.html", refusal, typed, **await shown(need_id, **chosen))
    return await pages.done(f"/projects/{project_id}", N_("对接好了：已列为项目，任务交给牵头单位。"))
