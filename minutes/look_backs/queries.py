from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from tortoise.expressions import Q

from forum import clock
from forum.workdays import queries as workdays
from minutes.action_items.models import ActionItem
from minutes.look_backs import rules
from minutes.look_backs.models import LookBack, LookBackTerms
from minutes.projects.models import Project, ProjectState


@dataclass(frozen=True)
class Awaited:
    """A look-back that was not entered yet."""

    project: Project
    months: int
    due_on: date


async def terms() -> dict[int | None, list[int]]:
    """The months by body, and under None the community's usual."""
    kept = {one.body_id: list(one.months) for one in await LookBackTerms.all()}
    return {None: list(rules.USUAL), **kept}


async def awaited(
    project_ids: Collection[int] | None = None, *, shown: bool = True, closed_by: date | None = None
) -> list[Awaited]:
    """Of these projects, or of all, what is to be looked at, by day. They follow from when a project was closed, so
    that none is lost: not by a crash, and not by changing the months. `shown`: with unit, place and proposer;
    `closed_by`: only of what was closed up to that day.
    """
    closed = Project.filter(state=ProjectState.CLOSED)
    if project_ids is not None:
        closed = closed.filter(id__in=list(project_ids))
    if closed_by is not None:
        following = clock.from_local(closed_by + timedelta(days=1), time())
        closed = closed.filter(Q(closed_at=None) | Q(closed_at__lt=following))
    with_these = ("lead", "topic__place", "topic__proposer") if shown else ()
    projects = await closed.order_by("id").prefetch_related(*with_these)
    entered = {
        (one.project_id, one.round, one.months)
        for one in await LookBack.filter(project_id__in=[one.id for one in projects])
    }
    months, bodies, calendar = await terms(), await _bodies(projects), await workdays.calendar()
    found = [
        Awaited(one, after, rules.due(closed_on(one), after, calendar))
        for one in projects
        for after in months.get(bodies.get(one.id), months[None])
        if (one.id, one.round, after) not in entered
    ]
    return sorted(found, key=lambda one: (one.due_on, one.months, one.project.id))


def closed_on(project: Project) -> date:
    """Of a closed project; from before that was kept, the day it was done."""
    return clock.local(project.closed_at or project.done_at or project.started_at).date()


async def _bodies(projects: Collection[Project]) -> dict[int, int]:
    """By project, the body whose session first gave it a task."""
    actions = ActionItem.filter(project_id__in=[one.id for one in projects], item_id__not_isnull=True)
    rows: list[Any] = list(await actions.order_by("-id").values_list("project_id", "item__session__body_id"))
    return dict(rows)


async def pressing() -> list[Awaited]:
    """Those to be looked at now, without what belongs to the projects. None is due before a month is over."""
    found = await awaited(shown=False, closed_by=clock.today() + rules.AHEAD - timedelta(days=28))
    return [one for one in found if rules.presses(one.due_on, clock.today())]


async def of_project(project_id: int) -> list[LookBack]:
    """Newest first, with what was said."""
    return await LookBack.filter(project_id=project_id).order_by("-id").prefetch_related("voices")


async def newest(most: int) -> list[LookBack]:
    """With their projects."""
    found = LookBack.all().order_by("-looked_on", "-id").limit(most)
    return await found.select_related("project__lead", "project__topic__proposer").prefetch_related("voices")
