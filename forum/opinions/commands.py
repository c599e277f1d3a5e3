from __future__ import annotations

from forum import clock
from forum.access import Actor
from forum.intake import commands as intake
from forum.intake.commands import Caller, Source, Written
from forum.journal import answer, command, transaction
from forum.moderation import commands as moderation
from forum.moderation import queries as moderating
from forum.moderation.models import Held, HeldKind
from forum.topics.models import Category, Channel


@command
async def leave_opinion(written: Written, name: str, phone: str, source: str, *, by: Actor | None) -> str:
    """What whoever scans a poster has to say; the office reads it first. Gives the token of its receipt.

    `source` is where it was sent from, as a digest. Raises TooMany.
    """
    async with transaction():
        await intake.check_place(written.place_id)
        await moderating.check_source(source)
        words = await moderating.hits(written.title, written.text)
        content = {"title": written.title, "text": written.text, "category": written.category.value}
        held = await moderation.hold(
            HeldKind.OPINION,
            content,
            words=words,
            place_id=written.place_id,
            name=name,
            phone=phone,
            source=source,
            by=by,
        )
        return answer(held.token)


async def make_released(held: Held, by: Actor) -> int:
    """A topic of somebody unnamed, as of when it was sent."""
    said, place_id = held.content, held.place_id or 0
    written = Written(said["title"], said["text"], Category(said["category"]), place_id)
    source = Source(Channel.POSTER, clock.local(held.sent_at).date())
    topic_id, _ = await intake.write_down(written, Caller(None, held.name, held.phone), source, by, since=held.sent_at)
    return topic_id


moderation.makers[HeldKind.OPINION] = make_released
