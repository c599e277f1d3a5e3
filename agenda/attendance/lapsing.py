"""任期届满: who was called while they sat in the body, and sits there no longer on the day the session opens."""

from __future__ import annotations

from agenda.attendance.models import Mandate, Seat
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor
from forum.bodies.models import Body, MemberRole, Membership
from forum.journal import record
from forum.terms import not_over

LAPSED = "lapsed"
"""Why a mandate ended: its principal or its holder has no vote any more."""


async def lapse_seats(session: Session, by: Actor) -> None:
    """Part of the command that opens a sitting: their seats count no more, and they may stay as observers.

    Owners keep theirs: what was theirs at the notice is what the law counts. Who was elected anew sits on.
    """
    body = await Body.get(id=session.body_id)
    if body.counts_area:
        return
    sitting = Membership.filter(not_over(on=clock.today()), body_id=body.id)
    people, units = set[int](), set[int]()
    for person_id, unit_id in await sitting.values_list("person_id", "unit_id"):
        (units if unit_id is not None else people).add(unit_id if unit_id is not None else person_id)
    called = Seat.filter(session_id=session.id, entitled=True).order_by("number")
    for seat in await called:
        if seat.unit_id not in units if seat.unit_id is not None else seat.person_id not in people:
            await _lapse(seat, by)


async def _lapse(seat: Seat, by: Actor) -> None:
    await Seat.filter(id=seat.id).update(entitled=False, role=MemberRole.OBSERVER)
    record("seat.lapsed", by, seat=seat.id, person=seat.person_id)
    given = await Mandate.filter(principal_id=seat.id, ended_at=None)
    for mandate in [*given, *await Mandate.filter(holder_id=seat.id, ended_at=None)]:
        await Mandate.filter(id=mandate.id).update(ended_at=clock.now(), end_reason=LAPSED)
        holder = seat if mandate.holder_id == seat.id else await Seat.get(id=mandate.holder_id)
        record("mandate.ended", by, mandate=mandate.id, principal=mandate.principal_id, holder=mandate.holder_id,
               reason=LAPSED, person=holder.person_id)  # fmt: skip
