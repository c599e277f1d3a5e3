from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from forum.errors import Sentence
from forum.places.models import Place
from forum.topics.models import Category
from minutes.matching import rules
from minutes.matching.models import ResourceUse
from minutes.matching.rules import Offered, Offers, Record, Suggestion, Wanted, Where
from minutes.needs.models import Need
from minutes.projects.models import Project, ProjectState, Rating
from minutes.resources.models import Resource

LIKED = 4
RUNNING = (ProjectState.IN_HAND, ProjectState.REOPENED)


@dataclass(frozen=True)
class Match:
    """A resource that fits a need, with its reasons."""

    resource: Resource
    reasons: tuple[Sentence, ...]


async def matches(need: Need) -> list[Match]:
    """What fits a need, the best first."""
    return (await matches_of([need]))[need.id]


async def matches_of(needs: Sequence[Need], most: int = rules.MOST) -> dict[int, list[Match]]:
    """By the need's id. Reading and comparing thousands takes seconds: it is done beside the loop."""
    places, resources = await _where(), await _offered()
    busy, records = await _busy(), await _records()
    offers = [_offer(resource, places, busy) for resource in resources.values()]
    wanted = [_wanted(need, places) for need in needs]
    found = await asyncio.to_thread(_suggested, offers, wanted, records, most)
    return {id: [Match(resources[one.offer], one.reasons) for one in ones] for id, ones in found.items()}


def _suggested(
    offers: list[Offered], wanted: list[Wanted], records: rules.Records, most: int
) -> dict[int, list[Suggestion]]:
    made = Offers(offers)
    return {one.id: made.suggest(one, records, most) for one in wanted}


def _wanted(need: Need, places: dict[int, Where]) -> Wanted:
    text = f"{need.text} {need.whom}"
    return Wanted(need.id, need.category, text, places.get(need.place_id, Where()), need.unit_id, need.available)


def _offer(resource: Resource, places: dict[int, Where], busy: set[int]) -> Offered:
    place = places.get(resource.place_id or 0, Where())
    return Offered(
        resource.id, resource.unit_id, resource.category, resource.text, resource.amount, resource.available, place,
        resource.shared, resource.id in busy,
    )  # fmt: skip


async def _offered() -> dict[int, Resource]:
    found = Resource.filter(withdrawn_at=None, paused=False).order_by("id").prefetch_related("unit", "place")
    return {resource.id: resource for resource in await found}


async def _busy() -> set[int]:
    using = ResourceUse.filter(project__state__in=RUNNING)
    return {use.resource_id for use in await using.only("resource_id")}


async def _records() -> dict[tuple[int, Category], Record]:
    """What units have done before, by unit and category."""
    done = await Project.filter(state=ProjectState.CLOSED).prefetch_related("topic", "needs")
    liked = await _liked([project.id for project in done])
    found: dict[tuple[int, Category], Record] = defaultdict(Record)
    for project in done:
        for category in {need.category for need in project.needs} | (
            {project.topic.category} if project.topic else set()
        ):
            before = found[project.lead_id, category]
            found[project.lead_id, category] = Record(before.done + 1, before.liked + (project.id in liked))
    return dict(found)


async def _liked(project_ids: list[int]) -> set[int]:
    """Those whose newest rating was good."""
    newest: dict[int, int] = {}
    for rating in await Rating.filter(project_id__in=project_ids).order_by("id"):
        newest[rating.project_id] = rating.score
    return {project_id for project_id, score in newest.items() if score >= LIKED}


async def _where() -> dict[int, Where]:
    """By a place's id in which community, grid and block it is."""
    places = {place.id: place for place in await Place.all().only("id", "parent_id", "kind")}
    found: dict[int, Where] = {}

    def where(id: int) -> Where:
        if id not in found:
            place = places[id]
            above = where(place.parent_id) if place.parent_id in places else Where()
            known = place.kind.value in Where._fields
            found[id] = above._replace(**{place.kind.value: id}) if known else above
        return found[id]

    return {id: where(id) for id in places}


async def uses_of_resource(resource_id: int) -> list[ResourceUse]:
    """Newest first, with their projects."""
    return await ResourceUse.filter(resource_id=resource_id).order_by("-id").prefetch_related("project__lead")


async def of_projects(project_ids: Collection[int]) -> tuple[dict[int, list[Need]], dict[int, list[ResourceUse]]]:
    """By the project's id the needs it meets and the resources it works with."""
    met: dict[int, list[Need]] = {id: [] for id in project_ids}
    used: dict[int, list[ResourceUse]] = {id: [] for id in project_ids}
    for need in await Need.filter(project_id__in=list(met)).order_by("id"):
        met[need.project_id or 0].append(need)
    for use in await ResourceUse.filter(project_id__in=list(used)).order_by("id").prefetch_related("resource__unit"):
        used[use.project_id].append(use)
    return met, used


async def uses_of_project(project_id: int) -> list[ResourceUse]:
    """With their resources and units."""
    return await ResourceUse.filter(project_id=project_id).order_by("id").prefetch_related("resource__unit")


async def needs_of_project(project_id: int) -> list[Need]:
    return await Need.filter(project_id=project_id).order_by("id").prefetch_related("place", "raised_by")
