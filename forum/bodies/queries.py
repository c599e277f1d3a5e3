from __future__ import annotations

from tortoise.expressions import Q

from forum import clock
from forum.bodies.models import Body, Membership, Unit
from forum.errors import N_, NotFound
from forum.terms import counting


async def body(body_id: int) -> Body:
    """Raises NotFound."""
    found = await Body.get_or_none(id=body_id)
    if found is None:
        raise NotFound(N_("找不到这个组织。"))
    return found


async def body_called(name: str) -> Body | None:
    return await Body.get_or_none(name=name)


async def bodies() -> list[Body]:
    return await Body.all().prefetch_related("memberships")


async def members(body_id: int) -> list[Membership]:
    """Sitting members in seat order, with person, unit and place: those whose term is running today."""
    query = Membership.filter(counting(), body_id=body_id)
    return await query.order_by("number").prefetch_related("person__place", "unit")


async def units() -> list[Unit]:
    """Those that belong to the neighbourhood today."""
    return await Unit.filter(Q(left_on=None) | Q(left_on__gt=clock.today()))


async def unit_called(name: str) -> Unit | None:
    return await Unit.get_or_none(name=name)
