"""附件 of topics: what is no photo, or too fine for one; never opened here, only given out as a download."""

from __future__ import annotations

from pathlib import PurePath

from markupsafe import Markup
from quart import Blueprint, Response, request, send_file

from forum import files, pages
from forum.access import Permission, allowed
from forum.errors import N_, BadInput, NotFound, Refusal, Sentence
from forum.files import Kept
from forum.forms import Form, given, optional_line, parse
from forum.topic_files import commands, queries

blueprint = Blueprint("topic_files", __name__)


class FileForm(Form):
    name: optional_line(80) = ""  # type: ignore[valid-type]
    public: bool = False


@blueprint.post("/topics/<int:topic_id>/files")
async def attach(topic_id: int) -> Response:
    typed, by = await given(), pages.signed_in()
    try:
        form = parse(FileForm, typed)
        public = form.public and allowed(by, Permission.MODERATE)
        kept, sent_as = await _sent(public=public)
        try:
            await commands.attach_file(
                topic_id, kept, form.name or sent_as, public=public, by=by, command_id=typed.get("command_id")
            )
        except Refusal:
            files.forget(kept.stored)
            raise
    except Refusal as refusal:
        shown = await queries.shown(topic_id, by)
        return await pages.refused_page("forum/topic_files/form.html", refusal, typed, **shown)
    return await pages.done(f"/topics/{topic_id}#files", N_("附件已加上。"))


async def _sent(*, public: bool) -> tuple[Kept, str]:
    """The file of the form, kept on disk, and what it was called. Raises BadInput."""
    sent = (await request.files).get("file")
    if not sent or not sent.filename:
        raise BadInput({"file": Sentence(N_("请选一个文件。"))})
    name = PurePath(sent.filename.replace("\\", "/")).stem[:80].strip(" .") or "附件"
    return await files.keep(sent.read(), public=public), name


@blueprint.post("/topic-files/<int:file_id>/remove")
async def remove(file_id: int) -> Response:
    command_id = (await given()).get("command_id")
    topic_id = await commands.take_off_file(file_id, by=pages.signed_in(), command_id=command_id)
    return await pages.done(f"/topics/{topic_id}#files", N_("附件已删去。"))


@blueprint.get("/topic-files/<int:file_id>.<kind>")
async def download(file_id: int, kind: str) -> Response:
    found = await queries.file(file_id, pages.reader())
    path = files.path_of(found.stored)
    if path is None or kind != found.kind:
        raise NotFound(N_("找不到这个附件。"))
    response = await send_file(
        path, mimetype=files.TYPES[found.kind], as_attachment=True, attachment_filename=found.file_name
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


async def section(topic_id: int) -> Markup:
    """On the topic's page."""
    return Markup(pages.render("forum/topic_files/_list.html", **await queries.shown(topic_id, pages.reader())))
