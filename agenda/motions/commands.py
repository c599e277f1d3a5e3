from __future__ import annotations

from agenda.attendance.commands import present_seat
from agenda.attendance.models import Seat
from agenda.ballots.models import Ballot, BallotState
from agenda.items.commands import item_and_session, require_item_open
from agenda.motions import rules
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
        seat = await _entitled_seat(session, by)
        rules.check_move(await _states(item_id))
        motion = await _create(item_id, text, MotionState.MOVED, mover_id=seat.id)
        record("motion.moved", by, motion=motion.id, seat=seat.id)
        return answer(motion.id)


@command
async def second_motion(motion_id: int, *, by: Actor) -> None:
    motion, session = await motion_and_session(motion_id)
    async with transaction(session.room_id):
        await require_item_open(motion.item)
        seat = await _entitled_seat(session, by)
        await motion.refresh_from_db(fields=["state"])
        rules.check_second(motion.state, motion.mover_id, seat.id)
        await Motion.filter(id=motion_id).update(state=MotionState.PUT, seconder_id=seat.id)
        record("motion.seconded", by, motion=motion_id, seat=seat.id)


@command
async def put_motion(item_id: int, text: str, *, by: Actor) -> int:
    """The chair puts a question to the hall in its exact words; it needs no second."""
    item, session = await item_and_session(item_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await require_item_open(item)
        rules.check_move(await _states(item_id))
        motion = await _create(item_id, text, MotionState.PUT)
        record("motion.put", by, motion=motion.id)
        return answer(motion.id)


@command
async def withdraw_motion(motion_id: int, *, by: Actor) -> None:
    """The mover takes the motion back, or the chair rules it out."""
    motion, session = await motion_and_session(motion_id)
    async with transaction(session.room_id):
        mine = motion.mover is not None and motion.mover.person_id == by.person_id
        if not mine:
            if not allowed(by, Permission.PRESIDE, session):
                raise NotAllowed(N_("只有提出人和主持人可以撤回动议。"))
            await require_chair(session, by)
        await motion.refresh_from_db(fields=["state"])
        rules.check_withdraw(motion.state, ballot_open=await Ballot.exists(motion_id=motion_id, state=BallotState.OPEN))
        await Motion.filter(id=motion_id).update(state=MotionState.WITHDRAWN)
        record("motion.withdrawn", by, motion=motion_id)


async def _entitled_seat(session: Session, by: Actor) -> Seat:
    """As present_seat, for what decides: an observer may speak, not move or second."""
    seat = await present_seat(session, by)
    if not seat.entitled:
        raise RuleBroken(N_("列席人员可以发言，不能提出动议和附议。"))
    return seat


async def _create(item_id: int, text: str, state: MotionState, mover_id: int | None = None) -> Motion:
    return await Motion.create(item_id=item_id, text=text, state=state, mover_id=mover_id, moved_at=clock.now())


async def _states(item_id: int) -> list[MotionState]:
    return [motion.state for motion in await Motion.filter(item_id=item_id)]


async def motion_and_session(motion_id: int) -> tuple[Motion, Session]:
    """Raises NotFound."""
    motion = await Motion.get_or_none(id=motion_id).prefetch_related("item__session", "mover")
    if motion is None:
        raise NotFound(N_("找不到这个动议。"))
    return motion, motion.item.session
