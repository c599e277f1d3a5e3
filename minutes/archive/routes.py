from __future__ import annotations

from urllib.parse import quote

from quart import Blueprint, Response, current_app, jsonify, redirect, send_file

from agenda.sessions import queries as sessions
from agenda.sessions.models import Session
from forum import i18n, pages
from forum.access import Permission, require
from forum.config import Settings
from forum.errors import N_, Refusal
from minutes.archive import making
from minutes.archive.making import Ready
from minutes.documents.making import Making, waited_for
from minutes.documents.showing import PATIENCE
from minutes.documents.turns import Progress

blueprint = Blueprint("archive", __name__)


@blueprint.get("/sessions/<int:session_id>/archive.<any(zip,preview):form>")
async def archive(session_id: int, form: str) -> Response:
    """The whole session with everybody's name, for those who record it; a page says how far it is while it is made."""
    session = await sessions.session(session_id)
    require(pages.signed_in(), Permission.RECORD, session)
    at_work = making.under_way(session_id, data=_settings().data)
    if at_work and pages.wants_json():
        return _told(at_work.progress)
    try:
        found = await _found(session, at_work)
    except Refusal as refusal:
        return await _page(session, status=refusal.status, refusal=refusal)
    if form == "zip" and not pages.wants_json():
        at = f"/sessions/{session_id}/archive.preview"
        return await _sent(session, found) if isinstance(found, Ready) else redirect(at)  # type: ignore[return-value]
    return await _page(session, found=found)


async def _found(session: Session, at_work: Making[Ready] | None) -> Ready | Making[Ready]:
    """The archive, or what becomes of it where that takes longer. Raises the refusal of one that was not made."""
    settings = _settings()
    if at_work is None:
        if ready := await making.found(session, data=settings.data):
            return ready
        at_work = making.begin(session, data=settings.data, address=settings.base_url)
    return await waited_for(at_work, 0 if pages.wants_json() else PATIENCE)


async def _page(
    session: Session, *, status: int = 200, found: Ready | Making[Ready] | None = None, refusal: Refusal | None = None
) -> Response:
    progress = found.progress if isinstance(found, Making) else None
    if pages.wants_json():
        return pages.refusal_json(refusal) if refusal else _told(progress) if progress else jsonify({"made": True})
    return await pages.page(
        "minutes/papers/archive.html",
        status,
        session=session,
        at=f"/sessions/{session.id}/archive",
        ready=found if isinstance(found, Ready) else None,
        progress=progress,
        said=_said(progress) if progress else "",
        refused=refusal.said(i18n.translate) if refusal else "",
    )


async def _sent(session: Session, ready: Ready) -> Response:
    response: Response = await send_file(ready.path, mimetype="application/zip")
    name = quote(f"{session.title}存档.zip")
    response.headers["Content-Disposition"] = f"attachment; filename=\"archive.zip\"; filename*=UTF-8''{name}"
    return response


def _told(progress: Progress) -> Response:
    return jsonify({"made": False, "pages": progress.pages, "expected": progress.expected, "said": _said(progress)})


def _said(progress: Progress) -> str:
    if progress.ahead:
        return i18n.say(N_("前面还有 {n} 份在排队，轮到就开始。"), n=progress.ahead)
    if progress.expected:
        return i18n.say(N_("已备好 {n} 份文件，共 {all} 份。"), n=progress.pages, all=progress.expected)
    return i18n.say(N_("正在清点要放进去的文件。"))


def _settings() -> Settings:
    settings: Settings = current_app.settings  # type: ignore[attr-defined]
    return settings
