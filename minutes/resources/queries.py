from __future__ import annotations

from collections.abc import Collection

from forum.errors import N_, NotFound
from forum.topics.models import Category
from minutes.resources.models import Resource

PAGE = 100


async def resources() -> list[Resource]:
    """What is offered, unit by unit."""
    return await Resource.filter(withdrawn_at=None).order_by("unit_id", "id").prefetch_related("unit", "place")


async def page_of(
    page: int, *, words: str = "", category: Category | None = None, unit_id: int | None = None
) -> tuple[list[Resource], int]:
    """A page of what is offered, unit by unit, and how many there are."""
    query = Resource.filter(withdrawn_at=None)
    if words:
        query = query.filter(text__icontains=words)
    if category:
        query = query.filter(category=category)
    if unit_id:
        query = query.filter(unit_id=unit_id)
    found = query.order_by("unit_id", "id").offset((page - 1) * PAGE).limit(PAGE).prefetch_related("unit", "place")
    return await found, await query.count()


async def resource(resource_id: int) -> Resource:
    """With unit and place. Raises NotFound."""
    found = await Resource.get_or_none(id=resource_id).prefetch_related("unit", "place")
    if found is None:
        raise NotFound(N_("找不到这条资源。"))
    return found


async def by_id(ids: Collection[int]) -> dict[int, Resource]:
    """Each with unit and place."""
    return {one.id: one for one in await Resource.filter(id__in=list(ids)).prefetch_related("unit", "place")}


async def of_unit(unit_id: int) -> list[Resource]:
    return await Resource.filter(unit_id=unit_id, withdrawn_at=None).order_by("id")
