from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from forum import clock
from forum.access import Actor
from forum.diary import rules, writers
from forum.diary.models import Finding, HouseholdKind, KeyHousehold, Outcome, Visit
from forum.diary.rules import Standing
from forum.errors import N_, NotFound
from forum.people.models import Person, Role
from forum.places.models import Place, PlaceKind
from forum.terms import counting

PAGE = 30


def visible(reader: Actor) -> QuerySet[Visit]:
    """Whoever wrote a page reads it, and the office reads all."""
    return Visit.all() if reader.in_office else Visit.filter(writer_id=reader.person_id)


async def visit(visit_id: int, reader: Actor) -> Visit:
    """With writer, place, household and what was found. Raises NotFound, also for whom it is none of their business."""
    found = await visible(reader).get_or_none(id=visit_id)
    if found is None:
        raise NotFound(N_("找不到这篇日记。"))
    await found.fetch_related("writer", "place", "key__kind", "findings__topic")
    return found


def may_read(visit: Visit, reader: Actor) -> bool:
    return reader.in_office or visit.writer_id == reader.person_id


async def visit_of(finding_id: int, reader: Actor) -> int | None:
    """The visit on which it was found, where the reader may read it."""
    finding = await Finding.get_or_none(id=finding_id).prefetch_related("visit")
    return finding.visit_id if finding and may_read(finding.visit, reader) else None


async def visits(reader: Actor, month: date, place_id: int | None, page: int) -> tuple[list[Visit], int]:
    """A page of the month's visits in a place and what lies in it, newest first, and how many there are."""
    first, following = rules.month_of(month)
    query = visible(reader).filter(visited_on__gte=first, visited_on__lt=following)
    if place_id:
        query = query.filter(place_id__in=await writers.within([place_id]))
    shown = query.offset((page - 1) * PAGE).limit(PAGE).prefetch_related("writer", "place", "key", "findings__topic")
    return await shown, await query.count()


async def open_findings(reader: Actor) -> list[Finding]:
    """What has waited longest for an answer or a way on, with the visit, its place and its writer."""
    return await _open(reader).order_by("id").limit(PAGE).prefetch_related("visit__place", "visit__writer")


async def count_open(reader: Actor) -> int:
    return await _open(reader).count()


def _open(reader: Actor) -> QuerySet[Finding]:
    query = Finding.filter(outcome=Outcome.OPEN)
    return query if reader.in_office else query.filter(visit__writer_id=reader.person_id)


async def last_of(reader: Actor) -> Visit | None:
    return await Visit.filter(writer_id=reader.person_id).order_by("-id").first()


async def doors() -> dict[int, list[str]]:
    """The households on record, by block, in the order of their doors."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Place.filter(kind=PlaceKind.HOUSEHOLD).order_by("id").values_list("parent_id", "name")
    for parent_id, name in await rows:
        found[parent_id].append(rules.household_said(name))
    return {block: sorted(names, key=rules.door_order) for block, names in found.items()}


async def visited_this_month(place_id: int) -> set[str]:
    first, following = rules.month_of(clock.today())
    rows = Visit.filter(place_id=place_id, visited_on__gte=first, visited_on__lt=following)
    return {str(door) for door in await rows.values_list("household", flat=True)}


# ---- key households ----


@dataclass(frozen=True)
class Due:
    """A key household and where it stands; `last` is the day of the last visit."""

    household: KeyHousehold
    standing: Standing
    last: date | None
    this_month: int


async def key_households(reader: Actor) -> list[Due]:
    """Those of the list whom the reader visits, the office all: the most pressing first."""
    query = KeyHousehold.filter(struck_on=None)
    if not reader.in_office:
        query = query.filter(await theirs(reader))
    listed = await query.prefetch_related("kind", "place", "visitor")
    days = await _days_of([one.id for one in listed])
    found = [_due(one, days[one.id]) for one in listed]
    return sorted(found, key=lambda due: (rules.ORDER[due.standing], due.last or date.min))


async def theirs(reader: Actor) -> Q:
    """Which key households somebody visits who is not the office: the own ones, and where they write, nobody's."""
    places = await writers.places_of(reader)
    nobodys = Q(visitor_id=None) if places is None else Q(visitor_id=None, place_id__in=list(places))
    return Q(visitor_id=reader.person_id) | nobodys


def _due(listed: KeyHousehold, days: list[date]) -> Due:
    today = clock.today()
    first, _ = rules.month_of(today)
    where = rules.standing(today, listed.listed_on, days, listed.kind.times)
    return Due(listed, where, max(days, default=None), sum(day >= first for day in days))


async def _days_of(ids: Collection[int]) -> dict[int, list[date]]:
    """The days of visits, this month's and the last one's and the newest before them."""
    found: dict[int, list[date]] = defaultdict(list)
    for key_id, day in await Visit.filter(key_id__in=list(ids)).values_list("key_id", "visited_on"):
        found[key_id].append(day)
    return found


async def household(household_id: int) -> KeyHousehold:
    """With its kind, place and visitor. Raises NotFound."""
    found = await KeyHousehold.get_or_none(id=household_id, struck_on=None).prefetch_related("kind", "place", "visitor")
    if found is None:
        raise NotFound(N_("找不到这一户，可能已经移出名单。"))
    return found


async def kinds() -> list[HouseholdKind]:
    return await HouseholdKind.all()


async def visitors() -> list[Person]:
    """Who can be named as the one who visits a household: staff, and whoever holds an office in the neighbourhood."""
    staff = Q(grants__role__in=[Role.RECORDER, Role.SECRETARY, Role.ADMINISTRATOR]) & counting("grants")
    appointed = Q(appointments__office__in=writers.VISITING) & counting("appointments")
    return await Person.filter(staff | appointed | Q(official=True)).distinct().order_by("id")
