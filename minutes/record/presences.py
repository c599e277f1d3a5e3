"""Who was here for an item or a ballot, as the record's papers say it."""

from __future__ import annotations

from agenda.attendance import queries as attendance
from agenda.attendance.models import Seat
from agenda.attendance.presence import Presence, names_of

MARKS = {"whole": "到会", "part": "部分时间到会", "proxied": "委托"}


async def named_seats(session_id: int) -> list[tuple[int, str]]:
    """(seat, how it is called) in the order of the roll."""
    return [(seat.id, called(seat)) for seat in await attendance.seats(session_id)]


def called(seat: Seat) -> str:
    """A unit speaks through who sits for it: 康乐物业张伟."""
    return f"{seat.unit.name if seat.unit else ''}{seat.person.name if seat.person else ''}"


def who_was(one: Presence, named: list[tuple[int, str]]) -> str:
    told = [f"{MARKS[mark]}（{len(names)}）：{'、'.join(names)}" for mark, names in names_of(one, named)]
    return "；".join(told) + "。" if told else "无人到会。"
