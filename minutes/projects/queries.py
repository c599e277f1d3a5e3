from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from tortoise.expressions import Q, Subquery

from forum import parts
from forum.access import Actor, Permission, allowed
from forum.bodies.models import Unit
from forum.errors import N_, NotFound
from forum.people.models import Person
from forum.people.names import NO_ADJUSTMENT, Adjusted
from forum.people.queries import public_lines
from forum.side_by_side import joined
from forum.topics.models import Topic
from minutes.action_items.models import STANDS, ActionHelper, ActionItem, ActionState
from minutes.drafting.models import Minutes
from minutes.projects import asking
from minutes.projects.models import JOINABLE, Project, ProjectState, Rating

PAGE = 100


async def project(project_id: int) -> Project:
    """With lead, topic (place, proposer), action items (notes, lead, agenda item and session). Raises NotFound."""
    found = await Project.get_or_none(id=project_id).prefetch_related(
        "lead", "topic__place", "topic__proposer", "action_items__lead", "action_items__notes__by__grants",
        "action_items__item__session__body", "action_items__item__topic__proposer", "action_items__decision",
    )  # fmt: skip
    if found is None:
        raise NotFound(N_("找不到这个项目。"))
    return found


async def known(project_id: int) -> Project | None:
    return await Project.get_or_none(id=project_id)


LISTED = ("lead", "topic__place", "action_items__lead", "action_items__helpers__unit")


async def projects() -> list[Project]:
    """All of the list but what was struck, newest first."""
    return await Project.exclude(state=ProjectState.WITHDRAWN).order_by("-id").prefetch_related(*LISTED)


async def page_of(
    page: int, *, words: str = "", state: ProjectState | None = None, unit_id: int | None = None
) -> tuple[list[Project], int]:
    """A page of the list, newest first, and how many there are; of a unit what it leads and helps with.

    `words` of its title or of such a unit's name. What was struck is shown where one asks for it.
    """
    query = Project.all() if state else Project.exclude(state=ProjectState.WITHDRAWN)
    if words:
        named = Unit.filter(name__icontains=words).values("id")
        query = query.filter(Q(title__icontains=words) | _of_units(id__in=Subquery(named)))
    if state:
        query = query.filter(state=state)
    if unit_id:
        query = query.filter(_of_units(id=unit_id))
    found = query.order_by("-id").offset((page - 1) * PAGE).limit(PAGE).prefetch_related(*LISTED)
    return await found, await query.count()


def _of_units(**which: Any) -> Q:
    """Led or helped by units."""
    led = ActionItem.filter(**{f"lead__{name}": value for name, value in which.items()}).values("project_id")
    helped = ActionHelper.filter(**{f"unit__{name}": value for name, value in which.items()}).values(
        "action__project_id"
    )
    leads = Q(**{f"lead__{name}": value for name, value in which.items()})
    return leads | Q(id__in=Subquery(led)) | Q(id__in=Subquery(helped))


def helping(project: Project) -> list[str]:
    """Names of the units besides its lead that carry it out or help."""
    standing = [action for action in project.action_items if action.state is not ActionState.WITHDRAWN]
    units = {action.lead for action in standing}
    units |= {helper.unit for action in standing for helper in action.helpers}
    return sorted({unit.name for unit in units if unit.id != project.lead_id})


async def in_hand(limit: int) -> list[Project]:
    """The newest projects a unit is working on."""
    query = Project.filter(state__in=[ProjectState.IN_HAND, ProjectState.REOPENED]).order_by("-id").limit(limit)
    return await query.prefetch_related("lead")


async def running() -> list[Project]:
    """Projects an action item can join."""
    return await Project.filter(state__in=JOINABLE).order_by("-id").prefetch_related("lead")


async def projects_of_topic(topic_id: int) -> list[Project]:
    """The topic's own project and those its action items joined, newest first."""
    joined = await ActionItem.filter(STANDS, item__topic_id=topic_id).values_list("project_id", flat=True)
    own = await Project.filter(topic_id=topic_id).values_list("id", flat=True)
    return await Project.filter(id__in={*joined, *own}).order_by("-id").prefetch_related("lead")


async def topics_followed(project: Project) -> list[int]:
    """Topics whose station this project moves."""
    return sorted((await asking.topics_of([project]))[project.id])


async def states_of(topic_id: int) -> list[ProjectState]:
    """Of the projects that move this topic's station: its own; where it has none, those it joined."""
    own = await Project.filter(topic_id=topic_id).exclude(state=ProjectState.WITHDRAWN)
    joined = ActionItem.filter(STANDS, item__topic_id=topic_id).values("project_id")
    return [one.state for one in own or await Project.filter(id__in=Subquery(joined))]


async def proposers(project: Project) -> set[int]:
    """Ids of the people who asked for it: their judgement closes or reopens it."""
    return (await asking.proposers_of([project]))[project.id]


async def named_proposers(project: Project, reader: Actor | None) -> set[int]:
    """Those of them whom the reader may know as such: an unnamed one rates like any neighbour."""
    asked, followed = await proposers(project), await topics_followed(project)
    if allowed(reader, Permission.TAKE_DOWN):
        return asked
    unnamed = {topic.proposer_id for topic in await Topic.filter(id__in=followed, anonymous=True)}
    return {id for id in asked if id not in unnamed or (reader is not None and id == reader.person_id)}


async def ratings(project_id: int) -> list[Rating]:
    """Newest first, with the people who gave them."""
    return await Rating.filter(project_id=project_id).order_by("-id").prefetch_related("person")


async def scores(projects: Collection[Project]) -> dict[int, list[int]]:
    """Of each project the scores of its latest round that was rated."""
    found: dict[int, list[int]] = {}
    rounds: dict[int, int] = {}
    rated = Rating.filter(project_id__in=[project.id for project in projects]).order_by("-round", "id")
    for project_id, round, score in await rated.values_list("project_id", "round", "score"):
        if rounds.setdefault(project_id, round) == round:
            found.setdefault(project_id, []).append(score)
    return found


async def sessions_published(session_ids: Collection[int]) -> set[int]:
    """Which of these sessions have published minutes."""
    published = Minutes.filter(session_id__in=list(session_ids), version__gt=0)
    return {minutes.session_id for minutes in await published.only("session_id")}


async def public_titles(projects: Collection[Project]) -> dict[int, str]:
    """By id, as somebody who is not signed in may read them; a project goes by the words of its topic's proposer."""
    proposers = await _proposers([project.topic_id for project in projects if project.topic_id])
    adjusted = await adjustments(projects)
    lines = await public_lines(
        [(project.title, proposers.get(project.topic_id or 0)) for project in projects],
        [adjusted[project.id] for project in projects],
    )
    return dict(zip((project.id for project in projects), lines, strict=True))


async def adjustments(projects: Collection[Project]) -> dict[int, Adjusted]:
    """By project, what was decided about the public copies of the sessions that gave it its tasks."""
    given = await _given_by([project.id for project in projects])
    of_sessions = await parts.adjusted(parts.adjustments_of_sessions, {id for ids in given.values() for id in ids})
    found = dict.fromkeys((project.id for project in projects), NO_ADJUSTMENT)
    for project_id, session_ids in given.items():
        for session_id in session_ids:
            found[project_id] |= of_sessions[session_id]
    return found


@joined
async def _proposers(topic_ids: Collection[int]) -> dict[int, Person]:
    found = await Topic.filter(id__in=list(topic_ids)).select_related("proposer")
    return {topic.id: topic.proposer for topic in found}


@joined
async def _given_by(project_ids: Collection[int]) -> dict[int, set[int]]:
    """By project, the sessions that gave it its tasks."""
    tasks = ActionItem.filter(project_id__in=list(project_ids), item_id__not_isnull=True)
    found: dict[int, set[int]] = defaultdict(set)
    for project_id, session_id in await tasks.values_list("project_id", "item__session_id"):
        found[project_id].add(session_id)
    return found
