"""The server is killed in the middle of a hall voting: what was answered is stored, what is sent again acts once."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import socket
import sqlite3
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from agenda.sessions.models import Session
from forum import database as db
from forum.app import create_app
from forum.config import Settings
from forum.people import commands as people
from forum.people import credentials
from tests import factories as make
from tests.factories import Hall

ROOT = Path(__file__).parents[2]
ROUNDS = 5
EACH = 10
"""Voters, speakers and people at the door in each round."""
ANSWERED_BEFORE_THE_END = 8
PATIENCE = 20


@dataclass
class Send:
    """One press of somebody's button. `command_id` stays the same when it is sent again."""

    path: str
    cookie: str
    form: dict[str, str]
    command_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    answered: bool = False


@dataclass
class Town:
    settings: Settings
    port: int
    rounds: list[list[Send]]
    voting: Hall
    gathering: Hall


async def _town(settings: Settings) -> Town:
    """A ballot and a door open for fifty people each, made here; only the killed server is another process."""
    credentials.configure(settings.secret, quick=True)
    await db.Tortoise.init(config=db.tortoise_config(settings), _enable_global_fallback=True)
    try:
        voting = await make.ballot_open(members=ROUNDS * EACH)
        gathering = await make.session_noticed(members=ROUNDS * EACH)
        code = (await Session.get(id=gathering.session_id)).check_in_code
        house = create_app(settings)
        cookies = {}
        for person in (*voting.members, *gathering.members):
            key = await people.sign_in(person.person_id or 0, "a phone")
            cookies[person.person_id] = f"{house.hub.cookie_name}={house.auth.dump_token(key, house)}"
        rounds = []
        for at in range(ROUNDS):
            here = slice(at * EACH, (at + 1) * EACH)
            voters = [cookies[one.person_id] for one in voting.members[here]]
            comers = [cookies[one.person_id] for one in gathering.members[here]]
            vote, say = f"/ballots/{voting.ballot_id}/votes", f"/items/{voting.item_id}/contributions"
            sends = [Send(vote, cookie, {"choice": "for"}) for cookie in voters]
            sends += [Send(say, cookie, {"text": uuid.uuid4().hex}) for cookie in voters]
            sends += [Send(f"/c/{code}", cookie, {}) for cookie in comers]
            rounds.append(sends)
    finally:
        await db.close_database()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return Town(settings, port, rounds, voting, gathering)


@asynccontextmanager
async def running(town: Town) -> AsyncIterator[asyncio.subprocess.Process]:
    """`yishi run` as everybody starts it; killed when the block ends, however it ends."""
    environment = {**os.environ, "YISHI_SECRET": town.settings.secret, "PYTHONPATH": str(ROOT)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "from forum.cli import main; main()",
        "run", "--port", str(town.port), "--data", str(town.settings.data), "--empty",
        env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        await _ready(town.port)
        yield process
    finally:
        with suppress(ProcessLookupError):  # it may be dead and not yet known to be
            process.kill()
        await process.wait()


async def _ready(port: int) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(PATIENCE * 20):
            try:
                async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)
    raise AssertionError("the server did not come up")


async def press(session: aiohttp.ClientSession, town: Town, send: Send) -> int:
    """The answer's status, 0 where none came."""
    headers = {"Cookie": send.cookie, "Sec-Fetch-Site": "same-origin"}
    form = {**send.form, "command_id": send.command_id}
    url = f"http://127.0.0.1:{town.port}{send.path}"
    try:
        async with session.post(url, data=form, headers=headers, allow_redirects=False) as answer:
            send.answered = send.answered or answer.status == 303
            return answer.status
    except (aiohttp.ClientError, OSError):
        return 0


async def press_all_and_kill(town: Town, sends: list[Send], process: asyncio.subprocess.Process) -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        pressed = [asyncio.create_task(press(session, town, send)) for send in sends]
        for answered in itertools.islice(asyncio.as_completed(pressed), ANSWERED_BEFORE_THE_END):
            await answered
        os.kill(process.pid, signal.SIGKILL)
        statuses = await asyncio.wait_for(asyncio.gather(*pressed), PATIENCE)
    assert set(statuses) <= {0, 303}


def stored(town: Town, send: Send) -> int:
    """How often what it asked for is in the database."""
    with closing(sqlite3.connect(town.settings.database_file)) as connection:
        if "/votes" in send.path:
            sql, key = "SELECT COUNT(*) FROM vote WHERE command_id = ?", send.command_id
        elif "/contributions" in send.path:
            sql, key = "SELECT COUNT(*) FROM contribution WHERE text = ?", send.form["text"]
        else:
            sql, key = "SELECT COUNT(*) FROM command_done WHERE id LIKE ?", f"%:check_in:{send.command_id}"
        return int(connection.execute(sql, [key]).fetchone()[0])


@pytest.mark.crash
async def test_a_server_killed_while_a_hall_votes_loses_nothing_it_answered_and_does_nothing_twice(
    settings: Settings,
) -> None:
    town = await _town(settings)
    lost_midway = 0
    unanswered: list[Send] = []
    for sends in [*town.rounds, []]:
        async with running(town) as process, aiohttp.ClientSession() as session:
            again = await asyncio.gather(*(press(session, town, send) for send in unanswered))
            assert again == [303] * len(unanswered), "sent again with the same id, each is done"
            unanswered = []
            if sends:
                await press_all_and_kill(town, sends, process)
        assert [stored(town, send) for send in sends if send.answered] == [1] * sum(s.answered for s in sends)
        unanswered = [send for send in sends if not send.answered]
        lost_midway += len(unanswered)
    everything = [send for sends in town.rounds for send in sends]
    assert lost_midway, "the server was killed while somebody waited"
    assert [stored(town, send) for send in everything] == [1] * len(everything)
    check_what_is_left(town)


def check_what_is_left(town: Town) -> None:
    def one(sql: str) -> Any:
        return connection.execute(sql).fetchone()[0]

    people_there = ROUNDS * EACH
    with closing(sqlite3.connect(town.settings.database_file)) as connection:
        assert one("PRAGMA integrity_check") == "ok"
        assert one("SELECT COUNT(*) FROM vote") == one("SELECT COUNT(DISTINCT seat_id) FROM vote") == people_there
        assert one("SELECT COUNT(*) FROM contribution") == people_there
        assert one("SELECT COUNT(*) FROM event WHERE kind = 'contribution.posted'") == people_there
        session = town.gathering.session_id
        assert one(f"SELECT COUNT(*) FROM seat WHERE session_id = {session} AND state = 'present'") == people_there
        room = town.gathering.room_id
        assert one(f"SELECT COUNT(*) FROM event WHERE room_id = {room} AND kind = 'seat.checked_in'") == people_there
        gaps = "SELECT COUNT(*) FROM room WHERE seq <> (SELECT COUNT(*) FROM event WHERE event.room_id = room.id)"
        assert one(gaps) == 0
