from __future__ import annotations

from datetime import timedelta

from agenda.attendance.models import Seat
from agenda.ballots import queries, rules
from agenda.ballots.models import Ballot, BallotState, RollEntry, Vote, VoteSource
from agenda.ballots.rule_sets import RuleSet
from agenda.ballots.rules import Choice, Paper, Roll, Tally
from agenda.ballots.writer import PendingVote, VoteWriter
from agenda.floor.commands import end_speech
from agenda.items.commands import require_item_open
from agenda.motions import rules as motion_rules
from agenda.motions.commands import motion_and_session
from agenda.motions.models import Motion, MotionState
from agenda.sessions.commands import require_chair, require_open, session_for_command
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.errors import N_, NotFound, RuleBroken
from forum.journal import answer, command, record, transaction

writer = VoteWriter()


@command
async def open_ballot(motion_id: int, *, by: Actor, seconds: int | None = None) -> int:
    """Open the vote on the motion before the hall; the roll is frozen to who is present now.

    `seconds`: after that long nothing more is accepted; the chair still announces.
    """
    motion, session = await motion_and_session(motion_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await require_open(session)
        await require_item_open(motion.item)
        await motion.refresh_from_db(fields=["state", "text"])
        motion_rules.check_put_to_vote(motion.state)
        seats = await Seat.filter(session_id=session.id, entitled=True)
        roll = Roll.of((seat.group, seat.is_present) for seat in seats)
        another = await Ballot.exists(session_id=session.id, state=BallotState.OPEN)
        rule_set = RuleSet.from_json(session.rules)
        rules.check_open(rule_set, roll, question=motion.text, another_open=another)
        await end_speech(motion.item_id, by)
        now = clock.now()
        ballot = await Ballot.create(
            motion_id=motion_id,
            session_id=session.id,
            question=motion.text,
            rules=session.rules,
            opened_at=now,
            closes_at=now + timedelta(seconds=seconds) if seconds else None,
            entitled=roll.entitled,
            present=roll.present,
            groups={name: [group.entitled, group.present] for name, group in roll.groups.items()},
        )
        present = [seat for seat in seats if seat.is_present]
        await RollEntry.bulk_create([RollEntry(ballot_id=ballot.id, seat_id=s.id, group=s.group) for s in present])
        record("ballot.opened", by, ballot=ballot.id, motion=motion_id, present=roll.present, entitled=roll.entitled)
        return answer(ballot.id)


async def cast_vote(ballot_id: int, choice: Choice, *, by: Actor, command_id: str) -> None:
    """A voter's own vote, answered once it is on disk. Re-sent with the same id it is the same vote.

    Records no event: the vote is its own row, and figures enter the journal when the ballot closes.
    """
    roll = await queries.roll_of(ballot_id)
    seat_id = roll.seat_of_person.get(person_of(by))
    if seat_id is None:
        raise RuleBroken(N_("您不在这次表决的名单上（表决开始时没有签到，或没有表决权）。"))
    await _write(ballot_id, seat_id, choice, VoteSource.DEVICE, None, command_id, roll.may_change)


async def enter_vote(ballot_id: int, seat_id: int, choice: Choice, *, by: Actor, command_id: str) -> None:
    """The recorder enters a vote said or shown at the desk; it is marked as such and blocks a second one."""
    roll = await queries.roll_of(ballot_id)
    require(by, Permission.RECORD, await session_for_command(roll.session_id))
    if seat_id not in roll.seats:
        raise RuleBroken(N_("这一席不在这次表决的名单上（表决开始时没有签到，或没有表决权）。"))
    await _write(ballot_id, seat_id, choice, VoteSource.DESK, person_of(by), command_id, may_change=False)


async def _write(
    ballot_id: int,
    seat_id: int,
    choice: Choice,
    source: VoteSource,
    entered_by: int | None,
    command_id: str,
    may_change: bool,
) -> None:
    vote = PendingVote(ballot_id, seat_id, choice, source, entered_by, command_id, may_change)
    await writer.write(vote)


@command
async def close_ballot(ballot_id: int, *, by: Actor) -> None:
    """Stop taking votes, count, and announce the verdict on every screen."""
    ballot, session = await _ballot_and_session(ballot_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        ballot = await Ballot.select_for_update().get(id=ballot_id)
        rules.check_close(is_open=ballot.state is BallotState.OPEN)
        tally = Tally.count(await _papers(ballot_id))
        verdict = rules.decide(RuleSet.from_json(ballot.rules), tally, queries.roll_figures(ballot))
        ballot.state, ballot.closed_at, ballot.outcome = BallotState.CLOSED, clock.now(), verdict.outcome.value
        ballot.tally = {
            "": [tally.for_, tally.against, tally.abstain],
            **{name: [count.for_, count.against, count.abstain] for name, count in tally.groups.items()},
        }
        await ballot.save(update_fields=["state", "closed_at", "outcome", "tally"])
        state = MotionState.CARRIED if verdict.carried else MotionState.LOST
        await Motion.filter(id=ballot.motion_id).update(state=state)
        figures = {"tally": ballot.tally, "outcome": ballot.outcome}
        record("ballot.closed", by, ballot=ballot_id, motion=ballot.motion_id, **figures)


async def _papers(ballot_id: int) -> list[Paper]:
    entries = dict(await RollEntry.filter(ballot_id=ballot_id).values_list("seat_id", "group"))
    votes = await Vote.filter(ballot_id=ballot_id).values_list("seat_id", "choice")
    return [Paper(Choice(choice), entries[seat]) for seat, choice in votes]


async def _ballot_and_session(ballot_id: int) -> tuple[Ballot, Session]:
    ballot = await Ballot.get_or_none(id=ballot_id)
    if ballot is None:
        raise NotFound(N_("找不到这次表决。"))
    return ballot, await session_for_command(ballot.session_id)
