from __future__ import annotations

from quart import Blueprint, Response, current_app

from agenda.sessions import queries as sessions
from forum import pages
from forum.access import Permission, require
from forum.config import Settings
from minutes.archive import printing
from minutes.documents.showing import sent

blueprint = Blueprint("archive", __name__)


@blueprint.get("/sessions/<int:session_id>/archive.zip")
async def archive(session_id: int) -> Response:
    """The whole session with everybody's name: for those who record it."""
    session = await sessions.session(session_id)
    require(pages.signed_in(), Permission.RECORD, session)
    settings: Settings = current_app.settings  # type: ignore[attr-defined]
    content = await printing.archive(session_id, data=settings.data, address=settings.base_url)
    response = sent(content, f"{session.title}存档", "application/zip", "zip")
    response.headers["Content-Disposition"] = response.headers["Content-Disposition"].replace("inline", "attachment", 1)
    return response
