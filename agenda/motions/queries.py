from __future__ import annotations

from agenda.motions.models import Motion, MotionState
from agenda.motions.rules import PENDING


async def current(item_id: int) -> Motion | None:
    """What is before the hall: a pending amendment, else the pending motion, else the motion settled last."""
    motions = await of_item(item_id)
    motions.reverse()
    pending = [motion for motion in motions if motion.state in PENDING]
    amendments = [motion for motion in pending if motion.amends_id]
    over = {MotionState.CARRIED, MotionState.LOST}
    settled = [motion for motion in motions if motion.state in over and not motion.amends_id]
    return next(iter(amendments or pending or settled), None)


async def of_item(item_id: int) -> list[Motion]:
    """In order, with movers; an amendment also with the motion that it amends."""
    return (
        await Motion.filter(item_id=item_id).order_by("id").prefetch_related("mover__person", "mover__unit", "amends")
    )
