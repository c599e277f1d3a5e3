"""回头看: whether what was done still holds, months later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import Field
from quart import Blueprint, Response

from forum import clock, i18n, pages
from forum.access import Actor, Permission, allowed, require
from forum.bodies import queries as bodies
from forum.errors import N_, BadInput, Refusal, Sentence
from forum.forms import Form, given, optional_line, parse
from forum.pictures import queries as pictures
from forum.pictures.routes import sent
from minutes.look_backs import commands, links, queries, rules
from minutes.look_backs.commands import PICTURED
from minutes.look_backs.models import FINDING_NAMES, Finding
from minutes.look_backs.rules import Said
from minutes.projects import queries as projects
from minutes.projects.models import RATING_SOURCE_NAMES, RatingSource
from minutes.projects.rules import BEST, SCORE_NAMES

blueprint = Blueprint("look_backs", __name__)
VOICES = 5
NEWEST = 30
ASKED = {source: word for source, word in RATING_SOURCE_NAMES.items() if source is not RatingSource.DEVICE}


class LookBackForm(Form):
    months: int
    looked_on: date
    finding: Finding
    words: optional_line(400) = ""  # type: ignore[valid-type]


class VoiceForm(Form):
    source: RatingSource
    score: int | None = Field(default=None, ge=1, le=BEST)
    said: optional_line(200) = ""  # type: ignore[valid-type]
    proposer: bool = False


class TermsForm(Form):
    months: optional_line(40) = ""  # type: ignore[valid-type]
    body_id: int | None = None


@blueprint.get("/look-backs")
async def index() -> Response:
    waiting, found = await queries.awaited(), await queries.newest(NEWEST)
    of = [*(one.project for one in waiting), *(one.project for one in found)]
    reader = pages.reader()
    return await pages.page(
        "minutes/look_backs/index.html", waiting=waiting, found=found, public=await links.readable(found, reader),
        titles={one.id: one.title for one in of} if reader else await projects.public_titles(of),
        may_enter=allowed(reader, Permission.OVERSEE_ACTIONS), pressing=rules.presses, today_date=clock.today(),
        photos=await pictures.beside_each(PICTURED, [one.id for one in found], reader),
    )  # fmt: skip


@blueprint.get("/projects/<int:project_id>/look-back")
async def form(project_id: int) -> Response:
    _office()
    return await pages.page("minutes/look_backs/enter.html", **await _shown(project_id))


def _office() -> Actor:
    actor = pages.signed_in()
    require(actor, Permission.OVERSEE_ACTIONS)
    return actor


async def _shown(project_id: int) -> dict[str, Any]:
    project = await projects.project(project_id)
    waiting = await queries.awaited([project_id])
    found = await queries.of_project(project_id)
    return {
        "project": project,
        "next": waiting[0] if waiting else None,
        "is_time": bool(waiting) and rules.presses(waiting[0].due_on, clock.today()),
        "found": found,
        "photos": await pictures.beside_each(PICTURED, [one.id for one in found], pages.reader()),
        "public": await links.readable(found, pages.reader()),
        "findings": list(FINDING_NAMES.items()),
        "sources": list(ASKED.items()),
        "scores": [(score, f"{score} · {i18n.translate(word)}") for score, word in SCORE_NAMES.items()],
        "voices": range(VOICES),
        "today_iso": clock.today().isoformat(),
    }


@blueprint.post("/projects/<int:project_id>/look-back")
async def enter(project_id: int) -> Response:
    typed, actor = await given(), _office()
    try:
        form = parse(LookBackForm, typed)
        async with sent() as photos:
            again = await commands.enter_look_back(
                project_id, form.months, form.looked_on, form.finding, form.words, _voices(typed), photos, by=actor,
                command_id=typed.get("command_id"),
            )  # fmt: skip
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        shown = await _shown(project_id)
        return await pages.refused_page("minutes/look_backs/enter.html", refusal, typed, **shown)
    said = N_("回头看记下了。项目已退回重办。") if again else N_("回头看记下了，提出人会知道。")
    return await pages.done(f"/projects/{project_id}#look-backs", said)


def _voices(typed: Mapping[str, str]) -> list[Said]:
    """Rows in which something was said or scored. Raises BadInput by row."""
    found, wrong = [], dict[str, Sentence]()
    for at in range(VOICES):
        row = {name: typed.get(f"{name}-{at}", "").strip() for name in VoiceForm.model_fields}
        if not (row["said"] or row["score"]):
            continue
        try:
            one = parse(VoiceForm, {name: value for name, value in row.items() if value})
            found.append(Said(one.source, one.said, one.score, one.proposer))
        except BadInput as bad:
            wrong |= {f"{name}-{at}": sentence for name, sentence in bad.fields.items()}
    if wrong:
        raise BadInput(wrong)
    return found


@blueprint.get("/look-backs/terms")
async def terms() -> Response:
    require(pages.signed_in(), Permission.KEEP_CALENDAR)
    return await pages.page("minutes/look_backs/terms.html", **await _terms())


async def _terms() -> dict[str, Any]:
    kept = await queries.terms()
    return {
        "usual": said(kept[None]),
        "bodies": [(one, said(kept[one.id]) if one.id in kept else "") for one in await bodies.bodies()],
    }


def said(months: list[int]) -> str:
    return "、".join(map(str, months))


@blueprint.post("/look-backs/terms")
async def keep_terms() -> Response:
    typed, actor = await given(), pages.signed_in()
    require(actor, Permission.KEEP_CALENDAR)
    try:
        form = parse(TermsForm, {name: value for name, value in typed.items() if value})
        if not form.months and form.body_id is None:
            raise BadInput({"months": Sentence(N_("请填写这一项。"))})
        months = rules.months_of(form.months) if form.months else []
        await commands.keep_terms(months, body_id=form.body_id, by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("minutes/look_backs/terms.html", refusal, typed, **await _terms())
    return await pages.done("/look-backs/terms", N_("已改好。还没有看的按新的月数。"))
