"""A session held wholly on paper, entered afterwards: the hall's own commands, with the clock set to when it happened.

So its verdicts, its minutes and its recount are those of a session that was chaired here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from agenda.afterwards import queries, rules
from agenda.attendance.commands import excuse, tick_off
from agenda.attendance.lapsing import lapse_seats
from agenda.attendance.models import Seat
from agenda.ballots import chairing, voting
from agenda.ballots.counted import check_counters, enter_sums
from agenda.ballots.methods.bundles import Bundles
from agenda.ballots.methods.hands import Hands
from agenda.ballots.methods.kinds import KINDS, Kind
from agenda.ballots.methods.totals import Totals
from agenda.ballots.models import Ballot, VoteSource
from agenda.ballots.questions import Question
from agenda.ballots.rules import Choice
from agenda.ballots.voting import Given
from agenda.items.commands import close_item, item_and_session, open_item
from agenda.items.models import AgendaItem, ItemState
from agenda.motions.commands import put_motion
from agenda.sessions.commands import close_session, session_for_command
from agenda.sessions.models import Session, SessionState
from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, BadInput, Sentence
from forum.journal import answer, command, record, transaction


@dataclass(frozen=True)
class Division:
    """A vote on a text as the paper has it: by seat how each voted; or counts, a row a group, with who counted them,
    of hands or, where there was a `box`, of secret papers; or that the chair asked and nobody objected (无异议通过).
    """

    text: str
    hands: Sequence[Hands] = ()
    teller: str = ""
    scrutineer: str = ""
    named: Mapping[int, Choice] | None = None
    source: VoteSource = VoteSource.PAPER
    box: rules.Box | None = None
    by_consent: bool = False

    @property
    def kind(self) -> Kind:
        if self.by_consent:
            return Kind.CONSENT
        return Kind.HANDS if self.named is None and self.box is None else Kind.YES_NO


@dataclass(frozen=True)
class CountedQuestion:
    """A question with options that was answered on secret papers, and what these came to."""

    question: Question
    counted: Totals | Bundles
    box: rules.Box
    teller: str
    scrutineer: str


@dataclass(frozen=True)
class NamedQuestion:
    """A question with options that was answered on papers with names: the paper of each seat, as its canonical text."""

    question: Question
    papers: Mapping[int, str]


@command
async def begin_entering(
    session_id: int, began: datetime, present: Collection[int], excused: Collection[int] = (), *, by: Actor
) -> None:
    """Begin to enter: when it began, and whose seats were there or excused."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await session.refresh_from_db()
        seats = [seat async for seat in Seat.filter(session_id=session_id).order_by("number")]
        here = [seat.id for seat in seats if seat.id in present]
        rules.check_begin(session.state, began, clock.now(), present=len(here))
        with clock.set_to(began):
            await Session.filter(id=session_id).update(
                state=SessionState.OPEN, opened_at=began, entering=True, presiding_id=None
            )
            await lapse_seats(session, by)
            record("session.opened", by, session=session_id)
            for seat in seats:
                if seat.id in here:
                    await tick_off(seat.id, by=by)
                elif seat.id in excused:
                    await excuse(seat.id, by=by)


async def enter_division(item_id: int, division: Division, at: datetime, *, by: Actor, command_id: str) -> int:
    """A motion put to the vote, and its result, by the usual commands. Gives the ballot's id.

    The votes of a named one go through the writer, which no transaction can hold: so that is several commands, each of
    which acts once, and sent again it goes on where it stopped.
    """
    if division.named is None:
        return await enter_counts(item_id, division, at, by=by, command_id=f"{command_id}-open")
    ballot_id = await open_entered_ballot(item_id, division, at, by=by, command_id=f"{command_id}-open")
    votes = {seat: Given(choice.value) for seat, choice in division.named.items()}
    await _vote_and_close(ballot_id, votes, division.source, at, by, command_id)
    return ballot_id


async def enter_named_question(item_id: int, named: NamedQuestion, at: datetime, *, by: Actor, command_id: str) -> int:
    """A question with options and each voter's paper, in several commands as above. Gives the ballot's id."""
    ballot_id = await open_entered_question(item_id, named, at, by=by, command_id=f"{command_id}-open")
    papers = {seat: Given(paper) for seat, paper in named.papers.items()}
    await _vote_and_close(ballot_id, papers, VoteSource.PAPER, at, by, command_id)
    return ballot_id


async def _vote_and_close(
    ballot_id: int, votes: Mapping[int, Given], source: VoteSource, at: datetime, by: Actor, command_id: str
) -> None:
    with clock.set_to(at):
        for seat, vote in votes.items():
            await voting.enter_vote(
                ballot_id, seat, vote, by=by, source=source, command_id=f"{command_id}-{seat}"[-64:]
            )
        await chairing.close_ballot(ballot_id, by=by, command_id=f"{command_id}-close")


@command
async def open_entered_question(item_id: int, named: NamedQuestion, at: datetime, *, by: Actor) -> int:
    """The question and its ballot, which waits for the papers and its closing."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await _require_entering(session, "at", at, by)
        await _check_voters(session, named.papers)
        _check_papers(named)
        with clock.set_to(at):
            await _take_up(item, by)
            return answer(await chairing.open_question(item_id, named.question, by=by))


@command
async def open_entered_ballot(item_id: int, division: Division, at: datetime, *, by: Actor) -> int:
    """The motion and its ballot, which waits for named votes and its closing."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await _require_entering(session, "at", at, by)
        await _check_division(session, division)
        with clock.set_to(at):
            await _take_up(item, by)
            motion = await put_motion(item_id, division.text, by=by)
            return answer(await chairing.open_ballot(motion, by=by, kind=division.kind))


@command
async def enter_counts(item_id: int, division: Division, at: datetime, *, by: Actor) -> int:
    """The motion, its ballot, the counts and the result in one: while it is open nobody can vote from elsewhere."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await _require_entering(session, "at", at, by)
        await _check_division(session, division)
        with clock.set_to(at):
            await _take_up(item, by)
            motion = await put_motion(item_id, division.text, by=by)
            is_secret = division.box is not None
            ballot = await chairing.open_ballot(motion, by=by, kind=division.kind, is_secret=is_secret)
            if division.box:
                await _keep_box(ballot, division.box, sum(row.total for row in division.hands))
            if not division.by_consent:
                await _count(ballot, division, by)
            await chairing.close_ballot(ballot, by=by)
        return answer(ballot)


async def _count(ballot: int, division: Division, by: Actor) -> None:
    source = VoteSource.PAPER if division.box else VoteSource.HAND
    block = await voting.enter_block(ballot, division.hands, source, division.teller, by=by)
    await voting.confirm_block(block, division.hands, division.scrutineer, by=by)


@command
async def enter_question(item_id: int, counted: CountedQuestion, at: datetime, *, by: Actor) -> int:
    """A question with options, its ballot, what was counted and the result in one. Gives the ballot's id."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await _require_entering(session, "at", at, by)
        check_counters(counted.teller, counted.scrutineer)
        with clock.set_to(at):
            await _take_up(item, by)
            ballot = await chairing.open_question(item_id, counted.question, by=by)
            await _keep_box(ballot, counted.box, counted.counted.readable)
            await enter_sums(ballot, counted.counted, counted.teller, counted.scrutineer, by=by)
            await chairing.close_ballot(ballot, by=by)
        return answer(ballot)


async def _take_up(item: AgendaItem, by: Actor) -> None:
    await item.refresh_from_db(fields=["state"])
    if item.state is ItemState.WAITING:
        await open_item(item.id, by=by)


async def _keep_box(ballot_id: int, box: rules.Box, counted: int) -> None:
    ballot = await Ballot.get(id=ballot_id)
    rules.check_box(box, counted=counted, present=ballot.present)
    await Ballot.filter(id=ballot_id).update(printed=box.to_json())


async def _check_division(session: Session, division: Division) -> None:
    """Before anything is written. Raises BadInput."""
    if division.by_consent:
        return
    if division.named is None:
        check_counters(division.teller, division.scrutineer)
    else:
        await _check_voters(session, division.named)


async def _check_voters(session: Session, votes: Mapping[int, object]) -> None:
    """Somebody voted, and all of them could. Raises BadInput."""
    if not votes:
        raise BadInput({"named": Sentence(N_("请逐人选他怎么投的。"))})
    here = {seat.id for seat in await queries.voters(session.id)}
    if not set(votes) <= here:
        raise BadInput({"named": Sentence(N_("只能录到会并有表决权的人。"))})


def _check_papers(named: NamedQuestion) -> None:
    """Before anything is written: one that is none would leave its ballot open. Raises BadInput, RuleBroken."""
    method = KINDS[named.question.kind]
    settings = method.settings.from_json(named.question.settings)
    for paper in named.papers.values():
        method.check_paper(settings, method.read(paper))


@command
async def close_entered_item(item_id: int, at: datetime, *, by: Actor) -> None:
    """The item ended then; one without a vote is taken up and ended in one."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        last = await _require_entering(session, "until", at, by)
        await item.refresh_from_db(fields=["state"])
        if item.state is ItemState.WAITING:
            with clock.set_to(last):
                await open_item(item_id, by=by)
        with clock.set_to(at):
            await close_item(item_id, by=by)


@command
async def finish_entering(session_id: int, ended: datetime, *, by: Actor) -> None:
    """It closed then; who entered it, and when, is kept beside. Items not reached carry over as always."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        await _require_entering(session, "ended", ended, by)
        with clock.set_to(ended):
            await close_session(session_id, by=by)
        now = clock.now()
        await Session.filter(id=session_id).update(entering=False, entered_at=now, entered_by_id=by.person_id)
        record("session.entered", by, session=session_id)


async def _require_entering(session: Session, field: str, at: datetime, by: Actor) -> datetime:
    """Gives when the last thing happened that was entered."""
    require(by, Permission.RECORD, session)
    await session.refresh_from_db()
    rules.check_entering(entering=session.entering)
    last = await last_moment(session)
    rules.check_time(field, at, last, clock.now())
    return last


async def last_moment(session: Session) -> datetime:
    moments = [session.opened_at or session.starts_at]
    for item in await AgendaItem.filter(session_id=session.id):
        moments += [moment for moment in (item.opened_at, item.closed_at) if moment]
    for ballot in await Ballot.filter(session_id=session.id):
        moments += [moment for moment in (ballot.opened_at, ballot.closed_at) if moment]
    return max(moments)
