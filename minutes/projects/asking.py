"""Who judges what was done: those who asked for it, and those it concerns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tortoise.expressions import Q, Subquery

from forum import clock
from forum.access import DESK, Actor, Permission, allowed
from forum.comments.models import Comment
from forum.diary.writers import places_of
from forum.following import queries as following
from forum.following.models import TopicFollow
from forum.journal import Event
from forum.people import credentials
from forum.people.models import Person, RoleGrant
from forum.people.queries import delegates_of
from forum.places.models import Place, PlaceKind
from forum.terms import counting
from forum.topics.models import Topic, TopicSecond
from forum.topics.queries import terms
from minutes.action_items.models import STANDS, ActionHelper, ActionItem
from minutes.needs.models import Need
from minutes.projects import rules
from minutes.projects.models import Project, ProjectState, Rating

HOME = (PlaceKind.HOUSEHOLD, PlaceKind.BLOCK)
"""What is about these concerns all who live there; what is about more than a block, those who took part in it."""


@dataclass(frozen=True)
class Asked:
    """A done project that somebody is asked to rate: because they asked for it, or because it concerns them."""

    project: Project
    proposer: bool


async def topics_of(projects: Collection[Project]) -> dict[int, set[int]]:
    """By project the topics whose station it moves: its own, and those that joined it and have none of their own."""
    actions = ActionItem.filter(STANDS, project_id__in=[one.id for one in projects], item__topic_id__isnull=False)
    joined: list[Any] = list(await actions.values_list("project_id", "item__topic_id"))
    own = Project.filter(topic_id__in={topic for _, topic in joined}).exclude(state=ProjectState.WITHDRAWN)
    owned: list[Any] = list(await own.values_list("topic_id", flat=True))
    found = {one.id: {one.topic_id} if one.topic_id else set[int]() for one in projects}
    for project_id, topic_id in joined:
        if topic_id not in owned:
            found[project_id].add(topic_id)
    return found


async def proposers_of(projects: Collection[Project]) -> dict[int, set[int]]:
    """By project ids of the people who asked for it: by a topic, or by a need of their own or of the unit they act for.

    A need that somebody of the office wrote down is nobody's to judge: the office asks by telephone.
    """
    topics = await topics_of(projects)
    every = {id for of in topics.values() for id in of}
    asked = {one.id: one.proposer_id for one in await Topic.filter(id__in=every).only("id", "proposer_id")}
    found = {id: {asked[topic] for topic in of} for id, of in topics.items()}
    needs = Need.filter(project_id__in=list(found), raised_by__official=False, unit_id=None)
    rows: list[Any] = list(await needs.values_list("project_id", "raised_by_id"))
    staff = RoleGrant.filter(counting(), person_id__in=[person for _, person in rows], role__in=list(DESK))
    wrote: set[Any] = set(await staff.values_list("person_id", flat=True))
    for project_id, person_id in rows:
        found[project_id] |= {person_id} - wrote
    of_units = Need.filter(project_id__in=list(found), unit_id__isnull=False)
    brought: list[Any] = list(await of_units.values_list("project_id", "unit_id"))
    for project_id, unit_id in brought:
        found[project_id] |= await delegates_of([unit_id])
    return found


async def concerned(project: Project) -> set[int]:
    """Who took part in the matter beside who asked: seconded, commented or followed it, or a topic merged into it."""
    topics = (await topics_of([project]))[project.id]
    merged: list[Any] = list(await Topic.filter(merged_into_id__in=topics).values_list("id", flat=True))
    people = {person for topic_id in (*topics, *merged) for person in await following.concerned(topic_id)}
    residents: list[Any] = list(await Person.filter(id__in=people, official=False).values_list("id", flat=True))
    return set(residents) - (await proposers_of([project]))[project.id]


async def may_call_back(project: Project, by: Actor | None) -> bool:
    """Staff, and whoever visits the grid or block that it is about."""
    places = await places_of(by) if by else frozenset[int]()
    if places is None:
        return True
    return bool(places) and await Project.exists(about(places), id=project.id)


def about(places: Collection[int]) -> Q:
    """Projects of these places: a topic whose station each moves is there (`topics_of`), or a need that it meets."""
    owned = Project.filter(topic_id__not_isnull=True).exclude(state=ProjectState.WITHDRAWN).values("topic_id")
    joined = ActionItem.filter(STANDS, ~Q(item__topic_id__in=Subquery(owned)), item__topic__place_id__in=list(places))
    needed = Need.filter(place_id__in=list(places), project_id__not_isnull=True)
    return (
        Q(topic__place_id__in=list(places))
        | Q(id__in=Subquery(joined.values("project_id")))
        | Q(id__in=Subquery(needed.values("project_id")))
    )


async def to_ask(project: Project, by: Actor) -> list[Person]:
    """Whom they can call back: who asked for it, then who took part, as far as they have not rated this round.

    Who visits is told neither who proposed it unnamed nor who follows it.
    """
    proposers, others = (await proposers_of([project]))[project.id], set[int]()
    if allowed(by, Permission.TAKE_DOWN):
        others = await concerned(project)
    else:
        unnamed = Topic.filter(id__in=(await topics_of([project]))[project.id], anonymous=True)
        proposers = proposers - {one.proposer_id for one in await unnamed}
    people = {one.id: one for one in await Person.filter(id__in=proposers | others)}
    in_order = [*sorted(proposers), *sorted(others)]
    return [people[id] for id in in_order if id in people and not await rated_by(project, id)]


async def rated_by(project: Project, person_id: int) -> bool:
    named = Q(person_id=person_id) | Q(mark=mark(project, person_id))
    if await Rating.filter(named, project_id=project.id, round=project.round).exists():
        return True
    return bool(await _rated_before_marks(person_id, [project]))


async def _rated_before_marks(person_id: int, projects: Collection[Project]) -> set[int]:
    """Anonymous ratings of before there were marks are nobody's. That somebody rated, though not which is theirs, the
    events of then say, as those of today do not: who did rates no second time in a round that still runs."""
    rounds = {one.id: one.round for one in projects}
    unmarked = await Rating.filter(project_id__in=list(rounds), anonymous=True, mark=None)
    open_ = {one.project_id for one in unmarked if rounds[one.project_id] == one.round}
    if not open_:
        return set()
    said = [one.data for one in await Event.filter(kind="project.rated", by_id=person_id)]
    own = {(one["project"], one.get("round")) for one in said if "source" not in one}
    return {id for id in open_ if (id, rounds[id]) in own}


def mark(project: Project, person_id: int) -> str:
    """By which an anonymous rating is known to have been given, and by nobody whose it is."""
    return credentials.digest("rating", f"{project.id}:{project.round}:{person_id}")


async def carries_out(project: Project, by: Actor) -> bool:
    """Whether somebody acts for a unit whose own work this is."""
    if not by.units:
        return False
    actions = ActionItem.filter(project_id=project.id)
    leads: list[Any] = list(await actions.values_list("lead_id", flat=True))
    helpers: list[Any] = list(
        await ActionHelper.filter(action__project_id=project.id).values_list("unit_id", flat=True)
    )
    return bool(by.units & {project.lead_id, *leads, *helpers})


async def to_rate(by: Actor) -> list[Asked]:
    """Done projects that wait for this person's word; those it only concerns are asked for some days."""
    assert by.person_id is not None
    lately = clock.now() - timedelta(days=(await terms()).rating_days)
    rateable = Q(state=ProjectState.DONE) | Q(state=ProjectState.CLOSED, done_at__gte=lately)
    projects = await Project.filter(rateable).order_by("id").prefetch_related("lead")
    if not projects:
        return []
    proposers = await proposers_of(projects)
    fresh = [one for one in projects if one.done_at and one.done_at >= lately]
    touched = await _concerning(by.person_id, fresh)
    mine = [one for one in projects if by.person_id in proposers[one.id] or one.id in touched]
    rated = await _rated(by.person_id, mine)
    return [
        Asked(one, by.person_id in proposers[one.id])
        for one in mine
        if one.id not in rated and (by.person_id in proposers[one.id] or not await carries_out(one, by))
    ]


async def _rated(person_id: int, projects: Collection[Project]) -> set[int]:
    marks = {mark(one, person_id): one.id for one in projects}
    rounds = {one.id: one.round for one in projects}
    own = Rating.filter(Q(person_id=person_id) | Q(mark__in=list(marks)), project_id__in=list(rounds))
    rows: list[Any] = list(await own.values_list("project_id", "round"))
    known = {id for id, round in rows if rounds[id] == round}
    return known | await _rated_before_marks(person_id, [one for one in projects if one.id not in known])


async def _concerning(person_id: int, projects: Collection[Project]) -> set[int]:
    """Which of them concern somebody who took part in the matter, or in whose block it is."""
    person = await Person.get(id=person_id).prefetch_related("place")
    if person.official or not projects:
        return set()
    topics, homes = await topics_of(projects), await _homes(person.place)
    mine = await topics_concerning(person_id, {id for of in topics.values() for id in of})
    needs = Need.filter(project_id__in=list(topics), place_id__in=homes, unit_id=None)
    needed: list[Any] = list(await needs.values_list("project_id", flat=True))
    return {id for id, of in topics.items() if of & mine} | set(needed)


async def topics_concerning(person_id: int, topic_ids: Collection[int]) -> set[int]:
    """In which of these topics a resident took part, or whose place is their home or their block."""
    person = await Person.get(id=person_id).prefetch_related("place")
    if person.official or not topic_ids:
        return set()
    homes = await _homes(person.place)
    here: list[Any] = list(await Topic.filter(id__in=topic_ids, place_id__in=homes).values_list("id", flat=True))
    return {*await _took_part(person_id, topic_ids), *here}


async def _took_part(person_id: int, topic_ids: Collection[int]) -> set[int]:
    """In which of these topics, or in one that was merged into it."""
    rows: list[Any] = list(await Topic.filter(merged_into_id__in=topic_ids).values_list("id", "merged_into_id"))
    merged: Mapping[int, int] = dict(rows)
    found: set[int] = set()
    for asked in (
        TopicSecond.filter(person_id=person_id),
        TopicFollow.filter(person_id=person_id),
        Comment.filter(author_id=person_id),
    ):
        of: list[Any] = list(await asked.filter(topic_id__in=[*topic_ids, *merged]).values_list("topic_id", flat=True))
        found.update(of)
    own: list[Any] = list(await Topic.filter(id__in=list(merged), proposer_id=person_id).values_list("id", flat=True))
    return {merged.get(id, id) for id in (*found, *own)}


async def _homes(place: Place | None) -> list[int]:
    """Household and block of who lives there."""
    found: list[int] = []
    while place is not None and place.kind in HOME:
        found.append(place.id)
        place = await Place.get_or_none(id=place.parent_id) if place.parent_id else None
    return found


async def to_call_back(by: Actor) -> list[Project]:
    """Whom `by` is to call back: of done projects those whose proposer has not rated for a while, or has none.

    The office about all of them, whoever visits a grid or block about what is there.
    """
    places = None if by.in_office else await places_of(by) or ()
    return await called_back(Q() if places is None else about(places))


async def called_back(of: Q) -> list[Project]:
    """Which of these projects wait for a call, the longest done first."""
    done = await Project.filter(of, state=ProjectState.DONE).order_by("done_at", "id").prefetch_related("lead")
    proposers, days = await proposers_of(done), (await terms()).call_back_days
    return [
        one
        for one in done
        if one.done_at
        and rules.to_call_back(clock.local(one.done_at).date(), clock.today(), days, asked=bool(proposers[one.id]))
    ]
