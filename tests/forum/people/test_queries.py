"""Who is signed in: read for all who come back together, as for each alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from forum import clock
from forum.access import SYSTEM
from forum.people import commands, credentials, queries
from forum.people.models import Role
from tests import factories as make
from tests.helpers.queries import Queries

pytestmark = pytest.mark.usefixtures("database")


async def keys_of(*people: Any) -> list[str]:
    return [await commands.sign_in(person.person_id, "phone") for person in people]


async def test_everybody_is_who_they_are_with_their_own_roles_and_units() -> None:
    unit, other = await make.unit(), await make.unit()
    resident, office = await make.person(), await make.secretary()
    delegate = await make.person("", Role.RECORDER, unit_id=unit)
    await commands.grant_role(delegate.person_id or 0, Role.DELEGATE, by=SYSTEM, unit_id=other)
    keys = await keys_of(resident, office, delegate, delegate)
    found = await queries.actors_of(keys)
    assert found == {key: await queries.actor_of(key) for key in keys}
    actors = [found[key] for key in keys]
    assert [actor and actor.person_id for actor in actors] == [
        p.person_id for p in (resident, office, delegate, delegate)
    ]
    assert [actor and actor.name for actor in actors[:2]] == [resident.name, office.name]
    assert [actor and actor.roles - {Role.RESIDENT} for actor in actors] == [
        set(), {Role.SECRETARY}, {Role.RECORDER, Role.DELEGATE}, {Role.RECORDER, Role.DELEGATE},
    ]  # fmt: skip
    assert [actor and actor.units for actor in actors] == [set(), set(), {unit, other}, {unit, other}]
    assert len({actor and actor.sign_in_id for actor in actors}) == 4, "two phones are two sign-ins"


async def test_among_many_each_key_that_is_not_good_is_nobody() -> None:
    people = [await make.person() for _ in range(3)]
    good, revoked, old = await keys_of(*people)
    actor = await queries.actor_of(revoked)
    assert actor and actor.sign_in_id
    await commands.sign_out(actor.sign_in_id, by=actor)
    with clock.set_to(clock.now() - commands.SIGN_IN_LASTS - timedelta(days=1)):
        (old,) = await keys_of(people[2])
    unknown = credentials.new_key()
    found = await queries.actors_of([good, revoked, old, unknown, ""])
    assert {key for key, actor in found.items() if actor is None} == {revoked, old, unknown, ""}
    assert await queries.actors_of([]) == {}


async def test_a_hall_asks_no_oftener_than_one_phone(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = await keys_of(*[await make.person() for _ in range(12)])
    asked = Queries(monkeypatch)
    await queries.actors_of(keys)
    for_all = len(asked.made)
    asked.made.clear()
    await queries.actor_of(keys[0])
    assert for_all == len(asked.made)
