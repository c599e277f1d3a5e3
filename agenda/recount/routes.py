from __future__ import annotations

from quart import Blueprint, Response, request

from agenda.ballots.models import Ballot
from agenda.recount import documents, exporting, papers, queries
from agenda.sessions.commands import session_for_command
from forum import i18n, pages
from forum.errors import N_, NotAllowed

blueprint = Blueprint("recount", __name__)


@blueprint.get("/sessions/<int:session_id>/record.json")
async def record(session_id: int) -> Response:
    """The session's ballots as `yishi recount` reads them, with pseudonyms for voters."""
    session = await session_for_command(session_id)
    if not await queries.may_have_record(session, pages.reader()):
        raise NotAllowed(
            N_("完整的表决记录只给本次会议的成员和社区工作人员。会议纪要公布以后，人人可以下载隐名的记录。")
        )
    file = await exporting.session_file(session_id, public=False)
    return download(documents.written(file), "application/json", f"yishi-session-{session_id}.json")


@blueprint.get("/ballots/<int:ballot_id>/papers")
async def show(ballot_id: int) -> Response:
    """The published list of a secret ballot, and the own receipt in it."""
    asked = request.args.get("receipt", "")[:60]
    page, whole = request.args.get("page", 1, type=int), "all" in request.args
    found = await queries.listed(ballot_id, pages.reader(), asked, page, whole=whole)
    return await pages.page("agenda/recount/papers.html", listed=found, ballot=found.ballot, whole=whole)


@blueprint.get("/ballots/<int:ballot_id>/papers.csv")
async def as_csv(ballot_id: int) -> Response:
    ballot, reader = await queries.closed_list(ballot_id, pages.reader())
    entry = await exporting.list_entry(ballot, reader)
    words = queries.Words(ballot, reader)
    text = papers.written(entry, ballot.rules, lambda choice: i18n.say(words.said(choice)))
    return download(text, "text/csv", _file_name(ballot, "csv"))


@blueprint.get("/ballots/<int:ballot_id>/papers.txt")
async def as_lines(ballot_id: int) -> Response:
    """Exactly what the hash is made of: `sha256sum` of this file gives it."""
    ballot, reader = await queries.closed_list(ballot_id, pages.reader())
    return download(await queries.lines(ballot, reader), "text/plain", _file_name(ballot, "txt"))


def _file_name(ballot: Ballot, suffix: str) -> str:
    return f"yishi-papers-{ballot.id}.{suffix}"


def download(text: str, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.encode(), content_type=f"{kind}; charset=utf-8", headers=headers)
