"""Lists in and out: one way for all of them. A file is read, looked at, asked about; then all of it goes in at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from quart import Blueprint, Response, request

from forum import i18n, pages
from forum.errors import N_, BadInput, NotFound, Refusal, RuleBroken, Sentence
from forum.forms import given
from forum.importing import commands, matching, queries, sheet, staging
from forum.importing.columns import REASON
from forum.importing.queries import Prepared
from forum.importing.shape import Subject
from forum.importing.staging import Staged
from forum.importing.tables import MAX_BYTES, Unreadable

blueprint = Blueprint("importing", __name__)

MAX_ROWS = 20_000
MOST_QUESTIONS, MOST_FAULTS, MOST_CHANGES, MOST_NEW = 60, 50, 50, 20
"""On one page."""
SAMPLES = 3
FORMS = {"csv": sheet.CSV, "xlsx": sheet.XLSX}


@blueprint.get("/register/import")
async def index() -> Response:
    pages.office()
    return await pages.page("forum/importing/index.html", lists=await queries.lists())


@blueprint.get("/register/import/<string(maxlength=40):list_key>")
async def show(list_key: str) -> Response:
    pages.office()
    subject = await queries.subject(list_key)
    return await pages.page("forum/importing/show.html", **await _shown(subject))


async def _shown(subject: Subject) -> dict[str, Any]:
    ready = await queries.waiting(subject)
    if ready is None:
        return {"subject": subject, "ready": None}
    return {
        "subject": subject,
        "ready": ready,
        "head": _head(ready.staged),
        "open": ready.plan.questions[:MOST_QUESTIONS],
        "bulk": matching.bulk(ready.plan.questions[:MOST_QUESTIONS]),
        "notes": subject.notes(ready.plan.steps),
        "faults": ready.faults[:MOST_FAULTS],
        "changes": ready.plan.changed[:MOST_CHANGES],
        "new": ready.plan.new[:MOST_NEW],
        "used": [column for column in subject.columns if column.key in ready.staged.chosen.values()],
    }


def _head(one: Staged) -> list[tuple[int, str, str, list[str]]]:
    """(index, header, the key chosen, the first cells) of every column of the file."""
    header = one.table[one.header] if one.header < len(one.table) else []
    body = one.table[one.header + 1 : one.header + 1 + SAMPLES]
    width = max([len(header), *(len(cells) for cells in body)], default=0)
    return [(at, _cell(header, at), one.chosen.get(at, ""), [_cell(row, at) for row in body]) for at in range(width)]


def _cell(cells: list[str], at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""


# ---- a file ----


@blueprint.post("/register/import/<string(maxlength=40):list_key>")
async def upload(list_key: str) -> Response:
    typed = await given()
    pages.office()
    subject = await queries.subject(list_key)
    try:
        one = await _uploaded(subject)
        before = await asyncio.to_thread(staging.kept, list_key)
        kept = replace(one, decisions=before.decisions) if before else one
        await asyncio.to_thread(staging.keep, list_key, kept)
    except Refusal as refusal:
        return await pages.refused_page("forum/importing/show.html", refusal, typed, **await _shown(subject))
    return await pages.done(f"/register/import/{list_key}")


async def _uploaded(subject: Subject) -> Staged:
    file = (await request.files).get("file")
    data = file.read(MAX_BYTES + 1) if file else b""
    if not file or not data:
        raise BadInput({"file": Sentence(N_("请先选一个文件，不能是空的。"))})
    try:
        one = await asyncio.to_thread(staging.staged, data, file.filename or "", subject.columns)
    except Unreadable as unreadable:
        raise BadInput({"file": unreadable.sentence}) from None
    if len(one.table) > MAX_ROWS:
        raise BadInput({"file": Sentence(N_("名册超过 {limit} 行，请分成几个文件。"), {"limit": MAX_ROWS})})
    return one


async def _kept(list_key: str, typed: dict[str, str]) -> Staged | None:
    """What the page showed; None where it is gone. Raises RuleBroken where it is another file by now."""
    one = await asyncio.to_thread(staging.kept, list_key)
    if one is not None and typed.get("mark") != one.mark:
        raise RuleBroken(N_("您看的时候，上传了另一份文件。请先看这一份。"))
    return one


async def _still_there(list_key: str, typed: dict[str, str]) -> Staged:
    one = await _kept(list_key, typed)
    if one is None:
        raise NotFound(N_("这份文件已经不在了，请再上传一次。"))
    return one


@blueprint.post("/register/import/<string(maxlength=40):list_key>/columns")
async def columns(list_key: str) -> Response:
    typed = await given()
    pages.office()
    subject = await queries.subject(list_key)
    try:
        one = await _still_there(list_key, typed)
        changed = staging.corrected(one, _header(one, typed), _chosen(subject, typed))
        await asyncio.to_thread(staging.keep, list_key, changed)
    except Refusal as refusal:
        return await pages.refused_page("forum/importing/show.html", refusal, typed, **await _shown(subject))
    return await pages.done(f"/register/import/{list_key}", N_("照您选的列重新看过了。"))


def _header(one: Staged, typed: dict[str, str]) -> int:
    row = typed.get("header", "").strip()
    if not row.isdecimal() or not 1 <= int(row[:6]) <= len(one.table):
        most = Sentence(N_("请填 1 到 {most} 之间的行号。"), {"most": len(one.table)})
        raise BadInput({"header": most})
    return int(row) - 1


def _chosen(subject: Subject, typed: dict[str, str]) -> dict[int, str]:
    known = {column.key for column in subject.columns}
    chosen = {
        int(name[7:]): key
        for name, key in typed.items()
        if name.startswith("column-") and name[7:].isdecimal() and len(name) < 12 and key in known
    }
    twice = next((key for key in chosen.values() if list(chosen.values()).count(key) > 1), None)
    if twice:
        at = [index for index, key in chosen.items() if key == twice][1]
        said = Sentence(N_("“{column}”选了两列，请只留一列。"), {"column": Sentence(subject.column(twice).word)})
        raise BadInput({f"column-{at}": said})
    return chosen


@blueprint.post("/register/import/<string(maxlength=40):list_key>/decisions")
async def decide(list_key: str) -> Response:
    typed = await given()
    pages.office()
    subject = await queries.subject(list_key)
    try:
        one = await _still_there(list_key, typed)
        ready = await queries.prepared(one, subject)
        found = matching.given(ready.plan.questions[:MOST_QUESTIONS], typed)
        if not found:
            raise RuleBroken(N_("还没有选答案。"))
        await asyncio.to_thread(staging.keep, list_key, replace(one, decisions={**one.decisions, **found}))
    except Refusal as refusal:
        return await pages.refused_page("forum/importing/show.html", refusal, typed, **await _shown(subject))
    return await pages.done(f"/register/import/{list_key}#questions", N_("记下了{n}个决定。"), n=len(found))


@blueprint.post("/register/import/<string(maxlength=40):list_key>/reconsider")
async def reconsider(list_key: str) -> Response:
    typed = await given()
    pages.office()
    one = await _still_there(list_key, typed)
    left = {question: answer for question, answer in one.decisions.items() if question != typed.get("question")}
    await asyncio.to_thread(staging.keep, list_key, replace(one, decisions=left))
    return await pages.done(f"/register/import/{list_key}#questions", N_("决定已收回，请重新选。"))


@blueprint.post("/register/import/<string(maxlength=40):list_key>/apply")
async def apply(list_key: str) -> Response:
    typed = await given()
    actor = pages.office()
    subject = await queries.subject(list_key)
    try:
        one = await _kept(list_key, typed)
        told = await commands.put_in(
            list_key, one, by=actor, without_wrong=bool(typed.get("without_wrong")), command_id=typed.get("command_id")
        )
        await asyncio.to_thread(staging.drop, list_key)
    except Refusal as refusal:
        return await pages.refused_page("forum/importing/show.html", refusal, typed, **await _shown(subject))
    said = N_("已导入：新增{added}，更新{changed}，没有变化{unchanged}，没有导入{left}。")
    return await pages.done(subject.back, said, **told)


@blueprint.post("/register/import/<string(maxlength=40):list_key>/discard")
async def discard(list_key: str) -> Response:
    await given()
    pages.office()
    subject = await queries.subject(list_key)
    await asyncio.to_thread(staging.drop, subject.key)
    return await pages.done(f"/register/import/{subject.key}", N_("这份文件没有导入，已经删掉。"))


# ---- files out ----


@blueprint.get("/register/import/<string(maxlength=40):list_key>/wrong.<any(csv, xlsx):form>")
async def wrong(list_key: str, form: str) -> Response:
    """The rows that are wrong, as they stood in the file, each with what is wrong: to be mended and read again."""
    pages.office()
    subject = await queries.subject(list_key)
    ready = await queries.waiting(subject)
    if ready is None:
        raise NotFound(N_("这份文件已经不在了，请再上传一次。"))
    title = i18n.say(N_("{list}：要改的行"), list=i18n.translate(subject.title))
    return await sent_file(_wrong_lines(ready), title, form)


def _wrong_lines(ready: Prepared) -> list[list[str]]:
    one = ready.staged
    header = one.table[one.header]
    by_line: dict[int, list[str]] = {}
    for fault in ready.faults:
        by_line.setdefault(fault.line, []).append(i18n.say(fault.sentence))
    width = max([len(header), *(len(one.table[line - 1]) for line in by_line)])
    rows = [[*_padded(one.table[line - 1], width), "".join(said)] for line, said in by_line.items()]
    return [[*_padded(header, width), REASON], *rows]


def _padded(cells: list[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


@blueprint.get("/register/import/<string(maxlength=40):list_key>/empty.<any(csv, xlsx):form>")
async def empty(list_key: str, form: str) -> Response:
    """The header alone, to be filled in."""
    pages.office()
    subject = await queries.subject(list_key)
    columns = [column for column in subject.written if column.key != "id"]
    return await sent_file(
        [[column.word for column in columns]], _titled(subject), form, [one.width for one in columns]
    )


@blueprint.post("/register/export/<string(maxlength=40):list_key>")
async def export(list_key: str) -> Response:
    typed = await given()
    actor = pages.office()
    subject = await queries.subject(list_key)
    form = "csv" if typed.get("form") == "csv" else "xlsx"
    listed = [record for record in subject.records if record.listed]
    await commands.hand_out(subject.key, len(listed), form, by=actor, command_id=typed.get("command_id"))
    lines = sheet.lines_of(subject.written, listed)
    return await sent_file(lines, _titled(subject), form, [column.width for column in subject.written])


def _titled(subject: Subject) -> str:
    title = i18n.translate(subject.title)
    return f"{subject.about}-{title}" if subject.about else title


async def sent_file(lines: list[list[str]], title: str, form: str, widths: list[int] | None = None) -> Response:
    if form == "csv":
        data = await asyncio.to_thread(sheet.as_csv, lines)
    else:
        data = await asyncio.to_thread(sheet.as_xlsx, lines, title, widths or [])
    disposition = f"attachment; filename=list.{form}; filename*=UTF-8''{quote(title)}.{form}"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(data, headers=headers, content_type=FORMS[form])
