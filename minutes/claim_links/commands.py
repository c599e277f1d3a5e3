from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.bodies.models import Unit
from forum.errors import N_, BadInput, NotAllowed, NotFound, Sentence
from forum.journal import answer, command, record, transaction
from minutes.chasing import queries as chasing
from minutes.chasing.commands import fresh_link
from minutes.claim_links import doors
from minutes.claim_links.models import ClaimLink, LinkClaim
from minutes.matching.commands import match_need
from minutes.needs.models import Claim
from minutes.unit_doors.tokens import Holder
from minutes.wishes.commands import claim_wish


@command
async def give_link(unit_id: int, *, by: Actor) -> int:
    """A link for a unit that is here; the one before it no longer opens. Gives its id. Raises BadInput."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        unit = await Unit.get_or_none(id=unit_id)
        if unit is None or not unit.is_here:
            raise BadInput({"unit_id": Sentence(N_("请从列表中选一项。"))})
        now = clock.now()
        await ClaimLink.filter(unit_id=unit_id, revoked_at=None).update(revoked_at=now)
        days = (await chasing.figures()).link_days
        link = await ClaimLink.create(
            unit_id=unit_id, salt=secrets.token_hex(8), made_at=now, made_by_id=person_of(by),
            expires_at=now + timedelta(days=days),
        )  # fmt: skip
        record("claim_link.given", by, link=link.id, unit=unit_id)
        return answer(link.id)


@command
async def revoke_link(link_id: int, *, by: Actor) -> None:
    """From now on it lets nobody in."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        link = await ClaimLink.get_or_none(id=link_id)
        if link is None:
            raise NotFound(N_("找不到这个链接。"))
        if link.revoked_at is None:
            await ClaimLink.filter(id=link_id).update(revoked_at=clock.now())
            record("claim_link.revoked", by, link=link_id, unit=link.unit_id)


@command
async def do_by_link(
    token: str, what: str, matter_id: int, deed: str, name: str, device: str, do: Callable[[Actor], Awaitable[object]],
    *, by: Holder,
) -> None:  # fmt: skip
    """What the unit does about an order sent to it or a wish it claimed. Raises NotAllowed where the link is shut."""
    async with transaction():
        link = await _opened(token, by)
        await do(by)
        await LinkClaim.create(
            link_id=link.id, what=what, matter_id=matter_id, deed=deed, name=name, device=device, at=clock.now()
        )
        record("claim_link.used", by, link=link.id, unit=link.unit_id, **{what: matter_id})


async def _opened(token: str, by: Holder) -> ClaimLink:
    link = await doors.LINKS.link_of(token)
    doors.require_open(link)
    if by.link_id != link.id:
        raise NotAllowed(N_("这个链接不对，请照单子上的再输一次，或向社区要新的。"))
    return link


@command
async def claim_by_link(
    token: str, what: str, matter_id: int, name: str, device: str, *, by: Holder, due_on: date | None = None
) -> int:
    """认领 for the link's unit, and who did it as they call themselves. Raises NotAllowed where it is shut.

    A need that is claimed is the unit's to do from now on: it gets a link to that as well.
    """
    async with transaction():
        link = await _opened(token, by)
        if what == "need":
            await match_need(matter_id, link.unit_id, due_on or clock.today(), by=by, responsible=name)
            taken = await Claim.get(need_id=matter_id, unit_id=link.unit_id)
            await fresh_link(taken.action_id, link.unit_id, link.made_by_id, by)
        else:
            await claim_wish(matter_id, link.unit_id, by=by)
        claim = await LinkClaim.create(
            link_id=link.id, what=what, matter_id=matter_id, name=name, device=device, at=clock.now()
        )
        record("claim_link.used", by, link=link.id, unit=link.unit_id, **{what: matter_id})
        return answer(claim.id)
