"""What the office does about a unit's action item: check what was handed in, decide, answer."""

from __future__ import annotations

from forum import clock
from forum.access import Actor, person_of
from forum.bodies import queries as bodies
from forum.bodies.models import Unit
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from forum.journal import command, transaction
from minutes.action_items import moving
from minutes.action_items.models import ActionExtension, ActionHelper, ActionItem, Deed, ExtensionState
from minutes.needs.models import Claim
from minutes.projects.models import Project


@command
async def check(action_id: int, words: str = "", *, by: Actor) -> None:
    """核验通过: it is done. Of a project's last one those who asked for it are asked to rate."""
    async with transaction():
        await moving.move(await moving.of_office(action_id, by), Deed.CHECKED, words, by)


@command
async def send_back(action_id: int, reason: str, *, by: Actor) -> None:
    async with transaction():
        await moving.move(await moving.of_office(action_id, by), Deed.SENT_BACK, reason, by)


@command
async def uphold(action_id: int, reason: str, *, by: Actor) -> None:
    """The unit did not want it, and is to do it all the same."""
    async with transaction():
        action = await moving.of_office(action_id, by)
        if not (await Unit.get(id=action.lead_id)).is_here:
            raise RuleBroken(N_("这家单位已经退出，请改由别的单位牵头。"))
        await moving.move(action, Deed.UPHELD, reason, by)


@command
async def reassign(action_id: int, lead_id: int, reason: str, *, by: Actor) -> None:
    """Another unit takes the lead, and is asked anew. Raises BadInput."""
    async with transaction():
        action = await moving.of_office(action_id, by)
        if lead_id == action.lead_id or not await bodies.is_here(lead_id):
            raise BadInput({"lead_id": Sentence(N_("请选另一家单位。"))})
        before, action.lead_id, action.responsible = action.lead_id, lead_id, ""
        project = await _project_to_lead(action, before)
        await moving.move(action, Deed.REASSIGNED, reason, by, unit=lead_id, was=before, project=project)
        await action.save(update_fields=["lead_id", "responsible"])
        await ActionHelper.filter(action_id=action_id, unit_id=lead_id).delete()
        await Project.filter(id=project or 0).update(lead_id=lead_id)
        await _claim_for(action)


async def _claim_for(action: ActionItem) -> None:
    """The need it answers is in the hands of the new lead, unless that unit has claimed it already by itself."""
    claim = await Claim.get_or_none(action_id=action.id)
    if claim and not await Claim.exists(need_id=claim.need_id, unit_id=action.lead_id):
        await Claim.filter(id=claim.id).update(unit_id=action.lead_id)


async def _project_to_lead(action: ActionItem, before: int) -> int | None:
    """A project whose lead has nothing left to lead in it goes with its action item."""
    others = ActionItem.filter(project_id=action.project_id, lead_id=before).exclude(id=action.id)
    goes = not await others.exists() and await Project.exists(id=action.project_id, lead_id=before)
    return action.project_id if goes else None


@command
async def answer_extension(extension_id: int, words: str = "", *, granted: bool, by: Actor) -> None:
    """Raises NotFound, RuleBroken, BadInput where no is said without a reason."""
    async with transaction():
        asked = await ActionExtension.select_for_update().get_or_none(id=extension_id)
        if asked is None:
            raise NotFound(N_("找不到这次延期申请。"))
        action = await moving.of_office(asked.action_id, by)
        if asked.state is not ExtensionState.ASKED:
            raise RuleBroken(N_("这次延期申请已经有了结果。"))
        if not granted and not words:
            raise BadInput({"answer": Sentence(N_("不同意，请写明原因。"))})
        asked.state = ExtensionState.GRANTED if granted else ExtensionState.REFUSED
        asked.answer, asked.answered_at, asked.answered_by_id = words, clock.now(), person_of(by)
        await asked.save(update_fields=["state", "answer", "answered_at", "answered_by_id"])
        if granted:
            action.due_on = asked.until
            await action.save(update_fields=["due_on"])
        deed = Deed.EXTENDED if granted else Deed.EXTENSION_REFUSED
        await moving.tell(action, deed, words, by, extension=asked.id, due_on=action.due_on.isoformat())
