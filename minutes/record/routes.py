from __future__ import annotations

from quart import Blueprint, Response

from agenda.sessions import queries as sessions
from agenda.sessions.models import Session
from forum import pages
from forum.access import Permission, require
from minutes.documents.sheets import record_pdf
from minutes.record import queries
from minutes.sheets.routes import data_dir, sent

blueprint = Blueprint("record", __name__)


@blueprint.get("/sessions/<int:session_id>/record")
async def show(session_id: int) -> Response:
    session = await _for_staff(session_id)
    return await pages.page("minutes/record/show.html", session=session, lines=await queries.record(session))


@blueprint.get("/sessions/<int:session_id>/record.pdf")
async def pdf(session_id: int) -> Response:
    session = await _for_staff(session_id)
    sheet = await queries.sheet(session)
    return sent(await record_pdf(sheet, env=pages.environment, data_dir=data_dir()), session, "会议记录")


async def _for_staff(session_id: int) -> Session:
    """Everybody's words and comings stand in it: it is internal."""
    session = await sessions.session(session_id)
    require(pages.signed_in(), Permission.RECORD, session)
    return session
