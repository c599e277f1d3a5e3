from __future__ import annotations

from pathlib import PurePath
from typing import Any

from quart import Blueprint, Response, request, send_file

from agenda.attachments import commands, queries
from agenda.items import queries as items
from agenda.sessions import queries as sessions
from forum import files, pages
from forum.access import Permission, require
from forum.errors import N_, BadInput, NotFound, Refusal, Sentence
from forum.forms import Form, given, optional_line, parse

blueprint = Blueprint("attachments", __name__)


class AttachForm(Form):
    item_id: int | None = None
    name: optional_line(80) = ""  # type: ignore[valid-type]
    public: bool = False


@blueprint.get("/sessions/<int:session_id>/attachments")
async def show(session_id: int) -> Response:
    return await pages.page("agenda/attachments/session.html", **await _shown(session_id))


@blueprint.post("/sessions/<int:session_id>/attachments")
async def attach(session_id: int) -> Response:
    typed, by = await given(), pages.signed_in()
    shown = await _shown(session_id)
    try:
        form = parse(AttachForm, {name: value for name, value in typed.items() if value})
        sent = (await request.files).get("file")
        if not sent or not sent.filename:
            raise BadInput({"file": Sentence(N_("请选一个文件。"))})
        name = form.name or PurePath(sent.filename.replace("\\", "/")).stem[:80].strip(" .") or "附件"
        kept = await files.keep(sent.read(), public=form.public)
        try:
            await commands.attach(
                session_id, kept, name, item_id=form.item_id, public=form.public, by=by,
                command_id=typed.get("command_id"),
            )  # fmt: skip
        except Refusal:
            files.forget(kept.stored)
            raise
    except Refusal as refusal:
        return await pages.refused_page("agenda/attachments/session.html", refusal, typed, **shown)
    return await pages.done(f"/sessions/{session_id}/attachments", N_("附件已加上。"))


@blueprint.post("/attachments/<int:attachment_id>/remove")
async def remove(attachment_id: int) -> Response:
    command_id = (await given()).get("command_id")
    session_id = await commands.take_off(attachment_id, by=pages.signed_in(), command_id=command_id)
    return await pages.done(f"/sessions/{session_id}/attachments", N_("附件已删去。"))


@blueprint.get("/attachments/<int:attachment_id>")
async def download(attachment_id: int) -> Response:
    """A picture we have made ourselves is shown; anything else is only ever saved."""
    found = await queries.attachment(attachment_id, pages.reader())
    path = files.path_of(found.stored)
    if path is None:
        raise NotFound(N_("找不到这个附件。"))
    response = await send_file(
        path, mimetype=files.TYPES[found.kind], as_attachment=not found.is_picture, attachment_filename=found.file_name
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


async def _shown(session_id: int) -> dict[str, Any]:
    session = await sessions.session(session_id)
    reader = pages.signed_in()
    require(reader, Permission.RECORD, session)
    agenda = await items.agenda(session_id)
    return {
        "session": session,
        "choices": [(item.id, f"{item.position}. {item.title}") for item in agenda],
        "titles": {item.id: item.title for item in agenda},
        "attachments": await queries.of_session(session_id, reader),
        "may_change": session.state.value not in ("closed", "cancelled"),
    }
