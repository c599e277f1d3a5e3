from __future__ import annotations

from minutes.hooks.models import Bulletin, BulletinState

SHOWN = 30


async def newest() -> list[Bulletin]:
    return await Bulletin.exclude(state=BulletinState.BEFORE).limit(SHOWN)


async def waiting() -> list[Bulletin]:
    """Oldest first."""
    return await Bulletin.filter(state=BulletinState.WAITING).order_by("id")


async def with_key(key: str) -> list[Bulletin]:
    """What went to the channels under this key, oldest first."""
    own = await Bulletin.exclude(state=BulletinState.BEFORE).order_by("id")
    return [one for one in own if key in one.keys]


async def failed() -> int:
    return await Bulletin.filter(state=BulletinState.FAILED).count()
