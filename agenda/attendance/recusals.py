"""回避: who stands aside in one item. Declared by the member, or entered for them; never while a ballot is open."""

from __future__ import annotations

from agenda.attendance.commands import present_seat
from agenda.attendance.models import Recusal, Seat
from agenda.attendance.quorum import note_quorum
from agenda.ballots.models import Ballot, BallotState
from agenda.items.commands import item_and_session
from agenda.items.models import AgendaItem, ItemState
from agenda.sessions.commands import require_doors_open
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor, Permission, allowed, person_of, require
from forum.errors import N_, BadInput, NotAllowed, NotFound, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction


@command
async def declare_recusal(item_id: int, reason: str, *, by: Actor) -> int:
    """A member stands aside in an item that is not over; gives the recusal's id."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await require_doors_open(session)
        seat = await present_seat(session, by)
        recusal_id = await _stand_aside(item, seat, reason, by)
        await note_quorum(session, by)
        return answer(recusal_id)


@command
async def enter_recusal(item_id: int, seat_id: int, reason: str, *, by: Actor) -> int:
    """The chair or the recorder notes that somebody stands aside; gives the recusal's id."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await require_doors_open(session)
        seat = await Seat.get_or_none(id=seat_id, session_id=session.id)
        if seat is None:
            raise BadInput({"seat": Sentence(N_("请从名册上选一席。"))})
        recusal_id = await _stand_aside(item, seat, reason, by)
        await note_quorum(session, by)
        return answer(recusal_id)


@command
async def end_recusal(recusal_id: int, *, by: Actor) -> None:
    """Who declared it comes back, or the chair or the recorder lets them, before the next ballot."""
    recusal, session = await recusal_and_session(recusal_id)
    async with transaction(session.room_id):
        own = recusal.seat.person_id == by.person_id and recusal.declared_by_id == by.person_id
        if not own and not allowed(by, Permission.RECORD, session):
            raise NotAllowed(N_("只有自己声明的回避可以自己撤回；记录员登记的，请找记录员。"))
        item = await AgendaItem.get(id=recusal.item_id)
        await _require_between_ballots(item)
        await recusal.refresh_from_db(fields=["ended_at"])
        if recusal.ended_at is not None:
            raise RuleBroken(N_("这次回避已经撤回。"))
        await Recusal.filter(id=recusal_id).update(ended_at=clock.now())
        record("recusal.ended", by, recusal=recusal_id, item=item.id, seat=recusal.seat_id,
               person=recusal.seat.person_id)  # fmt: skip
        await note_quorum(session, by)


async def _stand_aside(item: AgendaItem, seat: Seat, reason: str, by: Actor) -> int:
    if not seat.entitled:
        raise RuleBroken(N_("列席人员不参加表决，不用回避。"))
    if not reason.strip():
        raise BadInput({"reason": Sentence(N_("请写明回避的原因，原因会记入会议记录。"))})
    await _require_between_ballots(item)
    if await Recusal.exists(item_id=item.id, seat_id=seat.id, ended_at=None):
        raise RuleBroken(N_("在这一项已经回避了。"))
    recusal = await Recusal.create(
        item_id=item.id, seat_id=seat.id, reason=reason.strip(), declared_by_id=person_of(by), declared_at=clock.now()
    )
    record("recusal.declared", by, recusal=recusal.id, item=item.id, seat=seat.id, person=seat.person_id)
    return recusal.id


async def _require_between_ballots(item: AgendaItem) -> None:
    """Who may vote in a ballot is fixed when it opens."""
    await item.refresh_from_db(fields=["state"])
    if item.state not in {ItemState.WAITING, ItemState.OPEN}:
        raise RuleBroken(N_("这一项已经议完，不能再改回避。"))
    if await Ballot.exists(item_id=item.id, state=BallotState.OPEN):
        raise RuleBroken(N_("正在表决，名单已经定了：表决结束后再改回避。"))


async def recusal_and_session(recusal_id: int) -> tuple[Recusal, Session]:
    """With its seat. Raises NotFound."""
    recusal = await Recusal.get_or_none(id=recusal_id).prefetch_related("seat__session")
    if recusal is None:
        raise NotFound(N_("找不到这次回避。"))
    return recusal, recusal.seat.session
