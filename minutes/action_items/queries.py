from __future__ import annotations

from collections.abc import Collection

from minutes.action_items.models import ActionItem, ActionState

SHOWN = ("lead", "project", "item__session")


async def of_session(session_id: int) -> list[ActionItem]:
    query = ActionItem.filter(item__session_id=session_id).order_by("id")
    return await query.prefetch_related("lead", "project", "item")


async def of_item(item_id: int) -> list[ActionItem]:
    return await ActionItem.filter(item_id=item_id).order_by("id").prefetch_related("lead", "project")


async def of_units(units: Collection[int]) -> list[ActionItem]:
    """What these units have still to do, most pressing first."""
    query = ActionItem.filter(lead_id__in=list(units)).exclude(state=ActionState.DONE)
    return await query.order_by("due_on", "id").prefetch_related(*SHOWN)


async def led_by(unit_id: int) -> list[ActionItem]:
    """All a unit has taken on, what it has still to do first."""
    found = await ActionItem.filter(lead_id=unit_id).order_by("-id").prefetch_related("project")
    return sorted(found, key=lambda one: one.state is ActionState.DONE)


async def pending() -> list[ActionItem]:
    """What anybody has still to do, most pressing first."""
    return await ActionItem.exclude(state=ActionState.DONE).order_by("due_on", "id").prefetch_related(*SHOWN)
