"""Taking back a tick or an excuse at the console, as the desk does with its own button."""

from __future__ import annotations

from agenda.attendance import commands
from agenda.attendance.models import Seat, SeatState
from agenda.sessions.models import Session
from agenda.undoing.way import Way, by_another, of_seat, seat_label
from forum.access import Actor
from forum.errors import N_, RuleBroken
from forum.journal import Event


async def _check_came(event: Event) -> None:
    if (await Seat.get(id=event.data["seat"])).state is not SeatState.PRESENT:
        raise RuleBroken(N_("{who}已经离场，不能撤销签到。"), who=await seat_label(event.data["seat"]))


async def _check_excused(event: Event) -> None:
    if (await Seat.get(id=event.data["seat"])).state is not SeatState.EXCUSED:
        raise RuleBroken(N_("{who}已经又登记过，不能撤销。"), who=await seat_label(event.data["seat"]))


async def _undo(event: Event, session: Session, by: Actor) -> None:
    await commands.undo_mark(event.data["seat"], by=by)


WAYS = {
    "seat.checked_in": Way(
        of_seat(N_("{who}签到")), _check_came, _undo, "seat.check_in_undone", presides=False, is_step=by_another
    ),
    "seat.excused": Way(
        of_seat(N_("{who}请假")), _check_excused, _undo, "seat.excuse_undone", presides=False, is_step=by_another
    ),
}
