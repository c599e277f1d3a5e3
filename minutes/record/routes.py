from __future__ import annotations

from quart import Blueprint, Response

from agenda.sessions import queries as sessions
from agenda.sessions.models import Session
from forum import i18n, pages
from forum.access import Permission, require
from forum.errors import N_
from minutes.documents import sheets
from minutes.documents.showing import FORMS, Paper, shown
from minutes.record import queries

blueprint = Blueprint("record", __name__)


@blueprint.get("/sessions/<int:session_id>/record")
async def show(session_id: int) -> Response:
    session = await _for_staff(session_id)
    return await pages.page("minutes/record/show.html", session=session, lines=await queries.record(session))


@blueprint.get(f"/sessions/<int:session_id>/record.<{FORMS}:form>")
async def printed(session_id: int, form: str) -> Response:
    session = await _for_staff(session_id)
    paper = Paper(
        sheets.record(await queries.sheet(session)),
        f"{session.title}会议记录",
        i18n.translate(N_("会议记录")),
        f"/sessions/{session_id}/record",
        (f"/sessions/{session_id}/documents", session.title),
        by_staff=True,
    )
    return await shown(paper, form)


async def _for_staff(session_id: int) -> Session:
    """Everybody's words and comings stand in it: it is internal."""
    session = await sessions.session(session_id)
    require(pages.signed_in(), Permission.RECORD, session)
    return session
