from __future__ import annotations

from collections.abc import Collection

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from forum import clock
from forum.errors import N_, NotFound
from forum.topics.models import Category
from minutes.resources.models import Resource

PAGE = 100


def offered(*, paused: bool | None = None) -> QuerySet[Resource]:
    """What is on the list: not withdrawn, and of a unit that still belongs to the neighbourhood."""
    found = Resource.filter(Q(unit__left_on=None) | Q(unit__left_on__gt=clock.today()), withdrawn_at=None)
    return found if paused is None else found.filter(paused=paused)


async def resources() -> list[Resource]:
    """What is offered, unit by unit."""
    return await offered().order_by("unit_id", "id").prefetch_related("unit", "place")


async def page_of(
    page: int, *, words: str = "", category: Category | None = None, units: Collection[int] = ()
) -> tuple[list[Resource], int]:
    """A page of what is offered, unit by unit, and how many there are; `words` also of its unit and its place."""
    query = offered()
    if words:
        query = query.filter(
            Q(text__icontains=words) | Q(unit__name__icontains=words) | Q(place__path__icontains=words)
        )
    if category:
        query = query.filter(category=category)
    if units:
        query = query.filter(unit_id__in=list(units))
    found = query.order_by("unit_id", "id").offset((page - 1) * PAGE).limit(PAGE).prefetch_related("unit", "place")
    return await found, await query.count()


async def resource(resource_id: int) -> Resource:
    """With unit and place. Raises NotFound."""
    found = await Resource.get_or_none(id=resource_id).prefetch_related("unit", "place", "item__session")
    if found is None:
        raise NotFound(N_("找不到这条资源。"))
    return found


async def by_id(ids: Collection[int]) -> dict[int, Resource]:
    """Each with unit and place."""
    return {one.id: one for one in await Resource.filter(id__in=list(ids)).prefetch_related("unit", "place")}


async def of_unit(unit_id: int) -> list[Resource]:
    return await Resource.filter(unit_id=unit_id, withdrawn_at=None).order_by("id")
