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
async def move_amendment(motion_id: int, text: str, *, by: Actor) -> int:
    """A member moves to change the motion before the hall to `text`; the amendment waits for a second."""
    motion, session = await motion_and_session(motion_id)
    async with transaction(session.room_id):
        await require_open(session)
        await require_item_open(motion.item)
        seat = await _entitled_seat(session, by)
        amendment = await _amend(motion, text, MotionState.MOVED, mover_id=seat.id)
        record("motion.amendment_moved", by, motion=amendment.id, amends=motion_id, seat=seat.id)
        return answer(amendment.id)


@command
async def put_amendment(motion_id: int, text: str, *, by: Actor) -> int:
    """The chair puts an amendment to the hall; it needs no second."""
    motion, session = await motion_and_session(motion_id)
    async with transaction(session.room_id):
        await require_chair(session, by)
        await require_item_open(motion.item)
        amendment = await _amend(motion, text, MotionState.PUT)
        record("motion.amendment_put", by, motion=amendment.id, amends=motion_id)
        return answer(amendment.id)


@command
async def withdraw_motion(motion_id: int, *, by: Actor) -> None:
    """The mover takes the motion or the amendment back, or the chair rules it out."""
    motion, session = await motion_and_session(motion_id)
    async with transaction(session.room_id):
        mine = motion.mover is not None and motion.mover.person_id == by.person_id
        if not mine:
            if not allowed(by, Permission.PRESIDE, session):
                raise NotAllowed(N_("只有提出人和主持人可以撤回动议。"))
            await require_chair(session, by)
        await motion.refresh_from_db(fields=["state"])
        rules.check_no_amendment(amending=await is_amended(motion_id))
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


async def _amend(motion: Motion, text: str, state: MotionState, mover_id: int | None = None) -> Motion:
    await motion.refresh_from_db(fields=["state", "text"])
    rules.check_amend(
        motion.state,
        is_amendment=motion.amends_id is not None,
        amending=await is_amended(motion.id),
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
        moved_at=clock.now(),
    )


async def is_amended(motion_id: int) -> bool:
    """Whether an amendment of the motion is before the hall."""
    return await Motion.exists(amends_id=motion_id, state__in=rules.PENDING)


async def adopt(amendment: Motion) -> None:
    """The main motion reads as the amendment has it from now on. Inside the command that closes the ballot."""
    main = await Motion.get(id=amendment.amends_id)
    original = main.original_text or main.text
    await Motion.filter(id=main.id).update(text=amendment.text, original_text=original)


async def take_back(amendment: Motion) -> None:
    """The ballot that carried it is void: the main motion reads as it did before."""
    others = Motion.filter(amends_id=amendment.amends_id, state=MotionState.CARRIED).exclude(id=amendment.id)
    original = {} if await others.exists() else {"original_text": ""}
    await Motion.filter(id=amendment.amends_id).update(text=amendment.original_text, **original)


async def _states(item_id: int) -> list[MotionState]:
    return [motion.state for motion in await Motion.filter(item_id=item_id)]


async def motion_and_session(motion_id: int) -> tuple[Motion, Session]:
    """With its mover. Raises NotFound."""
    motion = await Motion.get_or_none(id=motion_id).prefetch_related("item__session", "mover")
    if motion is None:
        raise NotFound(N_("找不到这个动议。"))
    return motion, motion.item.session
