"""A session's ballots out of the database, as anybody can count them again: without a name, or also as the public may
read them.

Voters are pseudonyms (成员 07), numbered by a keyed digest: the order of the seats, in which the minutes list those who
came, must not tell who is who. They are the same in all ballots of a session and in no other. Of a secret ballot there
is its published list and nothing else. For the public the names in texts are masked as in the minutes, names written in
on papers are replaced by numbers, and votes with a weight come as sums: a floor area is as good as an address.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from agenda.attendance.models import Seat
from agenda.ballots import figures
from agenda.ballots.methods.election import Paper as ElectionPaper
from agenda.ballots.methods.kinds import KINDS, Decides, Kind
from agenda.ballots.methods.papers import text as canonical
from agenda.ballots.methods.totals import WRITE_INS, are_totals
from agenda.ballots.models import Ballot, BallotPaper, BallotState, Block, RollEntry, Vote
from agenda.ballots.secret import OpenPaper, list_hash
from agenda.items.models import AgendaItem
from agenda.recount.documents import (
    About,
    Announced,
    BallotEntry,
    BlockEntry,
    PaperEntry,
    SessionFile,
    VoteEntry,
)
from agenda.recount.documents import RollEntry as RollFigures
from agenda.sessions import queries as sessions
from agenda.sessions.models import Session
from forum import clock, parts
from forum.people import credentials
from forum.people.models import Person
from forum.people.queries import public_words


@dataclass(frozen=True)
class Reader:
    """How texts are shown; `public`: to somebody who is not signed in."""

    show: Callable[[str], str] = str
    public: bool = False
    written_in: dict[int, dict[str, str]] = field(default_factory=dict)

    def paper(self, ballot: Ballot, text: str) -> str:
        """A kept paper; where its reader is not to see names, those written in are numbers."""
        if not self.public or ballot.kind is not Kind.ELECTION:
            return text
        paper = KINDS[ballot.kind].read(text)
        if paper is None or not paper.write_ins:
            return text
        names = tuple(self.written_in[ballot.id][name] for name in paper.write_ins)
        return canonical(ElectionPaper(paper.for_, paper.against, names))

    def totals(self, ballot: Ballot, sums: dict[str, Any]) -> dict[str, Any]:
        """Sums counted by hand, likewise."""
        if not self.public or WRITE_INS not in sums:
            return sums
        named = self.written_in[ballot.id]
        return sums | {WRITE_INS: sorted([named[name], votes] for name, votes in sums[WRITE_INS])}

    def masks_papers(self, ballot: Ballot) -> bool:
        return bool(self.written_in.get(ballot.id))


PLAIN = Reader()


async def session_file(session_id: int, *, public: bool) -> SessionFile:
    """All closed and void ballots, in their order. Raises NotFound."""
    session = await sessions.session(session_id)
    found = await Ballot.exclude(state=BallotState.OPEN).filter(session_id=session_id).order_by("id")
    reader = await reader_of(session, found) if public else PLAIN
    items = dict(await AgendaItem.filter(session_id=session_id).values_list("id", "title"))
    about = About(
        id=session.id,
        title=reader.show(session.title),
        kind=session.kind.value,
        body=session.body.name,
        date=clock.local(session.opened_at or session.starts_at).date().isoformat(),
    )
    names = await pseudonyms(session_id)
    entries = [await _entry(ballot, reader, names, reader.show(items[ballot.item_id])) for ballot in found]
    rules = session.rules
    shared = [entry.model_copy(update={"rules": None}) if entry.rules == rules else entry for entry in entries]
    return SessionFile(session=about, rules=rules, ballots=tuple(shared))


async def list_entry(ballot: Ballot, reader: Reader) -> BallotEntry:
    """One ballot, with its own rules."""
    return await _entry(ballot, reader, {}, "")


async def pseudonyms(session_id: int) -> dict[int, str]:
    """By seat."""
    seats: list[Any] = list(await Seat.filter(session_id=session_id).values_list("id", flat=True))
    mixed = sorted(seats, key=lambda seat: credentials.digest("pseudonym", f"{session_id}:{seat}"))
    return {seat: f"成员 {number:02d}" for number, seat in enumerate(mixed, 1)}


# ---- as the public may read it -----------------------------------------------------------------------------------


async def reader_of(session: Session, found: list[Ballot]) -> Reader:
    """The public's, with what it must not see of these ballots."""
    items = await AgendaItem.filter(session_id=session.id).prefetch_related("topic")
    texts = [session.title, *(item.title for item in items)]
    for ballot in found:
        texts += [ballot.question, ballot.void_reason, *(option["text"] for option in _options(ballot))]
    seats = await Seat.filter(session_id=session.id, person_id__not_isnull=True).values_list("person_id", flat=True)
    proposers = {item.topic.proposer_id for item in items if item.topic}
    people = await Person.filter(id__in=[*seats, session.chair_id, session.recorder_id, *proposers])
    written_in = {ballot.id: await _written_in(ballot) for ballot in found if ballot.kind is Kind.ELECTION}
    adjusted = (await parts.adjusted(parts.adjustments_of_sessions, [session.id]))[session.id]
    return Reader(await public_words(texts, people, adjusted=adjusted), True, written_in)


def _options(ballot: Ballot) -> list[dict[str, Any]]:
    return list(ballot.settings.get("options", ()))


async def _written_in(ballot: Ballot) -> dict[str, str]:
    """Names on papers, each with its number; numbered by a keyed digest, so that the alphabet tells nothing."""
    tally = ballot.tally or {}
    papers = [str(text) for text, *_ in tally.get("papers", ())]
    names = {name for text in papers if (data := json.loads(text)) for name in data["write_ins"]}
    names |= {str(name) for name, _ in tally.get(WRITE_INS, ())}
    mixed = sorted(names, key=lambda name: credentials.digest("written in", f"{ballot.id}:{name}"))
    return {name: f"另选人{number:02d}" for number, name in enumerate(mixed, 1)}


# ---- one ballot --------------------------------------------------------------------------------------------------


async def _entry(ballot: Ballot, reader: Reader, names: dict[int, str], item: str) -> BallotEntry:
    is_void = ballot.state is BallotState.VOID
    listed = await _papers(ballot, reader) if ballot.secret and not is_void else ()
    votes = () if ballot.secret or is_void else await _votes(ballot, reader, names)
    masked = bool(listed) and reader.masks_papers(ballot)
    mask(ballot, reader)
    return BallotEntry(
        id=ballot.id,
        item=item,
        question=ballot.question,
        kind=ballot.kind,
        secret=ballot.secret,
        masked=masked,
        state="void" if is_void else "closed",
        void_reason=ballot.void_reason,
        rules=ballot.rules,
        settings=ballot.settings,
        roll=_roll(ballot),
        votes=votes,
        papers=listed,
        hash=_hash(listed) if masked else "" if is_void else ballot.list_hash,
        blocks=() if is_void else await _blocks(ballot, reader),
        casting="" if is_void else ballot.casting,
        announced=None if is_void else _announced(ballot),
    )


def mask(ballot: Ballot, reader: Reader) -> None:
    """As its reader may see it, in memory: the row must not be saved after that, nor be masked twice."""
    if not reader.public:
        return
    if "papers" in (ballot.tally or {}):
        piles = ballot.tally["papers"] if ballot.tally else []
        ballot.tally = {"papers": sorted([reader.paper(ballot, text), *rest] for text, *rest in piles)}
    elif are_totals(ballot.tally or {}):
        ballot.tally = reader.totals(ballot, ballot.tally or {})
    ballot.settings = shown_settings(ballot, reader)
    ballot.question, ballot.void_reason = reader.show(ballot.question), reader.show(ballot.void_reason)


def shown_settings(ballot: Ballot, reader: Reader) -> dict[str, Any]:
    """The question's settings with the options as their reader may see them."""
    shown = [{**option, "text": reader.show(option["text"])} for option in _options(ballot)]
    return {**ballot.settings, "options": shown} if shown else dict(ballot.settings)


def _roll(ballot: Ballot) -> RollFigures:
    groups = {name: (entitled, present) for name, (entitled, present) in ballot.groups.items()}
    weighed = tuple(ballot.weighed["roll"]) if ballot.weighed else None
    known = {name: (heads, weight) for name, (heads, weight) in (ballot.delivered or {}).items()}
    return RollFigures(entitled=ballot.entitled, present=ballot.present, groups=groups, weighed=weighed, **known)


async def _papers(ballot: Ballot, reader: Reader) -> tuple[PaperEntry, ...]:
    """By receipt: easy to find, and as far from the order of voting as chance can be."""
    rows = await BallotPaper.filter(ballot_id=ballot.id).order_by("receipt").values_list("receipt", "choice", "group")
    return tuple(
        PaperEntry(receipt=receipt, choice=reader.paper(ballot, choice), group=group) for receipt, choice, group in rows
    )


def _hash(papers: tuple[PaperEntry, ...]) -> str:
    return list_hash(OpenPaper(str(paper.choice), paper.receipt, paper.group) for paper in papers)


async def _votes(ballot: Ballot, reader: Reader, names: dict[int, str]) -> tuple[VoteEntry, ...]:
    roll = RollEntry.filter(ballot_id=ballot.id)
    known = {seat: (group, weight) for seat, group, weight in await roll.values_list("seat_id", "group", "weight")}
    rows = await Vote.filter(ballot_id=ballot.id).values_list("seat_id", "choice", "source")
    weighed = ballot.weighed is not None
    votes = [
        VoteEntry(
            choice=reader.paper(ballot, choice),
            voter=names[seat],
            source=source.value,
            group=known[seat][0],
            weight=known[seat][1] if weighed else 0,
        )
        for seat, choice, source in rows
    ]
    if weighed and reader.public:
        return _summed(votes)
    return tuple(sorted(votes, key=lambda vote: vote.voter))


def _summed(votes: list[VoteEntry]) -> tuple[VoteEntry, ...]:
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for vote in votes:
        number, weight = sums.get((str(vote.choice), vote.group), (0, 0))
        sums[str(vote.choice), vote.group] = number + 1, weight + vote.weight
    return tuple(
        VoteEntry(choice=choice, group=group, votes=number, weight=weight)
        for (choice, group), (number, weight) in sorted(sums.items())
    )


async def _blocks(ballot: Ballot, reader: Reader) -> tuple[BlockEntry, ...]:
    found = await Block.filter(ballot_id=ballot.id, struck_at=None)
    return tuple(
        BlockEntry(
            source=block.source.value,
            counted=tuple(reader.totals(ballot, row) for row in block.counted),
            confirmed=None if block.confirmed is None else tuple(reader.totals(ballot, row) for row in block.confirmed),
        )
        for block in found
    )


def _announced(ballot: Ballot) -> Announced:
    by_rules = KINDS[ballot.kind].decides is Decides.RULES
    winners = None if by_rules else getattr(figures.result(ballot), "winners", None)
    weighed = tuple(ballot.weighed["tally"]) if ballot.weighed and "tally" in ballot.weighed else None
    return Announced(outcome=ballot.outcome or "", tally=dict(ballot.tally or {}), weighed=weighed, winners=winners)
