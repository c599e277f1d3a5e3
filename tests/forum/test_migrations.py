"""The migrations make what the models say, indexes included; a file with content is copied aside before it changes."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.migrations.schema_generator.state import State

from forum import database as db
from forum import schema
from forum.config import Settings
from forum.database import close_database, open_database, tortoise_config
from forum.journal import Room


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[None]:
    try:
        await open_database(settings)
        yield
    finally:
        await close_database()


def structure(path: Path) -> dict[str, Any]:
    """Each table's columns, indexes (columns and uniqueness; their names don't count) and references."""
    found: dict[str, Any] = {}
    with closing(sqlite3.connect(path)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            if table.startswith(("sqlite_", "tortoise_")):
                continue
            indexes = sorted(
                (bool(unique), tuple(row[2] for row in connection.execute(f'PRAGMA index_info("{name}")')))
                for _, name, unique, *_ in connection.execute(f'PRAGMA index_list("{table}")')
            )
            columns = sorted(
                (name, re.sub(r"\s", "", kind).upper(), notnull, key)
                for _, name, kind, notnull, _, key in connection.execute(f'PRAGMA table_info("{table}")')
            )
            references = sorted(row[2:7] for row in connection.execute(f'PRAGMA foreign_key_list("{table}")'))
            found[table] = {"columns": columns, "indexes": indexes, "references": references}
    return found


async def test_the_models_have_nothing_that_the_migrations_lack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What a migration does to the fields of models is compared: classes made of them after each step would cost most.
    monkeypatch.setattr(State, "_reload", lambda *_: None)
    monkeypatch.setattr(State, "validate_relations_initialized", lambda _: None)
    context = await Tortoise.init(config=tortoise_config(Settings(data=tmp_path, secret="x")))
    assert isinstance(context, TortoiseContext)
    try:
        detector = MigrationAutodetector(context.apps, {"models": db.tortoise_app()})
        assert [writer.as_string() for writer in await detector.changes()] == []
    finally:
        await close_database()


async def test_a_migrated_file_has_the_columns_indexes_and_references_of_the_models(
    tmp_path: Path, schema_image: bytes
) -> None:
    migrated = tmp_path / "migrated.sqlite3"
    migrated.write_bytes(schema_image)
    generated = Settings(data=tmp_path, secret="x")
    try:
        await Tortoise.init(config=tortoise_config(generated), _enable_global_fallback=True)
        await Tortoise.generate_schemas()
    finally:
        await close_database()
    ours, wanted = structure(migrated), structure(generated.database_file)
    assert set(ours) == set(wanted)
    assert len(wanted) > 20
    assert {table: (ours[table], wanted[table]) for table in wanted if ours[table] != wanted[table]} == {}


def test_what_must_be_unique_is_unique_in_the_file(schema_image: bytes, tmp_path: Path) -> None:
    """Tortoise's Meta.constraints never reach CREATE TABLE: so what voting rests on is looked up in the file itself."""
    path = tmp_path / "file.sqlite3"
    path.write_bytes(schema_image)
    found = structure(path)
    for table, columns in {
        "vote": {"ballot_id", "seat_id"},
        "roll_entry": {"ballot_id", "seat_id"},
        "event": {"room_id", "seq"},
        "seat": {"session_id", "number"},
        "topic_second": {"topic_id", "person_id"},
        "sign_in": {"key_digest"},
        "invitation": {"pin_digest"},
        "password": {"username"},
    }.items():
        assert any(unique and set(index) == columns for unique, index in found[table]["indexes"]), table


async def test_a_new_directory_gets_a_database_and_a_second_start_has_nothing_to_do(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, secret="x")
    async with opened(settings):
        assert [(room.id, room.kind) for room in await Room.all()] == [(1, "community")]
        await Room.filter(id=1).update(seq=7)
        assert not await db._pending()
    before = structure(settings.database_file)
    async with opened(settings):
        assert [(room.id, room.seq) for room in await Room.all()] == [(1, 7)]
        assert not await db._pending()
    assert structure(settings.database_file) == before
    assert not any("before-migration" in name for name in os.listdir(tmp_path)), "there was nothing to copy aside"


async def test_a_file_with_content_is_copied_aside_before_it_is_migrated(
    tmp_path: Path, schema_image: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data=tmp_path, secret="x")
    settings.database_file.write_bytes(schema_image)
    with closing(sqlite3.connect(settings.database_file)) as connection:  # as if its newest migration were to come
        connection.execute("UPDATE room SET seq = 41")
        connection.execute("DELETE FROM tortoise_migrations")
        connection.commit()
    seen: list[int] = []

    async def migrate(self: Any, target: Any) -> None:
        with closing(sqlite3.connect(copy)) as aside:
            seen.append(aside.execute("SELECT seq FROM room").fetchone()[0])

    copy = tmp_path / "yishi.before-migration.sqlite3"
    monkeypatch.setattr("forum.database.MigrationExecutor.migrate", migrate)
    async with opened(settings):
        assert (await Room.get(id=1)).seq == 41
        enforced = await get_connection("default").execute_query_dict("PRAGMA foreign_keys")
    assert seen == [41], "the copy is there before the migration runs"
    assert enforced == [{"foreign_keys": 1}]


FIRST_RELEASE = """
    INSERT INTO room (id, kind, seq) VALUES (1, 'community', 0), (2, 'session', 9);
    INSERT INTO person (id, name, phone, official, joined_at) VALUES (3, '周敏华', '', 1, '2026-01-01');
    INSERT INTO body (id, name, organ, seats_units, rules) VALUES (4, '议事会', '居委会', 0, '{}');
    INSERT INTO session (id, room_id, body_id, kind, title, starts_at, planned_minutes, venue, chair_id, recorder_id,
        state, rules, check_in_code, notice_waived)
    VALUES (5, 2, 4, 'forum', '第一次会议', '2026-01-09', 90, '二楼', 3, 3, 'open', '{}', 'code', 0);
    INSERT INTO wall_link (id, session_id, token, made_at) VALUES (6, 5, 'token', '2026-01-09');
"""


@pytest.mark.long(25)
async def test_a_file_of_the_first_release_keeps_all_it_holds_and_gets_the_kept_schema(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, secret="x")
    try:
        await Tortoise.init(config=tortoise_config(settings), _enable_global_fallback=True)
        executor = MigrationExecutor(get_connection("default"), {"models": db.tortoise_app()})
        await executor.migrate([MigrationTarget("models", "0001_initial")])
        await get_connection("default").execute_script(FIRST_RELEASE)
    finally:
        await close_database()
    async with opened(settings):
        query = "SELECT session.title, session.presiding_id, wall_link.token FROM session JOIN wall_link"
        rows = await get_connection("default").execute_query_dict(query)
        assert rows == [{"title": "第一次会议", "presiding_id": None, "token": "token"}]
        assert not await db._pending()
    assert (tmp_path / "yishi.before-migration.sqlite3").exists()
    rows = re.compile('INSERT INTO "(?!tortoise_migrations)')
    tables = [line for line in schema.dump(settings.database_file).splitlines() if not rows.match(line)]
    kept = schema.FILE.read_text().splitlines()
    # Two one-to-one fields of a table come in either order.
    assert sorted(line.rstrip(",") for line in tables) == sorted(line.rstrip(",") for line in kept), (
        "write it anew: python -m forum.schema"
    )


async def test_a_migration_that_leaves_dangling_references_stops_the_start(
    tmp_path: Path, schema_image: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data=tmp_path, secret="x")
    settings.database_file.write_bytes(schema_image)
    with closing(sqlite3.connect(settings.database_file)) as connection:
        connection.execute("DELETE FROM tortoise_migrations")
        connection.commit()

    async def migrate(self: Any, target: Any) -> None:
        await get_connection("default").execute_script("INSERT INTO role_grant (person_id, role) VALUES (999, 'chair')")

    monkeypatch.setattr("forum.database.MigrationExecutor.migrate", migrate)
    with pytest.raises(RuntimeError, match="dangling"):
        async with opened(settings):
            pass


async def test_the_file_is_opened_as_a_live_hall_needs_it(database: Any) -> None:
    connection = get_connection("default")
    pragmas = {
        name: (await connection.execute_query_dict(f"PRAGMA {name}"))[0].popitem()[1]
        for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    }
    assert pragmas["busy_timeout"] >= 1000
    assert (pragmas["journal_mode"], pragmas["synchronous"], pragmas["foreign_keys"]) == ("wal", 2, 1)
