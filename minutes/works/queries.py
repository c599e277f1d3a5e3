from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from forum import clock
from forum.access import Actor
from forum.errors import N_, NotFound
from forum.people.queries import public_words
from minutes.works import rules
from minutes.works.models import WorkState, YearWork
from minutes.works.rules import Count

WITH = ("lead", "milestones", "sites", "projects__project", "carried_from")


async def work(work_id: int) -> YearWork:
    """With its lead, parts, projects, reports, ratings and the work it goes on with. Raises NotFound."""
    found = await YearWork.get_or_none(id=work_id).prefetch_related(*WITH, "entries", "ratings")
    if found is None:
        raise NotFound(N_("找不到这件实事。"))
    return found


async def years() -> list[int]:
    """Newest first."""
    found = await YearWork.all().order_by("year").distinct().values_list("year", flat=True)
    return sorted({int(str(year)) for year in found}, reverse=True)


async def of_year(year: int) -> list[YearWork]:
    return await YearWork.filter(year=year).order_by("id").prefetch_related(*WITH)


async def unfinished() -> list[YearWork]:
    """Whatever is planned or under way, what is due first before the rest."""
    return await YearWork.filter(state__in=list(rules.OPEN)).order_by("due_on", "id").prefetch_related("milestones")


async def newest_year() -> int:
    """This year, where it has works or nothing is planned; else the newest that has."""
    known, this = await years(), clock.today().year
    return this if this in known or not known else known[0]


def sites(work: YearWork) -> Count:
    return rules.counted(one.done_on for one in work.sites)


def milestones(work: YearWork) -> Count:
    return rules.counted(one.done_on for one in work.milestones)


def progress(work: YearWork) -> Count:
    return rules.progress(work.state, sites(work), milestones(work))


@dataclass(frozen=True)
class Together:
    """The year in figures: works that are done of all, and sites."""

    works: Count
    sites: Count


def together(works: Collection[YearWork]) -> Together:
    done = sum(one.state is WorkState.DONE for one in works)
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
