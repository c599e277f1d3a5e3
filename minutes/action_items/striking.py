"""作废: an action item that was recorded twice, or in error, is struck; what it was and why stays to be read."""

from __future__ import annotations

from forum.access import Actor, Permission, person_of, require
from forum.errors import N_, BadInput, Sentence
from forum.journal import command, record, transaction
from minutes.action_items import moving, queries
from minutes.action_items.commands import session_of
from minutes.action_items.models import ActionItem, Deed
from minutes.chasing.commands import fresh_link
from minutes.chasing.queries import newest_link
from minutes.needs.models import Claim, Need, NeedState
from minutes.projects.commands import keep_topic
from minutes.projects.queries import topics_followed


@command
async def strike_action(action_id: int, reason: str, *, by: Actor, same_as: int | None = None) -> None:
    """Out of all lists, clocks and figures; `same_as` is the action item it doubles. Who may correct it does it.

    A need it was to meet waits for a unit again; a project without any other is struck with it, and its topic stands
    where the hall left it. Raises NotFound, NotAllowed, RuleBroken (over), BadInput.
    """
    session = await session_of(action_id)
    async with transaction(session.room_id) if session else transaction():
        require(by, Permission.RECORD, session) if session else require(by, Permission.OVERSEE_ACTIONS)
        action = await moving.locked(action_id)
        other = await _the_other(action, same_as)
        await action.fetch_related("project")
        followed = await topics_followed(action.project)
        await _release_need(action, by)
        await moving.move(action, Deed.WITHDRAWN, reason, by, same_as=same_as)
        if other is not None:
            await _lead_on(action, other, by)
        for topic_id in set(followed) - set(await topics_followed(action.project)):
            await keep_topic(topic_id, by)


async def _the_other(action: ActionItem, same_as: int | None) -> ActionItem | None:
    if same_as is None:
        return None
    other = next((one for one in await queries.like(action) if one.id == same_as), None)
    if other is None:
        raise BadInput({"same_as": Sentence(N_("请从列表中选一项。"))})
    action.same_as_id = other.id
    await action.save(update_fields=["same_as_id"])
    return other


async def _release_need(action: ActionItem, by: Actor) -> None:
    """The unit has not claimed it after all; where nobody else has, it is open again."""
    claim = await Claim.get_or_none(action_id=action.id)
    if claim is None:
        return
    await claim.delete()
    left = await Claim.filter(need_id=claim.need_id).count()
    if not left:
        await Need.filter(id=claim.need_id).update(state=NeedState.OPEN, project_id=None)
    record("need.released", by, need=claim.need_id, unit=claim.unit_id, left=left)


async def _lead_on(action: ActionItem, other: ActionItem, by: Actor) -> None:
    """Whoever has a link to what was struck finds there the one to what is to be done."""
    if other.is_over:
        return
    for unit_id in {other.lead_id, *await moving.helpers_of(other.id)}:
        if await newest_link(action.id, unit_id):
            await fresh_link(other.id, unit_id, person_of(by), by)
