from __future__ import annotations

from typing import Any

from forum import clock
from forum.access import Actor, Permission, allowed, person_of, require
from forum.comments import rules
from forum.comments.models import Comment
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction
from forum.moderation import commands as moderation
from forum.moderation import queries as moderating
from forum.moderation.models import Held, HeldKind
from forum.moderation.queries import Rate
from forum.topics.models import Topic


@command
async def post_comment(topic_id: int, text: str, *, by: Actor, official: bool = False) -> dict[str, Any]:
    """Gives {"comment": id}, or {"held": its receipt's token} where the office reads it first."""
    async with transaction():
        person_id = person_of(by)
        if official:
            require(by, Permission.SCREEN_TOPIC)
        if not await Topic.exists(id=topic_id):
            raise NotFound(N_("找不到这个议题。"))
        if not allowed(by, Permission.TAKE_DOWN):
            await _check_rate(person_id)
        await _check_new(topic_id, text, person_id)
        if words := [] if official else await moderating.hits(text):
            content = {"topic_id": topic_id, "text": text}
            held = await moderation.hold(HeldKind.COMMENT, content, words=words, by=by)
            return answer({"held": held.token})
        made = await Comment.create(
            topic_id=topic_id, author_id=person_id, text=text, at=clock.now(), official=official
        )  # fmt: skip
        record("comment.posted", by, comment=made.id, topic=topic_id, official=official)
        return answer({"comment": made.id})


async def _check_new(topic_id: int, text: str, person_id: int) -> None:
    if await Comment.exists(topic_id=topic_id, text=text, author_id=person_id):
        raise BadInput({"text": Sentence(N_("这句话您已经留过了。"))})


async def _check_rate(person_id: int) -> None:
    known, home = await moderating.limits(), await moderating.household_of(person_id)
    since = clock.now() - moderating.HOUR
    posted: Any = await Comment.filter(author_id__in=home.everybody, at__gt=since).values_list("author_id", "at")
    held = await moderating.held_since(HeldKind.COMMENT, home.everybody, since)
    rate = Rate(
        known.comments_a_person, known.comments_a_household, moderating.HOUR,
        N_("您一小时里已经留了 {n} 条，{when} 以后可以再留。您写的还在。"),
        N_("您家一小时里已经留了 {n} 条，{when} 以后可以再留。您写的还在。"),
    )  # fmt: skip
    moderating.check_rate([*posted, *held], person_id, rate)


async def make_released(held: Held, by: Actor) -> int:
    """The comment that was held, as of when it was written."""
    made = await Comment.create(
        topic_id=held.content["topic_id"], author_id=held.person_id, text=held.content["text"], at=held.sent_at
    )  # fmt: skip
    record("comment.posted", by, comment=made.id, topic=made.topic_id, official=False)
    return made.id


moderation.makers[HeldKind.COMMENT] = make_released


@command
async def edit_comment(comment_id: int, text: str, *, by: Actor) -> int:
    """Gives its topic's id. What it said first is kept."""
    async with transaction():
        comment = await _comment(comment_id)
        own, hidden = comment.author_id == person_of(by), comment.hidden_at is not None
        rules.check_edit(own=own, posted=comment.at, hidden=hidden, now=clock.now())
        if words := [] if comment.official else await moderating.hits(text):
            said = Sentence(N_("“{words}”要社区先看过：请去掉它再保存，或者另发一条。"), {"words": "”“".join(words)})
            raise BadInput({"text": said})
        comment.first_text, comment.text, comment.edited_at = comment.first_text or comment.text, text, clock.now()
        await comment.save(update_fields=["first_text", "text", "edited_at"])
        record("comment.edited", by, comment=comment_id, topic=comment.topic_id)
        return answer(comment.topic_id)


@command
async def hide_comment(comment_id: int, reason: str, *, by: Actor) -> int:
    """Gives its topic's id. Others read that there was one; its author and the office read it, and why."""
    async with transaction():
        require(by, Permission.MODERATE)
        comment = await _comment(comment_id)
        if comment.hidden_at is not None:
            raise RuleBroken(N_("这条留言已经隐藏。"))
        comment.hidden_at, comment.hidden_reason, comment.hidden_by_id = clock.now(), reason, person_of(by)
        await comment.save(update_fields=["hidden_at", "hidden_reason", "hidden_by_id"])
        record("comment.hidden", by, comment=comment_id, topic=comment.topic_id, person=comment.author_id)
        return answer(comment.topic_id)


@command
async def show_comment(comment_id: int, *, by: Actor) -> int:
    """Take the hiding back. Gives its topic's id."""
    async with transaction():
        require(by, Permission.MODERATE)
        comment = await _comment(comment_id)
        if comment.hidden_at is None:
            raise RuleBroken(N_("这条留言没有隐藏。"))
        comment.hidden_at, comment.hidden_reason, comment.hidden_by_id = None, "", None
        await comment.save(update_fields=["hidden_at", "hidden_reason", "hidden_by_id"])
        record("comment.shown", by, comment=comment_id, topic=comment.topic_id, person=comment.author_id)
        return answer(comment.topic_id)


async def _comment(comment_id: int) -> Comment:
    comment = await Comment.select_for_update().get_or_none(id=comment_id)
    if comment is None:
        raise NotFound(N_("找不到这条留言。"))
    return comment
