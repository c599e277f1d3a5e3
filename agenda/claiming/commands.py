from __future__ import annotations

from agenda.attendance.models import Seat
from agenda.claiming import queries, rules
from agenda.claiming.models import ReadOut
from agenda.items.commands import item_and_session
from agenda.items.models import AgendaItem, ItemKind
from agenda.sessions.commands import require_chair, require_open
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, BadInput, NotFound, Sentence
from forum.journal import command, record, transaction


@command
async def read_out(item_id: int, key: str, *, by: Actor) -> None:
    """Put a wish or an order before the hall: who claims it? `key` as `Claimable.key`."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await require_open(session)
        await item.refresh_from_db(fields=["state", "kind"])
        rules.check_claiming(item.kind, item.state)
        one = (await queries.claiming(item)).line(key)
        if one is None:
            raise NotFound(N_("清单上没有这一条，可能刚刚被认领或撤回。"))
        await ReadOut.create(item_id=item_id, what=one.what, of_id=one.id, at=clock.now())
        record("claim.asked", by, item=item_id, what=one.what, of=one.id)


@command
async def note_changed(session_id: int, what: str, of_id: int, *, by: Actor) -> None:
    """What can be claimed has changed elsewhere: the screens of a session under way show what its own room tells.

    Whoever changed it was asked there; nothing of the session is changed here.
    """
    session = await Session.get(id=session_id)
    async with transaction(session.room_id):
        await session.refresh_from_db(fields=["state"])
        if session.is_open:
            record("claim.changed", by, what=what, of=of_id)


async def claiming_seat(item: AgendaItem, session: Session, seat_id: int, by: Actor) -> Seat:
    """For the commands of what is claimed, within their transaction: the seat that claims at the item open now.

    The recorder takes it down for any seat; while wishes and orders are read out, everybody claims for their own.
    Raises NotAllowed, RuleBroken (not open), BadInput (not here).
    """
    await require_open(session)
    await item.refresh_from_db(fields=["state", "kind"])
    seat = await Seat.get_or_none(id=seat_id, session_id=session.id)
    own = seat is not None and by.person_id is not None and seat.person_id == by.person_id
    if not (own and item.kind is ItemKind.CLAIMING):
        require(by, Permission.RECORD, session)
    rules.check_open(item.state)
    if seat is None or not seat.is_present:
        raise BadInput({"seat_id": Sentence(N_("请先签到，再认领。") if own else N_("请选一位已经签到的。"))})
    return seat
