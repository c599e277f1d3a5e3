"""A body's letterhead, with a sample beside it that follows what is typed."""

from __future__ import annotations

from datetime import date
from typing import Any

from markupsafe import Markup
from quart import Blueprint, Response, request

from forum import clock, pages
from forum.bodies import queries as bodies
from forum.bodies.models import Body
from forum.errors import N_, BadInput, Refusal
from forum.forms import Form, given, line, optional_line, parse
from minutes.documents.rules import Attendance, Name, OfficialMinutes
from minutes.documents.showing import FORMS, Paper, shown
from minutes.letterheads import commands, queries, rules
from minutes.letterheads.rules import Head

blueprint = Blueprint("letterheads", __name__)
SAMPLE = """
这是样张，看红头、编号、落款和版记的位置；一共两页，双面打印时也看得出装订边。

## 一、会议听取的情况

会议听取了上次会议议定事项的落实情况，与会人员进行了讨论，提出了意见和建议，并对有关事项进行了表决。

## 二、议定事项

会议同意按此格式印发。会议要求，各责任单位按照分工抓好落实，办结以后请提出人评价；不能按期办结的，及时说明原因。
"""
"""Two pages, so that both the head and the foot are seen."""


class LetterheadForm(Form):
    heading: optional_line(80) = ""  # type: ignore[valid-type]
    organ: optional_line(80) = ""  # type: ignore[valid-type]
    pattern: line(40)  # type: ignore[valid-type]
    copy_to: optional_line(400) = ""  # type: ignore[valid-type]
    objections: optional_line(200) = ""  # type: ignore[valid-type]
    seal: bool = False
    mirrored: bool = False


async def on_body_page(body_id: int) -> Markup:
    body = await bodies.body(body_id)
    head = await queries.head_of(body)
    number = rules.numbered(head.pattern, clock.today().year, 1)
    return Markup(pages.render("minutes/letterheads/_body.html", body=body, head=head, number=number))


@blueprint.get("/bodies/<int:body_id>/letterhead")
async def edit(body_id: int) -> Response:
    """With what is asked for in the address, where somebody wants to see it first."""
    pages.office()
    body = await bodies.body(body_id)
    typed = dict(request.args) if "pattern" in request.args else await queries.settings(body)
    return await pages.page("minutes/letterheads/edit.html", **_shown(body, typed), given=typed)


@blueprint.post("/bodies/<int:body_id>/letterhead")
async def keep(body_id: int) -> Response:
    actor, typed = pages.office(), await given()
    body = await bodies.body(body_id)
    try:
        form = parse(LetterheadForm, typed)
        await commands.keep_letterhead(body_id, **form.model_dump(), by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        saved = await queries.settings(body)
        return await pages.refused_page("minutes/letterheads/edit.html", refusal, typed, **_shown(body, saved))
    return await pages.done(
        f"/bodies/{body_id}/letterhead", N_("已保存。以后公布的会议纪要用这个格式；已经公布的不变。")
    )


def _shown(body: Body, sampled: dict[str, Any]) -> dict[str, Any]:
    asked = {name: str(sampled[name] or "") for name in LetterheadForm.model_fields if sampled.get(name)}
    return {"body": body, "patterns": rules.PATTERNS, "sample": _sample(body, asked)}


@blueprint.get(f"/bodies/<int:body_id>/letterhead-sample.<{FORMS}:form>")
async def sample(body_id: int, form: str) -> Response:
    pages.office()
    body = await bodies.body(body_id)
    return await shown(_sample(body, dict(request.args)), form)


def _sample(body: Body, asked: dict[str, str]) -> Paper:
    """Minutes with this letterhead; what cannot be taken is left as it was. Only what the letterhead asks is in it."""
    known = {name: asked[name] for name in LetterheadForm.model_fields if asked.get(name)}
    try:
        kept = parse(LetterheadForm, known).model_dump()
    except BadInput:
        kept = {}
    if rules.check_pattern(kept.get("pattern", "")):
        kept.pop("pattern", None)
    at = f"/bodies/{body.id}/letterhead"
    printed = _sample_minutes(queries.head(body, kept), clock.today())
    return Paper(printed, "样张", "样张", f"{at}-sample", (at, body.name), known)


def _sample_minutes(head: Head, day: date) -> OfficialMinutes:
    present = tuple(Name(name, official=True) for name in ("王秀兰", "李建国", "欧阳春华", "古丽巴哈尔·买买提"))
    return OfficialMinutes(
        heading=head.heading,
        number=rules.numbered(head.pattern, day.year, 1),
        organ=head.organ,
        date=day,
        title="关于版式的样张",
        text=SAMPLE,
        attendance=(Attendance("出席", present),),
        copy_to=head.copy_to,
        printed_by=head.organ,
        seal=head.seal,
        mirrored=head.mirrored,
    )
