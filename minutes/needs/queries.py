from __future__ import annotations

from forum.parts import Brought
from minutes.needs.models import Need
from minutes.resources.models import Resource


async def needs() -> list[Need]:
    """Newest first, with place, the person who raised each, and at the table the unit, the session and who claimed."""
    query = Need.all().order_by("-id")
    return await query.prefetch_related("place", "raised_by", "unit", "item__session", "claims__unit")


async def brought_to_item(item_id: int) -> list[Brought]:
    """What units brought to the table: needs, then resources, each oldest first."""
    raised = await Need.filter(item_id=item_id).order_by("id").prefetch_related("unit", "claims__unit")
    needs = [
        Brought(need.id, True, need.unit.id, need.unit.name, need.text, tuple(claim.unit.name for claim in need.claims))
        for need in raised
        if need.unit
    ]
    shared = await Resource.filter(item_id=item_id).order_by("id").prefetch_related("unit")
    return needs + [Brought(one.id, False, one.unit_id, one.unit.name, one.text) for one in shared]
