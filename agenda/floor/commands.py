from __future__ import annotations

from agenda.attendance.commands import present_seat
from agenda.attendance.models import Seat
from agenda.ballots.models import Ballot, BallotState
from agenda.floor import order, queries, rules
from agenda.floor.models import Hand, HandState
from agenda.floor.rules import FloorRules, HandKind, Stance
from agenda.items.commands import item_and_session, require_item_open
from agenda.items.models import AgendaItem
from agenda.sessions.commands import require_chair, require_open
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor, Permission, allowed, require
from forum.bodies.models import Body
from forum.errors import N_, BadInput, NotAllowed, NotFound, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction


@command
async def adopt_floor_rules(body_id: int, chosen: FloorRules, *, by: Actor) -> None:
    """From now on the body's sessions keep these rules of order; those whose notice is out keep theirs.

    Raises NotAllowed, NotFound, RuleBroken (nothing would change).
    """
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        body = await Body.get_or_none(id=body_id)
        if body is None:
            raise NotFound(N_("找不到这个组织。"))
        chosen = order.fitting(chosen)
        order.check_adoption(queries.rules_of_body(body), chosen)
        await Body.filter(id=body_id).update(floor_rules=chosen.to_json())
        record("floor_rules.adopted", by, body=body_id, rules=chosen.to_json())


@command
async def raise_hand(item_id: int, stance: Stance | None = None, *, by: Actor, kind: HandKind = HandKind.SPEECH) -> int:
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await require_open(session)
        await require_item_open(item)
        seat = await present_seat(session, by)
        return answer(await raise_for(item, session, seat, stance, kind, by))


@command
async def enter_hand(
    item_id: int, number: int, stance: Stance | None = None, *, by: Actor, kind: HandKind = HandKind.SPEECH
) -> int:
    """A hand seen in the hall, by the seat's number: of somebody without a phone, or whom the chair calls on."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await require_open(session)
        await require_item_open(item)
        seat = await present_number(session, number)
        return answer(await raise_for(item, session, seat, stance, kind, by, entered_by_id=by.person_id))


async def present_number(session: Session, number: int) -> Seat:
    """Who sits there. Raises BadInput where nobody does, or is not here."""
    seat = await Seat.get_or_none(session_id=session.id, number=number)
    if seat is None:
        raise BadInput({"number": Sentence(N_("名册上没有{number}号。"), {"number": number})})
    if not seat.is_present:
        raise BadInput({"number": Sentence(N_("{number}号还没有签到，签到后才能发言。"), {"number": number})})
    return seat


async def raise_for(
    item: AgendaItem,
    session: Session,
    seat: Seat,
    stance: Stance | None,
    kind: HandKind,
    by: Actor,
    *,
    entered_by_id: int | None = None,
) -> int:
    """A hand goes up. Call inside a transaction."""
    rules.check_debate(kind, is_closed=item.debate_closed_at is not None)
    hands, spoken = await queries.raised(item.id), await queries.speeches(item.id)
    rules.check_raise(seat.id, stance, hands, spoken, queries.rules_of(session), item_open=True, kind=kind)
    stance = stance if kind is HandKind.SPEECH else None
    hand = await Hand.create(
        item_id=item.id, seat_id=seat.id, stance=stance, kind=kind, raised_at=clock.now(), entered_by_id=entered_by_id
    )
    said = stance.value if stance else None
    record("hand.raised", by, hand=hand.id, seat=seat.id, person=seat.person_id, stance=said, of=kind.value)
    return hand.id


@command
async def lower_hand(hand_id: int, *, by: Actor) -> None:
    """Take one's own hand down; the chair may take down anybody's."""
    hand, session = await _hand_and_session(hand_id)
    async with transaction(session.room_id):
        await hand.refresh_from_db(fields=["state"])
        if hand.seat.person_id != by.person_id:
            if not allowed(by, Permission.PRESIDE, session):
                raise NotAllowed(N_("只能放下自己举的手。"))
            await require_chair(session, by)
        if hand.state is not HandState.WAITING:
            raise RuleBroken(N_("这只手已经不在队列里了。"))
        await Hand.filter(id=hand_id).update(state=HandState.WITHDRAWN, ended_at=clock.now())
        record("hand.lowered", by, hand=hand_id, seat=hand.seat_id, person=hand.seat.person_id)


@command
async def give_floor(hand_id: int, *, by: Actor) -> None:
    """Recognise a speaker: the clock starts on every screen. Whoever held the floor yields it."""
    hand, session = await _hand_and_session(hand_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await require_item_open(hand.item)
        await hand.refresh_from_db(fields=["state"])
        if hand.state is not HandState.WAITING:
            raise RuleBroken(N_("这只手已经不在队列里了。"))
        await recognise(hand, session, by)


async def recognise(hand: Hand, session: Session, by: Actor) -> None:
    """A waiting hand gets the floor. Call inside a transaction."""
    if await Ballot.exists(session_id=session.id, state=BallotState.OPEN):
        raise RuleBroken(N_("正在表决，表决结束后再请人发言。"))
    order_of = queries.rules_of(session)
    suggested = await queries.suggestion(hand.item_id, order_of)
    cut = await end_speech(hand.item_id, by)
    now = clock.now()
    ends = rules.ends_at(now, order_of)
    await Hand.filter(id=hand.id).update(state=HandState.SPEAKING, started_at=now, ends_at=ends)
    overruled = suggested is not None and suggested.hand.id != hand.id
    record(
        "floor.given", by, hand=hand.id, seat=hand.seat_id, person=hand.seat.person_id,
        ends_at=ends.isoformat() if ends else None, overruled=overruled, **({"cut": cut} if cut else {}),
    )  # fmt: skip


@command
async def yield_floor(item_id: int, *, by: Actor) -> None:
    """The speech ends: the speaker yields, or the chair thanks them."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        speaking = await Hand.get_or_none(item_id=item_id, state=HandState.SPEAKING).prefetch_related("seat")
        if speaking is None:
            raise RuleBroken(N_("现在没有人在发言。"))
        if speaking.seat.person_id != by.person_id:
            await require_chair(session, by)
        await end_speech(item.id, by)


async def end_speech(item_id: int, by: Actor) -> int | None:
    """Whoever holds the floor yields it; gives the hand. Call inside a transaction."""
    ended = None
    for hand in await Hand.filter(item_id=item_id, state=HandState.SPEAKING).prefetch_related("seat"):
        await Hand.filter(id=hand.id).update(state=HandState.SPOKEN, ended_at=clock.now())
        record("floor.yielded", by, hand=hand.id, seat=hand.seat_id, person=hand.seat.person_id)
        ended = hand.id
    return ended


async def _hand_and_session(hand_id: int) -> tuple[Hand, Session]:
    hand = await Hand.get_or_none(id=hand_id).prefetch_related("seat", "item__session")
    if hand is None:
        raise NotFound(N_("找不到这只手。"))
    return hand, hand.item.session
