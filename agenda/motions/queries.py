from __future__ import annotations

from agenda.motions.models import Motion, MotionState


async def current(item_id: int) -> Motion | None:
    """The motion before the hall: pending, else the one settled last in this item."""
    motions = await Motion.filter(item_id=item_id).order_by("-id").prefetch_related("mover__person", "mover__unit")
    pending = [m for m in motions if m.state in {MotionState.MOVED, MotionState.PUT}]
    settled = [m for m in motions if m.state in {MotionState.CARRIED, MotionState.LOST}]
    return next(iter(pending or settled), None)


async def of_item(item_id: int) -> list[Motion]:
    return await Motion.filter(item_id=item_id).order_by("id").prefetch_related("mover__person", "mover__unit")
