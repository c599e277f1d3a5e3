"""分项表决: a motion is voted on in parts, each with its own result."""

from __future__ import annotations

from collections.abc import Sequence

from agenda.ballots.models import Ballot, BallotState
from agenda.items.commands import require_item_open
from agenda.motions import commands, rules
from agenda.motions.models import Motion, MotionState
from agenda.sessions.commands import require_chair
from forum import clock
from forum.access import Actor, Permission, allowed
from forum.errors import N_, NotAllowed
from forum.journal import command, record, transaction


@command
async def split_motion(motion_id: int, texts: Sequence[str], *, by: Actor) -> None:
    """The mover or the chair has the motion voted on in these parts, in their order."""
    motion, session = await commands.motion_and_session(motion_id)
    async with transaction(session.room_id):
        mine = motion.mover is not None and motion.mover.person_id == by.person_id
        if not mine and not allowed(by, Permission.PRESIDE, session):
            raise NotAllowed(N_("只有提出人和主持人可以把动议分项。"))
        if not mine:
            await require_chair(session, by)
        await require_item_open(motion.item)
        await motion.refresh_from_db(fields=["state", "text"])
        await commands.require_first(motion)
        is_whole = motion.part_of_id is None and motion.amends_id is None and not motion.is_procedural
        ballot_open = await Ballot.exists(item_id=motion.item_id, state=BallotState.OPEN)
        rules.check_split(motion.state, texts, is_whole=is_whole, ballot_open=ballot_open)
        parts = [await _part(motion, text) for text in texts]
        await Motion.filter(id=motion_id).update(state=MotionState.SPLIT, details={"text": motion.text})
        record("motion.split", by, motion=motion_id, parts=parts)


async def _part(motion: Motion, text: str) -> int:
    made = await Motion.create(
        item_id=motion.item_id, text=text, state=MotionState.PUT, mover_id=motion.mover_id, part_of_id=motion.id,
        moved_at=clock.now(),
    )  # fmt: skip
    return made.id
