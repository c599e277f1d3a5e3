"""How an action item goes from one state to the next: inside a command's transaction, with its line in the story."""

from __future__ import annotations

from typing import Any

from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, NotAllowed, NotFound
from forum.journal import record
from minutes.action_items import rules
from minutes.action_items.models import (
    ActionExtension,
    ActionHelper,
    ActionItem,
    ActionNote,
    Deed,
    ExtensionState,
)
from minutes.projects.commands import keep_state

EVENTS = {Deed.CHECKED: "action.done"}


async def locked(action_id: int) -> ActionItem:
    """Raises NotFound."""
    action = await ActionItem.select_for_update().get_or_none(id=action_id)
    if action is None:
        raise NotFound(N_("找不到这项任务。"))
    return action


async def of_lead(action_id: int, by: Actor) -> ActionItem:
    """An action item that `by` answers for: the lead unit's delegate, or the office for it. NotFound, NotAllowed."""
    action = await locked(action_id)
    if action.lead_id not in by.units and not by.in_office:
        raise NotAllowed(N_("只有牵头单位的代表可以这样做。"))
    return action


async def of_units(action_id: int, by: Actor) -> ActionItem:
    """The same for what the units that help may do as well."""
    action = await locked(action_id)
    if not by.in_office and unit_of(by, action.lead_id, await helpers_of(action_id)) is None:
        raise NotAllowed(N_("只有牵头单位和配合单位的代表可以报进展。"))
    return action


async def of_office(action_id: int, by: Actor) -> ActionItem:
    """Raises NotFound, NotAllowed."""
    require(by, Permission.OVERSEE_ACTIONS)
    return await locked(action_id)


async def helpers_of(action_id: int) -> list[int]:
    return [helper.unit_id for helper in await ActionHelper.filter(action_id=action_id)]


def unit_of(by: Actor, lead_id: int, helpers: list[int]) -> int | None:
    """For which of an action item's units `by` speaks, the lead first."""
    return next((unit for unit in (lead_id, *helpers) if unit in by.units), None)


async def move(action: ActionItem, deed: Deed, text: str, by: Actor, **data: Any) -> ActionNote:
    """Gives the line of the story. Raises RuleBroken where the deed does not lead on from here. `data`: the event's."""
    state = rules.moved(action.state, deed)
    if state is not action.state:
        action.state, action.moved_at = state, clock.now()
        await action.save(update_fields=["state", "moved_at"])
    note = await tell(action, deed, text, by, **data)
    if state not in rules.AT_WORK or deed is Deed.REASSIGNED:
        await _no_more_time_needed(action)
    await keep_state(action.project_id, by)
    return note


async def tell(action: ActionItem, deed: Deed, text: str, by: Actor, **data: Any) -> ActionNote:
    """Add a line to the story; the state stays."""
    unit_id = unit_of(by, action.lead_id, await helpers_of(action.id))
    note = await ActionNote.create(
        action_id=action.id, by_id=by.person_id, unit_id=unit_id, deed=deed, state=action.state, text=text,
        at=clock.now(),
    )  # fmt: skip
    record(EVENTS.get(deed, f"action.{deed.value}"), by, action=action.id, **data)
    return note


async def _no_more_time_needed(action: ActionItem) -> None:
    asked = ActionExtension.filter(action_id=action.id, state=ExtensionState.ASKED)
    await asked.update(state=ExtensionState.WITHDRAWN, answered_at=clock.now())
