from __future__ import annotations

from tortoise.queryset import QuerySet

from agenda.attendance import stays
from agenda.attendance.models import Mandate, Recusal, Seat, SeatState
from agenda.attendance.stays import Move, Stay
from forum.bodies.models import MemberRole
from forum.journal import Event
from forum.people.models import Person


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


async def standing_mandates(session_id: int) -> list[Mandate]:
    """Those that have not ended, with both seats."""
    return await _with_seats(Mandate.filter(session_id=session_id, ended_at=None))


async def mandates(session_id: int) -> list[Mandate]:
    """All of a session, those that have ended too, with both seats."""
    return await _with_seats(Mandate.filter(session_id=session_id))


def _with_seats(found: QuerySet[Mandate]) -> QuerySet[Mandate]:
    return found.order_by("id").prefetch_related(
        "principal__person", "principal__unit", "holder__person", "holder__unit"
    )


async def standing_recusals(item_id: int) -> list[Recusal]:
    """Who stands aside in an item now, with the seats."""
    return await Recusal.filter(item_id=item_id, ended_at=None).prefetch_related("seat__person", "seat__unit")


async def recusals(session_id: int) -> list[Recusal]:
    """All of a session, those taken back too, with the seats."""
    return await Recusal.filter(seat__session_id=session_id).prefetch_related("seat__person", "seat__unit")


async def delegates(session_id: int) -> dict[int, str]:
    """Names of the delegates for whom somebody else sits in this session, by person."""
    ids = await Seat.filter(session_id=session_id, delegate_id__not_isnull=True).values_list("delegate_id", flat=True)
    return dict(await Person.filter(id__in=list(ids)).values_list("id", "name")) if ids else {}


async def asking(session_id: int) -> int:
    """How many members added late wait for the chair's consent."""
    return await Seat.filter(session_id=session_id, entitled=False).exclude(role=MemberRole.OBSERVER).count()


async def stays_of(room_id: int) -> dict[int, tuple[Stay, ...]]:
    """From when to when each seat of a session was here, by seat."""
    moves = await Event.filter(room_id=room_id, kind__in=list(stays.MOVES)).order_by("seq")
    return stays.stays(
        Move(one.seq, one.at, one.kind, one.data["seat"], one.data.get("person"), one.data.get("means", ""))
        for one in moves
    )
