from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from forum import clock, i18n
from forum.access import Actor, Permission, allowed
from forum.comments import rules
from forum.comments.models import Comment
from forum.errors import N_, NotFound
from forum.people.names import masked
from forum.people.queries import public_words
from forum.topics.models import Topic


@dataclass(frozen=True)
class Line:
    """A comment as its reader may read it. `readable` is false where others only learn that there was one."""

    comment: Comment
    writer: str
    text: str
    raised_it: bool
    own: bool
    readable: bool
    may_edit: bool


async def comment(comment_id: int) -> Comment:
    """Raises NotFound."""
    found = await Comment.get_or_none(id=comment_id).prefetch_related("author", "topic")
    if found is None:
        raise NotFound(N_("找不到这条留言。"))
    return found


async def shown(topic_id: int, reader: Actor | None) -> dict[str, Any]:
    """For the topic's page, oldest first."""
    topic = await Topic.get(id=topic_id)
    comments = await Comment.filter(topic_id=topic_id).order_by("id").prefetch_related("author")
    show = str if reader else await public_words([one.text for one in comments], [one.author for one in comments])
    return {
        "topic_id": topic_id,
        "lines": [_line(one, topic, reader, show(one.text)) for one in comments],
        "may_moderate": allowed(reader, Permission.MODERATE),
        "may_answer": allowed(reader, Permission.SCREEN_TOPIC),
    }


def _line(comment: Comment, topic: Topic, reader: Actor | None, text: str) -> Line:
    own = reader is not None and reader.person_id == comment.author_id
    hidden = comment.hidden_at is not None
    return Line(
        comment,
        _writer(comment, topic, reader),
        text,
        comment.author_id == topic.proposer_id,
        own,
        not hidden or own or allowed(reader, Permission.MODERATE),
        rules.may_edit(own=own, posted=comment.at, hidden=hidden, now=clock.now()),
    )


def _writer(comment: Comment, topic: Topic, reader: Actor | None) -> str:
    """Who raised the topic without a name comments without one."""
    if comment.official:
        return i18n.say(N_("社区"))
    if topic.anonymous and comment.author_id == topic.proposer_id and not allowed(reader, Permission.TAKE_DOWN):
        return i18n.say(N_("一位居民"))
    return comment.author.name if reader or comment.author.official else masked(comment.author.name)


async def commenters(topic_id: int) -> set[int]:
    people: list[Any] = list(await Comment.filter(topic_id=topic_id).values_list("author_id", flat=True))
    return set(people)
