from __future__ import annotations

import secrets

from quart import Blueprint, Response, current_app, request

from agenda.ballots.models import PreparedBallot, PrintedPaper
from agenda.ballots.rule_sets import RuleSet
from agenda.papers import codes, queries
from agenda.sessions.models import Session
from forum import clock, pages
from forum.access import Permission, require
from forum.errors import N_, NotFound
from minutes.documents.ballot_papers import BallotPapers, VoterPaper, ballot_papers_pdf, said_of

blueprint = Blueprint("documents", __name__)
PART = 200
"""Papers in one file; the prepared ballot's page offers the parts."""


@blueprint.get("/prepared/<int:prepared_id>/papers.pdf")
async def ballot_papers(prepared_id: int) -> Response:
    batch = await _batch(prepared_id)
    data = current_app.settings.data  # type: ignore[attr-defined]
    pdf = await ballot_papers_pdf(batch, data_dir=data)
    headers = {"Content-Disposition": f'inline; filename="yishi-papers-{prepared_id}.pdf"'}
    return Response(pdf.content, content_type="application/pdf", headers=headers)


@blueprint.get("/prepared/<int:prepared_id>/papers")
async def ballot_papers_page(prepared_id: int) -> Response:
    batch = await _batch(prepared_id)
    return await pages.page("minutes/papers/sheet.html", prepared_id=prepared_id, **said_of(batch))


async def _batch(prepared_id: int) -> BallotPapers:
    prepared, session = await queries.prepared_and_session(prepared_id)
    require(pages.signed_in(), Permission.RECORD, session)
    papers = [paper for paper in _asked_for(await queries.papers(prepared_id)) if not paper.struck]
    if not papers:
        raise NotFound(N_("没有要打印的表决票：还没有做，或者已经作废。"))
    printed = [_printed(prepared, paper) for paper in papers]
    if prepared.secret:
        # In no order that is kept anywhere: who takes the first paper must not be known to have number one.
        secrets.SystemRandom().shuffle(printed)
    return _of(prepared, session, tuple(printed))


def _asked_for(papers: list[PrintedPaper]) -> list[PrintedPaper]:
    """One paper by its number, or one part of the batch."""
    number = request.args.get("number", type=int)
    if number is not None:
        return [paper for paper in papers if paper.number == number]
    part = max(1, request.args.get("part", 1, type=int))
    return papers[(part - 1) * PART : part * PART]


def _printed(prepared: PreparedBallot, paper: PrintedPaper) -> VoterPaper:
    if paper.seat is None:
        return VoterPaper(paper.number, codes.code_of(prepared.id, paper.number), group=paper.group)
    return VoterPaper(paper.number, paper.code, paper.seat.label, paper.seat.number)


def _of(prepared: PreparedBallot, session: Session, printed: tuple[VoterPaper, ...]) -> BallotPapers:
    rules = RuleSet.from_json(session.rules)
    return BallotPapers(
        session.body.name, session.title, clock.local(session.starts_at).date(), prepared.question, prepared.kind,
        prepared.settings, prepared.secret, printed, follows=bool(rules.silence_clause),
    )  # fmt: skip
