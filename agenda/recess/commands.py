"""休息: the hall pauses, and every screen counts down to when it goes on."""

from __future__ import annotations

from datetime import timedelta

from agenda.ballots.models import Ballot, BallotState
from agenda.floor.commands import end_speech
from agenda.items.commands import pause_clock, run_clock
from agenda.items.models import AgendaItem, ItemState
from agenda.recess import rules
from agenda.sessions.commands import require_chair, require_open, session_for_command
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor
from forum.journal import command, record, transaction


@command
async def call_recess(session_id: int, minutes: int, *, by: Actor) -> None:
    """The chair has asked whether anybody objects, and nobody does."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        rules.check_minutes(minutes)
        await require_open(session)
        rules.check_begin(
            in_recess=session.in_recess,
            ballot_open=await Ballot.exists(session_id=session_id, state=BallotState.OPEN),
        )
        await begin(session, minutes, by)


async def begin(session: Session, minutes: int, by: Actor, motion_id: int | None = None) -> None:
    """Part of a command: of the chair's, or of the one that closes the ballot on a motion to recess."""
    item = await AgendaItem.filter(session_id=session.id, state=ItemState.OPEN).first()
    if item:
        await end_speech(item.id, by)
        await pause_clock(item)
    now = clock.now()
    until = now + timedelta(minutes=minutes)
    await Session.filter(id=session.id).update(recess_since=now, recess_until=until)
    record("session.recessed", by, session=session.id, minutes=minutes, until=until.isoformat(), motion=motion_id)


@command
async def extend_recess(session_id: int, minutes: int, *, by: Actor) -> None:
    """From its end, or from now where that is over."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        rules.check_minutes(minutes)
        session = await session_for_command(session_id)
        rules.check_in_recess(in_recess=session.in_recess)
        assert session.recess_until is not None
        until = max(session.recess_until, clock.now()) + timedelta(minutes=minutes)
        await Session.filter(id=session_id).update(recess_until=until)
        record("session.recess_extended", by, session=session_id, minutes=minutes, until=until.isoformat())


@command
async def resume(session_id: int, *, by: Actor) -> None:
    """The hall goes on, early or late."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        session = await session_for_command(session_id)
        rules.check_in_recess(in_recess=session.in_recess)
        await Session.filter(id=session_id).update(recess_since=None, recess_until=None)
        item = await AgendaItem.filter(session_id=session_id, state=ItemState.OPEN).first()
        if item:
            await run_clock(item)
        record("session.resumed", by, session=session_id)
