from __future__ import annotations

from typing import Any

from forum.access import Actor
from forum.comments.queries import commenters
from forum.following.models import TopicFollow
from forum.topics.models import Topic, TopicSecond


async def followers(topic_id: int) -> list[int]:
    """The people who asked to hear of it, in the order they did."""
    return list(await TopicFollow.filter(topic_id=topic_id).values_list("person_id", flat=True))  # type: ignore[arg-type]


async def concerned(topic_id: int) -> set[int]:
    """Everybody who hears of it: who proposed it, seconds, follows or commented on it."""
    proposers: list[Any] = list(await Topic.filter(id=topic_id).values_list("proposer_id", flat=True))
    seconders: list[Any] = list(await TopicSecond.filter(topic_id=topic_id).values_list("person_id", flat=True))
    return {*proposers, *seconders, *await followers(topic_id), *await commenters(topic_id)}


async def followed_by(person_id: int) -> list[Topic]:
    """Newest first, with their places."""
    return await Topic.filter(follows__person_id=person_id).order_by("-id").prefetch_related("place")


async def shown(topic_id: int, reader: Actor | None) -> dict[str, Any]:
    """For the topic's page. Who has a part in it hears of it anyway."""
    everybody = await followers(topic_id)
    me = reader.person_id if reader else None
    return {
        "topic_id": topic_id,
        "count": len(everybody),
        "following": me in everybody,
        "hears_anyway": me is not None and me in await concerned(topic_id) and me not in everybody,
    }
