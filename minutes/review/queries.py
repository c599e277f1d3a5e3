from __future__ import annotations

from collections import Counter

from agenda.attendance.models import Seat
from agenda.attendance.rules import State as SeatState
from forum.access import Actor
from forum.errors import N_, NotFound
from minutes.drafting.models import Minutes, MinutesState
from minutes.review.models import NoteState, Review, ReviewCheck, ReviewNote

HERE = [SeatState.PRESENT, SeatState.LEFT]


async def review_of(minutes_id: int) -> Review | None:
    return await Review.get_or_none(minutes_id=minutes_id)


async def was_there(minutes: Minutes, actor: Actor) -> bool:
    """Had a seat at the session and came, whoever left early too."""
    if actor.person_id is None:
        return False
    return await Seat.exists(session_id=minutes.session_id, person_id=actor.person_id, state__in=HERE)


async def notes(minutes_id: int) -> list[ReviewNote]:
    return await ReviewNote.filter(minutes_id=minutes_id).order_by("id").prefetch_related("by")


async def notes_of(minutes_id: int, person_id: int) -> list[ReviewNote]:
    return await ReviewNote.filter(minutes_id=minutes_id, by_id=person_id).order_by("id")


async def note(note_id: int) -> ReviewNote:
    """With its minutes. Raises NotFound."""
    found = await ReviewNote.get_or_none(id=note_id).prefetch_related("minutes__session")
    if found is None:
        raise NotFound(N_("找不到这条核对意见。"))
    return found


async def still_open(minutes_id: int) -> int:
    return await ReviewNote.filter(minutes_id=minutes_id, state=NoteState.OPEN).count()


async def checked(minutes_id: int) -> list[ReviewCheck]:
    """Who has found it right."""
    return await ReviewCheck.filter(minutes_id=minutes_id).order_by("id").prefetch_related("person")


async def to_check(person_id: int) -> list[Review]:
    """Reviews that wait for this person, who was there and has not said anything yet."""
    sessions = await Seat.filter(person_id=person_id, state__in=HERE).values_list("session_id", flat=True)
    found = Review.filter(minutes__session_id__in=list(sessions)).exclude(minutes__state=MinutesState.PUBLISHED)
    done = {one.minutes_id for one in await ReviewCheck.filter(person_id=person_id)}
    done |= {one.minutes_id for one in await ReviewNote.filter(by_id=person_id)}
    return [one for one in await found.prefetch_related("minutes__session") if one.minutes_id not in done]


async def answered_unread(person_id: int) -> list[ReviewNote]:
    found = ReviewNote.filter(by_id=person_id, read_at=None).exclude(state=NoteState.OPEN)
    return await found.order_by("id").prefetch_related("minutes__session")


async def waiting(minutes_ids: list[int]) -> dict[int, int]:
    """How many notes wait for an answer, by minutes."""
    found = await ReviewNote.filter(minutes_id__in=minutes_ids, state=NoteState.OPEN)
    return dict(Counter(note.minutes_id for note in found))
