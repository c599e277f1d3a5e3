from __future__ import annotations

from agenda.items.models import AgendaItem, ItemState
from forum import parts
from forum.people.queries import public_lines
from forum.topics.models import Topic


async def agenda(session_id: int) -> list[AgendaItem]:
    return await AgendaItem.filter(session_id=session_id).order_by("position").prefetch_related("topic")


async def open_item(session_id: int) -> AgendaItem | None:
    """The first: in writing all are open at once."""
    found = AgendaItem.filter(session_id=session_id, state=ItemState.OPEN).order_by("position")
    return await found.prefetch_related("topic").first()


async def items_of_topic(topic_id: int) -> list[AgendaItem]:
    return await AgendaItem.filter(topic_id=topic_id).order_by("id").prefetch_related("session")


async def public_titles(agenda: list[AgendaItem]) -> dict[int, str]:
    """By the item's id, as somebody who is not signed in may read them."""
    topics = Topic.filter(id__in=[item.topic_id for item in agenda if item.topic_id]).prefetch_related("proposer")
    proposers = {topic.id: topic.proposer for topic in await topics}
    adjusted = await parts.adjusted(parts.adjustments_of_sessions, {item.session_id for item in agenda})
    lines = await public_lines(
        [(item.title, proposers.get(item.topic_id or 0)) for item in agenda],
        [adjusted[one.session_id] for one in agenda],
    )
    return dict(zip((item.id for item in agenda), lines, strict=True))
