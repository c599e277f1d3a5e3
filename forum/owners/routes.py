"""A body's register of owners: the file, the questions it leaves open, the roll that the law makes of it."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

from pydantic import Field
from quart import Blueprint, Response, request

from forum import i18n, pages
from forum.bodies import queries as bodies
from forum.errors import N_, BadInput, Refusal, RuleBroken, Sentence
from forum.forms import Form, given, optional_line, parse
from forum.importing.sheet import CSV, XLSX, as_csv, as_xlsx
from forum.importing.tables import MAX_BYTES
from forum.owners import answers, commands, queries, register, rules, sheet, staging
from forum.owners.cells import area_of
from forum.owners.queries import PAGE, Prepared
from forum.owners.questions import NotAnAnswer, Settled, Typed
from forum.owners.register import Fault, Register
from forum.owners.rules import CITATION, OwnerKind
from forum.owners.staging import Staged

blueprint = Blueprint("owners", __name__)

MOST_QUESTIONS = 100
"""On one page: who has answered these gets the next."""


class DeclaredForm(Form):
    flats: int | None = Field(default=None, ge=1, le=register.MAX_ROWS)
    area: optional_line(30) = ""  # type: ignore[valid-type]


# ---- the register ----


@blueprint.get("/bodies/<int:body_id>/owners")
async def show(body_id: int) -> Response:
    pages.office()
    return await pages.page("forum/owners/show.html", **await _shown(body_id))


async def _shown(body_id: int) -> dict[str, Any]:
    lines = await queries.lines(body_id)
    search = request.args.get("q", "").strip()[:80]
    found = queries.found(lines, search) if search else lines
    number = max(1, min(request.args.get("page", 1, int), -(-len(found) // PAGE)))
    return {
        "body": await bodies.body(body_id),
        "heads": len(lines),
        "flats": sum(len(line.flats) for line in lines),
        "area": sum(line.area for line in lines),
        "q": search,
        "count": len(found),
        "lines": found[(number - 1) * PAGE : number * PAGE],
        "page": number,
        "pages": -(-len(found) // PAGE),
        "others": await queries.without_flats(body_id),
        "waiting": await asyncio.to_thread(staging.kept, body_id),
        "faults": [],
    }


@blueprint.get("/bodies/<int:body_id>/owners.<any(csv, xlsx):form>")
async def export(body_id: int, form: str) -> Response:
    pages.office()
    body = await bodies.body(body_id)
    lines = sheet.lines(await queries.flats(body_id))
    if form == "csv":
        data = await asyncio.to_thread(as_csv, lines)
    else:
        data = await asyncio.to_thread(as_xlsx, lines, sheet.TITLE, sheet.WIDTHS)
    name = quote(f"{body.name}-{i18n.translate(sheet.TITLE)}.{form}")
    headers = {"Content-Disposition": f"attachment; filename=owners.{form}; filename*=UTF-8''{name}"}
    return Response(data, headers=headers, content_type=CSV if form == "csv" else XLSX)


# ---- a file ----


@blueprint.post("/bodies/<int:body_id>/owners")
async def upload(body_id: int) -> Response:
    typed = await given()
    pages.office()
    body = await bodies.body(body_id)
    try:
        rules.check_counted(counts_area=body.counts_area)
        name, read, faults = await _uploaded()
        if faults:
            return await _faulty(body_id, faults, typed)
        flats, area = _declared(typed)
        one = await asyncio.to_thread(staging.staged, read, name, area=area, flats=flats)
        await asyncio.to_thread(staging.keep, body.id, one)
    except Refusal as refusal:
        return await pages.refused_page("forum/owners/show.html", refusal, typed, **await _shown(body_id))
    return await pages.done(f"/bodies/{body_id}/owners/import")


async def _uploaded() -> tuple[str, Register, tuple[Fault, ...]]:
    file = (await request.files).get("file")
    data = file.read(MAX_BYTES + 1) if file else b""
    if not file or not data:
        raise BadInput({"file": Sentence(N_("请先选一个文件，不能是空的。"))})
    read = await asyncio.to_thread(register.read, data)
    if read.unreadable:
        raise BadInput({"file": read.unreadable})
    return file.filename or "", read, await asyncio.to_thread(register.faults, read)


def _declared(typed: dict[str, str]) -> tuple[int | None, int | None]:
    """What the register says of itself elsewhere: flats, and area in 0.01 m²."""
    form = parse(DeclaredForm, {name: value for name, value in typed.items() if value.strip()})
    try:
        return form.flats, area_of(form.area) if form.area else None
    except NotAnAnswer as wrong:
        raise BadInput({"area": wrong.sentence}) from None


async def _faulty(body_id: int, faults: tuple[Fault, ...], typed: dict[str, str]) -> Response:
    said = [(i18n.say(fault.where), i18n.say(fault.sentence)) for fault in faults]
    return await pages.page("forum/owners/show.html", 422, given=typed, **{**await _shown(body_id), "faults": said})


# ---- what it leaves open ----


@blueprint.get("/bodies/<int:body_id>/owners/import")
async def preview(body_id: int) -> Response:
    pages.office()
    return await pages.page("forum/owners/import.html", **await _preview(body_id))


async def _preview(body_id: int) -> dict[str, Any]:
    body, ready = await bodies.body(body_id), await queries.waiting(body_id)
    if ready is None:
        return {"body": body, "ready": None}
    open_now = ready.problems[:MOST_QUESTIONS]
    return {
        "body": body,
        "ready": ready,
        "open": open_now,
        "bulk": answers.bulk(open_now),
        "settled": [(one.problem, _said(one)) for one in ready.settled],
        "sole": ready.count(OwnerKind.SOLE),
        "joint": ready.count(OwnerKind.JOINT),
        "developers": ready.count(OwnerKind.DEVELOPER),
        "citation": CITATION,
        "labels": TYPED_LABELS,
        "in_seats": not ready.roll.problems,
    }


TYPED_LABELS = {
    Typed.FLAT: N_("写上房号"),
    Typed.AREA: N_("写上面积（平方米）"),
    Typed.OWNERS: N_("写上业主姓名，几个人用、隔开"),
    Typed.DOCUMENTS: N_("写上证件号，按姓名的顺序用、隔开"),
}


def _said(one: Settled) -> str:
    if isinstance(one.answer, str):
        option = one.problem.options.get(one.answer)
        hidden = one.problem.typed is Typed.DOCUMENTS
        return i18n.say(option) if option else i18n.say(N_("已写上证件号")) if hidden else one.answer
    return i18n.say(N_("分成{n}个人"), n=len(one.answer))


async def _staged(body_id: int, typed: dict[str, str]) -> Staged:
    """What the page showed. Nothing where it is gone: a form sent again is answered by its command all the same."""
    staged = await asyncio.to_thread(staging.kept, body_id)
    if staged is not None and typed.get("mark") != staged.mark:
        raise RuleBroken(N_("您看的时候，上传了另一份文件。请先看这一份。"))
    return staged or Staged(())


@blueprint.post("/bodies/<int:body_id>/owners/decisions")
async def decide(body_id: int) -> Response:
    typed = await given()
    actor = pages.office()
    try:
        staged = await _staged(body_id, typed)
        before: Prepared = await queries.prepared(body_id, staged)
        found = answers.given(before.problems[:MOST_QUESTIONS], typed)
        count = await commands.decide(body_id, staged, found, by=actor, command_id=typed.get("command_id"))
    except Refusal as refusal:
        return await pages.refused_page("forum/owners/import.html", refusal, typed, **await _preview(body_id))
    return await pages.done(f"/bodies/{body_id}/owners/import#questions", N_("记下了{n}个决定。"), n=count)


@blueprint.post("/bodies/<int:body_id>/owners/reconsider")
async def reconsider(body_id: int) -> Response:
    typed = await given()
    actor = pages.office()
    problem = typed.get("problem", "")
    await commands.reconsider(body_id, problem, by=actor, command_id=typed.get("command_id"))
    return await pages.done(f"/bodies/{body_id}/owners/import#questions", N_("决定已收回，请重新选。"))


@blueprint.post("/bodies/<int:body_id>/owners/import")
async def apply(body_id: int) -> Response:
    typed = await given()
    actor = pages.office()
    try:
        staged = await _staged(body_id, typed)
        told = await commands.import_register(body_id, staged, by=actor, command_id=typed.get("command_id"))
        await asyncio.to_thread(staging.drop, body_id)
    except Refusal as refusal:
        return await pages.refused_page("forum/owners/import.html", refusal, typed, **await _preview(body_id))
    said = N_("已导入{flats}套、业主{heads}人：新增{added}人，移出{ended}人。")
    return await pages.done(f"/bodies/{body_id}/owners", said, **told)


@blueprint.post("/bodies/<int:body_id>/owners/discard")
async def discard(body_id: int) -> Response:
    await given()
    pages.office()
    await asyncio.to_thread(staging.drop, body_id)
    return await pages.done(f"/bodies/{body_id}/owners", N_("这份文件没有导入。决定还留着，再传时不用重选。"))
