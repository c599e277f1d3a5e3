"""Taking back what was done with the floor: who was called waits again, who was thanked speaks on."""

from __future__ import annotations

from datetime import timedelta

from agenda.ballots.models import Ballot, BallotState
from agenda.floor import chairing
from agenda.floor.models import Hand, HandState
from agenda.items.models import AgendaItem, ItemState
from agenda.sessions.models import Session
from agenda.undoing.way import Way, by_another, of_seat, seat_label
from forum import clock
from forum.access import Actor
from forum.errors import N_, RuleBroken
from forum.journal import Event, record

BARELY_BEGUN = timedelta(seconds=60)
"""Who has spoken longer than this has been heard: the record must not say otherwise."""


async def _hand(event: Event) -> Hand:
    return await Hand.get(id=event.data["hand"]).prefetch_related("seat", "item")


def _told(hand: Hand) -> dict[str, int | None]:
    return {"hand": hand.id, "seat": hand.seat_id, "person": hand.seat.person_id}


# ---- the floor given ---------------------------------------------------------------------------------------------


async def _check_given(event: Event) -> None:
    hand = await _hand(event)
    who = await seat_label(hand.seat_id)
    if hand.state is not HandState.SPEAKING or hand.started_at is None:
        raise RuleBroken(N_("{who}的发言已经结束，不能撤销。"), who=who)
    if (hand.paused_at or clock.now()) - hand.started_at > BARELY_BEGUN:
        raise RuleBroken(N_("{who}已经讲了一分钟，不能撤销；可以按E结束发言。"), who=who)


async def _take_floor_back(event: Event, session: Session, by: Actor) -> None:
    """Back to their place in the queue; a speech that was cut short for it goes on."""
    hand = await _hand(event)
    nothing = {"started_at": None, "ends_at": None, "paused_at": None}
    await Hand.filter(id=hand.id).update(state=HandState.WAITING, **nothing)
    record("floor.giving_undone", by, **_told(hand))
    if cut := event.data.get("cut"):
        await _speak_on(await Hand.get(id=cut).prefetch_related("seat"))
        yielded = await Event.filter(room_id=event.room_id, kind="floor.yielded", seq__lt=event.seq).order_by("-seq")
        last = next(one for one in yielded if one.data["hand"] == cut)
        record("floor.yield_undone", by, hand=cut, seat=last.data["seat"], person=last.data["person"], undoes=last.seq)


# ---- the speech ended --------------------------------------------------------------------------------------------


async def _check_yielded(event: Event) -> None:
    hand = await _hand(event)
    if hand.state is not HandState.SPOKEN:
        raise RuleBroken(N_("发言已经接着进行。"))
    await _check_floor_free(hand)


async def _check_floor_free(hand: Hand) -> None:
    item = await AgendaItem.get(id=hand.item_id).select_related("session")
    if item.state is not ItemState.OPEN or item.session.in_recess:
        raise RuleBroken(N_("这一项没有在议，不能撤销。"))
    if await Hand.exists(item_id=item.id, state=HandState.SPEAKING):
        raise RuleBroken(N_("已经有别人在发言，不能撤销。"))
    if await Ballot.exists(session_id=item.session_id, state=BallotState.OPEN):
        raise RuleBroken(N_("已经开始表决，不能撤销。"))


async def _undo_yield(event: Event, session: Session, by: Actor) -> None:
    hand = await _hand(event)
    await _speak_on(hand)
    record("floor.yield_undone", by, **_told(hand))


async def _speak_on(hand: Hand) -> None:
    """With what was left when it ended, as after a pause."""
    assert hand.started_at is not None and hand.ended_at is not None
    stood = timedelta(0) if hand.paused_at else clock.now() - hand.ended_at
    ends = hand.ends_at + stood if hand.ends_at else None
    await Hand.filter(id=hand.id).update(
        state=HandState.SPEAKING, ended_at=None, started_at=hand.started_at + stood, ends_at=ends
    )


# ---- its clock ---------------------------------------------------------------------------------------------------


async def _check_speaking(event: Event) -> None:
    if (await _hand(event)).state is not HandState.SPEAKING:
        raise RuleBroken(N_("发言已经结束，不能撤销。"))


async def _check_extended(event: Event) -> None:
    await _check_speaking(event)
    hand = await _hand(event)
    assert hand.ends_at is not None
    if hand.ends_at - timedelta(seconds=event.data["seconds"]) < (hand.paused_at or clock.now()):
        raise RuleBroken(N_("延长的时间已经在用，不能撤销。"))


async def _shorten(event: Event, session: Session, by: Actor) -> None:
    hand = await _hand(event)
    assert hand.ends_at is not None
    ends = hand.ends_at - timedelta(seconds=event.data["seconds"])
    await Hand.filter(id=hand.id).update(ends_at=ends)
    record("floor.extension_undone", by, **_told(hand), seconds=event.data["seconds"], ends_at=ends.isoformat())


async def _check_paused(event: Event) -> None:
    await _check_speaking(event)
    if (await _hand(event)).paused_at is None:
        raise RuleBroken(N_("发言没有暂停。"))


async def _go_on(event: Event, session: Session, by: Actor) -> None:
    await chairing.resume_speech((await _hand(event)).item_id, by=by)


async def _check_resumed(event: Event) -> None:
    await _check_speaking(event)
    if (await _hand(event)).paused_at is not None:
        raise RuleBroken(N_("发言已经暂停。"))


async def _pause(event: Event, session: Session, by: Actor) -> None:
    await chairing.pause_speech((await _hand(event)).item_id, by=by)


# ---- hands -------------------------------------------------------------------------------------------------------


async def _check_lowered(event: Event) -> None:
    hand = await _hand(event)
    if hand.item.state is not ItemState.OPEN or hand.state is not HandState.WITHDRAWN:
        raise RuleBroken(N_("这一项没有在议，不能撤销。"))
    up = Hand.filter(item_id=hand.item_id, seat_id=hand.seat_id, state__in=[HandState.WAITING, HandState.SPEAKING])
    if await up.exists():
        raise RuleBroken(N_("{who}已经又举了手。"), who=await seat_label(hand.seat_id))


async def _put_up_again(event: Event, session: Session, by: Actor) -> None:
    hand = await _hand(event)
    await Hand.filter(id=hand.id).update(state=HandState.WAITING, ended_at=None)
    record("hand.lowering_undone", by, **_told(hand))


async def _check_entered(event: Event) -> None:
    if (await _hand(event)).state is not HandState.WAITING:
        raise RuleBroken(N_("这只手已经不在队列里了。"))


async def _strike_entry(event: Event, session: Session, by: Actor) -> None:
    hand = await _hand(event)
    await Hand.filter(id=hand.id).update(state=HandState.WITHDRAWN, ended_at=clock.now())
    record("hand.lowered", by, **_told(hand))


WAYS = {
    "floor.given": Way(of_seat(N_("请{who}发言")), _check_given, _take_floor_back, "floor.giving_undone"),
    "floor.yielded": Way(
        of_seat(N_("结束{who}的发言")), _check_yielded, _undo_yield, "floor.yield_undone", is_step=by_another
    ),
    "floor.extended": Way(of_seat(N_("{who}延长{seconds}秒")), _check_extended, _shorten, "floor.extension_undone"),
    "floor.paused": Way(of_seat(N_("暂停{who}的计时")), _check_paused, _go_on, "floor.resumed"),
    "floor.resumed": Way(of_seat(N_("继续{who}的计时")), _check_resumed, _pause, "floor.paused"),
    "hand.lowered": Way(
        of_seat(N_("放下{who}的手")), _check_lowered, _put_up_again, "hand.lowering_undone", is_step=by_another
    ),
    "hand.raised": Way(
        of_seat(N_("替{who}举手")), _check_entered, _strike_entry, "hand.lowered", presides=False, is_step=by_another
    ),
}
