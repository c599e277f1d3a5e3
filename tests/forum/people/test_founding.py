from __future__ import annotations

import pytest

from forum.access import Actor
from forum.config import Settings
from forum.journal import COMMUNITY_ROOM, Event, Room
from forum.people import queries
from forum.people.founding import FoundedAlready, ensure_community_room, found_community
from forum.people.models import Person, Role
from forum.places import queries as places


async def test_a_founded_community_has_an_administrator_who_can_sign_in(database: Settings) -> None:
    await found_community("梧桐里社区", "周明远", "admin", "correct-horse")
    person_id = await queries.person_by_password("admin", "correct-horse")
    actor: Actor = await queries.actor_for(await Person.get(id=person_id))
    community = await places.community()
    assert Role.ADMINISTRATOR in actor.roles and community and community.name == "梧桐里社区"
    assert await Event.exists(kind="community.founded")


async def test_a_community_is_founded_once(database: Settings) -> None:
    await found_community("梧桐里社区", "周明远", "admin", "correct-horse")
    with pytest.raises(FoundedAlready):
        await found_community("别的社区", "别人", "other", "correct-horse")
    assert await Person.all().count() == 1


async def test_the_community_s_room_is_made_once_and_has_its_number(database: Settings) -> None:
    await ensure_community_room()
    assert [(room.id, room.kind) for room in await Room.all()] == [(COMMUNITY_ROOM, "community")]
