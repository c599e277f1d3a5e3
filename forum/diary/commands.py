from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from forum import clock, parts
from forum.access import Actor, Permission, person_of, require
from forum.diary import rules
from forum.diary.models import Finding, HouseholdKind, KeyHousehold, Manner, Outcome, Visit
from forum.diary.rules import Found
from forum.diary.writers import require_writer
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from forum.files import Kept
from forum.journal import answer, command, record, transaction
from forum.people.models import Person
from forum.pictures import queries as pictures
from forum.pictures.commands import put_beside
from forum.pictures.models import Picture
from forum.places.models import Place, PlaceKind
from forum.topics.commands import propose_topic
from forum.topics.models import Channel

WHERE = (PlaceKind.COMMUNITY, PlaceKind.GRID, PlaceKind.BLOCK)


@command
async def write_visit(
    place_id: int,
    household: str,
    who: str,
    manner: Manner,
    visited_on: date,
    found: Sequence[Found],
    note: str = "",
    photos: Sequence[Kept] = (),
    along: Sequence[Kept] = (),
    *,
    by: Actor,
) -> int:
    """A page of the diary, with what becomes of each thing found. Gives the visit's id.

    `along`: which of the photos are for the neighbours to see beside what becomes a topic.

    Raises NotAllowed, BadInput, and RuleBroken where a list cannot take what was found.
    """
    async with transaction():
        await require_writer(by, place_id)
        await _check_place(place_id)
        rules.check_day(visited_on, clock.today())
        rules.check_found(found)
        door = rules.household_said(household)
        key = await KeyHousehold.get_or_none(place_id=place_id, household=door, struck_on=None) if door else None
        visit = await Visit.create(
            writer_id=person_of(by), place_id=place_id, household=door, who=who, manner=manner, visited_on=visited_on,
            written_at=clock.now(), note=note, key_id=key.id if key else None,
        )  # fmt: skip
        record("visit.written", by, visit=visit.id, place=place_id, found=len(found))
        for one in found:
            finding = await Finding.create(visit_id=visit.id, kind=one.kind, category=one.category, text=one.text)
            if one.outcome is not Outcome.OPEN:
                await _settle(finding, place_id, one.outcome, one.answer, along, by)
        await put_beside("visit", visit.id, photos, by=by)
        return answer(visit.id)


@command
async def add_photos(visit_id: int, photos: Sequence[Kept], *, by: Actor) -> None:
    """By its writer or the office. Raises NotFound, RuleBroken (none), BadInput (too many)."""
    async with transaction():
        visit = await Visit.get_or_none(id=visit_id)
        if visit is None or not (by.in_office or visit.writer_id == by.person_id):
            raise NotFound(N_("找不到这篇日记。"))
        if not photos:
            raise RuleBroken(N_("请先选照片，再放上。"))
        await put_beside("visit", visit_id, photos, by=by)


@command
async def settle_finding(
    finding_id: int, way: Outcome, words: str = "", along: Collection[int] = (), *, by: Actor
) -> int:
    """What becomes of something found: by its writer or the office. Gives the visit's id.

    `along`: which photos of the visit, by id, go with it into a topic.
    """
    async with transaction():
        finding = await _own_finding(finding_id, by)
        rules.check_settle(finding.kind, finding.outcome, way, words)
        photos = await _photos(finding, along, by) if way is Outcome.TOPIC else []
        await _settle(finding, finding.visit.place_id, way, words, photos, by)
        return answer(finding.visit_id)


@command
async def take_photos_along(finding_id: int, along: Collection[int], *, by: Actor) -> int:
    """Photos of the visit, by id, into the topic that was made of it before. Gives the visit's id.

    Raises NotAllowed, NotFound, RuleBroken (it is no topic, or none was chosen), BadInput (too many).
    """
    async with transaction():
        finding = await _own_finding(finding_id, by)
        if finding.topic_id is None:
            raise RuleBroken(N_("这一条还没有成为议题。"))
        there = {one.sha256 for one in await pictures.beside("topic", finding.topic_id, by)}
        photos = [one for one in await _photos(finding, along, by) if one.sha256 not in there]
        if not photos:
            raise RuleBroken(N_("请先勾选照片。"))
        await put_beside("topic", finding.topic_id, photos, by=by)
        return answer(finding.visit_id)


async def _own_finding(finding_id: int, by: Actor) -> Finding:
    await require_writer(by)
    finding = await Finding.select_for_update().get_or_none(id=finding_id).prefetch_related("visit")
    if finding is None or not (by.in_office or finding.visit.writer_id == by.person_id):
        raise NotFound(N_("找不到这一条。"))
    return finding


async def _photos(finding: Finding, ids: Collection[int], by: Actor) -> list[Picture]:
    return [one for one in await pictures.beside("visit", finding.visit_id, by) if one.id in ids]


async def _settle(
    finding: Finding, place_id: int, way: Outcome, words: str, along: Sequence[Kept | Picture], by: Actor
) -> None:
    finding.outcome, finding.answer, finding.settled_at = way, words, clock.now()
    led: dict[str, int] = {}
    if way is Outcome.TOPIC:
        title = rules.title_of(finding.text)
        finding.topic_id = led["topic"] = await propose_topic(
            title, finding.text, finding.category, place_id, by=by, channel=Channel.DIARY
        )
        await put_beside("topic", finding.topic_id, along, by=by)
    if way is Outcome.LISTED:
        finding.listed_in = rules.list_for(finding.kind)
        into = parts.ways_on.get(finding.listed_in)
        if into is None:
            raise RuleBroken(N_("这里还没有这张清单。"))
        finding.listed_id = led["line"] = await into.take(finding.text, finding.category, place_id, by)
    await finding.save()
    record("finding.settled", by, finding=finding.id, way=way.value, **led)


async def _check_place(place_id: int) -> None:
    if not await Place.exists(id=place_id, kind__in=WHERE, closed_on=None):
        raise BadInput({"place_id": Sentence(N_("请从列表中选一项。"))})


# ---- key households ----


@command
async def list_household(
    place_id: int, household: str, kind: str, *, by: Actor, who: str = "", why: str = "", visitor_id: int | None = None
) -> int:
    """Put a household on the list of those that are visited every month. Gives its id.

    A `kind` that is new here comes into use with it. Raises NotAllowed, BadInput, RuleBroken (it is on the list).
    """
    async with transaction():
        require(by, Permission.KEEP_KEY_HOUSEHOLDS)
        await _check_place(place_id)
        await _check_visitor(visitor_id)
        door = rules.household_said(household)
        if await KeyHousehold.exists(place_id=place_id, household=door, struck_on=None):
            raise RuleBroken(N_("这一户已经在重点户名单上了。"))
        named, _ = await HouseholdKind.get_or_create(name=kind)
        listed = await KeyHousehold.create(
            place_id=place_id, household=door, who=who, kind_id=named.id, why=why, visitor_id=visitor_id,
            listed_on=clock.today(),
        )  # fmt: skip
        record("household.listed", by, household=listed.id, place=place_id)
        return answer(listed.id)


@command
async def change_household(
    household_id: int, kind: str, *, by: Actor, who: str = "", why: str = "", visitor_id: int | None = None
) -> None:
    """Who lives there, why it is on the list, who goes there."""
    async with transaction():
        require(by, Permission.KEEP_KEY_HOUSEHOLDS)
        listed = await _household(household_id)
        await _check_visitor(visitor_id)
        named, _ = await HouseholdKind.get_or_create(name=kind)
        listed.kind_id, listed.who, listed.why, listed.visitor_id = named.id, who, why, visitor_id
        await listed.save()
        record("household.changed", by, household=household_id)


@command
async def strike_household(household_id: int, because: str, *, by: Actor) -> None:
    """Take a household off the list; its visits stay."""
    async with transaction():
        require(by, Permission.KEEP_KEY_HOUSEHOLDS)
        listed = await _household(household_id)
        listed.struck_on, listed.struck_because = clock.today(), because
        await listed.save()
        record("household.struck", by, household=household_id)


@command
async def keep_kind(kind_id: int, name: str, times: int, *, by: Actor) -> None:
    """What a kind of key household is called, and how often a month it is visited. Raises BadInput (a name in use)."""
    async with transaction():
        require(by, Permission.KEEP_KEY_HOUSEHOLDS)
        kind = await HouseholdKind.get(id=kind_id)
        if await HouseholdKind.filter(name=name).exclude(id=kind_id).exists():
            raise BadInput({"name": Sentence(N_("已经有这一类了。"))})
        kind.name, kind.times = name, times
        await kind.save()
        record("household_kind.kept", by, household_kind=kind_id, times=times)


async def _household(household_id: int) -> KeyHousehold:
    listed = await KeyHousehold.select_for_update().get_or_none(id=household_id, struck_on=None)
    if listed is None:
        raise NotFound(N_("找不到这一户，可能已经移出名单。"))
    return listed


async def _check_visitor(visitor_id: int | None) -> None:
    if visitor_id is not None and not await Person.exists(id=visitor_id):
        raise BadInput({"visitor_id": Sentence(N_("请从列表中选一项。"))})
