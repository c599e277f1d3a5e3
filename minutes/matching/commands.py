from __future__ import annotations

from collections.abc import Collection
from datetime import date

from forum import clock
from forum.access import Actor, Permission, require
from forum.errors import N_, BadInput, NotAllowed, NotFound, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction
from minutes.action_items import moving
from minutes.action_items.commands import assign_outside, check_action
from minutes.action_items.models import Deed
from minutes.matching import queries
from minutes.matching.models import ResourceUse
from minutes.needs.models import Claim, Need, NeedState
from minutes.needs.rules import check_claim
from minutes.projects.commands import keep_state
from minutes.projects.models import Project
from minutes.resources.models import Resource
from minutes.resources.queries import offered


@command
async def match_need(
    need_id: int,
    lead_id: int,
    due_on: date,
    *,
    by: Actor,
    resources: Collection[int] = (),
    helpers: Collection[int] = (),
    responsible: str = "",
    budget_yuan: int | None = None,
    project_id: int | None = None,
) -> int:
    """对接: a unit meets a need, with its own or others' resources. Gives the project's id.

    The need joins the given project, the one it has already, or starts one; the unit takes it on as its action item.
    The office does it for any unit, a delegate for the own: 认领 outside a session. Raises NotAllowed, NotFound,
    BadInput (unknown unit, resource or project, a day gone by), RuleBroken (claimed already, met).
    """
    async with transaction():
        need = await _open_need(need_id, lead_id, by)
        used = await _usable(need, resources)
        await check_action(lead_id, due_on, project_id, helpers)
        project = await _project(project_id or need.project_id, need, lead_id, budget_yuan)
        action = await assign_outside(
            project, need.text, lead_id, due_on, by=by, responsible=responsible,
            helpers={*helpers, *(resource.unit_id for resource in used)},
        )  # fmt: skip
        await Need.filter(id=need_id).update(project_id=project.id)
        if not by.in_office:  # who claims it has taken it on
            await moving.move(action, Deed.ACCEPTED, "", by)
        await keep_state(project.id, by)
        await Claim.create(need_id=need_id, unit_id=lead_id, action_id=action.id, at=clock.now())
        for resource in used:
            await ResourceUse.get_or_create({"at": clock.now()}, project_id=project.id, resource_id=resource.id)
        ids = sorted(resource.id for resource in used)
        record("need.matched", by, need=need_id, unit=lead_id, project=project.id, action=action.id, resources=ids)
        return answer(project.id)


@command
async def start_project(
    title: str,
    lead_id: int,
    due_on: date,
    *,
    by: Actor,
    helpers: Collection[int] = (),
    budget_yuan: int | None = None,
) -> int:
    """A project that came of no topic and no need, as a list has it. Gives its id."""
    async with transaction():
        require(by, Permission.OVERSEE_ACTIONS)
        await check_action(lead_id, due_on, None, helpers)
        project = await Project.create(title=title, lead_id=lead_id, budget_yuan=budget_yuan, started_at=clock.now())
        record("project.started", by, project=project.id, item=None)
        await assign_outside(project, title, lead_id, due_on, by=by, helpers=helpers, responsible="")
        return answer(project.id)


@command
async def amend_project(
    project_id: int,
    title: str,
    budget_yuan: int | None = None,
    *,
    by: Actor,
    resources: Collection[int] = (),
) -> int:
    """What it is called, what it may cost and which resources it works with, all of them: what is missing is let go."""
    async with transaction():
        require(by, Permission.OVERSEE_ACTIONS)
        project = await Project.select_for_update().get_or_none(id=project_id)
        if project is None:
            raise NotFound(N_("找不到这个项目。"))
        used = {use.resource_id for use in await ResourceUse.filter(project_id=project_id)}
        for need in await Need.filter(project_id=project_id):
            await _usable(need, set(resources) - used)
        added = await _offered(set(resources) - used)
        await Project.filter(id=project_id).update(title=title, budget_yuan=budget_yuan)
        await ResourceUse.filter(project_id=project_id).exclude(resource_id__in=list(resources)).delete()
        for resource in added:
            await ResourceUse.create(project_id=project_id, resource_id=resource.id, at=clock.now())
        record("project.amended", by, project=project_id)
        return answer(project_id)


async def _open_need(need_id: int, lead_id: int, by: Actor) -> Need:
    need = await Need.select_for_update().get_or_none(id=need_id)
    if need is None:
        raise NotFound(N_("找不到这条需求，可能刚刚撤回。"))
    if not by.in_office and lead_id not in by.units:
        raise NotAllowed(N_("社区来对接；单位代表可以替自己的单位认领。"))
    if need.state is NeedState.MET:
        raise RuleBroken(N_("这条需求已经满足了。"))
    check_claim(lead_id, [claim.unit_id for claim in await Claim.filter(need_id=need_id)])
    return need


async def _offered(ids: Collection[int]) -> list[Resource]:
    found = await offered(paused=False).filter(id__in=list(ids)).order_by("id")
    if len(found) < len(set(ids)):
        raise BadInput({"resources": Sentence(N_("有的资源刚刚撤下或暂停了，请重新选。"))})
    return found


async def _usable(need: Need, ids: Collection[int]) -> list[Resource]:
    found = await _offered(ids)
    if not await queries.may_use(need, found):
        raise BadInput({"resources": Sentence(N_("有的资源只给别的社区用，请重新选。"))})
    return found


async def _project(project_id: int | None, need: Need, lead_id: int, budget_yuan: int | None) -> Project:
    if project_id is None:
        return await Project.create(
            title=need.text[:80], lead_id=lead_id, budget_yuan=budget_yuan, started_at=clock.now()
        )
    project = await Project.select_for_update().get(id=project_id)
    if budget_yuan is not None:
        project.budget_yuan = budget_yuan
        await project.save(update_fields=["budget_yuan"])
    return project
