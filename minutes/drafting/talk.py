"""What was written in a session, gathered for the draft."""

from __future__ import annotations

from agenda.attendance.models import Seat
from agenda.discussion.models import Contribution
from agenda.groups import queries as small_groups
from agenda.items.models import AgendaItem
from agenda.statements import queries as statements
from agenda.statements.rules import Picture
from forum.people.models import Person
from minutes.drafting.record import GroupNotes, Written


async def written(item_id: int, seats: dict[int, Seat]) -> tuple[Written, ...]:
    """Without what the chair has hidden."""
    found = await Contribution.filter(item_id=item_id, hidden_at=None).order_by("id")
    answerers = Seat.filter(id__in={one.answerer_id for one in found if one.answerer_id})
    known = seats | {seat.id: seat for seat in await answerers.prefetch_related("person", "unit")}
    return tuple(_written(one, known) for one in found)


async def leanings(item: AgendaItem) -> tuple[Picture, ...]:
    """How the hall leaned, where anybody said so."""
    rounds = await statements.of_session(item.session_id)
    return tuple(asked.picture for of_item, asked in rounds if of_item.id == item.id)


async def groups(item: AgendaItem) -> tuple[GroupNotes, ...]:
    """The notes of small groups that are ticked for the minutes."""
    phases = await small_groups.of_session(item.session_id)
    found = [
        GroupNotes(one.phase.topic, tuple((group.number, group.note) for group in one.written if group.in_draft))
        for of_item, one in phases
        if of_item.id == item.id
    ]
    return tuple(one for one in found if one.notes)


def _written(one: Contribution, seats: dict[int, Seat]) -> Written:
    name = "" if one.anonymous else speaker(seats[one.seat_id])
    answerer = speaker(seats[one.answerer_id]) if one.answerer_id else ""
    answer = (answerer, one.answer) if one.answered_at else None
    return Written(name, one.text, one.supported, one.is_question, answer, one.ticked_at is not None)


def speaker(seat: Seat) -> str:
    """A unit speaks through who sits for it: 康乐物业张伟."""
    person: Person | None = seat.person
    return f"{seat.unit.name if seat.unit else ''}{person.name if person else ''}"
