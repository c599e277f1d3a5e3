"""Taking back a ballot that nobody has voted in, and votes counted by hand that nobody has confirmed."""

from __future__ import annotations

from agenda.ballots import chairing, voting
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import Ballot, BallotState, Block, PreparedBallot, PrintedPaper, Vote
from agenda.sessions.models import Session
from agenda.undoing.way import Way, plain
from forum.access import Actor
from forum.errors import N_, RuleBroken
from forum.journal import Event

NOBODY_VOTED = "打开后还没有人投票，主持人撤回"
"""As the record says it: in the language of the proceedings, whatever the console speaks."""


async def _check_opened(event: Event) -> None:
    ballot = await Ballot.get(id=event.data["ballot"])
    if ballot.state is not BallotState.OPEN:
        raise RuleBroken(N_("已表决，不能撤销；可以提出复议。"))
    if ballot.kind in {
        Kind.CONSENT,
        Kind.OBJECTION,
    }:  # whether it can be taken back would tell that somebody has objected
        raise RuleBroken(N_("有没有异议要到宣布时才知道，这次表决不能撤销；确实要作废，请写明原因。"))
    await _check_nobody_voted(ballot.id)
    prepared = PreparedBallot.filter(ballot_id=ballot.id)
    if await PrintedPaper.exists(prepared_id__in=[one.id for one in await prepared], struck=False):
        raise RuleBroken(N_("这次表决印了纸质票，撤销后就作废；确实要作废，请写明原因。"))


async def _check_nobody_voted(ballot_id: int) -> None:
    if await Vote.exists(ballot_id=ballot_id) or await Block.exists(ballot_id=ballot_id, struck_at=None):
        raise RuleBroken(N_("已经有人投票，不能撤销；确实要作废，请写明原因。"))


async def _withdraw(event: Event, session: Session, by: Actor) -> None:
    """It is void, and what was prepared waits again. Votes are written beside the room's lock: looked for once more
    when none is taken any more."""
    ballot_id = event.data["ballot"]
    await chairing.void_ballot(ballot_id, NOBODY_VOTED, by=by)
    await _check_nobody_voted(ballot_id)
    await PreparedBallot.filter(ballot_id=ballot_id).update(ballot_id=None, motion_id=None)


async def _check_entered(event: Event) -> None:
    block = await Block.get(id=event.data["block"])
    if block.confirmed is not None:
        raise RuleBroken(N_("监票人已经确认，不能撤销；可以在“动议与表决”里删去。"))
    if block.struck_at is not None or (await Ballot.get(id=block.ballot_id)).state is not BallotState.OPEN:
        raise RuleBroken(N_("这笔票数已经不能撤销。"))


async def _strike(event: Event, session: Session, by: Actor) -> None:
    await voting.strike_block(event.data["block"], by=by)


WAYS = {
    "ballot.opened": Way(plain(N_("开始表决")), _check_opened, _withdraw, "ballot.voided"),
    "block.entered": Way(plain(N_("录入票数")), _check_entered, _strike, "block.struck", presides=False),
}
