from __future__ import annotations

from agenda.attendance.models import Seat
from agenda.exchange.models import Reading, Turn
from agenda.exchange.rules import Place, Table
from agenda.items.models import AgendaItem, ItemKind
from forum import parts


async def table(item: AgendaItem) -> Table:
    """The round of the table at this item: units that are here or had their turn, in the order of their seats."""
    turns = {turn.seat_id: turn for turn in await Turn.filter(item_id=item.id)}
    seats = Seat.filter(session_id=item.session_id, unit_id__not_isnull=True).order_by("number")
    read = await Reading.filter(item_id=item.id).order_by("id").values_list("need_id", flat=True)
    return Table(
        places=tuple(
            _place(seat, turns.get(seat.id)) for seat in await seats.prefetch_related("unit")
            if seat.is_present or seat.id in turns
        ),
        brought=tuple([one for brought in parts.brought_to_item for one in await brought(item.id)]),
        read=frozenset(int(str(need)) for need in read),
        last_read=int(str(read[-1])) if read else None,
    )  # fmt: skip


async def table_of(item: AgendaItem | None) -> Table | None:
    """Only where lists are exchanged."""
    return await table(item) if item and item.kind is ItemKind.EXCHANGE else None


def _place(seat: Seat, turn: Turn | None) -> Place:
    assert seat.unit is not None and seat.unit_id is not None
    state, passes = (turn.state, turn.passes) if turn else (None, 0)
    return Place(seat.id, seat.unit_id, seat.unit.name, seat.is_present, state, passes)
