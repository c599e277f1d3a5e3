from __future__ import annotations

from agenda.attendance.commands import present_seat
from agenda.attendance.models import Seat
from agenda.discussion import rules
from agenda.discussion.models import Contribution, Support
from agenda.discussion.rules import ContributionKind
from agenda.floor import queries as floor
from agenda.items.commands import item_and_session, require_item_open
from agenda.sessions.commands import require_open
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction


@command
async def contribute(
    item_id: int,
    text: str,
    *,
    by: Actor,
    kind: ContributionKind = ContributionKind.REMARK,
    anonymous: bool = False,
) -> int:
    """Post a short written contribution to the item under discussion; `anonymous` to all but the chair's side."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await require_open(session)
        await require_item_open(item)
        seat = await _seat_of(session, by)
        rules.check_write(floor.rules_of(session), present=seat.is_present, anonymous=anonymous)
        return answer(await _post(item_id, seat, text, kind, by, anonymous=anonymous))


@command
async def enter_contribution(
    item_id: int,
    number: int,
    text: str,
    *,
    by: Actor,
    kind: ContributionKind = ContributionKind.REMARK,
    anonymous: bool = False,
) -> int:
    """What somebody without a phone asks to have written down, by the seat's number."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await require_open(session)
        await require_item_open(item)
        seat = await Seat.get_or_none(session_id=session.id, number=number)
        if seat is None:
            raise BadInput({"number": Sentence(N_("名册上没有{number}号。"), {"number": number})})
        order = floor.rules_of(session)
        if not (seat.is_present or order.called_may_write):
            raise BadInput({"number": Sentence(N_("{number}号还没有签到，签到后才能发言。"), {"number": number})})
        rules.check_write(order, present=True, anonymous=anonymous)
        return answer(await _post(item_id, seat, text, kind, by, anonymous=anonymous, entered_by_id=by.person_id))


async def _post(
    item_id: int,
    seat: Seat,
    text: str,
    kind: ContributionKind,
    by: Actor,
    *,
    anonymous: bool,
    entered_by_id: int | None = None,
) -> int:
    posted = await Contribution.create(
        item_id=item_id, seat_id=seat.id, text=text, kind=kind, anonymous=anonymous, at=clock.now(),
        entered_by_id=entered_by_id,
    )  # fmt: skip
    record("contribution.posted", by, contribution=posted.id, seat=seat.id, person=seat.person_id, item=item_id,
           of=kind.value)  # fmt: skip
    return posted.id


@command
async def support(contribution_id: int, *, by: Actor) -> None:
    """One mark a seat."""
    contribution, session = await contribution_and_session(contribution_id)
    async with transaction(session.room_id):
        seat = await _supporter(contribution, session, by, taking_back=False)
        await Support.create(contribution_id=contribution_id, seat_id=seat.id, at=clock.now())
        await _count(contribution_id)
        record("contribution.supported", by, contribution=contribution_id, seat=seat.id, person=seat.person_id)


@command
async def take_back_support(contribution_id: int, *, by: Actor) -> None:
    contribution, session = await contribution_and_session(contribution_id)
    async with transaction(session.room_id):
        seat = await _supporter(contribution, session, by, taking_back=True)
        await Support.filter(contribution_id=contribution_id, seat_id=seat.id).delete()
        await _count(contribution_id)
        record("contribution.unsupported", by, contribution=contribution_id, seat=seat.id, person=seat.person_id)


async def _supporter(contribution: Contribution, session: Session, by: Actor, *, taking_back: bool) -> Seat:
    """The seat whose mark is set or taken back. Raises RuleBroken; call inside the transaction."""
    await require_open(session)
    await require_item_open(contribution.item)
    may_be_away = floor.rules_of(session).called_may_write
    seat = await (_seat_of(session, by) if may_be_away else present_seat(session, by))
    await contribution.refresh_from_db(fields=["hidden_at"])
    rules.check_support(
        own=contribution.seat_id == seat.id,
        hidden=contribution.hidden_at is not None,
        supports=await Support.exists(contribution_id=contribution.id, seat_id=seat.id),
        taking_back=taking_back,
    )
    return seat


async def _count(contribution_id: int) -> None:
    supported = await Support.filter(contribution_id=contribution_id).count()
    await Contribution.filter(id=contribution_id).update(supported=supported)


async def _seat_of(session: Session, by: Actor) -> Seat:
    """Where somebody sits, here or not. Raises RuleBroken."""
    seat = await Seat.filter(session_id=session.id, person_id=person_of(by)).order_by("-entitled", "number").first()
    if seat is None:
        raise RuleBroken(N_("您不在本次会议的名册上，可以旁听，不能发言和表决。"))
    return seat


async def contribution_and_session(contribution_id: int) -> tuple[Contribution, Session]:
    """Raises NotFound."""
    found = await Contribution.get_or_none(id=contribution_id).prefetch_related("seat", "item__session")
    if found is None:
        raise NotFound(N_("找不到这条留言。"))
    return found, found.item.session
