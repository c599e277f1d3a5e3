"""The voters' side of a vote: from a device, entered for somebody without one, or counted in a block.

A single vote goes through the writer and records no event; blocks are commands like any other.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agenda.ballots import figures, queries, rules, secret
from agenda.ballots.methods import hands
from agenda.ballots.methods.kinds import KINDS, Decides, Kind
from agenda.ballots.models import Ballot, BallotState, Block, PrintedPaper, VoteSource
from agenda.ballots.queries import FrozenRoll
from agenda.ballots.rules import FOLLOW, Choice
from agenda.ballots.secret import OpenPaper
from agenda.ballots.writer import PendingVote, VoteWriter
from agenda.sessions.commands import session_for_command
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction

writer = VoteWriter()
ENTERED = (VoteSource.DESK, VoteSource.PAPER, VoteSource.HAND, VoteSource.PHONE)
"""How a vote reaches whoever enters it for somebody else."""


@dataclass(frozen=True)
class Given:
    """What a voter gives: a motion's choice as text, or the paper of another kind as JSON; a secret one's receipt."""

    paper: object
    receipt: str = ""


async def cast_vote(
    ballot_id: int,
    given: Given | Choice,
    *,
    by: Actor,
    command_id: str,
    seat_id: int | None = None,
    source: VoteSource = VoteSource.DEVICE,
) -> str:
    """A voter's own vote, answered once it is on disk: gives the paper's text as kept, or the receipt of a secret one.

    `seat_id`: of whom they vote for by mandate. Re-sent with the same id it is the same vote. Records no event: the
    vote is its own row, and figures enter the journal when the ballot closes.
    """
    given = Given(given.value) if isinstance(given, Choice) else given
    roll = await queries.roll_of(ballot_id)
    seat_id = _seat_voting(roll, person_of(by), seat_id)
    if not KINDS[roll.kind].by_paper:
        raise RuleBroken(N_("这次是举手表决，请举手，由计票人清点。"))
    paper = check_paper(roll, given)
    proxy = seat_id in roll.holder_of
    how: dict[str, Any] = {
        "source": VoteSource.PROXY if proxy else source,
        "entered_by": person_of(by) if proxy else None,
        "command_id": command_id,
        "may_change": roll.may_change,
    }
    if not roll.secret:
        await _write(ballot_id, seat_id, paper, **how)
        return paper
    receipt = secret.check_receipt(given.receipt) if given.receipt else secret.new_receipt()
    sealed = secret.seal(roll.public_key, OpenPaper(paper, receipt, roll.group_of.get(seat_id, "")))
    await _write(ballot_id, seat_id, "", sealed=sealed, **how)
    return receipt


def _seat_voting(roll: FrozenRoll, person_id: int, seat_id: int | None) -> int:
    """The seat somebody votes for: their own, or one they hold a mandate of."""
    if seat_id is not None:
        if not roll.may_vote_for(person_id, seat_id):
            raise RuleBroken(N_("您不能替这一席投票：没有受他委托，或者委托已经终止。"))
        return seat_id
    own = roll.seat_of_person.get(person_id)
    if own is None:
        raise RuleBroken(N_("您不在这次表决的名单上（表决开始时没有签到，或没有表决权）。"))
    return own


async def enter_vote(
    ballot_id: int,
    seat_id: int,
    given: Given | Choice,
    *,
    by: Actor,
    command_id: str,
    source: VoteSource = VoteSource.DESK,
    witness: str = "",
    photo: str = "",
) -> None:
    """The recorder enters a vote said at the desk, shown by hand, written or phoned in; it blocks a second one.

    What is said at the desk for a principal is their holder's to say: it is a vote by proxy.
    """
    given = Given(given.value) if isinstance(given, Choice) else given
    roll = await queries.roll_of(ballot_id)
    require(by, Permission.RECORD, await session_for_command(roll.session_id))
    if seat_id not in roll.seats:
        raise RuleBroken(N_("这一席不在这次表决的名单上（表决开始时没有签到，或没有表决权）。"))
    if roll.secret:
        raise RuleBroken(N_("无记名表决不能代录：没有手机的人可以在会场平板上投，或者领一张纸质票。"))
    if source not in ENTERED or not KINDS[roll.kind].by_paper:
        raise RuleBroken(N_("这次是举手表决，请举手，由计票人清点。"))
    if source is VoteSource.DESK and seat_id in roll.holder_of:
        source = VoteSource.PROXY
    await _write(
        ballot_id, seat_id, check_paper(roll, given), source, command_id=command_id,
        entered_by=person_of(by), witness=witness.strip(), photo=photo,
    )  # fmt: skip


async def hand_out(ballot_id: int, seat_id: int, *, by: Actor, command_id: str) -> None:
    """Somebody takes a printed paper of a secret ballot, and thereby votes on no device. What is on it nobody enters
    here: it comes back through the box.
    """
    roll = await queries.roll_of(ballot_id)
    require(by, Permission.RECORD, await session_for_command(roll.session_id))
    if seat_id not in roll.seats:
        raise RuleBroken(N_("这一席不在这次表决的名单上（表决开始时没有签到，或没有表决权）。"))
    if not roll.secret:
        raise RuleBroken(N_("记名表决的纸质票上有姓名，不用登记领票，收回来直接录入。"))
    group = roll.group_of.get(seat_id, "")
    taken = await queries.handed_out(ballot_id)
    if await PrintedPaper.filter(queries.papers_of(ballot_id, group)).count() <= taken.get(group, 0):
        raise RuleBroken(N_("印好的表决票已经发完，请先加印。"))
    await _write(ballot_id, seat_id, "", VoteSource.PAPER, command_id=command_id, entered_by=person_of(by))


def check_paper(roll: FrozenRoll, given: Given) -> str:
    """The paper's text as it is kept. BadInput or RuleBroken for what is no paper of this ballot."""
    if roll.kind is Kind.YES_NO:
        if roll.may_follow and given.paper == FOLLOW:
            return FOLLOW
        try:
            return Choice(str(given.paper)).value
        except ValueError:
            raise BadInput({"choice": Sentence(N_("请选赞成、反对或弃权。"))}) from None
    method = KINDS[roll.kind]
    paper = given.paper
    if isinstance(paper, str):
        try:
            paper = json.loads(paper)
        except ValueError:
            paper = None
    return method.accept(method.settings.from_json(roll.settings), paper)


async def _write(
    ballot_id: int,
    seat_id: int,
    paper: str,
    source: VoteSource,
    *,
    command_id: str,
    may_change: bool = False,
    entered_by: int | None = None,
    witness: str = "",
    sealed: secret.SealedPaper | None = None,
    photo: str = "",
) -> None:
    vote = PendingVote(ballot_id, seat_id, paper, source, entered_by, command_id, may_change, witness, sealed, photo)
    await writer.write(vote)


# ---- blocks ------------------------------------------------------------------------------------------------------


@command
async def enter_block(
    ballot_id: int, rows: Sequence[hands.Hands], source: VoteSource, counted_by: str, *, by: Actor
) -> int:
    """ "70 for, 30 against, hands counted by …": a row for each group. It waits for the scrutineer."""
    ballot, session = await _open_ballot(ballot_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await ballot.refresh_from_db()
        _check_block(ballot, rows, counted_by)
        if ballot.kind is Kind.HANDS and await Block.exists(ballot_id=ballot_id, struck_at=None):
            raise RuleBroken(N_("举手的票数只能有一份。要重录，请先删去原来的一份。"))
        block = await Block.create(
            ballot_id=ballot_id,
            source=source,
            counted=[row.to_json() for row in rows],
            counted_by=counted_by.strip(),
            entered_by_id=person_of(by),
            entered_at=clock.now(),
        )
        record("block.entered", by, ballot=ballot_id, block=block.id)
        return answer(block.id)


@command
async def confirm_block(block_id: int, rows: Sequence[hands.Hands], confirmed_by: str, *, by: Actor) -> None:
    """The scrutineer confirms the figures, or corrects them; what the teller counted stays beside. Not the teller."""
    block, ballot, session = await _block(block_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await block.refresh_from_db()
        _require_counting(ballot, block)
        _check_block(ballot, rows, confirmed_by)
        if confirmed_by.strip() == block.counted_by:
            raise RuleBroken(N_("监票人和计票人不能是同一个人。"))
        block.confirmed = [row.to_json() for row in rows]
        block.confirmed_by, block.confirmed_at = confirmed_by.strip(), clock.now()
        await block.save(update_fields=["confirmed", "confirmed_by", "confirmed_at"])
        record("block.confirmed", by, ballot=ballot.id, block=block_id, corrected=block.confirmed != block.counted)


@command
async def strike_block(block_id: int, *, by: Actor) -> None:
    """Take a block out again before the ballot closes: counted wrong, entered twice."""
    block, ballot, session = await _block(block_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await block.refresh_from_db()
        _require_counting(ballot, block)
        await Block.filter(id=block_id).update(struck_at=clock.now())
        record("block.struck", by, ballot=ballot.id, block=block_id)


def _check_block(ballot: Ballot, rows: Sequence[hands.Hands], name: str) -> None:
    rules.check_close(is_open=ballot.state is BallotState.OPEN)
    if not name.strip():
        raise BadInput({"counted_by": Sentence(N_("请写明由谁清点。"))})
    by_sheet = KINDS[ballot.kind].decides is Decides.RULES and ballot.weighed is None
    if not by_sheet or not figures.by_presence(ballot):  # who is silent is known only where each paper is somebody's
        raise RuleBroken(N_("这种表决一张票一张票地数，不能整批录入。"))
    hands.check_paper(hands.Settings.of(figures.roll_figures(ballot)), hands.Paper(tuple(rows)))


def _require_counting(ballot: Ballot, block: Block) -> None:
    rules.check_close(is_open=ballot.state is BallotState.OPEN)
    if block.struck_at is not None:
        raise RuleBroken(N_("这笔票数已经删去。"))


async def _block(block_id: int) -> tuple[Block, Ballot, Session]:
    block = await Block.get_or_none(id=block_id).prefetch_related("ballot")
    if block is None:
        raise NotFound(N_("找不到这笔票数。"))
    return block, block.ballot, await session_for_command(block.ballot.session_id)


async def _open_ballot(ballot_id: int) -> tuple[Ballot, Session]:
    ballot = await Ballot.get_or_none(id=ballot_id)
    if ballot is None:
        raise NotFound(N_("找不到这次表决。"))
    return ballot, await session_for_command(ballot.session_id)
