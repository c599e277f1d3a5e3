from __future__ import annotations

from agenda.claiming.models import ReadOut
from agenda.claiming.rules import Claiming
from agenda.items.models import AgendaItem, ItemKind
from forum import parts
from forum.parts import Claimable


async def claimable(item_id: int | None) -> tuple[Claimable, ...]:
    """What waits for somebody, and what was claimed at the item; each kind in its own order."""
    return tuple([one for lines in parts.claimable for one in await lines(item_id)])


async def claiming(item: AgendaItem) -> Claiming:
    read = await ReadOut.filter(item_id=item.id).order_by("id")
    return Claiming(await claimable(item.id), tuple(f"{one.what}-{one.of_id}" for one in read))


async def claiming_of(item: AgendaItem | None) -> Claiming | None:
    """Only where wishes and orders are read out."""
    return await claiming(item) if item and item.kind is ItemKind.CLAIMING else None


async def count_read(item_id: int) -> int:
    """How many different ones were read out."""
    return len(set(await ReadOut.filter(item_id=item_id).values_list("what", "of_id")))
