"""The schema as all migrations make it, kept as SQL: a new SQLite file is made at once, and not by way of its history.

`python -m forum.schema` writes it anew after a migration was added. One that is not in it yet is applied as ever.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

FILE = Path(__file__).parent / "migrations" / "schema.sql"


def statements() -> Iterator[str]:
    """Each of the file's, in order; the last ones note which migrations are in it."""
    pending = ""
    for line in FILE.read_text().splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending.strip()
            pending = ""


async def lay(connection: Any) -> None:
    """Make all tables in an empty SQLite file, inside the caller's transaction."""
    for statement in statements():
        await connection.execute_query(statement)


def dump(path: Path) -> str:
    """What a migrated file without content consists of, as SQL."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM sqlite_sequence")
        connection.execute("UPDATE tortoise_migrations SET applied_at = '2026-01-01 00:00:00+00:00'")
        own = [line for line in connection.iterdump() if "sqlite_sequence" not in line]
    return "\n".join(line for line in own if line not in {"BEGIN TRANSACTION;", "COMMIT;"}) + "\n"


async def migrated(folder: Path) -> Path:
    """A file made by way of all migrations."""
    from forum import database
    from forum.config import Settings

    settings = Settings(data=folder, secret="none")
    try:
        await database.connect(settings)
        await database.migrate(settings, from_schema=False)
    finally:
        await database.close_database()
    return settings.database_file


def write() -> None:
    with TemporaryDirectory() as folder:
        FILE.write_text(dump(asyncio.run(migrated(Path(folder)))))


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":
        # One-to-one fields of a table are laid in the order of a set of their names: the same at each writing.
        os.execve(sys.executable, [sys.executable, "-m", "forum.schema"], {**os.environ, "PYTHONHASHSEED": "0"})
    write()
