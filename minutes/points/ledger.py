"""The one place where lines of the ledger are written, inside the commands that ask for them."""

from __future__ import annotations

from typing import Any

from forum import clock
from forum.access import Actor
from minutes.points import queries, rules
from minutes.points.models import AccountKind, EntryKind, PointAccount, PointEntry


async def account_of_person(person_id: int) -> PointAccount:
    found = await PointAccount.get_or_none(person_id=person_id)
    return found or await PointAccount.create(kind=AccountKind.PERSON, person_id=person_id)


async def account_of_unit(unit_id: int) -> PointAccount:
    found = await PointAccount.get_or_none(unit_id=unit_id)
    return found or await PointAccount.create(kind=AccountKind.UNIT, unit_id=unit_id)


async def own(kind: AccountKind) -> PointAccount:
    """One of the community's own accounts."""
    found = await PointAccount.filter(kind=kind).first()
    return found or await PointAccount.create(kind=kind)


async def move(
    giver: PointAccount, taker: PointAccount, points: int, kind: EntryKind, by: Actor, **more: Any
) -> PointEntry:
    """`more`: happened_on, words, witness, source, corrects_id, redemption_id, as in the model."""
    assert points > 0 and giver.id != taker.id
    given = {"happened_on": clock.today(), **more}
    return await PointEntry.create(
        giver=giver, taker=taker, points=points, kind=kind, at=clock.now(), by_id=by.person_id, **given
    )


async def spend(giver: PointAccount, taker: PointAccount, points: int, kind: EntryKind, by: Actor, **more: Any) -> None:
    """Raises RuleBroken where the giver has not so many."""
    rules.check_spend(await queries.balance(giver.id), points)
    await move(giver, taker, points, kind, by, **more)
