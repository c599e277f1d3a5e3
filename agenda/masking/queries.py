"""How everybody may read the texts of sessions: whatever is public of one, on any floor, is shown by these words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from agenda.attendance.models import Seat
from agenda.items.models import AgendaItem
from agenda.sessions.models import Session
from forum import parts
from forum.access import Actor
from forum.people.models import Person
from forum.people.names import Adjusted, Show, Why
from forum.people.queries import public_words
from forum.side_by_side import joined


async def words(session: Session, texts: Iterable[str], names: Iterable[str] = ()) -> Show:
    """How to show texts of the session to everybody: residents' names and people's numbers masked, officials' kept.

    A name that a resident and an official share is masked: nobody can tell which of them a text means. What the office
    has decided otherwise for this session's public copy goes before. `names` are further names in the texts.
    """
    return (await words_of([session], texts, names))[session.id]


async def words_of(sessions: Sequence[Session], texts: Iterable[str], names: Iterable[str] = ()) -> dict[int, Show]:
    """The same for texts of several sessions, by session: who is a resident in one stays masked in the others."""
    ids = [session.id for session in sessions]
    people = [one for of in (await people_of(ids)).values() for one in of]
    show = await public_words(texts, people, names)
    adjusted = await parts.adjusted(parts.adjustments_of_sessions, ids)
    return {one.id: show.adjusted_to(adjusted[one.id] | Adjusted(_room_of(one, show))) for one in sessions}


def _room_of(session: Session, show: Show) -> frozenset[str]:
    """Where it is held has been told to everybody: its room is nobody's home."""
    tells_more = any(one.why is not Why.ROOM for one in show.finds(session.venue))
    return frozenset() if tells_more else frozenset({session.venue})


@joined
async def people_of(session_ids: Collection[int]) -> dict[int, list[Person]]:
    """By session, who has a part in it: seats (nobody else speaks, moves or votes), proposers, seconders, officers."""
    ids = list(session_ids)
    on_agenda = AgendaItem.filter(session_id__in=ids, topic_id__not_isnull=True)
    found: dict[int, set[Any]] = {id: set() for id in ids}
    for session_id, *writers in await on_agenda.values_list(
        "session_id", "topic__proposer_id", "topic__seconds__person_id"
    ):
        found[session_id].update(writers)
    for session_id, person_id in await Seat.filter(session_id__in=ids).values_list("session_id", "person_id"):
        found[session_id].add(person_id)
    for session_id, *officers in await Session.filter(id__in=ids).values_list("id", "chair_id", "recorder_id"):
        found[session_id].update(officers)
    people = {one.id: one for one in await Person.filter(id__in=list(set().union(*found.values()) - {None}))}
    return {session_id: [people[id] for id in of - {None}] for session_id, of in found.items()}


async def as_read(sessions: Sequence[Session], reader: Actor | None) -> None:
    """Their titles, venues and reasons as the reader may see them, in memory: the rows must not be saved after that."""
    if reader is not None or not sessions:
        return
    texts = [text for one in sessions for text in (one.title, one.venue, one.cancel_reason)]
    shows = await words_of(sessions, texts)
    for one in sessions:
        show = shows[one.id]
        one.title, one.venue, one.cancel_reason = show(one.title), show(one.venue), show(one.cancel_reason)
