from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from forum import clock
from forum.access import Actor, person_of
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from forum.joining.models import Help, Knowing, OutsideIdentity, Vouching
from forum.journal import answer, command, record, transaction
from forum.people import commands as people
from forum.people import credentials
from forum.people.commands import Slip
from forum.people.models import Invitation, SignIn
from forum.places.models import Place, PlaceKind

SCAN_LASTS = timedelta(minutes=10)
"""How long the code on the desk's screen is good, for one phone."""


@dataclass(frozen=True)
class Handed:
    """What the desk gave: the only time its secrets can be read; `revoked` are sign-ins that ended with it."""

    slip: Slip
    revoked: tuple[int, ...] = ()
    withdrawn: int = 0


@command
async def register_at_desk(name: str, block: str, room: str, knowing: Knowing, *, by: Actor, phone: str = "") -> int:
    """Somebody who stands at the desk and is on no register yet. Gives the person's id."""
    async with transaction():
        person_id = await people.register_resident(name, block, room, by=by, phone=phone)
        await _note(person_id, knowing, Help.REGISTERED, by)
        return answer(person_id)


async def hand_slip(
    person_id: int, knowing: Knowing, help: Help, *, by: Actor, household: bool = False, command_id: str | None = None
) -> Handed:
    """A slip, a code to scan on the spot, or for who has lost theirs a new one in place of all that was.

    `household`: what the household holds is lost, too. Raises NotAllowed, NotFound, RuleBroken (sent again: the
    secrets are kept nowhere, so they cannot be answered twice).
    """
    handed = await _hand(person_id, knowing, help, household, by=by, command_id=command_id)
    if handed is None:
        raise RuleBroken(N_("这张单子已经做过，号码只显示一次。没有交到手上的话，请再做一次。"))
    return handed


@command
async def _hand(person_id: int, knowing: Knowing, help: Help, household: bool, *, by: Actor) -> Handed | None:
    async with transaction():
        await people.require_over(by, person_id)
        withdrawn, revoked = 0, tuple[int, ...]()
        if help is Help.RECOVERED:
            withdrawn, revoked = await _end_all(person_id, household)
        once = help is Help.SCAN
        slip = await people.invite(
            by=by, person_id=person_id, uses=1 if once else None, expires_at=clock.now() + SCAN_LASTS if once else None
        )
        await _note(person_id, knowing, help, by)
        answer(None)  # never the secrets
        return Handed(slip, revoked, withdrawn)


async def _end_all(person_id: int, household: bool) -> tuple[int, tuple[int, ...]]:
    """Whoever found the slip or the phone is out."""
    now = clock.now()
    withdrawn = await Invitation.filter(person_id=person_id, withdrawn_at=None).update(withdrawn_at=now)
    where = await Place.get_or_none(people__id=person_id, kind=PlaceKind.HOUSEHOLD) if household else None
    if where is not None:
        withdrawn += await Invitation.filter(place_id=where.id, withdrawn_at=None).update(withdrawn_at=now)
    open_now = SignIn.filter(person_id=person_id, revoked_at=None)
    revoked = tuple(int(str(id)) for id in await open_now.values_list("id", flat=True))
    await SignIn.filter(id__in=revoked).update(revoked_at=now)
    return withdrawn, revoked


async def _note(person_id: int, knowing: Knowing, help: Help, by: Actor) -> None:
    await Vouching.create(person_id=person_id, by_id=by.person_id, knowing=knowing, help=help, at=clock.now())
    record("person.vouched", by, person=person_id, knowing=knowing.value, help=help.value)


# ---- a sign-in service outside -----------------------------------------------------------------------------------


@command
async def link_outside(provider: str, subject: str, *, by: Actor) -> None:
    """From now on that service's somebody signs in as the person who is signed in here.

    Raises RuleBroken if they are somebody else here already.
    """
    async with transaction():
        person_id = person_of(by)
        digest = outside_digest(provider, subject)
        known = await OutsideIdentity.get_or_none(subject_digest=digest)
        if known is not None and known.person_id != person_id:
            raise RuleBroken(N_("这个账号已经和另一位居民连上了，请到社区服务台。"))
        if known is None:
            await OutsideIdentity.create(person_id=person_id, provider=provider, subject_digest=digest, at=clock.now())
            record("outside.linked", by, person=person_id, provider=provider)


@command
async def unlink_outside(identity_id: int, *, by: Actor) -> None:
    async with transaction():
        found = await OutsideIdentity.get_or_none(id=identity_id)
        if found is None or (found.person_id != by.person_id and not by.in_office):
            raise NotFound(N_("找不到这个连接。"))
        await OutsideIdentity.filter(id=identity_id).delete()
        record("outside.unlinked", by, person=found.person_id, provider=found.provider)


def outside_digest(provider: str, subject: str) -> str:
    if not subject or len(subject) > 200:
        raise BadInput({"code": Sentence(N_("对方没有说清楚是谁，请再试一次。"))})
    return credentials.digest("outside", f"{provider}:{subject}")
