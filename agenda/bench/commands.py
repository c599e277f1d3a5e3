"""板凳会: somebody at a doorstep opens a small talk on the spot, and ends it as simply.

No notice, no roll, no ballot: who comes takes a seat as an observer by the QR code, and the minutes say who came, what
was said, and what became of it.
"""

from __future__ import annotations

from dataclasses import replace

from agenda.bench import queries
from agenda.floor.rules import FloorRules
from agenda.items.commands import add_item, close_item, open_item
from agenda.items.models import AgendaItem, ItemState
from agenda.sessions.commands import close_session, open_session, plan_session, rules_of, session_for_command
from agenda.sessions.models import Session, SessionKind, SessionState
from forum import clock
from forum.access import Actor, person_of
from forum.bodies.models import Body
from forum.errors import N_, NotAllowed, RuleBroken
from forum.journal import answer, command, record, transaction
from forum.people.models import Role

MINUTES = 30
"""As long as one is planned to take; nobody minds if it takes longer."""


@command
async def open_bench_talk(body_id: int, text: str, venue: str, *, by: Actor, topic_id: int | None = None) -> int:
    """Planned, noticed and opened in one, with one item under discussion; who opens it presides and records.

    For the office, and for those who lead the body. Gives the session's id.
    """
    async with transaction():
        if body_id not in {body.id for body in await queries.may_open_for(by)}:
            raise NotAllowed(N_("只有社区书记，或者这个组织的主任、副主任，可以开板凳会。"))
        who, office = person_of(by), replace(by, roles=by.roles | {Role.SECRETARY})
        session_id = await plan_session(
            body_id, SessionKind.TALK, f"板凳会：{text}"[:80], clock.now(), venue, who, who, by=office,
            planned_minutes=MINUTES,
        )  # fmt: skip
        item_id = await add_item(session_id, topic_id=topic_id, title=text[:60], planned_minutes=MINUTES, by=office)
        await _call_nobody(session_id, by)
        await open_session(session_id, by=by)
        await open_item(item_id, by=by)
        return answer(session_id)


async def _call_nobody(session_id: int, by: Actor) -> None:
    """What a notice does, for whoever comes by."""
    session = await Session.get(id=session_id)
    body = await Body.get(id=session.body_id)
    session.rules, session.floor_rules = rules_of(body, session.kind), FloorRules.from_json(body.floor_rules).to_json()
    session.state, session.noticed_at, session.notice_waived = SessionState.NOTICED, clock.now(), True
    session.on_the_spot = True
    await session.save()
    record("session.noticed", by, session=session_id, seats=0, waived=True)


@command
async def end_bench_talk(session_id: int, *, by: Actor) -> None:
    """What is discussed is settled and the session closed, in one."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        if not session.on_the_spot:
            raise RuleBroken(N_("这次会议不是板凳会，请在主持台上闭会。"))
        for item in await AgendaItem.filter(session_id=session_id, state=ItemState.OPEN):
            await close_item(item.id, by=by)
        await close_session(session_id, by=by)
