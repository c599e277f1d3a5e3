from __future__ import annotations

from typing import Any

from tortoise.expressions import Q

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


async def units() -> list[Unit]:
    """Those that belong to the neighbourhood today."""
    return await Unit.filter(Q(left_on=None) | Q(left_on__gt=clock.today()))


async def is_here(unit_id: int | None) -> bool:
    """Whether it can be given anything to do today: there is such a unit, and it has not left."""
    return unit_id is not None and await Unit.exists(Q(left_on=None) | Q(left_on__gt=clock.today()), id=unit_id)


async def unit_called(name: str) -> Unit | None:
    return await Unit.get_or_none(name=name)
