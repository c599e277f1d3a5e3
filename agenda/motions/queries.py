from __future__ import annotations

from agenda.items.models import ItemState
from agenda.motions.models import Motion, MotionKind
from agenda.motions.rules import PENDING, SETTLED, rank

MOST_SETTLED = 8


async def current(item_id: int) -> Motion | None:
    """What is before the hall: of what is pending that which comes first, else the motion on the matter settled last.

    Parts come in their order.
    """
    return current_of(await of_item(item_id))


def current_of(motions: list[Motion]) -> Motion | None:
    pending = [motion for motion in motions if motion.state in PENDING]
    if pending:
        return max(pending, key=lambda motion: (rank(motion.kind, amends=motion.amends_id is not None), -motion.id))
    settled = [motion for motion in motions if motion.state in SETTLED and is_whole(motion)]
    return settled[-1] if settled else None


def is_whole(motion: Motion) -> bool:
    """On the matter itself: neither an amendment, nor a part, nor procedural."""
    return not (motion.amends_id or motion.part_of_id or motion.is_procedural)


async def of_item(item_id: int) -> list[Motion]:
    """In order, with movers; an amendment also with the motion that it amends."""
    return (
        await Motion.filter(item_id=item_id).order_by("id").prefetch_related("mover__person", "mover__unit", "amends")
    )


def parts_of(motion: Motion | None, motions: list[Motion]) -> list[Motion]:
    """The parts of a motion, or those it is one of; of an amendment to a part, that part's."""
    if motion is None:
        return []
    whole = motion.part_of_id or (motion.amends.part_of_id if motion.amends else None) or motion.id
    return [one for one in motions if one.part_of_id == whole]


def place_of(motion: Motion | None, parts: list[Motion]) -> tuple[int, int] | None:
    """(n, of so many) where the motion is one of the parts."""
    return (parts.index(motion) + 1, len(parts)) if motion in parts else None


async def settled(session_id: int, item_id: int | None) -> list[Motion]:
    """What may be taken up again while this item is before the hall, or while none is: newest first, with items.

    Nothing is reconsidered twice.
    """
    found = Motion.filter(item__session_id=session_id, state__in=SETTLED)
    found = found.filter(item_id=item_id) if item_id else found.filter(item__state=ItemState.DONE)
    over = await found.order_by("-id").prefetch_related("item")
    again = {one.details["motion"] for one in over if one.kind is MotionKind.RECONSIDER}
    return [one for one in over if is_whole(one) and one.id not in again][:MOST_SETTLED]
