"""Every permission, every role: a table that a change has to pass."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pytest

from forum.access import ALLOWS, DENIALS, SYSTEM, Actor, Permission, allowed, person_of, require
from forum.errors import NotAllowed
from forum.people.models import Role


@dataclass
class Seats:
    """A session, as far as permissions look at it."""

    chair_id: int = 1
    recorder_id: int = 2


OFFICE = {Role.SECRETARY, Role.ADMINISTRATOR}
EXPECTED = {
    Permission.PROPOSE_TOPIC: set(Role),
    Permission.SECOND_TOPIC: set(Role),
    Permission.SCREEN_TOPIC: OFFICE,
    Permission.KEEP_REGISTER: OFFICE,
    Permission.TAKE_DOWN: OFFICE | {Role.RECORDER},
    Permission.MODERATE: OFFICE,
    Permission.KEEP_CALENDAR: OFFICE,
    Permission.KEEP_DIARY: OFFICE | {Role.RECORDER},
    Permission.KEEP_KEY_HOUSEHOLDS: OFFICE,
    Permission.OVERSEE_ACTIONS: OFFICE,
    Permission.KEEP_WISHES: OFFICE,
    Permission.KEEP_ORDERS: OFFICE,
    Permission.KEEP_STEPS: OFFICE,
    Permission.KEEP_WORKS: OFFICE,
    Permission.KEEP_POINTS: OFFICE,
    Permission.PLAN_SESSION: OFFICE,
    Permission.PRESIDE: OFFICE,
    Permission.RECORD: OFFICE,
    Permission.ADMINISTER: {Role.ADMINISTRATOR},
}


@pytest.mark.parametrize(("permission", "role"), list(product(Permission, Role)))
def test_a_role_holds_what_the_table_says_and_nothing_more(permission: Permission, role: Role) -> None:
    by = Actor(9, "王秀英", frozenset({role}))
    assert allowed(by, permission) is (role in EXPECTED[permission])


@pytest.mark.parametrize("permission", Permission)
def test_nobody_may_do_nothing(permission: Permission) -> None:
    assert not allowed(None, permission)
    assert not allowed(Actor(None), permission)
    assert not allowed(Actor(9), permission)
    with pytest.raises(NotAllowed) as refused:
        require(None, permission)
    assert refused.value.said(str) == DENIALS[permission]


@pytest.mark.parametrize("permission", Permission)
def test_a_session_gives_its_chair_and_recorder_what_is_theirs_there_only(permission: Permission) -> None:
    chair, recorder, member = (Actor(number, roles=frozenset({Role.RESIDENT})) for number in (1, 2, 3))
    everybody = permission in {Permission.PROPOSE_TOPIC, Permission.SECOND_TOPIC}
    there = Seats()
    assert allowed(chair, permission, there) is (everybody or permission in {Permission.PRESIDE, Permission.RECORD})
    assert allowed(recorder, permission, there) is (everybody or permission is Permission.RECORD)
    assert allowed(member, permission, there) is everybody
    elsewhere = Seats(chair_id=7, recorder_id=8)
    assert allowed(chair, permission, elsewhere) is everybody
    assert allowed(recorder, permission, elsewhere) is everybody


def test_an_empty_seat_is_not_held_by_somebody_without_an_id() -> None:
    assert not allowed(Actor(None), Permission.PRESIDE, Seats(chair_id=None))  # type: ignore[arg-type]


def test_the_system_is_no_person() -> None:
    with pytest.raises(NotAllowed):
        person_of(SYSTEM)
    with pytest.raises(NotAllowed):
        person_of(None)
    assert person_of(Actor(7)) == 7


def test_every_permission_has_its_roles_and_its_sentence() -> None:
    assert set(ALLOWS) == set(DENIALS) == set(Permission)
    assert len(set(DENIALS.values())) == len(Permission)
