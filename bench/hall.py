"""The hall that is filled: a session of so many members, all checked in and signed in, made by the real commands.

`python -m bench.hall DIRECTORY MEMBERS` makes it and writes `hall.json` beside the database.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from agenda.attendance import commands as attendance
from agenda.ballots.rule_sets import PRESETS
from agenda.items import commands as items
from agenda.projectors import commands as projectors
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session, SessionKind
from forum import clock, config
from forum.access import SYSTEM, Actor
from forum.app import create_app
from forum.bodies import commands as bodies
from forum.database import close_database, open_database
from forum.journal import command, transaction
from forum.people import commands as people


@dataclass(frozen=True)
class Hall:
    """Ids, the projector's token, and a Cookie header for the chair and for each member."""

    room: int
    item: int
    wall: str
    chair: str
    members: list[str]


async def make(directory: Path, members: int) -> Hall:
    """A session in its first item. Each stage is one commit: a command called by a command is part of it."""
    settings = config.load(data=directory, log="warning")
    app = create_app(settings)
    await open_database(settings)
    try:
        names = [f"住户{number:05}" for number in range(members)]
        chair, person_ids = await _register(["主持人", *names], by=SYSTEM)
        session_id = await _plan(chair, person_ids, by=SYSTEM)
        room_id = (await Session.get(id=session_id)).room_id
        item_id, wall = await _open(session_id, room_id, person_ids, by=SYSTEM)
        keys = await _sign_in([chair, *person_ids], by=SYSTEM)
        cookies = [f"{app.hub.cookie_name}={app.auth.dump_token(key, app)}" for key in keys]
        return Hall(room_id, item_id, wall, cookies[0], cookies[1:])
    finally:
        await close_database()


@command
async def _register(names: list[str], *, by: Actor) -> Any:
    async with transaction():
        ids = [await people.register_person(name, by=by) for name in names]
        return ids[0], ids[1:]


@command
async def _plan(chair_id: int, person_ids: list[int], *, by: Actor) -> Any:
    async with transaction():
        body_id = await bodies.found_body("居民议事会", "居民委员会", PRESETS["simple"].to_json(), by=by)
        for person_id in person_ids:
            await bodies.seat_member(body_id, by=by, person_id=person_id)
        return await sessions.plan_session(
            body_id,
            SessionKind.FORUM,
            "第三次居民议事会",
            clock.now() + timedelta(days=5),
            "社区二楼议事厅",
            chair_id,
            chair_id,
            by=by,
        )


@command
async def _open(session_id: int, room_id: int, person_ids: list[int], *, by: Actor) -> Any:
    async with transaction(room_id):
        item_id = await items.add_item(session_id, by=by, title="3号楼2单元下水道反复堵塞，一楼返水")
        await sessions.give_notice(session_id, by=by)
        await sessions.open_session(session_id, by=by)
        for person_id in person_ids:
            await attendance.check_in(session_id, by=Actor(person_id))
        await items.open_item(item_id, by=by)
        return item_id, await projectors.link_wall(session_id, by=by)


@command
async def _sign_in(person_ids: list[int], *, by: Actor) -> Any:
    async with transaction():
        return [await people.sign_in(person_id, "bench") for person_id in person_ids]


def read(directory: Path) -> Hall:
    return Hall(**json.loads((directory / "hall.json").read_text()))


def main() -> None:
    directory, members = Path(sys.argv[1]), int(sys.argv[2])
    hall = asyncio.run(make(directory, members))
    (directory / "hall.json").write_text(json.dumps(asdict(hall)))


if __name__ == "__main__":
    main()
