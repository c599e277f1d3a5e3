"""What becomes of a motion when a ballot on it is over or void. Inside the command that closes or voids it."""

from __future__ import annotations

from agenda.motions import rules
from agenda.motions.models import Motion, MotionState


async def settle(motion: Motion, *, carried: bool) -> None:
    """An amendment is adopted; with its last part a motion split in parts is settled too."""
    motion.state = MotionState.CARRIED if carried else MotionState.LOST
    await motion.save(update_fields=["state"])
    if motion.amends_id and carried:
        await adopt(motion)
    await settle_whole(motion)


async def unsettle(motion: Motion) -> None:
    """The ballot that settled it is void, or the hall takes it up again."""
    if motion.amends_id and motion.state is MotionState.CARRIED:
        await take_back(motion)
    motion.state = MotionState.PUT
    await motion.save(update_fields=["state"])
    if motion.part_of_id:
        whole = await Motion.get(id=motion.part_of_id)
        await Motion.filter(id=whole.id).update(state=MotionState.SPLIT, text=whole.details["text"])


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


async def settle_whole(part: Motion) -> None:
    """Once no part of it is pending any more, the motion reads as its carried parts; with none it is lost."""
    if part.part_of_id is None:
        return
    parts = await Motion.filter(part_of_id=part.part_of_id).order_by("id")
    if any(one.state in rules.PENDING for one in parts):
        return
    whole = await Motion.get(id=part.part_of_id)
    carried = [one.text for one in parts if one.state is MotionState.CARRIED]
    text = rules.joined(carried) if carried else whole.details["text"]
    state = MotionState.CARRIED if carried else MotionState.LOST
    await Motion.filter(id=whole.id).update(state=state, text=text)
