"""The chair's commands over who speaks, and over a speech that is under way."""

from __future__ import annotations

from agenda.floor import commands, queries, rules
from agenda.floor.models import Hand, HandState
from agenda.floor.rules import HandKind, Stance, StopReason
from agenda.items.commands import item_and_session, require_item_open
from agenda.sessions.commands import require_chair
from forum import clock
from forum.access import Actor
from forum.errors import N_, BadInput, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction

EXTENSIONS = (30, 60)
"""Seconds the chair may add at once."""


@command
async def call_on(
    item_id: int, number: int, stance: Stance | None = None, *, by: Actor, kind: HandKind = HandKind.SPEECH
) -> int:
    """The chair gives somebody the floor by the seat's number, from wherever in the queue, or without a hand up.

    Gives the hand's id; `stance` and `kind` are of a hand that only now goes up.
    """
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await require_item_open(item)
        seat = await commands.present_number(session, number)
        waiting = Hand.filter(item_id=item_id, seat_id=seat.id, state=HandState.WAITING).order_by("-id")
        hand = await waiting.first()
        if hand is None:
            raised = await commands.raise_for(item, session, seat, stance, kind, by, entered_by_id=by.person_id)
            hand = await Hand.get(id=raised)
        hand.seat = seat
        await commands.recognise(hand, session, by)
        return answer(hand.id)


@command
async def pause_speech(item_id: int, *, by: Actor) -> None:
    """The clock stands still on every screen: an interpreter speaks, a microphone fails, there is a disturbance."""
    _, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        hand = await _speaking(item_id)
        if hand.paused_at is not None:
            raise RuleBroken(N_("发言已经暂停。"))
        await Hand.filter(id=hand.id).update(paused_at=clock.now())
        record("floor.paused", by, hand=hand.id, seat=hand.seat_id, person=hand.seat.person_id)


@command
async def resume_speech(item_id: int, *, by: Actor) -> None:
    """The clock goes on with what was left; an end that has moved is told as the new one."""
    _, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        hand = await _speaking(item_id)
        if hand.paused_at is None or hand.started_at is None:
            raise RuleBroken(N_("发言没有暂停。"))
        stood = clock.now() - hand.paused_at
        ends = hand.ends_at + stood if hand.ends_at else None
        await Hand.filter(id=hand.id).update(paused_at=None, started_at=hand.started_at + stood, ends_at=ends)
        record("floor.resumed", by, hand=hand.id, seat=hand.seat_id, person=hand.seat.person_id,
               ends_at=ends.isoformat() if ends else None)  # fmt: skip


@command
async def extend_speech(item_id: int, seconds: int, *, by: Actor) -> None:
    """Grant a speech `seconds` more, 30 or 60, with the hall's consent. RuleBroken beyond what the body allows."""
    _, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        if seconds not in EXTENSIONS:
            raise BadInput({"seconds": Sentence(N_("一次延长30秒或1分钟。"))})
        hand = await _speaking(item_id)
        assert hand.started_at is not None
        stands = hand.paused_at or clock.now()
        ends = rules.check_extension(seconds, hand.started_at, hand.ends_at, stands, queries.rules_of(session))
        await Hand.filter(id=hand.id).update(ends_at=ends)
        record("floor.extended", by, hand=hand.id, seat=hand.seat_id, person=hand.seat.person_id, seconds=seconds,
               ends_at=ends.isoformat())  # fmt: skip


@command
async def stop_speech(item_id: int, reason: StopReason, *, by: Actor) -> None:
    """The chair stops a speech that breaks the rules of order, and says which."""
    _, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        hand = await _speaking(item_id)
        await Hand.filter(id=hand.id).update(state=HandState.SPOKEN, ended_at=clock.now())
        record("floor.stopped", by, hand=hand.id, seat=hand.seat_id, person=hand.seat.person_id, reason=reason.value)


async def _speaking(item_id: int) -> Hand:
    """Whose speech is under way. Raises RuleBroken; call inside the transaction."""
    hand = await Hand.get_or_none(item_id=item_id, state=HandState.SPEAKING).prefetch_related("seat")
    if hand is None:
        raise RuleBroken(N_("现在没有人在发言。"))
    return hand
