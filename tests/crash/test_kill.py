"""The server is killed in the middle of a hall that acts: what was answered is stored, what is sent again acts once.

`python -m bench.crash` is the same with as many rounds as one likes.
"""

from __future__ import annotations

import asyncio
import os
import random
import secrets
from pathlib import Path

import pytest

from forum.checking import findings
from forum.config import Settings
from forum.database import close_database, open_database
from tests.crash.rounds import browsers, play, ready
from tests.crash.town import found, free_port
from tests.helpers.nursery import PATIENCE, Nursery

ROUNDS = 6
FIRST_STARTS = 4
FIRST_LOG = 300_000
"""Bytes of the write-ahead log when the tables are made, about."""


@pytest.mark.crash
async def test_a_hall_whose_server_is_killed_again_and_again_loses_nothing_and_counts_nothing_twice(
    settings: Settings, children: Nursery
) -> None:
    seed = int(os.environ.get("YISHI_CRASH_SEED", "") or secrets.randbelow(1_000_000))
    settings.tally_interval = 0.05
    tally = await play(await found(settings, seed=seed), children, ROUNDS, seed)
    assert tally.cut_off, f"seed {seed}: the server was killed while somebody waited for an answer"
    await check(settings)


@pytest.mark.crash
async def test_a_server_killed_again_and_again_while_it_makes_its_tables_has_them_in_the_end(
    settings: Settings, children: Nursery, tmp_path: Path
) -> None:
    settings.database_file.unlink()
    log, port = tmp_path / "log", free_port()
    for _ in range(FIRST_STARTS):
        server = await children.bear(settings, port, log)
        await written(settings, random.randrange(FIRST_LOG), log)
        await children.bury(server)
    server = await children.bear(settings, port, log)
    async with browsers() as http:
        await ready(http, f"http://127.0.0.1:{port}")
        async with http.get(f"http://127.0.0.1:{port}/topics") as page:
            assert page.status == 200
    await children.bury(server)
    assert "Traceback" not in log.read_text()
    await check(settings)


async def written(settings: Settings, size: int, said: Path) -> None:
    """Wait until the server has written so much, or all there is to write and says that it is ready."""
    log = settings.database_file.with_name("yishi.sqlite3-wal")
    before = size_of(said)
    async with asyncio.timeout(PATIENCE):
        while True:
            if size_of(log) >= size or size_of(said) > before:
                return
            await asyncio.sleep(0.001)


def size_of(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


async def check(settings: Settings) -> None:
    """As `yishi check`."""
    await open_database(settings)
    try:
        assert await findings() == []
    finally:
        await close_database()
