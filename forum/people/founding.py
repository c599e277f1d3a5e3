"""The first deed on a new installation: the community, and somebody who can sign in and do the rest."""

from __future__ import annotations

from forum.access import SYSTEM
from forum.errors import N_, RuleBroken
from forum.journal import COMMUNITY_ROOM, Room, answer, command, record, transaction
from forum.people import commands
from forum.people.models import Role
from forum.places.models import Place, PlaceKind


class FoundedAlready(RuleBroken):
    """There is a community here already; nothing was changed."""

    def __init__(self) -> None:
        super().__init__(N_("这里已经有社区了，没有改动。"))


async def ensure_community_room() -> None:
    """The room that everything locks which belongs to no session.

    It is the first room ever made, so that its number comes from the sequence: PostgreSQL would hand out a number
    written by hand a second time.
    """
    if await Room.exists(id=COMMUNITY_ROOM):
        return
    room = await Room.create(kind="community")
    if room.id != COMMUNITY_ROOM:
        raise RuntimeError(f"the community's room must be number {COMMUNITY_ROOM}, not {room.id}")


@command
async def found_community(community: str, name: str, username: str, password: str) -> int:
    """Make the community and its administrator; gives the administrator's id. Raises FoundedAlready."""
    async with transaction():
        if await Place.exists(kind=PlaceKind.COMMUNITY):
            raise FoundedAlready
        place_id = await commands.keep_place(PlaceKind.COMMUNITY.value, community, by=SYSTEM)
        person_id = await commands.register_person(name, by=SYSTEM, place_id=place_id, official=True)
        await commands.grant_role(person_id, Role.ADMINISTRATOR, by=SYSTEM)
        await commands.set_password(person_id, username, password, by=SYSTEM)
        record("community.founded", SYSTEM, place=place_id)
        return answer(person_id)
