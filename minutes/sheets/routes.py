from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from quart import Blueprint, Response, current_app, request

from agenda.sessions import queries as sessions
from agenda.sessions.models import Session
from forum import pages
from forum.access import Permission, require
from forum.errors import N_, NotFound
from minutes.documents import sheets
from minutes.documents.badges import badges_pdf, said_of
from minutes.documents.official import Pdf
from minutes.sheets import queries

blueprint = Blueprint("sheets", __name__)


@blueprint.get("/sessions/<int:session_id>/agenda.pdf")
async def agenda(session_id: int) -> Response:
    """For everybody, as the session's page is; `?large` for old eyes."""
    session = await sessions.session(session_id)
    large = "large" in request.args
    sheet = await queries.agenda(session, pages.reader(), large=large)
    made = await sheets.agenda_pdf(sheet, env=pages.environment, data_dir=data_dir())
    return sent(made, session, "议程大字版" if large else "议程")


@blueprint.get("/sessions/<int:session_id>/sign-in.pdf")
async def sign_in(session_id: int) -> Response:
    session = await _for_staff(session_id)
    sheet = await queries.sign_in_sheet(session)
    return sent(await sheets.sign_in_sheet_pdf(sheet, env=pages.environment, data_dir=data_dir()), session, "签到表")


@blueprint.get("/sessions/<int:session_id>/badges")
async def badges_page(session_id: int) -> Response:
    session = await _for_staff(session_id)
    made = await queries.badges(session, request.args.get("number", type=int))
    return await pages.page("minutes/papers/badges.html", session=session, **said_of(made))


@blueprint.get("/sessions/<int:session_id>/badges.pdf")
async def badges(session_id: int) -> Response:
    session = await _for_staff(session_id)
    made = await queries.badges(session, request.args.get("number", type=int))
    if not made.badges:
        raise NotFound(N_("还没有席位：发通知以后才有胸牌。"))
    return sent(await badges_pdf(made, env=pages.environment, data_dir=data_dir()), session, "胸牌")


@blueprint.get("/sessions/<int:session_id>/actions.pdf")
async def actions(session_id: int) -> Response:
    session = await _for_staff(session_id)
    sheet = await queries.action_sheet(session)
    made = await sheets.action_sheet_pdf(sheet, env=pages.environment, data_dir=data_dir())
    return sent(made, session, "任务分解表")


@blueprint.get("/sessions/<int:session_id>/results.pdf")
async def results(session_id: int) -> Response:
    session = await _for_staff(session_id)
    sheet = await queries.result_sheet(session)
    made = await sheets.result_sheet_pdf(sheet, env=pages.environment, data_dir=data_dir())
    return sent(made, session, "表决结果单")


async def _for_staff(session_id: int) -> Session:
    session = await sessions.session(session_id)
    require(pages.signed_in(), Permission.RECORD, session)
    return session


def data_dir() -> Path:
    data: Path = current_app.settings.data  # type: ignore[attr-defined]
    return data


def sent(made: Pdf, session: Session, what: str) -> Response:
    name = quote(f"{session.title}{what}.pdf")
    disposition = f"inline; filename=\"session-{session.id}.pdf\"; filename*=UTF-8''{name}"
    return Response(made.content, content_type="application/pdf", headers={"Content-Disposition": disposition})
