from __future__ import annotations

from agenda.attendance.commands import present_seat
from agenda.attendance.models import Seat
from agenda.ballots.models import Ballot, BallotState
from agenda.items.commands import item_and_session, require_item_open
from agenda.motions import aloud, rules, settling
from agenda.motions.models import Motion, MotionState
from agenda.sessions.commands import require_chair, require_open
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor, Permission, allowed
from forum.errors import N_, NotAllowed, NotFound, RuleBroken
from forum.journal import answer, command, record, transaction


@command
async def move(item_id: int, text: str, *, by: Actor) -> int:
    """A member moves; the motion waits for a second."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await require_open(session)
        await require_item_open(item)
        seat = await entitled_seat(session, by)
        rules.check_move(await _states(item_id))
        motion = await _create(item_id, text, MotionState.MOVED, mover_id=seat.id)
        record("motion.moved", by, motion=motion.id, seat=seat.id)
        return answer(motion.id)


@command
async def second_motion(motion_id: int, *, by: Actor) -> None:
    motion, session = await motion_and_session(motion_id)
    async with transaction(session.room_id):
        await require_item_open(motion.item)
        seat = await entitled_seat(session, by)
        await motion.refresh_from_db(fields=["state"])
        rules.check_second(motion.state, motion.mover_id, seat.id)
        await Motion.filter(id=motion_id).update(state=MotionState.PUT, seconder_id=seat.id)
        record("motion.seconded", by, motion=motion_id, seat=seat.id)


@command
async def put_motion(
    item_id: int, text: str, *, by: Actor, mover: int | None = None, seconder: int | None = None
) -> int:
    """The chair puts a question to the hall in its exact words; it needs no second.

    Of a motion made aloud in the hall `mover` and `seconder` are the numbers of their seats, both or neither.
    """
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await require_item_open(item)
        rules.check_move(await _states(item_id))
        named = await aloud.seats_named(session, mover, seconder)
        motion = await _create(item_id, text, MotionState.PUT, named.get("seat"), named.get("seconder"))
        record("motion.put", by, motion=motion.id, **named)
        return answer(motion.id)


@command
async def move_amendment(motion_id: int, text: str, *, by: Actor) -> int:
    """A member moves to change the motion before the hall to `text`; the amendment waits for a second."""
    motion, session = await motion_and_session(motion_id)
    async with transaction(session.room_id):
        await require_open(session)
        await require_item_open(motion.item)
        seat = await entitled_seat(session, by)
        amendment = await _amend(motion, text, MotionState.MOVED, mover_id=seat.id)
        record("motion.amendment_moved", by, motion=amendment.id, amends=motion_id, seat=seat.id)
        return answer(amendment.id)


@command
async def put_amendment(
    motion_id: int, text: str, *, by: Actor, mover: int | None = None, seconder: int | None = None
) -> int:
    """The chair puts an amendment to the hall; `mover` and `seconder` as of a motion that the chair puts."""
    motion, session = await motion_and_session(motion_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await require_item_open(motion.item)
        named = await aloud.seats_named(session, mover, seconder)
        amendment = await _amend(motion, text, MotionState.PUT, named.get("seat"), named.get("seconder"))
        record("motion.amendment_put", by, motion=amendment.id, amends=motion_id, **named)
        return answer(amendment.id)


@command
async def withdraw_motion(motion_id: int, *, by: Actor) -> None:
    """The mover takes it back before it is put, or the chair where nobody seconds it or the hall has no objection."""
    motion, session = await motion_and_session(motion_id)
    async with transaction(session.room_id):
        await motion.refresh_from_db(fields=["state"])
        presides = allowed(by, Permission.PRESIDE, session)
        mine = motion.mover is not None and motion.mover.person_id == by.person_id
        if not mine and not presides:
            raise NotAllowed(N_("只有提出人和主持人可以撤回动议。"))
        if presides and not (mine and motion.state is MotionState.MOVED):
            await require_chair(session, by)
        await require_first(motion)
        is_open = await Ballot.exists(motion_id=motion_id, state=BallotState.OPEN)
        rules.check_withdraw(motion.state, ballot_open=is_open, by_chair=presides)
        await Motion.filter(id=motion_id).update(state=MotionState.WITHDRAWN)
        record("motion.withdrawn", by, motion=motion_id, consent=motion.state is MotionState.PUT)
        await settling.settle_whole(motion)


async def entitled_seat(session: Session, by: Actor) -> Seat:
    """As present_seat, for what decides: an observer may speak, not move or second."""
    seat = await present_seat(session, by)
    if not seat.entitled:
        raise RuleBroken(N_("列席人员可以发言，不能提出动议和附议。"))
    return seat


async def _create(
    item_id: int, text: str, state: MotionState, mover_id: int | None = None, seconder_id: int | None = None
) -> Motion:
    return await Motion.create(
        item_id=item_id, text=text, state=state, mover_id=mover_id, seconder_id=seconder_id, moved_at=clock.now()
    )


async def _amend(
    motion: Motion, text: str, state: MotionState, mover_id: int | None = None, seconder_id: int | None = None
) -> Motion:
    await motion.refresh_from_db(fields=["state", "text"])
    rules.check_first(rules.RANK_OF_AMENDMENT, await pending_ranks(motion.item_id))
    rules.check_amend(
        motion.state,
        is_amendment=motion.amends_id is not None,
        amending=await is_amended(motion.id),
        is_procedural=motion.is_procedural,
        ballot_open=await Ballot.exists(item_id=motion.item_id, state=BallotState.OPEN),
        text=motion.text,
        new_text=text,
    )
    return await Motion.create(
        item_id=motion.item_id,
        text=text,
        original_text=motion.text,
        amends_id=motion.id,
        state=state,
        mover_id=mover_id,
        seconder_id=seconder_id,
        moved_at=clock.now(),
    )


async def require_first(motion: Motion) -> None:
    """Raises RuleBroken where something that is settled before it is before the hall."""
    rules.check_first(_rank(motion), await pending_ranks(motion.item_id))


async def pending_ranks(item_id: int) -> list[int]:
    """Of what is before the hall or waits for a second: see `rules.RANK`."""
    return [_rank(motion) for motion in await Motion.filter(item_id=item_id, state__in=rules.PENDING)]


def _rank(motion: Motion) -> int:
    return rules.rank(motion.kind, amends=motion.amends_id is not None)


async def is_amended(motion_id: int) -> bool:
    """Whether an amendment of the motion is before the hall."""
    return await Motion.exists(amends_id=motion_id, state__in=rules.PENDING)


async def _states(item_id: int) -> list[MotionState]:
    return [motion.state for motion in await Motion.filter(item_id=item_id)]


async def motion_and_session(motion_id: int) -> tuple[Motion, Session]:
    """With its mover. Raises NotFound."""
    motion = await Motion.get_or_none(id=motion_id).prefetch_related("item__session", "mover")
    if motion is None:
        raise NotFound(N_("找不到这个动议。"))
    return motion, motion.item.session
