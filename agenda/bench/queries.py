from __future__ import annotations

from typing import Any

from agenda.attendance.models import Seat, SeatState
from agenda.room.view import View
from forum.access import Actor, Permission, allowed
from forum.bodies.models import Body, MemberRole, Membership
from forum.terms import counting

LEADS = [MemberRole.DIRECTOR, MemberRole.DEPUTY_DIRECTOR]


async def may_open_for(actor: Actor | None) -> list[Body]:
    """The bodies in whose name somebody may open a talk on the spot: the office in any, others in what they lead."""
    if actor is None or actor.person_id is None:
        return []
    if allowed(actor, Permission.PLAN_SESSION):
        return await Body.all().order_by("id")
    led = Membership.filter(counting(), person_id=actor.person_id, role__in=LEADS)
    return await Body.filter(id__in=[member.body_id for member in await led]).order_by("id")


async def came(view: View) -> dict[str, Any]:
    """Who has come by, in the order they came; of other sessions nothing."""
    if not view.session.on_the_spot:
        return {"came": []}
    here = Seat.filter(session_id=view.session.id, state__in=[SeatState.PRESENT, SeatState.LEFT])
    return {"came": await here.order_by("number").prefetch_related("person", "unit")}
