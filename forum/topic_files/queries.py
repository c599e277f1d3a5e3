from __future__ import annotations

from typing import Any

from forum.access import Actor, Permission, allowed
from forum.errors import N_, NotFound
from forum.people.queries import public_lines
from forum.topic_files.models import TopicFile
from forum.topics.models import Topic


async def shown(topic_id: int, reader: Actor | None) -> dict[str, Any]:
    """For the topic's page: what the reader may open, and whether they may add more."""
    topic = await Topic.get(id=topic_id)
    found = TopicFile.filter(topic_id=topic_id).order_by("id")
    staff, office = allowed(reader, Permission.TAKE_DOWN), allowed(reader, Permission.MODERATE)
    me = reader.person_id if reader else None
    return {
        "topic_id": topic_id,
        "topic_files": await found if reader else await _named_for_all(await found.filter(public=True)),
        "may_add": staff or (me is not None and me == topic.proposer_id),
        "may_publish": office,
        "mine": me,
    }


async def file(file_id: int, reader: Actor | None) -> TopicFile:
    """Raises NotFound, for what is not for the reader too: nobody learns what there is."""
    found = await TopicFile.get_or_none(id=file_id)
    if found is None or not (found.public or reader):
        raise NotFound(N_("找不到这个附件。"))
    return found if reader else (await _named_for_all([found]))[0]


async def _named_for_all(found: list[TopicFile]) -> list[TopicFile]:
    """A phone's own name for a file may have somebody's name in it. Not to be saved after that."""
    for one, name in zip(found, await public_lines([(one.name, None) for one in found]), strict=True):
        one.name = name
    return found
