"""What a unit does about an action item: its delegate, whoever holds its link, or the office for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from forum import clock
from forum.access import Actor
from forum.errors import N_, NotFound, RuleBroken
from forum.files import Kept
from forum.journal import answer, command, transaction
from forum.pictures.commands import put_beside
from minutes.action_items import moving, rules
from minutes.action_items.models import PICTURED, ActionExtension, ActionStep, Deed, ExtensionState


@command
async def accept(action_id: int, *, by: Actor, responsible: str = "") -> None:
    """接单; the unit may say who sees to it."""
    async with transaction():
        action = await moving.of_lead(action_id, by)
        await moving.move(action, Deed.ACCEPTED, "", by)
        if responsible:
            action.responsible = responsible
            await action.save(update_fields=["responsible"])


@command
async def decline(action_id: int, reason: str, *, by: Actor) -> None:
    """Not ours, and why: the office decides who does it."""
    async with transaction():
        await moving.move(await moving.of_lead(action_id, by), Deed.DECLINED, reason, by)


@command
async def file_plan(action_id: int, steps: Sequence[tuple[str, date | None]], *, by: Actor, words: str = "") -> int:
    """整改计划: dated steps instead of those not yet done. Gives how many there are now. Raises BadInput by line."""
    async with transaction():
        action = await moving.of_lead(action_id, by)
        planned = rules.check_steps(steps, action.due_on, clock.today())
        await moving.move(action, Deed.PLANNED, words, by, steps=len(planned))
        await ActionStep.filter(action_id=action_id, done_at=None).delete()
        done = await ActionStep.filter(action_id=action_id).count()
        for position, (text, day) in enumerate(planned, done + 1):
            await ActionStep.create(action_id=action_id, position=position, text=text, due_on=day)
        return answer(done + len(planned))


@command
async def finish_step(action_id: int, step_id: int, *, by: Actor, words: str = "") -> None:
    """A step of the plan is done. Raises NotFound where the plan has no such step any more."""
    async with transaction():
        action = await moving.of_units(action_id, by)
        step = await ActionStep.select_for_update().get_or_none(id=step_id, action_id=action_id)
        if step is None:
            raise NotFound(N_("找不到这一步，计划可能刚刚改过。"))
        if step.done_at is not None:
            raise RuleBroken(N_("这一步已经办完。"))
        await moving.move(action, Deed.STEP_DONE, f"{step.text}：{words}" if words else step.text, by, step=step_id)
        await ActionStep.filter(id=step_id).update(done_at=clock.now())


@command
async def report_progress(action_id: int, text: str, *, by: Actor, photos: Sequence[Kept] = ()) -> None:
    """How far it has come; the action item stays open."""
    async with transaction():
        note = await moving.move(await moving.of_units(action_id, by), Deed.PROGRESSED, text, by)
        await put_beside(PICTURED, note.id, photos, by=by)


@command
async def hand_in(action_id: int, text: str, *, by: Actor, photos: Sequence[Kept] = ()) -> None:
    """报办结: the office checks it. What the office itself enters for a unit is checked with it."""
    async with transaction():
        action = await moving.of_lead(action_id, by)
        note = await moving.move(action, Deed.HANDED_IN, text, by)
        await put_beside(PICTURED, note.id, photos, by=by)
        if by.in_office and action.lead_id not in by.units:
            await moving.move(action, Deed.CHECKED, "", by)


@command
async def ask_extension(action_id: int, until: date, reason: str, *, by: Actor) -> int:
    """More time, and why: the office answers. Gives the extension's id. Raises RuleBroken, BadInput."""
    async with transaction():
        action = await moving.of_lead(action_id, by)
        asked = await ActionExtension.exists(action_id=action_id, state=ExtensionState.ASKED)
        rules.check_extension(action.state, action.due_on, until, clock.today(), asked=asked)
        made = await ActionExtension.create(
            action_id=action_id, reason=reason, due_on=action.due_on, until=until, asked_at=clock.now()
        )
        await moving.tell(action, Deed.EXTENSION_ASKED, reason, by, extension=made.id, until=until.isoformat())
        return answer(made.id)
