"""Who is asked to judge what a project did: those who asked for it, with a topic or with a need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from tortoise.expressions import Q

from forum.access import DESK
from forum.people.models import Person, RoleGrant
from forum.people.queries import delegates_of
from forum.terms import counting
from forum.topics.models import Topic
from minutes.action_items.models import ActionItem
from minutes.needs.models import Need
from minutes.projects.models import Project


@dataclass
class Asked:
    """Ids of people. `unnamed` proposed a topic without their name."""

    all: set[int] = field(default_factory=set)
    unnamed: set[int] = field(default_factory=set)


async def asked(projects: Collection[Project]) -> dict[int, Asked]:
    """By the project's id, in as many queries for one project as for a thousand."""
    found = {project.id: Asked() for project in projects}
    await _proposed(found, await topics_of(projects))
    await _needed(found)
    return found


async def topics_of(projects: Collection[Project]) -> dict[int, set[int]]:
    """By the project's id its own topic, and those that joined it and have no project of their own."""
    joined = ActionItem.filter(project_id__in=[project.id for project in projects], item__topic_id__isnull=False)
    rows: list[Any] = list(await joined.values_list("project_id", "item__topic_id"))
    elsewhere = Project.filter(topic_id__in=list({topic_id for _, topic_id in rows}))
    own: set[Any] = set(await elsewhere.values_list("topic_id", flat=True))
    found = {project.id: {project.topic_id} if project.topic_id else set() for project in projects}
    for project_id, topic_id in rows:
        if topic_id not in own:
            found[project_id].add(topic_id)
    return found


async def _proposed(found: dict[int, Asked], topics: dict[int, set[int]]) -> None:
    every = {topic_id for of in topics.values() for topic_id in of}
    known = {topic.id: topic for topic in await Topic.filter(id__in=list(every))}
    for project_id, of in topics.items():
        for topic_id in of & known.keys():
            topic = known[topic_id]
            found[project_id].all.add(topic.proposer_id)
            if topic.anonymous:
                found[project_id].unnamed.add(topic.proposer_id)


async def _needed(found: dict[int, Asked]) -> None:
    """Of a need whoever raised it, of a unit's its delegates; nobody of the office that only wrote it down."""
    needs = await Need.filter(project_id__in=list(found)).only("project_id", "unit_id", "raised_by_id")
    wrote = await _of_the_office({need.raised_by_id for need in needs})
    acting: dict[int, set[int]] = defaultdict(set)
    for unit_id in {need.unit_id for need in needs if need.unit_id}:
        acting[unit_id] = await delegates_of([unit_id])
    for need in needs:
        asked = acting[need.unit_id] if need.unit_id else {need.raised_by_id} - wrote
        found[need.project_id or 0].all |= asked


async def _of_the_office(people: Collection[int]) -> set[int]:
    staff = RoleGrant.filter(counting(), person_id__in=list(people), role__in=list(DESK))
    official = Person.filter(Q(official=True), id__in=list(people))
    return {grant.person_id for grant in await staff} | {person.id for person in await official}
