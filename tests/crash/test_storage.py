"""The one connection: what it asks of the disk, and what it does with what another left behind."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.exceptions import OperationalError

from forum import sqlite
from forum.access import SYSTEM
from forum.config import Settings
from forum.database import close_database, tortoise_config
from forum.journal import Room
from forum.people import commands as people
from forum.people.models import Person
from forum.sqlite import HallSqliteClient

FRAME = 24 + 4096
"""Bytes of a page in the write-ahead log."""


def connection() -> HallSqliteClient:
    found = get_connection("default")
    assert isinstance(found, HallSqliteClient)
    return found


def log_size(settings: Settings) -> int:
    return settings.database_file.with_name("yishi.sqlite3-wal").stat().st_size


async def test_being_asked_whether_it_can_store_is_a_write_and_one_however_many_ask(database: Settings) -> None:
    await people.register_person("王秀英", by=SYSTEM)
    before = log_size(database)
    await asyncio.gather(*(connection().check_writable() for _ in range(50)))
    assert log_size(database) == before + FRAME


async def test_a_disk_that_takes_nothing_is_said_when_asked_and_so_is_that_it_does_again(
    database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE", 0.05)
    monkeypatch.setattr(sqlite, "ASKED_EVERY", 0.0)
    with closing(sqlite3.connect(database.database_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(2):
            with pytest.raises(OperationalError):
                await connection().check_writable()
        other.execute("ROLLBACK")
    await connection().check_writable()


@pytest.mark.parametrize("content", [None, b"not a database, though long enough to be looked at as one" * 20])
async def test_a_file_that_cannot_be_opened_fails_each_time_it_is_asked_and_lets_nobody_wait(
    tmp_path: Path, content: bytes | None
) -> None:
    settings = Settings(data=tmp_path / "there", secret="x")
    if content:
        settings.data.mkdir()
        settings.database_file.write_bytes(content)
    await Tortoise.init(config=tortoise_config(settings), _enable_global_fallback=True)
    try:
        for _ in range(2):
            with pytest.raises((OperationalError, sqlite3.DatabaseError)):
                await asyncio.wait_for(connection().execute_query("SELECT 1"), 20)
            with pytest.raises((OperationalError, sqlite3.DatabaseError)):
                await asyncio.wait_for(people.register_person("王秀英", by=SYSTEM), 20)
            assert connection()._connection is None
    finally:
        await close_database()


async def test_what_a_transaction_left_open_is_undone_by_the_next_and_not_stored_with_it(database: Settings) -> None:
    before = await Room.all().count()
    raw = connection()._connection
    assert raw is not None
    await raw.execute("BEGIN")
    await raw.execute("INSERT INTO room (kind, seq) VALUES ('half', 0)")
    await people.register_person("王秀英", by=SYSTEM)
    assert (await Person.all().count(), await Room.all().count()) == (1, before)


async def test_those_who_wait_for_another_process_are_served_in_the_order_they_came(
    database: Settings,
) -> None:
    names = [f"住户{number:02}" for number in range(20)]
    with closing(sqlite3.connect(database.database_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = [asyncio.create_task(people.register_person(name, by=SYSTEM)) for name in names]
        for _ in range(500):
            assert await Person.all().count() == 0, "reading goes on"
            if connection().line.locked():
                break
        other.execute("ROLLBACK")
        await asyncio.gather(*waiting)
    assert [person.name for person in await Person.all().order_by("id")] == names
