from __future__ import annotations

from agenda.series.models import Series
from agenda.sessions.models import Session
from forum.errors import N_, NotFound


async def series(series_id: int) -> Series:
    """With body, chair and recorder. Raises NotFound."""
    found = await Series.get_or_none(id=series_id).prefetch_related("body", "chair", "recorder")
    if found is None:
        raise NotFound(N_("找不到这个会议系列。"))
    return found


async def going_on() -> list[Series]:
    return await Series.filter(ended_at=None).order_by("id").prefetch_related("body")


async def sessions_of(series_id: int) -> list[Session]:
    """Newest last."""
    return await Session.filter(series_id=series_id).order_by("starts_at")
