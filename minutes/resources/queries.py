from __future__ import annotations

from minutes.resources.models import Resource


async def resources() -> list[Resource]:
    return await Resource.all().order_by("unit_id", "id").prefetch_related("unit")
