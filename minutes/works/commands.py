from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.bodies import queries as bodies
from forum.errors import N_, BadInput, NotFound, Sentence
from forum.files import Kept
from forum.journal import answer, command, record, transaction
from forum.pictures.commands import put_beside
from forum.topics.models import Topic
from minutes.projects.models import Project
from minutes.works import queries, rules
from minutes.works.models import (
    WorkEntry,
    WorkFollow,
    WorkMilestone,
    WorkProject,
    WorkSite,
    WorkState,
    WorkTopic,
    YearWork,
)

PICTURED = "work_entry"


@dataclass(frozen=True)
class Plan:
    """What a work is to be. `milestones` are (what, by when)."""

    year: int
    title: str
    lead_id: int
    due_on: date
    text: str = ""
    budget_yuan: int | None = None
    milestones: Sequence[tuple[str, date]] = ()
    sites: Sequence[str] = ()


@command
async def plan_work(plan: Plan, *, by: Actor) -> int:
    """Put a work on a year's list; gives its id. Raises NotAllowed, BadInput."""
    async with transaction():
        require(by, Permission.KEEP_WORKS)
        await _check(plan)
        work = await YearWork.create(
            year=plan.year, title=plan.title, text=plan.text, lead_id=plan.lead_id, budget_yuan=plan.budget_yuan,
            due_on=plan.due_on, planned_at=clock.now(),
        )  # fmt: skip
        await _parts(work, plan)
        record("work.planned", by, work=work.id, year=plan.year)
        return answer(work.id)


@command
async def change_work(work_id: int, plan: Plan, *, by: Actor) -> None:
    """Word it otherwise, or plan it otherwise; what is done of it stays."""
    async with transaction():
        require(by, Permission.KEEP_WORKS)
        work = await queries.work(work_id)
        rules.check_open(work.state)
        await _check(plan, work)
        rules.check_kept({one.name: one.done_on for one in work.sites}, plan.sites, "sites")
        texts = [text for text, _ in plan.milestones]
        rules.check_kept({one.text: one.done_on for one in work.milestones}, texts, "milestone-0")
        changed = {name: getattr(plan, name) for name in ("title", "text", "lead_id", "budget_yuan", "due_on", "year")}
        await YearWork.filter(id=work_id).update(**changed)
        await WorkSite.filter(work_id=work_id).exclude(name__in=list(plan.sites)).delete()
        await WorkMilestone.filter(work_id=work_id).exclude(text__in=texts).delete()
        await _parts(work, plan)
        record("work.changed", by, work=work_id)


async def _check(plan: Plan, work: YearWork | None = None) -> None:
    if work is None or (plan.year, plan.due_on) != (work.year, work.due_on):  # what is done again has its own day
        rules.check_plan(plan.year, plan.due_on)
    rules.check_milestones([text for text, _ in plan.milestones])
    if (work is None or plan.lead_id != work.lead_id) and not await bodies.is_here(plan.lead_id):
        raise BadInput({"lead_id": Sentence(N_("请从列表中选一项。"))})


async def _parts(work: YearWork, plan: Plan) -> None:
    """Those that are not there yet; a milestone's day may have changed."""
    there = {one.name for one in await WorkSite.filter(work_id=work.id)}
    for name in plan.sites:
        if name not in there:
            await WorkSite.create(work_id=work.id, name=name)
    known = {one.text: one for one in await WorkMilestone.filter(work_id=work.id)}
    for text, due_on in plan.milestones:
        if text in known:
            await WorkMilestone.filter(id=known[text].id).update(due_on=due_on)
        else:
            await WorkMilestone.create(work_id=work.id, text=text, due_on=due_on)


@command
async def report_work(
    work_id: int, text: str, sites: Collection[int] = (), milestones: Collection[int] = (),
    photos: Sequence[Kept] = (), *, by: Actor,
) -> None:  # fmt: skip
    """What was done: the sites and milestones that are done now, with words and photos. It is under way with that."""
    async with transaction():
        require(by, Permission.KEEP_WORKS)
        work = await queries.work(work_id)
        rules.check_open(work.state)
        entry = await WorkEntry.create(work_id=work_id, text=text, at=clock.now(), by_id=person_of(by))
        today = clock.today()
        await WorkSite.filter(work_id=work_id, id__in=list(sites), done_on=None).update(done_on=today)
        await WorkMilestone.filter(work_id=work_id, id__in=list(milestones), done_on=None).update(done_on=today)
        await _go(work, WorkState.UNDER_WAY)
        await put_beside(PICTURED, entry.id, photos, by=by)
        done = {"sites": sorted(sites), "milestones": sorted(milestones)}
        record("work.reported", by, work=work_id, entry=entry.id, **{name: ids for name, ids in done.items() if ids})


@command
async def reopen_site(site_id: int, *, by: Actor) -> int:
    """It was ticked by mistake, or broke again; gives the work's id."""
    async with transaction():
        require(by, Permission.KEEP_WORKS)
        site = await WorkSite.get_or_none(id=site_id).prefetch_related("work")
        if site is None:
            raise NotFound(N_("找不到这一处。"))
        rules.check_open(site.work.state)
        if site.done_on is not None:
            await WorkSite.filter(id=site_id).update(done_on=None)
            record("work.site_reopened", by, work=site.work_id, site=site_id)
        return answer(site.work_id)


@command
async def reopen_milestone(milestone_id: int, *, by: Actor) -> int:
    """It was ticked by mistake; gives the work's id."""
    async with transaction():
        require(by, Permission.KEEP_WORKS)
        milestone = await WorkMilestone.get_or_none(id=milestone_id).prefetch_related("work")
        if milestone is None:
            raise NotFound(N_("找不到这个节点。"))
        rules.check_open(milestone.work.state)
        if milestone.done_on is not None:
            await WorkMilestone.filter(id=milestone_id).update(done_on=None)
            record("work.milestone_reopened", by, work=milestone.work_id, milestone=milestone_id)
        return answer(milestone.work_id)


@command
async def remove_work(work_id: int, *, by: Actor) -> int:
    """It was listed by mistake, or twice; gives its year. What anything has come of is not removed: it is carried."""
    async with transaction():
        require(by, Permission.KEEP_WORKS)
        work = await queries.work(work_id)
        rules.check_remove(work.state, begun=bool([*work.entries, *work.projects]), carried=bool(work.carried_from_id))
        await YearWork.filter(id=work_id).delete()
        record("work.removed", by, work=work_id, year=work.year)
        return answer(work.year)


@command
async def finish_work(work_id: int, *, by: Actor) -> None:
    """All of it is done; from now on it is rated."""
    async with transaction():
        require(by, Permission.KEEP_WORKS)
        work = await queries.work(work_id)
        rules.check_finish(work.state, queries.sites(work), queries.milestones(work), queries.projects_left(work))
        rules.check_done_again(queries.reopened_at(work), [one.at for one in work.entries])
        work.done_at = clock.now()
        await work.save(update_fields=["done_at"])
        await _go(work, WorkState.DONE)
        record("work.finished", by, work=work_id, round=work.round)


@command
async def carry_over(work_id: int, reason: str, *, by: Actor) -> int:
    """What is left of it goes on as a work of the next year; everybody reads why. Gives that one's id."""
    async with transaction():
        require(by, Permission.KEEP_WORKS)
        work = await queries.work(work_id)
        rules.check_carry(work.state, reason)
        work.carried_reason = reason
        await work.save(update_fields=["carried_reason"])
        await _go(work, WorkState.CARRIED)
        after = await YearWork.create(
            year=work.year + 1, title=work.title, text=work.text, lead_id=work.lead_id, budget_yuan=work.budget_yuan,
            due_on=rules.next_due(work.due_on), carried_from_id=work.id, planned_at=clock.now(),
        )  # fmt: skip
        await _go_on_with(work, after)
        record("work.carried_over", by, work=work_id, after=after.id)
        return answer(after.id)


async def _go_on_with(work: YearWork, after: YearWork) -> None:
    for site in work.sites:
        if site.done_on is None:
            await WorkSite.create(work_id=after.id, name=site.name)
    for one in work.milestones:
        if one.done_on is None:
            await WorkMilestone.create(work_id=after.id, text=one.text, due_on=rules.next_due(one.due_on))
    for link in work.projects:
        await WorkProject.create(work_id=after.id, project_id=link.project_id)
    for asked in work.topics:
        await WorkTopic.create(work_id=after.id, topic_id=asked.topic_id)
    for follow in work.follows:
        await WorkFollow.create(work_id=after.id, person_id=follow.person_id, at=follow.at)


async def _go(work: YearWork, state: WorkState) -> None:
    if work.state is not state:
        work.state = state
        await work.save(update_fields=["state"])


@command
async def link_project(work_id: int, project_id: int, *, by: Actor) -> None:
    async with transaction():
        require(by, Permission.KEEP_WORKS)
        await queries.work(work_id)
        if not await Project.exists(id=project_id):
            raise BadInput({"project_id": Sentence(N_("请从列表中选一项。"))})
        if not await WorkProject.exists(work_id=work_id, project_id=project_id):
            await WorkProject.create(work_id=work_id, project_id=project_id)
            record("work.project_linked", by, work=work_id, project=project_id)


@command
async def unlink_project(work_id: int, project_id: int, *, by: Actor) -> None:
    async with transaction():
        require(by, Permission.KEEP_WORKS)
        if await WorkProject.filter(work_id=work_id, project_id=project_id).delete():
            record("work.project_unlinked", by, work=work_id, project=project_id)


@command
async def link_topic(work_id: int, topic_id: int, *, by: Actor) -> None:
    """It was asked for in this topic: those behind it hear of it, and judge it."""
    async with transaction():
        require(by, Permission.KEEP_WORKS)
        await queries.work(work_id)
        if not await Topic.exists(id=topic_id):
            raise BadInput({"topic_id": Sentence(N_("请从列表中选一项。"))})
        if not await WorkTopic.exists(work_id=work_id, topic_id=topic_id):
            await WorkTopic.create(work_id=work_id, topic_id=topic_id)
            record("work.topic_linked", by, work=work_id, topic=topic_id)


@command
async def unlink_topic(work_id: int, topic_id: int, *, by: Actor) -> None:
    async with transaction():
        require(by, Permission.KEEP_WORKS)
        if await WorkTopic.filter(work_id=work_id, topic_id=topic_id).delete():
            record("work.topic_unlinked", by, work=work_id, topic=topic_id)
