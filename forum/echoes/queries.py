from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from tortoise.expressions import Q

from forum import clock, i18n, parts
from forum.echoes import rules
from forum.echoes.models import Digest, DigestState, DigestWish, Echo
from forum.journal import Event
from forum.parts import Link

MOST_UNREAD = 300
MOST_READ = 120
UNSENT = 50


@dataclass(frozen=True)
class Told:
    """What became of one matter: one entry, however often it moved. `link` is None once it is gone."""

    matter: str
    number: int
    link: Link | None
    lines: rules.Shown
    newest: int
    is_new: bool


async def unread(person_id: int) -> int:
    """How many matters have something to tell, not how many events."""
    unheard = Echo.filter(person_id=person_id, read_at=None)
    rows = await unheard.order_by("matter", "number").distinct().values_list("matter", "number")
    return len(set(rows))


async def told(person_id: int, *, new: bool, most: int | None = None) -> list[Told]:
    """By matter, the one that moved last first; what was said before is told with what is new."""
    wanted = Echo.filter(person_id=person_id, read_at__isnull=new)
    rows = await wanted.order_by("-event_id").limit(MOST_UNREAD if new else MOST_READ).values_list("matter", "number")
    keys = list(dict.fromkeys((str(matter), int(str(number))) for matter, number in rows))
    if not new:
        still_new = await Echo.filter(person_id=person_id, read_at=None).values_list("matter", "number")
        keys = [key for key in keys if key not in set(still_new)]
    return await _told(person_id, keys[:most])


async def _told(person_id: int, keys: list[tuple[str, int]]) -> list[Told]:
    numbers = {number for _, number in keys}
    mine = await Echo.filter(person_id=person_id, number__in=list(numbers)).prefetch_related("event")
    by_matter: dict[tuple[str, int], list[Echo]] = {key: [] for key in keys}
    for echo in mine:  # newest first
        by_matter.get((echo.matter, echo.number), []).append(echo)
    links = await _links(keys)
    return [_one(key, links.get(key), by_matter[key]) for key in keys]


async def _links(keys: list[tuple[str, int]]) -> dict[tuple[str, int], Link]:
    found: dict[tuple[str, int], Link] = {}
    for matter, of_kind in groupby(sorted(keys), key=lambda key: key[0]):
        if known := parts.matters.get(matter):
            links = await known.links([number for _, number in of_kind])
            found.update({(matter, number): link for number, link in links.items()})
    return found


def _one(key: tuple[str, int], link: Link | None, echoes: list[Echo]) -> Told:
    lines = [_line(echo) for echo in echoes]
    is_new = any(line.is_new for line in lines)
    return Told(*key, link, rules.shown(lines), echoes[0].event_id if echoes else 0, is_new)


def _line(echo: Echo) -> rules.Line:
    event: Event = echo.event
    known = parts.echoes.get(event.kind)
    said = known.said(event) if known else None
    return rules.Line(event.at, i18n.say(said) if said else "", echo.read_at is None)


# ---- the digest ----


async def wish(person_id: int) -> DigestWish:
    """As it was chosen, or as it is for everybody who has chosen nothing."""
    return await DigestWish.get_or_none(person_id=person_id) or DigestWish(person_id=person_id)


async def last_digest(person_id: int) -> Digest | None:
    return await Digest.filter(person_id=person_id).order_by("-day").first()


async def untold() -> dict[int, list[Echo]]:
    """By person, what is neither read nor told yet."""
    found: dict[int, list[Echo]] = {}
    for echo in await Echo.filter(read_at=None, told_at=None).order_by("id"):
        found.setdefault(echo.person_id, []).append(echo)
    return found


async def wishes(people: Collection[int]) -> dict[int, DigestWish]:
    return {one.person_id: one for one in await DigestWish.filter(person_id__in=list(people))}


async def last_days(people: Collection[int]) -> dict[int, date]:
    """By person, the day of the newest digest."""
    rows = await Digest.filter(person_id__in=list(people)).order_by("day")
    return {one.person_id: one.day for one in rows}


async def to_send() -> list[Digest]:
    return await Digest.filter(state=DigestState.WAITING, next_at__lte=clock.now()).order_by("id")


async def unsent() -> list[tuple[Digest, DigestWish]]:
    """What did not get out: given up, or tried in vain and to be tried again; the newest first, with whose it is."""
    failing = Q(state=DigestState.FAILED) | Q(state=DigestState.WAITING, tries__gt=0)
    found = await Digest.filter(failing).order_by("-id").limit(UNSENT).prefetch_related("person")
    wished = await wishes({one.person_id for one in found})
    return [(one, wished[one.person_id]) for one in found if one.person_id in wished and wished[one.person_id].channel]


async def count_given_up() -> int:
    """Of those who still want to be told there."""
    return sum(digest.state is DigestState.FAILED for digest, _ in await unsent())
