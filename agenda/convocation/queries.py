from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q
from tortoise.functions import Count
from tortoise.queryset import QuerySet

from agenda.attendance.models import Reply, Seat, SeatState
from agenda.convocation import rules
from agenda.room.attending import attending
from agenda.sessions import queries as sessions
from agenda.sessions.commands import frozen_rules
from agenda.sessions.models import Session, SessionKind, SessionState
from forum import clock

AT_ONCE = 50
WAITING, ALL = "waiting", "all"
SHOWN = (WAITING, *Reply, ALL)
"""What the office's list may be narrowed to."""

_ASKED = Q(replied_at=None) & ~Q(state=SeatState.PRESENT)


@dataclass(frozen=True)
class Replies:
    """Of the entitled; who has come has answered. `by_reply` has those that stand, `waiting` who is still asked."""

    entitled: int
    by_reply: dict[Reply, int]
    waiting: int

    @property
    def answered(self) -> int:
        return self.entitled - self.waiting


async def replies(session_id: int) -> Replies:
    entitled = Seat.filter(session_id=session_id, entitled=True)
    rows = (
        await entitled.exclude(replied_at=None).annotate(count=Count("id")).group_by("reply").values("reply", "count")
    )
    counted = {row["reply"]: row["count"] for row in rows}
    return Replies(
        await entitled.count(), {reply: counted.get(reply, 0) for reply in Reply}, await entitled.filter(_ASKED).count()
    )


async def seats(session_id: int, shown: str, words: str, page: int) -> tuple[list[Seat], int]:
    """A page of those called, observers too, and how many pages there are; `words`: a seat's number, or part of a name.

    Those who have not answered come first of all.
    """
    found = _narrowed(Seat.filter(session_id=session_id), shown)
    if words:
        named = Q(person__name__contains=words) | Q(unit__name__contains=words)
        found = found.filter(named | Q(number=int(words)) if words.isdecimal() and len(words) < 6 else named)
    pages = max(1, -(-await found.count() // AT_ONCE))
    query = found.order_by("number").offset((min(max(page, 1), pages) - 1) * AT_ONCE).limit(AT_ONCE)
    return await query.prefetch_related("person", "unit"), pages


def _narrowed(found: QuerySet[Seat], shown: str) -> QuerySet[Seat]:
    if shown == WAITING:
        return found.filter(_ASKED)
    return found if shown == ALL else found.filter(reply=shown).exclude(replied_at=None)


async def waiting_for(person_id: int) -> set[int]:
    """The sessions to which somebody was called and has not said whether they come."""
    mine = Seat.filter(_ASKED, person_id=person_id, session__state=SessionState.NOTICED)
    return {seat.session_id for seat in await mine.exclude(session__kind=SessionKind.WRITTEN)}


async def called_off(person_id: int) -> list[Session]:
    """Sessions that somebody was called to and that will not be held, until their day is over."""
    today = clock.from_local(clock.today(), clock.local(clock.now()).min.time())
    found = Session.filter(seats__person_id=person_id, state=SessionState.CANCELLED, starts_at__gte=today)
    return await found.distinct().order_by("starts_at")


async def shown(session: Session, my_seat: Seat | None, *, may_record: bool) -> dict[str, Any]:
    """For the session's page: what the reader is asked, what the others have answered, what it goes on with."""
    asking = session.state is SessionState.NOTICED and not session.in_writing
    mine = my_seat if asking and my_seat and my_seat.state is not SeatState.PRESENT else None
    may = rules.replies_for(frozen_rules(session).proxies_at_most, entitled=mine.entitled) if mine else []
    return {
        "my_replies": [reply.value for reply in may],
        "replies": await replies(session.id) if asking and may_record else None,
        "reconvenes": await Session.get_or_none(id=session.reconvenes_id) if session.reconvenes_id else None,
        "reconvened": await sessions.reconvened(session),
    }


async def here(session: Session) -> dict[str, Any]:
    """How many are here, and whether the hour has come, for who adjourns."""
    quorum = (await attending(session.id, None, frozen_rules(session))).quorum
    return {"quorum": quorum, "due": session.is_open or clock.now() >= session.starts_at}
