from __future__ import annotations

from minutes.hooks.models import Bulletin, BulletinState

SHOWN = 30


async def newest() -> list[Bulletin]:
    return await Bulletin.exclude(state=BulletinState.BEFORE).limit(SHOWN)


async def waiting() -> list[Bulletin]:
    """Oldest first."""
    return await Bulletin.filter(state=BulletinState.WAITING).order_by("id")


async def failed() -> int:
    return await Bulletin.filter(state=BulletinState.FAILED).count()
