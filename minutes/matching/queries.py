from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forum.bodies import queries as bodies
from forum.bodies.models import Unit
from forum.errors import Sentence
from forum.places.models import Place, PlaceKind
from forum.topics.models import Category
from minutes.action_items.models import ActionItem
from minutes.action_items.rules import OPEN
from minutes.matching import rules
from minutes.matching.models import ResourceUse
from minutes.matching.reasons import NOWHERE, Offered, Record, Records, Wanted, Where, may_have
from minutes.matching.rules import Offers, Suggestion
from minutes.matching.units import Able, Candidate, Units
from minutes.needs.models import Need, NeedState
from minutes.projects import rules as judging
from minutes.projects.models import Project, ProjectState, Rating
from minutes.resources import queries as resources
from minutes.resources.models import Resource

LIKED = 4
RUNNING = (ProjectState.IN_HAND, ProjectState.REOPENED)


@dataclass(frozen=True)
class Match:
    """A resource that fits a need, with its reasons."""

    resource: Resource
    reasons: tuple[Sentence, ...]


@dataclass(frozen=True)
class Fit:
    """What fits a need: resources, and units that could take it on besides theirs, each the best first."""

    matches: list[Match]
    units: list[tuple[Unit, tuple[Sentence, ...]]]


@dataclass(frozen=True)
class Fitting:
    """A need that a resource could meet, with the reasons."""

    need: Need
    reasons: tuple[Sentence, ...]


async def matches(need: Need) -> list[Match]:
    """What fits a need, the best first."""
    return (await fits_of([need]))[need.id].matches


async def fits_of(needs: Sequence[Need], most: int = rules.MOST, *, units_too: bool = True) -> dict[int, Fit]:
    """By the need's id; without `units_too` units are named only where no resource fits.

    Comparing thousands takes a while: it is done beside the loop.
    """
    places, records = await _where(), await _records()
    offers = await _offered(places)
    wanted = {need.id: _wanted(need, places) for need in needs}
    found = await asyncio.to_thread(_suggested, offers, wanted, records, most)
    asked = {id: one for id, one in wanted.items() if units_too or not found[id]}
    able = await asyncio.to_thread(_takers, await _able(offers), asked, records, found) if asked else {}
    shown = await resources.by_id({one.offer for ones in found.values() for one in ones})
    units = await Unit.in_bulk({one.unit for others in able.values() for one in others}, "id")
    return {
        id: Fit(
            [Match(shown[one.offer], one.reasons) for one in ones],
            [(units[one.unit], one.reasons) for one in able.get(id, ())],
        )
        for id, ones in found.items()
    }


def _suggested(
    offers: list[Offered], wanted: Mapping[int, Wanted], records: Records, most: int
) -> dict[int, list[Suggestion]]:
    made = Offers(offers, records)
    return {id: made.suggest(one, most) for id, one in wanted.items()}


def _takers(
    able: list[Able], wanted: Mapping[int, Wanted], records: Records, found: Mapping[int, list[Suggestion]]
) -> dict[int, list[Candidate]]:
    """Units besides those whose resources were found."""
    made = Units(able, records)
    return {id: made.suggest(one, {of.unit for of in found[id]}) for id, one in wanted.items()}


async def needs_for(resource: Resource, most: int = rules.MOST) -> list[Fitting]:
    """The other way round: which open needs this resource could meet, the best first."""
    places, records = await _where(), await _records()
    offers = await _offered(places, id=resource.id)
    if not offers:
        return []
    made = Offers(offers, records)
    rows: list[Any] = list(
        await Need.filter(state__in=[NeedState.OPEN, NeedState.ANSWERED]).order_by("id").values_list(
            "id", "category", "text", "whom", "place_id", "unit_id", "available"
        )
    )  # fmt: skip
    wanted = [
        Wanted(id, category, text, where, unit, when)
        for id, category, said, whom, place, unit, when in rows
        if made.may_fit(category, text := f"{said} {whom}", where := places.get(place, NOWHERE))
    ]
    found = await asyncio.to_thread(_fitting, made, wanted)
    best = sorted(found, key=lambda one: (-one[0], one[1]))[:most]
    kept = Need.filter(id__in=[id for _, id, _ in best]).prefetch_related("place", "raised_by")
    by_id = {need.id: need for need in await kept}
    return [Fitting(by_id[id], reasons) for _, id, reasons in best]


def _fitting(offers: Offers, wanted: list[Wanted]) -> list[tuple[float, int, tuple[Sentence, ...]]]:
    return [
        (found.score, one.id, found.reasons) for one in wanted for found in offers.suggest(one, 1) if found.score > 0
    ]


async def may_use(need: Need, used: Collection[Resource]) -> bool:
    """Whether all of these may be used for it: what is not shared stays in its community."""
    places = await _where()
    here = places.get(need.place_id, Where())
    return all(may_have(here, places.get(one.place_id or 0, Where()), shared=one.shared) for one in used)


def _wanted(need: Need, places: dict[int, Where]) -> Wanted:
    text = f"{need.text} {need.whom}"
    return Wanted(need.id, need.category, text, places.get(need.place_id, Where()), need.unit_id, need.available)


async def _offered(places: dict[int, Where], **which: int) -> list[Offered]:
    """What can be had now, read as bare rows: there may be thousands."""
    busy = {use.resource_id for use in await ResourceUse.filter(project__state__in=RUNNING).only("resource_id")}
    rows: list[Any] = list(
        await resources.offered(paused=False).filter(**which).order_by("id").values_list(
            "id", "unit_id", "category", "text", "amount", "available", "place_id", "shared"
        )
    )  # fmt: skip
    names: dict[int | None, str] = dict(await Place.filter(kind=PlaceKind.COMMUNITY).values_list("id", "name"))
    return [
        Offered(
            id, unit, category, text, amount, when, where := places.get(place or 0, NOWHERE), shared, id in busy,
            names.get(where.community, ""),
        )
        for id, unit, category, text, amount, when, place, shared in rows
    ]  # fmt: skip


async def _able(offers: Collection[Offered]) -> list[Able]:
    shares: dict[int, Counter[Category]] = defaultdict(Counter)
    for one in offers:
        shares[one.unit][one.category] += 1
    leading: list[Any] = list(await ActionItem.filter(state__in=list(OPEN)).values_list("lead_id", flat=True))
    doing = Counter(leading)
    rows: list[Any] = list(await bodies.here_now().values_list("id", "name", "skills"))
    return [Able(id, f"{name} {skills}", shares.get(id, {}), doing[id]) for id, name, skills in rows]


async def _records() -> dict[tuple[int, Category], Record]:
    """What units have done before, by unit and category."""
    needed: list[Any] = list(
        await Need.filter(project__state=ProjectState.CLOSED).values_list(
            "project_id", "project__lead_id", "category"
        )
    )  # fmt: skip
    proposed: list[Any] = list(
        await Project.filter(state=ProjectState.CLOSED, topic_id__isnull=False).values_list(
            "id", "lead_id", "topic__category"
        )
    )  # fmt: skip
    liked = await _liked()
    found: dict[tuple[int, Category], Record] = defaultdict(Record)
    for project, lead, category in {(id, lead, Category(kind)) for id, lead, kind in [*needed, *proposed]}:
        before = found[lead, category]
        found[lead, category] = Record(before.done + 1, before.liked + (project in liked))
    return dict(found)


async def _liked() -> set[int]:
    """Closed projects whose last round of ratings came to 4 or more."""
    rows: list[Any] = list(
        await Rating.filter(project__state=ProjectState.CLOSED).order_by("-round", "id").values_list(
            "project_id", "round", "score"
        )
    )  # fmt: skip
    last: dict[int, int] = {}
    scores: dict[int, list[int]] = defaultdict(list)
    for project, round, score in rows:
        if last.setdefault(project, round) == round:
            scores[project].append(score)
    summed = {project: judging.summary(of) for project, of in scores.items()}
    return {project for project, summary in summed.items() if summary and summary.median >= LIKED}


async def _where() -> dict[int, Where]:
    """By a place's id in which community, grid and block it is."""
    rows: list[Any] = list(await Place.all().values_list("id", "parent_id", "kind"))
    places = {id: (parent, PlaceKind(kind).value) for id, parent, kind in rows}
    found: dict[int, Where] = {}

    def where(id: int) -> Where:
        if id not in found:
            parent, kind = places[id]
            above = where(parent) if parent in places else Where()
            found[id] = above._replace(**{kind: id}) if kind in Where._fields else above
        return found[id]

    return {id: where(id) for id in places}


async def uses_of_resource(resource_id: int) -> list[ResourceUse]:
    """Newest first, with their projects."""
    return await ResourceUse.filter(resource_id=resource_id).order_by("-id").prefetch_related("project__lead")


async def of_projects(project_ids: Collection[int]) -> tuple[dict[int, list[Need]], dict[int, list[ResourceUse]]]:
    """By the project's id the needs it meets and the resources it works with."""
    met: dict[int, list[Need]] = {id: [] for id in project_ids}
    used: dict[int, list[ResourceUse]] = {id: [] for id in project_ids}
    for need in await Need.filter(project_id__in=list(met)).order_by("id").prefetch_related("raised_by"):
        met[need.project_id or 0].append(need)
    for use in await ResourceUse.filter(project_id__in=list(used)).order_by("id").prefetch_related("resource__unit"):
        used[use.project_id].append(use)
    return met, used


async def uses_of_project(project_id: int) -> list[ResourceUse]:
    """With their resources and units."""
    return await ResourceUse.filter(project_id=project_id).order_by("id").prefetch_related("resource__unit")


async def needs_of_project(project_id: int) -> list[Need]:
    return await Need.filter(project_id=project_id).order_by("id").prefetch_related("place", "raised_by")
