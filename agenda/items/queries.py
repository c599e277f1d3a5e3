from __future__ import annotations

from agenda.items.models import AgendaItem, ItemState


async def agenda(session_id: int) -> list[AgendaItem]:
    return await AgendaItem.filter(session_id=session_id).order_by("position").prefetch_related("topic")


async def open_item(session_id: int) -> AgendaItem | None:
    return await AgendaItem.get_or_none(session_id=session_id, state=ItemState.OPEN).prefetch_related("topic")


async def items_of_topic(topic_id: int) -> list[AgendaItem]:
    return await AgendaItem.filter(topic_id=topic_id).order_by("id").prefetch_related("session")
