from __future__ import annotations

from forum import clock
from forum.access import Actor
from forum.errors import N_, NotAllowed
from forum.journal import command, record, transaction
from minutes.drafting import queries as drafting
from minutes.phrases.models import Phrases


@command
async def keep_phrases(text: str, *, by: Actor) -> None:
    """Keep the community's list of phrases; an empty one brings the standard ones back. Raises NotAllowed."""
    async with transaction():
        if not await may_keep(by):
            raise NotAllowed(N_("常用语由社区书记和正在整理纪要的人维护。"))
        await Phrases.all().delete()
        if text:
            await Phrases.create(text=text, changed_at=clock.now())
        record("phrases.kept", by)


async def may_keep(by: Actor | None) -> bool:
    """The office, and whoever has minutes in work."""
    if by is None:
        return False
    return by.in_office or any(drafting.concerns(one, by) for one in await drafting.in_work())
