from __future__ import annotations

from agenda.items import queries as items
from agenda.items.models import AgendaItem, ItemState
from forum.bodies import queries as bodies
from forum.errors import N_, RuleBroken
from minutes.scribe.models import ScribeNote
from minutes.scribe.rules import names


async def units() -> dict[int, str]:
    return names([(unit.id, unit.name) for unit in await bodies.units()])


async def discussed(session_id: int) -> AgendaItem:
    """The open item, or the one closed last. Raises RuleBroken before the first was opened."""
    taken_up = [item for item in await items.agenda(session_id) if item.opened_at is not None]
    if not taken_up:
        raise RuleBroken(N_("开始议第一项以后，才能记。"))
    return max(taken_up, key=lambda item: (item.state is ItemState.OPEN, item.opened_at))


async def of_item(item_id: int) -> list[ScribeNote]:
    return await ScribeNote.filter(item_id=item_id, struck_at=None).order_by("id")


async def of_session(session_id: int) -> list[ScribeNote]:
    found = ScribeNote.filter(item__session_id=session_id, struck_at=None).order_by("id")
    return await found.prefetch_related("item")
