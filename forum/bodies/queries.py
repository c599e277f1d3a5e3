from __future__ import annotations

from collections.abc import Collection
from typing import Any

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from forum import clock, parts
from forum.bodies.models import Body, Membership, Unit
from forum.errors import N_, BadInput, NotFound, Sentence
from forum.terms import counting


async def body(body_id: int) -> Body:
    """Raises NotFound."""
    found = await Body.get_or_none(id=body_id)
    if found is None:
        raise NotFound(N_("找不到这个组织。"))
    return found


async def body_called(name: str) -> Body | None:
    return await Body.get_or_none(name=name)


def preset_rules(preset: str, *, seats_units: bool | None = None) -> dict[str, Any]:
    """A preset's rule set as a body keeps it; `seats_units` overrides who sits. Raises BadInput."""
    if preset not in parts.rule_presets:
        raise BadInput({"preset": Sentence(N_("请从列表中选一项。"))})
    rules = dict(parts.rule_presets[preset][1])
    if seats_units is not None:
        rules["seats"] = "units" if seats_units else "members"
    return rules


async def bodies() -> list[Body]:
    return await Body.all().prefetch_related("memberships")


async def members(body_id: int) -> list[Membership]:
    """Sitting members in seat order, with person, unit and place: those whose term is running today."""
    query = Membership.filter(counting(), body_id=body_id)
    return await query.order_by("number").prefetch_related("person__place", "unit")


def here_now() -> QuerySet[Unit]:
    """Those that belong to the neighbourhood today."""
    return Unit.filter(Q(left_on=None) | Q(left_on__gt=clock.today()))


async def units() -> list[Unit]:
    return await here_now()


async def here(ids: Collection[int]) -> set[int]:
    """Which of these belong to the neighbourhood today."""
    found: list[Any] = list(await here_now().filter(id__in=list(ids)).order_by("id").values_list("id", flat=True))
    return set(found)


async def names_of(ids: Collection[int]) -> dict[int, str]:
    found: list[Any] = list(await Unit.filter(id__in=list(ids)).values_list("id", "name")) if ids else []
    return dict(found)


async def is_here(unit_id: int | None) -> bool:
    """Whether it can be given anything to do today: there is such a unit, and it has not left."""
    return unit_id is not None and await here_now().filter(id=unit_id).exists()


async def unit_called(name: str) -> Unit | None:
    return await Unit.get_or_none(name=name)
