from __future__ import annotations

from forum import clock
from forum.access import Actor, person_of
from forum.errors import N_, NotFound
from forum.following.models import TopicFollow
from forum.journal import command, record, transaction
from forum.topics.models import Topic


@command
async def follow_topic(topic_id: int, *, by: Actor) -> None:
    """Following twice is following."""
    async with transaction():
        person_id = person_of(by)
        if not await Topic.exists(id=topic_id):
            raise NotFound(N_("找不到这个议题。"))
        if not await TopicFollow.exists(topic_id=topic_id, person_id=person_id):
            await TopicFollow.create(topic_id=topic_id, person_id=person_id, at=clock.now())
            record("topic.followed", by, topic=topic_id)


@command
async def unfollow_topic(topic_id: int, *, by: Actor) -> None:
    async with transaction():
        if await TopicFollow.filter(topic_id=topic_id, person_id=person_of(by)).delete():
            record("topic.unfollowed", by, topic=topic_id)
