from __future__ import annotations

from tortoise.functions import Count

from forum import i18n, parts
from forum.access import Actor, Permission, allowed
from forum.errors import N_, NotFound
from forum.people.models import Person
from forum.people.names import masked
from forum.people.queries import public_lines
from forum.topics.models import Topic, TopicState

OPEN = (TopicState.PROPOSED,)


async def topic(topic_id: int) -> Topic:
    """With proposer, place and seconds (with their people). Raises NotFound."""
    found = await Topic.get_or_none(id=topic_id).prefetch_related("proposer", "place", "seconds__person")
    if found is None:
        raise NotFound(N_("找不到这个议题。"))
    return found


async def topics(state: TopicState | None = None, proposer_id: int | None = None) -> list[Topic]:
    """Newest first, each with its place and `seconded`, the number of seconds."""
    query = Topic.all()
    if state:
        query = query.filter(state=state)
    if proposer_id:
        query = query.filter(proposer_id=proposer_id)
    return await query.annotate(seconded=Count("seconds")).order_by("-id").prefetch_related("place", "proposer")


async def ready_for_agenda() -> list[Topic]:
    return await Topic.filter(state__in=[TopicState.ACCEPTED, TopicState.REOPENED]).order_by("id")


async def unanswered() -> list[Topic]:
    """What the office owes an answer, most pressing first."""
    query = Topic.filter(answered_at=None).annotate(seconded=Count("seconds"))
    return await query.order_by("reply_due", "id").prefetch_related("place", "proposer")


def proposer_name(topic: Topic, reader: Actor | None) -> str:
    """As the reader may know it: an anonymous proposer is known to those who take matters down, and to themselves."""
    if topic.anonymous and not allowed(reader, Permission.TAKE_DOWN):
        own = reader is not None and reader.person_id == topic.proposer_id
        return i18n.say(N_("一位居民（您）") if own else N_("一位居民"))
    return topic.proposer.name if reader or topic.proposer.official else masked(topic.proposer.name)


def seconder_name(person: Person, reader: Actor | None) -> str:
    """Who only ever called is named to those who take matters down."""
    if not person.on_register and not allowed(reader, Permission.TAKE_DOWN):
        return i18n.say(N_("一位居民"))
    return person.name if reader else masked(person.name)


async def public_titles(topics: list[Topic]) -> dict[int, str]:
    """By id, as somebody who is not signed in may read them; the topics come with their proposers."""
    adjusted = await parts.adjusted(parts.adjustments_of_topics, [topic.id for topic in topics])
    lines = await public_lines(
        [(topic.title, topic.proposer) for topic in topics], [adjusted[topic.id] for topic in topics]
    )
    return dict(zip((topic.id for topic in topics), lines, strict=True))
