from __future__ import annotations

from datetime import datetime

from agenda.attendance.models import Seat, SeatState
from agenda.ballots import rolls
from agenda.ballots.methods import hands
from agenda.ballots.models import Ballot
from agenda.ballots.rules import Roll
from agenda.sessions.commands import frozen_rules
from agenda.sessions.models import Session, SessionState
from forum import clock
from forum.people.models import Person


async def voters(session_id: int) -> list[Seat]:
    """Who is here and has a vote, in the order of their seats."""
    query = Seat.filter(session_id=session_id, entitled=True, state=SeatState.PRESENT).order_by("number")
    return await query.prefetch_related("person", "unit")


async def groups(session: Session, item_id: int) -> dict[str, int]:
    """Whose hands or papers are counted by themselves, with how many may vote here; {"": n} where the hall is one."""
    rule_set = frozen_rules(session)
    roll = Roll.of_voters([line.voter for line in await rolls.lines(session.id, item_id, rule_set)], rule_set)
    return dict(hands.Settings.of(roll).present)


async def entered_ballots(item_id: int) -> list[Ballot]:
    return await Ballot.filter(item_id=item_id).order_by("id")


def may_begin(session: Session) -> bool:
    """Noticed, its hour has passed, and nobody has opened it here."""
    return session.state is SessionState.NOTICED and not session.in_writing and session.starts_at < clock.now()


async def entered(session: Session) -> tuple[str, datetime] | None:
    """Who entered it afterwards, and when in the hall's time; None of a session that was held here."""
    who = await Person.get_or_none(id=session.entered_by_id) if session.entered_by_id else None
    return (who.name, clock.local(session.entered_at)) if who and session.entered_at else None
