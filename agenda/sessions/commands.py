from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from agenda.attendance.lapsing import lapse_seats
from agenda.attendance.models import Seat
from agenda.attendance.quorum import figures, quorum_now
from agenda.ballots import rules as ballots
from agenda.ballots.models import PreparedBallot
from agenda.ballots.rule_sets import PRESETS, QuorumOf, RuleSet
from agenda.floor.rules import FloorRules
from agenda.items.models import AgendaItem, ItemState
from agenda.sessions import queries, rules
from agenda.sessions.models import Session, SessionKind, SessionState
from forum import clock
from forum.access import Actor, Permission, require
from forum.bodies.models import Body, MemberRole, Membership
from forum.errors import N_, NotAllowed, NotFound, RuleBroken
from forum.journal import Room, answer, command, record, transaction
from forum.people.models import Person, SignIn
from forum.terms import counting
from forum.topics import commands as topics
from forum.units import queries as units


@command
async def plan_session(
    body_id: int,
    kind: SessionKind,
    title: str,
    starts_at: datetime,
    venue: str,
    chair_id: int,
    recorder_id: int,
    *,
    by: Actor,
    planned_minutes: int = 90,
) -> int:
    """Gives the session's id. Raises NotAllowed, NotFound, RuleBroken (the kind does not fit the body)."""
    async with transaction():
        require(by, Permission.PLAN_SESSION)
        body = await Body.get_or_none(id=body_id)
        if body is None or await Person.filter(id__in=[chair_id, recorder_id]).count() < len({chair_id, recorder_id}):
            raise NotFound(N_("找不到所选的组织或人员。"))
        rules.check_kind(kind, seats_units=body.seats_units)
        rules.check_in_writing(kind, by_papers=_by_papers(body), lasts=timedelta(minutes=planned_minutes))
        room = await Room.create(kind="session")
        session = await Session.create(
            room_id=room.id,
            body_id=body_id,
            kind=kind,
            title=title,
            starts_at=starts_at,
            planned_minutes=planned_minutes,
            venue=venue,
            chair_id=chair_id,
            recorder_id=recorder_id,
            rules=rules_of(body, kind),
            check_in_code=secrets.token_urlsafe(9),
        )
        record("session.planned", by, session=session.id)
        return answer(session.id)


@command
async def give_notice(session_id: int, *, by: Actor) -> None:
    """Fix the agenda and the roll of seats; freeze the rule set and the rules of order.

    A short notice is recorded as waived. Raises RuleBroken where the rule set does not let it pass.
    """
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        require(by, Permission.PLAN_SESSION)
        await session.refresh_from_db()
        day = clock.local(session.starts_at).date()
        members = await Membership.filter(counting(on=day), body_id=session.body_id).order_by("number")
        items = await AgendaItem.filter(session_id=session_id).count()
        rules.check_notice(session.state, items=items, members=len(members))
        body = await Body.get(id=session.body_id)
        if session.in_writing:
            rules.check_in_writing(session.kind, by_papers=_by_papers(body), lasts=timedelta(days=1))
            rules.check_matters(await PreparedBallot.filter(item__session_id=session_id, withdrawn_at=None).count())
        session.rules = rules_of(body, session.kind)
        session.floor_rules = FloorRules.from_json(body.floor_rules).to_json()
        session.state = SessionState.NOTICED
        session.noticed_at = clock.now()
        short = ballots.check_notice(frozen_rules(session), session.noticed_at, session.starts_at)
        session.notice_waived = short is not None
        await session.save()
        sitting = await units.sitting_for(members, day)
        await Seat.bulk_create([_seat(session_id, member, sitting[member.id]) for member in members])
        record("session.noticed", by, session=session_id, seats=len(members), waived=session.notice_waived)


def rules_of(body: Body, kind: SessionKind) -> dict[str, Any]:
    """The body's rule set; a talk takes no ballots, whatever the body decides by elsewhere."""
    return PRESETS["talk"].to_json() if kind is SessionKind.TALK else dict(body.rules)


def _by_papers(body: Body) -> bool:
    return RuleSet.from_json(body.rules).quorum_of is not QuorumOf.PRESENT


def _seat(session_id: int, member: Membership, person_id: int | None) -> Seat:
    return Seat(
        session_id=session_id,
        number=member.number,
        person_id=person_id,
        unit_id=member.unit_id,
        role=member.role,
        group=member.group,
        weight=member.weight,
        entitled=member.role is not MemberRole.OBSERVER,
    )


@command
async def open_session(session_id: int, *, by: Actor) -> None:
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        require(by, Permission.PRESIDE, session)
        await session.refresh_from_db()
        rules.check_is_sitting(session.kind)
        rules.check_open(session.state)
        session.state, session.opened_at = SessionState.OPEN, clock.now()
        await session.save(update_fields=["state", "opened_at"])
        await lapse_seats(session, by)
        here = await quorum_now(session)
        record("session.opened", by, session=session_id, quorum=here.met, **figures(here))
        await require_chair(session, by)


@command
async def close_session(session_id: int, *, by: Actor) -> None:
    """Close the sitting. Items not reached carry over: their topics wait for the next agenda."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await session.refresh_from_db()
        rules.check_is_sitting(session.kind)
        rules.check_going_on(in_recess=session.in_recess)
        items = await AgendaItem.filter(session_id=session_id)
        rules.check_close(session.state, [item.state for item in items])
        for item in items:
            if item.state is ItemState.WAITING:
                await carry_over(item, by)
        session.state, session.closed_at = SessionState.CLOSED, clock.now()
        await session.save(update_fields=["state", "closed_at"])
        record("session.closed", by, session=session_id)


async def carry_over(item: AgendaItem, by: Actor) -> None:
    await AgendaItem.filter(id=item.id).update(state=ItemState.CARRIED_OVER)
    if item.topic_id:
        await topics.unschedule_topic(item.topic_id, by=by)
    record("item.carried_over", by, item=item.id)


@command
async def cancel_session(session_id: int, reason: str = "", *, by: Actor) -> None:
    """Call a session off before it has opened; its topics wait for the next agenda. After notice, say why."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        require(by, Permission.PLAN_SESSION)
        await session.refresh_from_db()
        rules.check_cancel(session.state, reason)
        for item in await AgendaItem.filter(session_id=session_id):
            await carry_over(item, by)
        session.state, session.cancel_reason = SessionState.CANCELLED, reason
        await session.save(update_fields=["state", "cancel_reason"])
        record("session.cancelled", by, session=session_id)


@command
async def take_chair(session_id: int, *, by: Actor) -> None:
    """Preside from this device from now on; whichever did until now watches. Taken twice it is taken once."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        require(by, Permission.PRESIDE, session)
        await require_open(session)
        if by.sign_in_id is None:
            raise NotAllowed(N_("请先登录。"))
        chair = queries.chair_of(await _with_chair(session_id))
        if chair is None or chair.sign_in_id != by.sign_in_id:
            await _seat_in_chair(session_id, by)


@command
async def vacate_chair(session_id: int, *, by: Actor) -> None:
    """The sign-in that presided has ended: the next device to act takes the chair. Nothing to do where it has not."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        held = await _with_chair(session_id)
        if held.presiding_id is None or queries.chair_of(held) is not None:
            return
        await Session.filter(id=session_id).update(presiding_id=None, presiding_since=None)
        record("chair.left", by, session=session_id, sign_in=held.presiding_id)


async def session_for_command(session_id: int) -> Session:
    """Raises NotFound. Read before the room is locked: refresh what can change inside the transaction."""
    session = await Session.get_or_none(id=session_id)
    if session is None:
        raise NotFound(N_("找不到这次会议。"))
    return session


async def require_chair(session: Session, by: Actor) -> None:
    """Raises NotAllowed without the permission, RuleBroken where the open session is presided from another device.

    Takes the chair that nobody holds; in writing, over weeks, or entered afterwards, there is none. Call inside the
    transaction: two devices never both preside.
    """
    require(by, Permission.PRESIDE, session)
    held = await _with_chair(session.id)
    if not held.is_open or held.in_writing or held.entering:
        return
    chair = queries.chair_of(held)
    if chair is None:
        await _seat_in_chair(session.id, by)
    else:
        since = f"{clock.local(chair.since):%H:%M}"
        rules.check_presides(by.sign_in_id, chair.sign_in_id, name=chair.name, since=since)


async def _with_chair(session_id: int) -> Session:
    """As it is now, whatever was read before the room was locked."""
    return await Session.get(id=session_id).select_related("presiding__person")


async def _seat_in_chair(session_id: int, by: Actor) -> None:
    """The house itself (the demo, a bench) acts from no device, and leaves the chair to the first that does.

    Raises NotAllowed for a device that was signed out while it acted.
    """
    if by.sign_in_id is None:
        return
    if not await SignIn.exists(id=by.sign_in_id, revoked_at=None, expires_at__gt=clock.now()):
        raise NotAllowed(N_("请先登录。"))
    await Session.filter(id=session_id).update(presiding_id=by.sign_in_id, presiding_since=clock.now())
    record("chair.taken", by, session=session_id, sign_in=by.sign_in_id)


async def require_open(session: Session) -> None:
    """Raises RuleBroken unless the sitting is open now, in recess or not; call inside the transaction."""
    await session.refresh_from_db(fields=["state", "recess_until"])
    if not session.is_open:
        raise RuleBroken(N_("会议还没有开始，或已经闭会。"))


async def require_going_on(session: Session) -> None:
    """Raises RuleBroken unless the sitting is open now and has no recess; call inside the transaction."""
    await require_open(session)
    rules.check_going_on(in_recess=session.in_recess)


async def require_doors_open(session: Session) -> None:
    """Raises RuleBroken before notice is given and after the session; call inside the transaction."""
    await session.refresh_from_db(fields=["state"])
    if session.state not in {SessionState.NOTICED, SessionState.OPEN}:
        raise RuleBroken(N_("现在不能登记：会议还没有通知，或已经闭会。"))


def frozen_rules(session: Session) -> RuleSet:
    return RuleSet.from_json(session.rules)
