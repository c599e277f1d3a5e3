from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from agenda.attendance.commands import tick_off
from agenda.attendance.models import Seat
from agenda.floor.rules import FloorRules
from agenda.items.commands import add_item
from agenda.sessions.commands import plan_session
from agenda.sessions.models import Session, SessionKind, SessionState
from agenda.whistles import rules
from agenda.whistles.models import CallState, UnitCall, Whistle
from forum import clock
from forum.access import SYSTEM, Actor, Permission, require
from forum.bodies.models import Body, MemberRole, Membership, Unit
from forum.errors import N_, BadInput, NotFound, Sentence
from forum.journal import answer, command, record, transaction
from forum.terms import counting
from forum.topics.models import Topic
from forum.units.queries import delegate_of, sitting_for


@command
async def blow_whistle(
    body_id: int,
    text: str,
    venue: str,
    units: Sequence[int],
    due_at: datetime,
    chair_id: int,
    recorder_id: int,
    *,
    by: Actor,
    topic_id: int | None = None,
) -> int:
    """Call units to a place at once: a session without notice, for which they report in. Gives the session's id.

    By the system, it is blown by rule, and who presides answers for it.
    """
    async with transaction():
        require(by, Permission.PLAN_SESSION)
        rules.check_blow(units, due_at, clock.now())
        called = await Unit.filter(id__in=list(units)).order_by("id")
        if len(called) < len(set(units)):
            raise BadInput({"units": Sentence(N_("请从列表中选一项。"))})
        topic = await Topic.get_or_none(id=topic_id) if topic_id else None
        session_id = await plan_session(
            body_id, SessionKind.JOINT_COUNCIL, f"吹哨：{topic.title if topic else text}"[:80], clock.now(), venue,
            chair_id, recorder_id, by=by, planned_minutes=60,
        )  # fmt: skip
        await add_item(session_id, topic_id=topic_id, title=text[:60], planned_minutes=60, by=by)
        whistle = await Whistle.create(
            session_id=session_id,
            text=text,
            due_at=due_at,
            blown_at=clock.now(),
            blown_by_id=by.person_id or chair_id,
            by_rule=by.person_id is None,
        )
        await _convene(session_id, whistle, called)
        due = due_at.isoformat()
        record("session.noticed", by, session=session_id, seats=len(called), waived=True)
        record("whistle.blown", by, whistle=whistle.id, session=session_id, units=len(called), due=due)
        return answer(session_id)


async def _convene(session_id: int, whistle: Whistle, units: Sequence[Unit]) -> None:
    """What a notice does, for the units that are called and no others: on the body's roster or not."""
    session = await Session.get(id=session_id).prefetch_related("body")
    body: Body = session.body
    session.rules, session.floor_rules = body.rules, FloorRules.from_json(body.floor_rules).to_json()
    session.state, session.noticed_at, session.notice_waived = SessionState.NOTICED, clock.now(), True
    await session.save()
    for number, unit in enumerate(units, 1):
        member = await Membership.filter(counting(), body_id=body.id, unit_id=unit.id).first()
        seat = await Seat.create(
            session_id=session_id,
            number=number,
            unit_id=unit.id,
            person_id=(await sitting_for([member]))[member.id] if member else await delegate_of(unit.id),
            role=member.role if member else MemberRole.MEMBER,
            group=member.group if member else "",
            weight=member.weight if member else 0,
            entitled=member is None or member.role is not MemberRole.OBSERVER,
        )
        token = secrets.token_urlsafe(12)
        await UnitCall.create(whistle_id=whistle.id, unit_id=unit.id, seat_id=seat.id, token=token)


@command
async def report_in(token: str, state: CallState, note: str = "", *, by: Actor | None = None) -> None:
    """报到: by the link alone, changed as often as they like. Who is on site is checked in with it."""
    call = await call_by(token)
    session: Session = call.whistle.session
    async with transaction(session.room_id):
        await session.refresh_from_db(fields=["state"])
        await call.refresh_from_db(fields=["state"])
        rules.check_report(session.state, state, note)
        call.state, call.note, call.reported_at = state, note, clock.now()
        await call.save(update_fields=["state", "note", "reported_at"])
        record("whistle.reported", by, call=call.id, seat=call.seat_id, state=state.value)
        if state is CallState.ON_SITE and not (await Seat.get(id=call.seat_id)).is_present:
            await tick_off(call.seat_id, by=SYSTEM)


async def call_by(token: str) -> UnitCall:
    """With unit, whistle and session. Raises NotFound."""
    found = await UnitCall.get_or_none(token=token).prefetch_related("unit", "whistle__session")
    if found is None:
        raise NotFound(N_("这个报到链接不对，请向社区要新的。"))
    return found
