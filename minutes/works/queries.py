from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from tortoise.query_utils import Prefetch

from forum import clock
from forum.access import Actor
from forum.errors import N_, NotFound
from forum.people.queries import public_words
from forum.side_by_side import joined
from minutes.projects.models import ProjectState
from minutes.projects.rules import LOW, Summary, summary
from minutes.works import rules
from minutes.works.models import WorkProject, WorkRating, WorkRedone, WorkState, YearWork
from minutes.works.rules import Count

WITH = ("lead", "milestones", "sites", "projects__project", "carried_from")


async def work(work_id: int) -> YearWork:
    """With its lead, parts, projects, topics, reports, ratings, followers and the work it goes on with. NotFound."""
    found = await YearWork.get_or_none(id=work_id).prefetch_related(
        *WITH, "entries", "ratings", "redone", "topics__topic__proposer", "follows"
    )
    if found is None:
        raise NotFound(N_("找不到这件实事。"))
    return found


async def years() -> list[int]:
    """Newest first."""
    found = await YearWork.all().order_by("year").distinct().values_list("year", flat=True)
    return sorted({int(str(year)) for year in found}, reverse=True)


async def of_year(year: int) -> list[YearWork]:
    return (await _of_years([year])).get(year, [])


@joined
async def _of_years(years: Collection[int]) -> dict[int, list[YearWork]]:
    found: dict[int, list[YearWork]] = defaultdict(list)
    works = YearWork.filter(year__in=list(years)).order_by("id").select_related("lead", "carried_from")
    linked = Prefetch("projects", WorkProject.all().select_related("project"))
    for one in await works.prefetch_related("milestones", "sites", linked):
        found[one.year].append(one)
    return found


async def unfinished() -> list[YearWork]:
    """Whatever is planned or under way, what is due first before the rest."""
    return await YearWork.filter(state__in=list(rules.OPEN)).order_by("due_on", "id").prefetch_related("milestones")


async def newest_year() -> int:
    """This year, where it has works or nothing is planned; else the newest that has."""
    this = clock.today().year
    if await of_year(this):
        return this
    return next(iter(await years()), this)


def sites(work: YearWork) -> Count:
    return rules.counted(one.done_on for one in work.sites)


def milestones(work: YearWork) -> Count:
    return rules.counted(one.done_on for one in work.milestones)


def projects_left(work: YearWork) -> int:
    """How many of the projects that carry it out are not done, or are not done any more."""
    over = {ProjectState.DONE, ProjectState.CLOSED, ProjectState.WITHDRAWN}
    return sum(one.project.state not in over for one in work.projects)


def is_done(work: YearWork) -> bool:
    """A work is as good as its projects: one that residents have sent back is not done."""
    return work.state is WorkState.DONE and not projects_left(work)


def reopened_at(work: YearWork) -> datetime | None:
    """When it was sent back last."""
    return max((one.at for one in work.redone), default=None)


def rated_by(work: YearWork, person_id: int | None) -> bool:
    """In this round; who was asked by the office is not known."""
    return person_id is not None and any(one.person_id == person_id and one.round == work.round for one in work.ratings)


@dataclass(frozen=True)
class Round:
    """What was said of a work when it was done for the `number`-th time; `redone` is how that ended."""

    number: int
    summary: Summary | None
    ratings: list[WorkRating]
    redone: WorkRedone | None


def rounds(work: YearWork) -> list[Round]:
    """Newest first, newest word first; none of a round of which nothing was said and nothing came."""
    ended = {one.round: one for one in work.redone}
    found = []
    for number in sorted({*ended, *(one.round for one in work.ratings)}, reverse=True):
        said = [one for one in work.ratings if one.round == number][::-1]
        found.append(Round(number, summary([one.score for one in said]), said, ended.get(number)))
    return found


async def work_of_rating(rating_id: int) -> int:
    """Raises NotFound."""
    found = await WorkRating.get_or_none(id=rating_id)
    if found is None:
        raise NotFound(N_("找不到这条评价。"))
    return found.work_id


async def to_answer() -> list[WorkRating]:
    """Low ratings of what counts as done, that nobody has answered yet."""
    low = WorkRating.filter(score__lte=LOW, answer="", work__state=WorkState.DONE).order_by("id")
    return [one for one in await low.prefetch_related("work") if one.round == one.work.round]


def progress(work: YearWork) -> Count:
    return rules.progress(work.state, sites(work), milestones(work))


@dataclass(frozen=True)
class Together:
    """The year in figures: works that are done of all, and sites."""

    works: Count
    sites: Count


def together(works: Collection[YearWork]) -> Together:
    done = sum(is_done(one) for one in works)
    return Together(Count(done, len(works)), sum((sites(one) for one in works), Count()))


async def readable(works: Collection[YearWork], reader: Actor | None, *more: str) -> Callable[[str], str]:
    """What the office wrote of them, as the reader may read it: in public no resident's name."""
    if reader is not None:
        return str
    texts = [text for one in works for text in (one.title, one.text, one.carried_reason)]
    texts += [part for one in works for part in (*(s.name for s in one.sites), *(m.text for m in one.milestones))]
    return await public_words([*texts, *more], [])


async def after(work: YearWork) -> YearWork | None:
    """The work of the next year that goes on with it."""
    return await YearWork.get_or_none(carried_from_id=work.id)
