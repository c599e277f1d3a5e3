from __future__ import annotations

from agenda.exchange import queries, rules
from agenda.exchange.models import Reading, Turn
from agenda.exchange.rules import TurnState
from agenda.items.commands import item_and_session
from agenda.items.models import AgendaItem
from agenda.sessions.commands import require_chair, require_open
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor
from forum.errors import N_, NotFound
from forum.journal import command, record, transaction


@command
async def call_unit(item_id: int, seat_id: int, *, by: Actor) -> None:
    """It is a unit's turn to say what it needs and what it can share; whoever had the turn has been heard."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await _require_chairing(item, session, by)
        table = await queries.table(item)
        place = rules.check_call(next((each for each in table.places if each.seat == seat_id), None))
        if table.called:
            await _end(item_id, table.called, TurnState.HEARD, by)
        turn = {"state": TurnState.CALLED, "called_at": clock.now(), "ended_at": None}
        await Turn.update_or_create(item_id=item_id, seat_id=place.seat, defaults=turn)
        record("turn.called", by, item=item_id, seat=place.seat)


@command
async def end_turn(item_id: int, state: TurnState, *, by: Actor) -> None:
    """It has been heard, has nothing to add, or is passed over and comes again when the others have been called."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await _require_chairing(item, session, by)
        await _end(item_id, rules.check_end((await queries.table(item)).called), state, by)


@command
async def read_need(item_id: int, need_id: int, *, by: Actor) -> None:
    """Put a need before the hall, for the units to say who takes it on."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await _require_chairing(item, session, by)
        table = await queries.table(item)
        if need_id not in {need.id for need in table.needs}:
            raise NotFound(N_("清单上没有这条需求，可能刚刚撤回。"))
        if table.called:
            await _end(item_id, table.called, TurnState.HEARD, by)
        await Reading.create(item_id=item_id, need_id=need_id, at=clock.now())
        record("turn.need_read", by, item=item_id, need=need_id)


async def _require_chairing(item: AgendaItem, session: Session, by: Actor) -> None:
    await require_chair(session, by)
    await require_open(session)
    await item.refresh_from_db(fields=["state", "kind"])
    rules.check_exchanging(item.kind, item.state)


async def _end(item_id: int, place: rules.Place, state: TurnState, by: Actor) -> None:
    passes = place.passes + (state is TurnState.PASSED)
    await Turn.filter(item_id=item_id, seat_id=place.seat).update(state=state, passes=passes, ended_at=clock.now())
    record("turn.ended", by, item=item_id, seat=place.seat, state=state.value)
