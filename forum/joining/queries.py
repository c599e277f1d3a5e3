from __future__ import annotations

import asyncio
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from forum import clock
from forum.importing.cells import digits
from forum.joining.commands import outside_digest
from forum.joining.models import OutsideIdentity, Vouching
from forum.owners.lookalikes import outline
from forum.people.models import Invitation, Person, SignIn
from forum.people.pinyin import readings, sounds_like

MOST = 20
_LETTERS = re.compile(r"[a-zü]+[a-zü ]*")
_PHONE = re.compile(r"[0-9\- +]{4,}")


@dataclass(frozen=True)
class Found:
    id: int
    name: str
    where: str


async def at_desk(typed: str) -> list[Found]:
    """Whom the desk may mean: by name, pinyin (wxl, wangxl), house or the end of a telephone number; twenty at most."""
    rows = await Person.all().order_by("id").values_list("id", "name", "place__path", "phone")
    return await asyncio.to_thread(_found, rows, unicodedata.normalize("NFKC", typed).strip().casefold())


def _found(rows: list[Any], typed: str) -> list[Found]:
    fits = _fits(typed)
    found = [Found(id, name, where or "") for id, name, where, phone in rows if fits(name, where or "", phone)]
    return sorted(found, key=lambda one: (one.name.casefold() != typed, not _begins(one.name, typed)))[:MOST]


def _begins(name: str, typed: str) -> bool:
    """Whoever's surname begins as was typed stands before those who have it within the name."""
    surname = next(iter(readings(name)), ())
    return name.casefold().startswith(typed[:1]) or any(reading.startswith(typed[:1]) for reading in surname)


def _fits(typed: str) -> Any:
    if _LETTERS.fullmatch(typed):
        return lambda name, where, phone: sounds_like(name, typed)
    if _PHONE.fullmatch(typed):
        return lambda name, where, phone: digits(phone).endswith(digits(typed)) or typed in where
    words = typed.split()
    return lambda name, where, phone: all(word in name.casefold() or word in where.casefold() for word in words)


async def alike(name: str) -> list[Found]:
    """Who on the register may be meant by a name that is about to be registered: written or sounding the same."""
    shape, sound = outline(name), [group[:1] for group in readings(name)]
    rows = await Person.all().order_by("id").values_list("id", "name", "place__path")
    return [
        Found(int(id), one, where or "")
        for id, one, where in rows
        if outline(one) == shape or (sound and [group[:1] for group in readings(one)] == sound)
    ][:MOST]


@dataclass(frozen=True)
class AtHand:
    """What a person can come in with now: slips of their own, of their household, and signed-in phones."""

    slips: int
    household_slips: int
    phones: int


async def at_hand(person: Person) -> AtHand:
    own = Invitation.filter(person_id=person.id, withdrawn_at=None, expires_at=None)
    theirs = Invitation.filter(place_id=person.place_id or 0, withdrawn_at=None)
    phones = SignIn.filter(person_id=person.id, revoked_at=None, expires_at__gt=clock.now())
    return AtHand(await own.count(), await theirs.count() if person.place_id else 0, await phones.count())


async def vouchings(person_id: int) -> list[tuple[Vouching, str]]:
    """What the desk did for a person, newest first, each with who did it."""
    found = await Vouching.filter(person_id=person_id).order_by("-id").limit(10)
    names = dict(await Person.filter(id__in=[one.by_id for one in found if one.by_id]).values_list("id", "name"))
    return [(one, names.get(one.by_id, "")) for one in found]


async def scanned(invitation_id: int) -> bool:
    """Whether somebody has come in with the code on the desk's screen."""
    return await Invitation.exists(id=invitation_id, uses_left=0)


async def person_of_outside(provider: str, subject: str) -> int | None:
    found = await OutsideIdentity.get_or_none(subject_digest=outside_digest(provider, subject))
    return found.person_id if found else None


async def outside_of(person_id: int) -> list[OutsideIdentity]:
    return await OutsideIdentity.filter(person_id=person_id)
