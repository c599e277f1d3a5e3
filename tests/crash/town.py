"""The town that is killed again and again: its people, and the sittings they hold one after the other.

It is made through the real commands in the test's own process, before any server runs.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from agenda.attendance import commands as attendance
from agenda.attendance.models import Seat
from agenda.ballots.rule_sets import PRESETS
from agenda.items import commands as items
from agenda.items.models import AgendaItem
from agenda.motions import commands as motions
from agenda.projectors import commands as projectors
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session, SessionKind
from forum import clock
from forum.access import SYSTEM, Actor
from forum.app import House, create_app
from forum.bodies import commands as bodies
from forum.config import Settings
from forum.database import close_database, open_database
from forum.journal import command, transaction
from forum.people import commands as people
from tests import factories as make

MEMBERS = 12
ITEMS = 6
# The second lets a voter change the vote until the ballot closes.
RULES = ("simple", "parliamentary")


@dataclass(frozen=True)
class Citizen:
    """Somebody and the Cookie header of each of their devices: a person has two phones."""

    id: int
    name: str
    cookies: tuple[str, ...]
    presides: bool = False


@dataclass(frozen=True)
class Sitting:
    """One session; `seats` are seat ids by person."""

    id: int
    room: int
    code: str
    wall: str
    may_change: bool
    seats: dict[int, int]


@dataclass(frozen=True)
class Town:
    settings: Settings
    port: int
    block: int
    chair: Citizen
    recorder: Citizen
    members: list[Citizen]
    sittings: list[Sitting] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


async def found(settings: Settings, sittings: int = 2, members: int = MEMBERS, *, seed: int = 0) -> Town:
    """Its first sitting is in full swing, the others are still to be opened; `seed` says whose rules come first."""
    house = create_app(settings)
    await open_database(settings)
    try:
        chair = await _citizen(house, presides=True)
        recorder, *others = [await _citizen(house) for _ in range(members + 1)]
        block = (await make.community()).block
        town = Town(settings, free_port(), block, chair, recorder, others)
        for number in range(sittings):
            town.sittings.append(await _sitting(town, RULES[(seed + number) % len(RULES)]))
        await _begin(town, town.sittings[0])
        return town
    finally:
        await close_database()


async def _citizen(house: House, *, presides: bool = False) -> Citizen:
    person = await make.person()
    assert person.person_id is not None
    keys = [await people.sign_in(person.person_id, "a phone") for _ in range(2)]
    cookies = tuple(f"{house.hub.cookie_name}={house.auth.dump_token(key, house)}" for key in keys)
    return Citizen(person.person_id, person.name, cookies, presides)


async def _sitting(town: Town, rules: str) -> Sitting:
    body_id = await _body(town.members, rules, by=SYSTEM)
    starts_at = clock.now() + timedelta(days=5)
    session_id = await sessions.plan_session(
        body_id,
        SessionKind.FORUM,
        f"{make.name()}议事会",
        starts_at,
        "二楼议事厅",
        town.chair.id,
        town.recorder.id,
        by=SYSTEM,
    )
    for number in range(ITEMS):
        await items.add_item(session_id, by=SYSTEM, title=f"第{number + 1}件事")
    await sessions.give_notice(session_id, by=SYSTEM)
    wall = await projectors.link_wall(session_id, by=SYSTEM)
    session = await Session.get(id=session_id)
    seats = {seat.person_id: seat.id for seat in await Seat.filter(session_id=session_id) if seat.person_id}
    return Sitting(session_id, session.room_id, session.check_in_code, wall, PRESETS[rules].may_change_vote, seats)


async def _begin(town: Town, sitting: Sitting) -> None:
    """Most are there, and the first motion is before the hall."""
    await sessions.open_session(sitting.id, by=SYSTEM)
    for member in town.members[: 2 * len(town.members) // 3]:
        await attendance.tick_off(sitting.seats[member.id], by=SYSTEM)
    first = await AgendaItem.get(session_id=sitting.id, position=1)
    await items.open_item(first.id, by=SYSTEM)
    await motions.put_motion(first.id, "是否同意更换排水主管？", by=SYSTEM)


@command
async def _body(members: Sequence[Citizen], rules: str, *, by: Actor) -> Any:
    async with transaction():
        body_id = await bodies.found_body(f"{make.name()}居民议事会", "居民委员会", PRESETS[rules].to_json(), by=by)
        for member in members:
            await bodies.seat_member(body_id, by=by, person_id=member.id)
        return body_id


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
