from __future__ import annotations

import secrets
from datetime import datetime

from agenda.attendance.models import Reply, Seat
from agenda.ballots import rules as ballots
from agenda.ballots.models import Ballot, BallotState
from agenda.convocation import rules
from agenda.items.commands import clear_floor
from agenda.items.models import AgendaItem, ItemState
from agenda.room.attending import attending
from agenda.sessions import rules as session_rules
from agenda.sessions.commands import frozen_rules, require_chair, session_for_command
from agenda.sessions.models import Session, SessionState
from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.bodies.models import Body
from forum.errors import N_, NotFound, RuleBroken
from forum.journal import Room, answer, command, record, transaction

# ---- those called answer -----------------------------------------------------------------------------------------


@command
async def answer_call(session_id: int, reply: Reply, reason: str = "", *, by: Actor) -> None:
    """Somebody called says whether they come; changed as often as they like until the session opens."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        seat = await Seat.filter(session_id=session_id, person_id=person_of(by)).order_by("-entitled", "number").first()
        if seat is None:
            raise RuleBroken(N_("您不在本次会议的名册上。"))
        await _keep_reply(session, seat, reply, reason, by)


@command
async def record_reply(seat_id: int, reply: Reply, reason: str = "", *, by: Actor) -> int:
    """The office or the recorder notes what somebody called has said by telephone. Gives the session's id."""
    seat = await Seat.get_or_none(id=seat_id).prefetch_related("session")
    if seat is None:
        raise NotFound(N_("找不到这个席位。"))
    session = seat.session
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await seat.refresh_from_db()
        await _keep_reply(session, seat, reply, reason, by)
        return answer(session.id)


async def _keep_reply(session: Session, seat: Seat, reply: Reply, reason: str, by: Actor) -> None:
    await session.refresh_from_db(fields=["state"])
    session_rules.check_is_sitting(session.kind)
    may = rules.replies_for(frozen_rules(session).proxies_at_most, entitled=seat.entitled)
    rules.check_reply(session.state, seat.state, reply, may)
    seat.state = rules.state_after(reply, seat.state)
    seat.reply, seat.replied_at = reply, clock.now()
    seat.reply_reason = reason if reply is Reply.EXCUSED else ""
    await seat.save(update_fields=["state", "reply", "replied_at", "reply_reason"])
    record("seat.answered", by, seat=seat.id, person=seat.person_id, reply=reply.value)


# ---- moved to another day or place -------------------------------------------------------------------------------


@command
async def move_session(session_id: int, starts_at: datetime, venue: str, planned_minutes: int, *, by: Actor) -> None:
    """Another day, hour, place or length, before it opens. After notice, everybody called is asked again.

    A new time counts as noticed now: too short is recorded as waived. RuleBroken where the rule set lets it block.
    """
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        require(by, Permission.PLAN_SESSION)
        await session.refresh_from_db()
        session_rules.check_is_sitting(session.kind)
        before = (session.starts_at, session.venue, session.planned_minutes)
        rules.check_move(session.state, before, (starts_at, venue, planned_minutes), clock.now())
        if session.state is SessionState.NOTICED and before[:2] != (starts_at, venue):
            await _tell_again(session, starts_at)
        session.starts_at, session.venue, session.planned_minutes = starts_at, venue, planned_minutes
        await session.save()
        times = {"before": before[0].isoformat(), "after": starts_at.isoformat()}
        record("session.moved", by, session=session_id, venue=venue != before[1], **times)


async def _tell_again(session: Session, starts_at: datetime) -> None:
    """Answers are kept, and asked for again."""
    if starts_at != session.starts_at:
        short = ballots.check_notice(frozen_rules(session), clock.now(), starts_at)
        session.notice_waived = short is not None
    session.moved_from, session.moved_venue = session.starts_at, session.venue
    await Seat.filter(session_id=session.id).update(replied_at=None)


# ---- broken up without a quorum ----------------------------------------------------------------------------------


@command
async def adjourn_session(session_id: int, starts_at: datetime, venue: str, *, by: Actor) -> int:
    """休会改期: enough people are not here. Its unfinished items go on in a session prepared for that time and place.

    Gives the new session's id; it waits for its notice. The item under discussion goes on there too.
    """
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await session.refresh_from_db()
        session_rules.check_is_sitting(session.kind)
        await _check_adjourn(session, starts_at)
        again = await _plan_again(session, starts_at, venue)
        await _carry_over(session, again, by)
        session.state, session.closed_at, session.adjourned = SessionState.CLOSED, clock.now(), True
        await session.save(update_fields=["state", "closed_at", "adjourned"])
        record("session.adjourned", by, session=session_id, again=again.id)
        return answer(again.id)


async def _check_adjourn(session: Session, again: datetime) -> None:
    now = clock.now()
    item = await AgendaItem.filter(session_id=session.id, state=ItemState.OPEN).first()
    here = await attending(session.id, item.id if item else None, frozen_rules(session))
    rules.check_adjourn(
        session.state,
        quorum_met=here.quorum.met,
        due=now >= session.starts_at,
        ballot_open=await Ballot.exists(session_id=session.id, state=BallotState.OPEN),
        again=again,
        now=now,
    )


async def _plan_again(session: Session, starts_at: datetime, venue: str) -> Session:
    room = await Room.create(kind="session")
    return await Session.create(
        room_id=room.id,
        body_id=session.body_id,
        kind=session.kind,
        title=rules.title_again(session.title),
        starts_at=starts_at,
        planned_minutes=session.planned_minutes,
        venue=venue,
        chair_id=session.chair_id,
        recorder_id=session.recorder_id,
        rules=(await Body.get(id=session.body_id)).rules,
        check_in_code=secrets.token_urlsafe(9),
        reconvenes_id=session.id,
    )


async def _carry_over(session: Session, again: Session, by: Actor) -> None:
    """Topics stay on an agenda: theirs is the new one."""
    unfinished = AgendaItem.filter(session_id=session.id, state__in=[ItemState.WAITING, ItemState.OPEN])
    for place, item in enumerate(await unfinished.order_by("position"), 1):
        if item.state is ItemState.OPEN:
            await clear_floor(item.id)
        await AgendaItem.filter(id=item.id).update(state=ItemState.CARRIED_OVER)
        await AgendaItem.create(
            session_id=again.id,
            position=place,
            title=item.title,
            topic_id=item.topic_id,
            kind=item.kind,
            presenter=item.presenter,
            planned_minutes=item.planned_minutes,
            carried_from_id=item.id,
        )
        record("item.carried_over", by, item=item.id)
