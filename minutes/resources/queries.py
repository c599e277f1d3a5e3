from __future__ import annotations

from minutes.resources.models import Resource


async def resources() -> list[Resource]:
    return await Resource.all().order_by("unit_id", "id").prefetch_related("unit")


async def of_unit(unit_id: int) -> list[Resource]:
    return await Resource.filter(unit_id=unit_id).order_by("id")
