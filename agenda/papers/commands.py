"""Printed papers: made, struck and replaced, handed out, taken back, and entered as they come in.

A named paper's vote goes through the writer as `enter_vote`; what is said of a secret one here records neither which
paper nor who took it.
"""

from __future__ import annotations

from agenda.attendance.models import Seat
from agenda.ballots import commands as ballots
from agenda.ballots import queries as ballot_queries
from agenda.ballots import secret
from agenda.ballots.commands import Given
from agenda.ballots.models import Ballot, BallotState, PreparedBallot, PrintedPaper, RollEntry, Vote, VoteSource
from agenda.ballots.rule_sets import RuleSet
from agenda.ballots.rules import check_close
from agenda.ballots.secret import OpenPaper
from agenda.papers import codes, queries, rules
from agenda.papers.queries import paper_and_session, prepared_and_session
from agenda.sessions.commands import session_for_command
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, RuleBroken
from forum.journal import answer, command, record, transaction

# ---- printing ----------------------------------------------------------------------------------------------------


@command
async def print_papers(prepared_id: int, copies: int, *, by: Actor, group: str = "") -> int:
    """Of a secret ballot so many more; of a named one a paper for every voter who has none. Gives how many were made.

    `group`: whose papers they are, where groups decide.
    """
    prepared, session = await prepared_and_session(prepared_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await _require_taken(prepared)
        rules.check_printable(prepared.kind)
        made = await (_anonymous(prepared, session, copies, group) if prepared.secret else _named(prepared, session))
        await PrintedPaper.bulk_create(made)
        record("papers.printed", by, prepared=prepared_id, count=len(made))
        return answer(len(made))


@command
async def print_open_ballot(ballot_id: int, *, by: Actor) -> int:
    """Paper for a ballot that was opened without: gives what its papers belong to."""
    ballot = await ballot_queries.ballot(ballot_id)
    session = await session_for_command(ballot.session_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        rules.check_printable(ballot.kind)
        await ballot.refresh_from_db(fields=["state"])
        check_close(is_open=ballot.state is BallotState.OPEN)
        known = await PreparedBallot.filter(ballot_id=ballot_id).first()
        prepared = known or await PreparedBallot.create(
            item_id=ballot.item_id, motion_id=ballot.motion_id, kind=ballot.kind, settings=ballot.settings,
            secret=ballot.secret, question=ballot.question, made_at=clock.now(), ballot_id=ballot_id,
        )  # fmt: skip
        record("prepared.made", by, prepared=prepared.id, item=ballot.item_id)
        return answer(prepared.id)


async def _require_taken(prepared: PreparedBallot) -> None:
    """Papers are made for what waits to be opened, or is open."""
    await prepared.refresh_from_db(fields=["ballot_id", "withdrawn_at"])
    if prepared.withdrawn_at is not None:
        raise RuleBroken(N_("这项备好的表决已经撤下。"))
    if prepared.ballot_id is not None:
        check_close(is_open=await Ballot.exists(id=prepared.ballot_id, state=BallotState.OPEN))


async def _named(prepared: PreparedBallot, session: Session) -> list[PrintedPaper]:
    voters = await _voters(prepared, session)
    if not voters:
        raise RuleBroken(N_("发出会议通知以后才有应到名单，那时再印记名的票。"))
    printed = {paper.seat_id for paper in await PrintedPaper.filter(prepared_id=prepared.id, struck=False)}
    last = await _last_number(prepared.id)
    missing = [seat for seat in voters if seat not in printed]
    return [
        PrintedPaper(prepared_id=prepared.id, number=number, code=codes.new_code(), seat_id=seat)
        for number, seat in enumerate(missing, last + 1)
    ]


async def _voters(prepared: PreparedBallot, session: Session) -> list[int]:
    """In the order of their seats."""
    if prepared.ballot_id is None:
        found = Seat.filter(session_id=session.id, entitled=True).order_by("number").values_list("id", flat=True)
    else:
        roll = RollEntry.filter(ballot_id=prepared.ballot_id).order_by("seat__number")
        found = roll.values_list("seat_id", flat=True)
    return [int(str(seat)) for seat in await found]


async def _anonymous(prepared: PreparedBallot, session: Session, copies: int, group: str) -> list[PrintedPaper]:
    rules.check_copies(copies)
    by_groups = RuleSet.from_json(session.rules).by_groups
    known = await queries.groups(session) if by_groups else [""]
    if group not in known:
        raise RuleBroken(N_("按组计票，请选是哪一组的票。"))
    codes.make_key(prepared.id)
    last = await _last_number(prepared.id)
    return [_secret_paper(prepared.id, number, group) for number in range(last + 1, last + copies + 1)]


def _secret_paper(prepared_id: int, number: int, group: str) -> PrintedPaper:
    mark = codes.mark_of(prepared_id, codes.code_of(prepared_id, number))
    return PrintedPaper(prepared_id=prepared_id, number=number, code=mark, group=group)


async def _last_number(prepared_id: int) -> int:
    last = await PrintedPaper.filter(prepared_id=prepared_id).order_by("-number").first()
    return last.number if last else 0


@command
async def strike_paper(paper_id: int, *, by: Actor) -> int:
    """Spoilt or lost: it is not taken any more, and another takes its place. Gives the new one's id."""
    paper, session = await paper_and_session(paper_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        paper = await PrintedPaper.select_for_update().get(id=paper_id)
        rules.check_strike(await queries.standing(paper))
        await PrintedPaper.filter(id=paper_id).update(struck=True)
        number = await _last_number(paper.prepared_id) + 1
        if paper.seat_id is None:
            new = _secret_paper(paper.prepared_id, number, paper.group)
        else:
            new = PrintedPaper(
                prepared_id=paper.prepared_id, number=number, code=codes.new_code(), seat_id=paper.seat_id
            )
        await new.save()
        record("paper.struck", by, prepared=paper.prepared_id, number=paper.number, by_number=number)
        return answer(new.id)


# ---- who took one ------------------------------------------------------------------------------------------------


@command
async def take_back(ballot_id: int, seat_id: int, *, by: Actor) -> None:
    """Somebody ticked by mistake, or who gave the paper back unmarked: they may vote on a device again."""
    ballot = await ballot_queries.ballot(ballot_id)
    session = await session_for_command(ballot.session_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await ballot.refresh_from_db(fields=["state"])
        check_close(is_open=ballot.state is BallotState.OPEN)
        taken = Vote.filter(ballot_id=ballot_id, seat_id=seat_id, source=VoteSource.PAPER, choice="")
        if not ballot.secret or not await taken.exists():
            raise RuleBroken(N_("这一席没有领票的登记。"))
        group = (await ballot_queries.roll_of(ballot_id)).group_of.get(seat_id, "")
        handed = (await ballot_queries.handed_out(ballot_id)).get(group, 0)
        if await ballot_queries.came_back(ballot_id, group) >= handed:
            raise RuleBroken(N_("发出的票都已收回录入，不能再撤销领票。"))
        await taken.delete()
        record("paper.taken_back", by, ballot=ballot_id, seat=seat_id)


# ---- what comes in -----------------------------------------------------------------------------------------------


async def enter_paper(
    paper_id: int, given: Given, *, by: Actor, command_id: str, witness: str = "", photo: str = ""
) -> None:
    """A filled-in paper, once. RuleBroken with the reason where it is not to be taken."""
    paper, session = await paper_and_session(paper_id)
    require(by, Permission.RECORD, session)
    if paper.seat_id is None:
        await enter_from_the_box(paper_id, given, by=by, command_id=command_id)
        return
    at = await queries.standing(paper)
    again = at.voted == VoteSource.PAPER and await Vote.exists(seat_id=paper.seat_id, command_id=command_id)
    if not again:
        rules.check_enter(at)
    ballot_id = (await PreparedBallot.get(id=paper.prepared_id)).ballot_id or 0
    await ballots.enter_vote(
        ballot_id, paper.seat_id, given, by=by, command_id=command_id, source=VoteSource.PAPER, witness=witness,
        photo=photo,
    )  # fmt: skip


@command
async def enter_from_the_box(paper_id: int, given: Given, *, by: Actor) -> None:
    """A secret ballot's paper, sealed at once. Also after the ballot's time is up, until the chair announces: what was
    put in the box in time is counted.
    """
    paper, session = await paper_and_session(paper_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        paper = await PrintedPaper.select_for_update().get(id=paper_id)
        if paper.seat_id is not None:
            raise RuleBroken(N_("这张票是记名的，不从票箱里录。"))
        rules.check_enter(await queries.standing(paper))
        prepared = await PreparedBallot.get(id=paper.prepared_id)
        ballot = await Ballot.get(id=prepared.ballot_id)
        text = ballots.check_paper(await ballot_queries.roll_of(ballot.id), given)
        opened = OpenPaper(text, codes.code_of(prepared.id, paper.number), paper.group)
        sealed = secret.seal(ballot.public_key, opened).stored
        await PrintedPaper.filter(id=paper_id).update(sealed=sealed, returned=True)
        # Which paper stays unsaid: this has a time and a person.
        record("paper.entered", by, ballot=ballot.id)


@command
async def take_out(paper_id: int, *, by: Actor) -> None:
    """Entered wrong: a secret ballot's paper is taken out, to be entered again."""
    paper, session = await paper_and_session(paper_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        paper = await PrintedPaper.select_for_update().get(id=paper_id)
        at = await queries.standing(paper)
        check_close(is_open=at.ballot is BallotState.OPEN)
        if paper.seat_id is not None or not paper.returned:
            raise RuleBroken(N_("这张票没有录入过，或者是记名的，不能撤回。"))
        await PrintedPaper.filter(id=paper_id).update(sealed=None, returned=False)
        record("paper.taken_out", by, ballot=at.ballot_id)
