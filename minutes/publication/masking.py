"""Who stays unnamed in what is published of a session, and how its texts are shown then."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from agenda.attendance import queries as attendance
from agenda.items import queries as items
from agenda.sessions.models import Session
from forum.people.models import Person
from forum.people.queries import public_words
from forum.topics.models import TopicSecond

Show = Callable[[str], str]
"""From a text to what everybody may read of it."""


async def words(session: Session, texts: Iterable[str]) -> Show:
    """How to show texts of the session to everybody: residents' names and people's numbers masked, officials' kept.

    A name that a resident and an official share is masked: nobody can tell which of them a text means.
    """
    return await public_words(texts, await people_of(session))


async def people_of(session: Session) -> list[Person]:
    """Who has a part in the session: its seats (nobody else speaks, moves or votes), proposers, seconders, officers."""
    topics = [item.topic for item in await items.agenda(session.id) if item.topic]
    ids = {session.chair_id, session.recorder_id, *(topic.proposer_id for topic in topics)}
    ids |= {seat.person_id for seat in await attendance.seats(session.id) if seat.person_id}
    ids |= {second.person_id for second in await TopicSecond.filter(topic_id__in=[topic.id for topic in topics])}
    return await Person.filter(id__in=list(ids))
