from __future__ import annotations

from minutes.needs.models import Need


async def needs() -> list[Need]:
    """Newest first, with place and the person who raised each."""
    return await Need.all().order_by("-id").prefetch_related("place", "raised_by")
