from __future__ import annotations

from quart import Blueprint, Response, request

from agenda.masking import queries as masking
from agenda.sessions import queries as sessions
from agenda.sessions.models import Session
from forum import i18n, pages
from forum.access import Permission, allowed, require
from forum.errors import N_, NotFound
from minutes.documents import lists, sheets
from minutes.documents.badges import badge_sheets
from minutes.documents.official import Sheet
from minutes.documents.showing import FORMS, Paper, shown
from minutes.sheets import chasing, links, queries

blueprint = Blueprint("sheets", __name__)


@blueprint.get("/sessions/<int:session_id>/documents")
async def index(session_id: int) -> Response:
    """All that can be printed of a session, in pictures."""
    session = await sessions.session(session_id)
    listed = await links.documents(session_id, allowed(pages.reader(), Permission.RECORD, session))
    await masking.as_read([session], pages.reader())
    return await pages.page("minutes/papers/index.html", session=session, listed=listed)


@blueprint.get(f"/sessions/<int:session_id>/agenda.<{FORMS}:form>")
async def agenda(session_id: int, form: str) -> Response:
    """For everybody, as the session's page is; `?large` for old eyes."""
    session = await sessions.session(session_id)
    large = "large" in request.args
    sheet = sheets.agenda(await queries.agenda(session, pages.reader(), large=large))
    return await _shown(sheet, session, "agenda", N_("议程大字版") if large else N_("议程"), form, large=large)


@blueprint.get(f"/sessions/<int:session_id>/sign-in.<{FORMS}:form>")
async def sign_in(session_id: int, form: str) -> Response:
    session = await _for_staff(session_id)
    sheet = sheets.sign_in_sheet(await queries.sign_in_sheet(session))
    return await _shown(sheet, session, "sign-in", N_("签到表"), form)


@blueprint.get(f"/sessions/<int:session_id>/badges.<{FORMS}:form>")
async def badges(session_id: int, form: str) -> Response:
    session = await _for_staff(session_id)
    made = await queries.badges(session, request.args.get("seat", type=int))
    if not made.badges:
        raise NotFound(N_("还没有席位：发通知以后才有胸牌。"))
    return await _shown(badge_sheets(made), session, "badges", N_("胸牌"), form)


@blueprint.get(f"/sessions/<int:session_id>/actions.<{FORMS}:form>")
async def actions(session_id: int, form: str) -> Response:
    session = await _for_staff(session_id)
    sheet = lists.action_sheet(await chasing.of_session(session))
    return await _shown(sheet, session, "actions", N_("任务分解表"), form)


@blueprint.get(f"/sessions/<int:session_id>/results.<{FORMS}:form>")
async def results(session_id: int, form: str) -> Response:
    session = await _for_staff(session_id)
    sheet = sheets.result_sheet(await queries.result_sheet(session))
    return await _shown(sheet, session, "results", N_("表决结果单"), form)


async def _for_staff(session_id: int) -> Session:
    session = await sessions.session(session_id)
    require(pages.signed_in(), Permission.RECORD, session)
    return session


async def _shown(sheet: Sheet, session: Session, name: str, words: str, form: str, *, large: bool = False) -> Response:
    paper = Paper(
        sheet,
        f"{session.title}{words}",
        i18n.translate(words),
        f"/sessions/{session.id}/{name}",
        (f"/sessions/{session.id}/documents", session.title),
        {"large": "1"} if large else {},
        by_staff=allowed(pages.reader(), Permission.RECORD, session),
    )
    return await shown(paper, form)
