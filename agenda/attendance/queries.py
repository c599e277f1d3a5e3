from __future__ import annotations

from agenda.attendance.models import Seat, SeatState


async def seats(session_id: int) -> list[Seat]:
    """All seats in order, with person, place and unit."""
    return await Seat.filter(session_id=session_id).order_by("number").prefetch_related("person__place", "unit")


async def seat_of(session_id: int, person_id: int | None) -> Seat | None:
    if person_id is None:
        return None
    query = Seat.filter(session_id=session_id, person_id=person_id).order_by("-entitled", "number")
    return await query.prefetch_related("person", "unit").first()


async def heads(session_id: int) -> tuple[int, int]:
    """How many are entitled, and how many of those are present."""
    entitled = await Seat.filter(session_id=session_id, entitled=True).count()
    present = await Seat.filter(session_id=session_id, entitled=True, state=SeatState.PRESENT).count()
    return entitled, present
