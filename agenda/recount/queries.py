"""What pages show of recounting: who may have a session's record, and the published list of a secret ballot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from agenda.attendance.models import Seat
from agenda.ballots.announcing import Announced, announced
from agenda.ballots.methods.kinds import KINDS, Kind
from agenda.ballots.models import Ballot, BallotPaper, BallotState
from agenda.ballots.rules import CELL_NAMES
from agenda.ballots.secret import OpenPaper, list_hash
from agenda.recount import exporting
from agenda.recount.exporting import Reader
from agenda.sessions import queries as sessions
from agenda.sessions.models import Session
from forum import parts
from forum.access import Actor, Permission, allowed
from forum.errors import N_, NotAllowed, NotFound, Sentence

PAGE = 300


# ---- a session's record ------------------------------------------------------------------------------------------


async def may_have_record(session: Session, actor: Actor | None) -> bool:
    """The office, the chair, the recorder, and whoever holds a seat."""
    if actor is None or actor.person_id is None:
        return False
    if allowed(actor, Permission.RECORD, session):
        return True
    return await Seat.exists(session_id=session.id, person_id=actor.person_id)


async def offered(session: Session, actor: Actor | None) -> dict[str, Any]:
    """For the session's page: its secret ballots with a published list, and whether there is a record to download."""
    found = await Ballot.exclude(state=BallotState.OPEN).filter(session_id=session.id).order_by("id")
    may_read = actor is not None or await _is_published(session.id)
    lists = [one for one in found if one.list_hash and one.state is BallotState.CLOSED] if may_read else []
    if lists and actor is None:
        reader = await exporting.reader_of(session, lists)
        for ballot in lists:
            ballot.question = reader.show(ballot.question)
    return {"lists": lists, "may_have_record": bool(found) and await may_have_record(session, actor)}


async def _is_published(session_id: int) -> bool:
    """What came of the session is public once its minutes are: that an upper floor knows."""
    return any([await links_of(session_id) for links_of in parts.links_of_session])


# ---- the published list ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    receipt: str
    said: Sentence
    group: str


@dataclass(frozen=True)
class Listed:
    """One page of the list; `result` is None while the ballot is open and where it is void.

    `looked_for` is the receipt somebody asked for as tidied, `found` its papers: more than one if somebody sent another
    voter's receipt.
    """

    session: Session
    ballot: Ballot
    rows: list[Row]
    number: int
    page: int
    pages: int
    hash: str
    masked: bool
    result: Announced | None
    looked_for: str
    found: list[Row]


async def secret_ballot(ballot_id: int, actor: Actor | None) -> tuple[Ballot, Session, Reader]:
    """Raises NotFound for a named one, NotAllowed for somebody not signed in until the minutes are published.

    The ballot is as its reader may see it, and must not be saved.
    """
    ballot = await Ballot.get_or_none(id=ballot_id)
    without_list = ballot is not None and ballot.state is BallotState.CLOSED and not ballot.list_hash
    if ballot is None or not ballot.secret or without_list:
        raise NotFound(N_("找不到这份公布的票列：只有无记名表决才有。"))
    if actor is None and not await _is_published(ballot.session_id):
        raise NotAllowed(N_("请先登录。会议纪要公布以后，不登录也能看。"))
    session = await sessions.session(ballot.session_id)
    reader = exporting.PLAIN if actor else await exporting.reader_of(session, [ballot])
    return ballot, session, reader


async def closed_list(ballot_id: int, actor: Actor | None) -> tuple[Ballot, Reader]:
    """As `secret_ballot`; NotFound also while there is no list, or where it decides nothing any more."""
    ballot, _, reader = await secret_ballot(ballot_id, actor)
    if ballot.state is not BallotState.CLOSED:
        raise NotFound(N_("这次表决没有公布的票列：还没有结束，或者已经作废。"))
    return ballot, reader


async def listed(ballot_id: int, actor: Actor | None, receipt: str, page: int, *, whole: bool = False) -> Listed:
    """`whole`: all on one page, to be printed."""
    ballot, session, reader = await secret_ballot(ballot_id, actor)
    number = await BallotPaper.filter(ballot_id=ballot.id).count() if ballot.state is BallotState.CLOSED else 0
    pages = 1 if whole else max(1, -(-number // PAGE))
    page = min(max(page, 1), pages)
    query = BallotPaper.filter(ballot_id=ballot.id).order_by("receipt", "number")
    papers = await (query if whole else query.limit(PAGE).offset((page - 1) * PAGE)) if number else []
    tidy = tidied(receipt)
    same = await BallotPaper.filter(ballot_id=ballot.id, receipt=tidy) if tidy and number else []
    masked = reader.masks_papers(ballot)
    digest = await _hash_as_read(ballot, reader) if masked else ballot.list_hash
    said = Words(ballot, reader)  # before the ballot is shown otherwise
    rows, found = [said.row(paper) for paper in papers], [said.row(paper) for paper in same]
    exporting.mask(ballot, reader)
    result = announced(ballot) if ballot.state is BallotState.CLOSED else None
    return Listed(session, ballot, rows, number, page, pages, digest, masked, result, tidy, found)


def tidied(typed: str) -> str:
    """As it was printed: in capitals, in fours; what was typed may have blanks, or lack the dashes."""
    bare = re.sub(r"[^0-9A-Z]", "", typed.upper())[:40]
    return "-".join(bare[at : at + 4] for at in range(0, len(bare), 4))


async def lines(ballot: Ballot, reader: Reader) -> str:
    """What the hash is made of, to the byte."""
    entry = await exporting.list_entry(ballot, reader)
    return "".join(sorted(f"{paper.receipt}\t{paper.choice}\t{paper.group}\n" for paper in entry.papers))


async def _hash_as_read(ballot: Ballot, reader: Reader) -> str:
    rows = await BallotPaper.filter(ballot_id=ballot.id).values_list("choice", "receipt", "group")
    return list_hash(OpenPaper(reader.paper(ballot, choice), receipt, group) for choice, receipt, group in rows)


class Words:
    """Choices in words, each once."""

    def __init__(self, ballot: Ballot, reader: Reader) -> None:
        self._ballot, self._reader = ballot, reader
        self._said: dict[str, Sentence] = {}
        settings = exporting.shown_settings(ballot, reader)
        self._settings = None if ballot.kind is Kind.YES_NO else KINDS[ballot.kind].settings.from_json(settings)

    def row(self, paper: BallotPaper) -> Row:
        return Row(paper.receipt, self.said(self._reader.paper(self._ballot, paper.choice)), paper.group)

    def said(self, text: str) -> Sentence:
        if text not in self._said:
            self._said[text] = self._in_words(text)
        return self._said[text]

    def _in_words(self, text: str) -> Sentence:
        if self._ballot.kind is Kind.YES_NO:
            return Sentence(CELL_NAMES[text])
        return KINDS[self._ballot.kind].said(self._settings, text)
