"""Who judges a work of the year: those who asked for it in a topic, who follow it, and at whose door it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from forum import clock
from forum.access import Actor
from forum.following import queries as following
from forum.people.models import Person
from forum.places.models import Place, PlaceKind
from forum.topics.queries import terms
from minutes.projects import asking as projects
from minutes.projects.models import Project
from minutes.projects.rules import RATEABLE, to_call_back
from minutes.works import queries
from minutes.works.models import WorkSite, WorkState, YearWork

ASKED_WITH = ("topics__topic", "follows", "sites", "ratings", "redone", "projects__project")


@dataclass(frozen=True)
class Asked:
    """A work that is done and that somebody is asked to rate: itself, or a project that it is rated by."""

    work: YearWork
    project: Project | None
    proposer: bool


def proposers(work: YearWork) -> set[int]:
    """Who asked for it: their 1 or 2 has it done again."""
    return {one.topic.proposer_id for one in work.topics}


async def behind(work: YearWork) -> set[int]:
    """Who has a part in a topic of it, follows it itself, or has rated it when it was done before."""
    of_topics = {person for one in work.topics for person in await following.concerned(one.topic_id)}
    return of_topics | {one.person_id for one in work.follows} | {id for one in work.redone for id in one.raters}


async def concerned(work: YearWork) -> set[int]:
    """Those behind it, and those at whose door it is."""
    return await behind(work) | await living_at(work.sites)


async def to_call(work: YearWork) -> list[Person]:
    """Whom the office can call back: who asked for it first, then whom it concerns, who have not rated this round."""
    asked = proposers(work)
    people = {one.id: one for one in await Person.filter(id__in=asked | await concerned(work), official=False)}
    in_order = sorted(people, key=lambda id: (id not in asked, id))
    return [people[id] for id in in_order if not queries.rated_by(work, id)]


async def living_at(sites: Collection[WorkSite]) -> set[int]:
    """Residents of the blocks that these sites are named after: “3号楼2单元” is at 3号楼."""
    blocks = await Place.filter(kind=PlaceKind.BLOCK) if sites else []
    here = [block.id for block in blocks if any(_is_at(one.name, block) for one in sites)]
    homes = {*here, *(one.id for one in await Place.filter(parent_id__in=here, kind=PlaceKind.HOUSEHOLD))}
    return {one.id for one in await Person.filter(place_id__in=homes, official=False).only("id")}


def _is_at(site: str, block: Place) -> bool:
    return site.startswith((block.name, block.path))


def carries_out(work: YearWork, by: Actor) -> bool:
    return work.lead_id in by.units


async def to_rate(by: Actor) -> list[Asked]:
    """Works that wait for this person's word; those they only concern wait for some days."""
    assert by.person_id is not None
    lately = clock.now() - timedelta(days=(await terms()).rating_days)
    found = []
    for work in await YearWork.filter(state=WorkState.DONE).order_by("id").prefetch_related(*ASKED_WITH):
        mine = by.person_id in proposers(work)
        fresh = work.done_at is not None and work.done_at >= lately
        if not mine and (not fresh or carries_out(work, by) or by.person_id not in await concerned(work)):
            continue
        if not list(work.projects):
            found += [] if queries.rated_by(work, by.person_id) else [Asked(work, None, mine)]
            continue
        found += [Asked(work, one, mine) for one in await _unrated(work, by)]
    return found


async def _unrated(work: YearWork, by: Actor) -> list[Project]:
    """The projects of a work that this person has not rated, and is not asked to rate for their own sake."""
    assert by.person_id is not None
    asked = {one.project.id for one in await projects.to_rate(by)}
    return [
        link.project
        for link in work.projects
        if link.project.state in RATEABLE
        and link.project_id not in asked
        and not await projects.rated_by(link.project, by.person_id)
        and not await projects.carries_out(link.project, by)
    ]


async def to_ask_by_phone() -> list[YearWork]:
    """Works that nobody has rated since they were done: for a while, or where nobody is asked to."""
    days, found = (await terms()).call_back_days, []
    for work in await YearWork.filter(state=WorkState.DONE).order_by("done_at", "id").prefetch_related(*ASKED_WITH):
        said = any(one.round == work.round for one in work.ratings)
        if said or list(work.projects) or work.done_at is None:
            continue
        asked = bool(await concerned(work))
        if to_call_back(clock.local(work.done_at).date(), clock.today(), days, asked=asked):
            found.append(work)
    return found
