"""What of minutes, projects and the lists can be found.

Of minutes what was published: the public copy, for the office whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from forum import i18n, parts
from forum.access import Actor
from forum.errors import N_
from forum.journal import Event
from forum.parts import Document, Link, Searched
from forum.people.names import Show
from forum.people.queries import named_in
from minutes import links
from minutes.action_items.models import ActionItem
from minutes.drafting.models import Minutes, Version
from minutes.needs import searched as needs
from minutes.orders import searched as orders
from minutes.projects import queries as projects
from minutes.projects.models import Project, ProjectState
from minutes.publication import queries as publication
from minutes.resources import searched as resources
from minutes.wishes import searched as wishes
from minutes.works import searched as works

STAGES = {
    ProjectState.IN_HAND: "doing",
    ProjectState.DONE: "done",
    ProjectState.CLOSED: "done",
    ProjectState.REOPENED: "doing",
    ProjectState.WITHDRAWN: "dropped",
}


def offer() -> None:
    parts.searched["minutes"] = Searched(N_("会议纪要"), _ids_of_minutes, _read_minutes, _minutes_touched)
    for listed in (needs, resources, wishes, orders, works):
        listed.offer()
    parts.searched["project"] = Searched(N_("项目"), _ids_of_projects, _read_projects, _projects_touched)


# ---- minutes ----


async def _ids_of_minutes() -> list[int]:
    found: list[Any] = list(await Minutes.filter(version__gt=0).order_by("id").values_list("id", flat=True))
    return found


async def _minutes_touched(event: Event) -> list[int]:
    return [event.data["minutes"]] if event.kind.startswith("minutes.") and "minutes" in event.data else []


async def _read_minutes(ids: Collection[int], reader: Actor | None) -> dict[int, Document]:
    found = await Minutes.filter(id__in=list(ids), version__gt=0).prefetch_related("session__body")
    whole = await _whole(found) if reader is not None and reader.in_office else {}
    return {
        one.id: Document(
            Link(f"/minutes/{one.id}", await publication.title_as_public(one), _number(one)),
            whole.get(one.id, one.published_text), one.published_at or one.drafted_at, "done",
        )
        for one in found
    }  # fmt: skip


async def _whole(found: list[Minutes]) -> dict[int, str]:
    """As they were signed."""
    kept = Version.filter(minutes_id__in=[one.id for one in found]).order_by("number")
    return {version.minutes_id: version.archive_text for version in await kept}


def _number(minutes: Minutes) -> str:
    return f"{publication.heading(minutes)}{publication.number_said(minutes)}"


# ---- projects ----


async def _ids_of_projects() -> list[int]:
    found: list[Any] = list(await Project.all().order_by("id").values_list("id", flat=True))
    return found


async def _projects_touched(event: Event) -> list[int]:
    if not event.kind.startswith(("project.", "action.")):
        return []
    if "project" in event.data:
        return [event.data["project"]]
    found: list[Any] = list(await ActionItem.filter(id=event.data["action"]).values_list("project_id", flat=True))
    return found


async def _read_projects(ids: Collection[int], reader: Actor | None) -> dict[int, Document]:
    found = await Project.filter(id__in=list(ids)).prefetch_related("lead", "topic__place")
    tasks: dict[int, list[str]] = defaultdict(list)
    for action in await ActionItem.filter(project_id__in=[one.id for one in found]).order_by("id"):
        tasks[action.project_id].append(action.text)
    titles = {} if reader else await projects.public_titles(found)
    shown: dict[int, Callable[[str], str]] = dict.fromkeys((one.id for one in found), str)
    if reader is None:
        shown.update(await _as_public(found, tasks))
    return {one.id: _project(one, titles.get(one.id, ""), shown[one.id](_text(one, tasks))) for one in found}


async def _as_public(found: list[Project], tasks: dict[int, list[str]]) -> dict[int, Show]:
    named = frozenset(await named_in("\n".join(_text(one, tasks) for one in found)))
    adjusted = await projects.adjustments(found)
    return {one.id: Show(named, adjusted=adjusted[one.id]) for one in found}


def _text(project: Project, tasks: dict[int, list[str]]) -> str:
    return "；".join([project.lead.name, *tasks[project.id]])


def _project(project: Project, title: str, text: str) -> Document:
    note = i18n.say(N_("{unit}牵头"), unit=project.lead.name)
    line, topic = replace(links.line(project, title), note=note), project.topic
    return Document(
        line, text, project.started_at, STAGES[project.state],
        topic.category.value if topic else "", topic.place_id if topic else None,
    )  # fmt: skip
