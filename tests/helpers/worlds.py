"""A hall that many tests begin with is built once through the commands and then copied, its database and its keys.

Only where the copy is what the test would have built itself: its database is as the migrations left it, nothing of the
house is patched and the clock is not set. A world is good for some seconds, so that what has just begun in it has just
begun. Who listens to what happens, as the app does, is told when it is there: each transaction, as after its commit.
"""

from __future__ import annotations

import copy
import functools
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from tortoise.connection import get_connection

from forum import clock, journal
from forum.journal import Event

R = TypeVar("R")
FRESH = 15.0
"""Seconds."""
MOST = 32
"""Worlds, a few MB each."""
PATCHING = {"monkeypatch", "server"}
_NOW = clock.now


@dataclass
class World:
    born: float
    answer: Any
    rows: sqlite3.Connection
    files: dict[Path, bytes]
    told: list[list[Event]]


class _Test:
    """`alike`: nothing in it makes a world other than elsewhere. `born`: when its world was begun, if it is a copy."""

    alike = False
    copied = False
    born = 0.0


_worlds: dict[str, World] = {}


def begin(alike: bool) -> None:
    """A test begins, or ends where nothing is `alike` any more."""
    _Test.alike, _Test.copied = alike, False


def kept(build: Callable[..., Awaitable[R]]) -> Callable[..., Awaitable[R]]:
    """A function that builds a world; what it gives depends on its arguments alone."""

    @functools.wraps(build)
    async def built(*args: Any, **given: Any) -> R:
        key = f"{build.__module__}.{build.__name__}{args!r}{sorted(given.items())!r}"
        database = await _untouched()
        if database is None or " at 0x" in key or given.get("seconds"):
            return await build(*args, **given)
        with _nobody_listens() as told:
            answer = await _made(key, database, told, functools.partial(build, *args, **given))
        for events in told:
            await journal._announce(events)
        return answer

    return built


async def _made(
    key: str, database: sqlite3.Connection, told: list[list[Event]], build: Callable[[], Awaitable[R]]
) -> R:
    """What `build` gives, from its world where there is a fresh one; `told` becomes what has happened in it."""
    world, now = _worlds.get(key), time.monotonic()
    if world and now - world.born < FRESH:
        _take(world, database)
        told += world.told
        return copy.deepcopy(world.answer)  # type: ignore[no-any-return]
    _Test.born, before = now, set(_files(database))
    answer = await build()
    _keep(key, answer, database, before, told)
    return answer


@contextmanager
def _nobody_listens() -> Iterator[list[list[Event]]]:
    told: list[list[Event]] = []

    async def note(events: list[Event]) -> None:
        told.append(events)

    listeners, journal._listeners[:] = list(journal._listeners), [note]
    try:
        yield told
    finally:
        journal._listeners[:] = listeners


async def _untouched() -> sqlite3.Connection | None:
    """The connection of a test that has written nothing yet."""
    if not _Test.alike or _Test.copied or clock.now is not _NOW or clock._set.get():
        return None
    client: Any = get_connection("default")
    if client._connection is None:
        await client.create_connection(with_db=True)
    if not hasattr(client._connection, "_here"):
        return None
    database: sqlite3.Connection = client._connection._conn
    return None if database.total_changes or database.in_transaction else database


def _take(world: World, database: sqlite3.Connection) -> None:
    world.rows.backup(database)
    for path, content in world.files.items():
        place = _folder(database) / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        place.chmod(0o600)
    _Test.copied, _Test.born = True, world.born


def _keep(key: str, answer: Any, database: sqlite3.Connection, before: set[Path], told: list[list[Event]]) -> None:
    rows = sqlite3.connect(":memory:", check_same_thread=False)
    database.backup(rows)
    folder = _folder(database)
    files = {path.relative_to(folder): path.read_bytes() for path in _files(database) if path not in before}
    if old := _worlds.pop(key, None):
        old.rows.close()
    _worlds[key] = World(_Test.born, copy.deepcopy(answer), rows, files, list(told))
    while len(_worlds) > MOST:
        _worlds.pop(next(iter(_worlds))).rows.close()


def _files(database: sqlite3.Connection) -> Iterator[Path]:
    """Of the house: its keys, what was attached."""
    for path in _folder(database).rglob("*"):
        if path.is_file() and not path.name.startswith("yishi.sqlite3"):
            yield path


def _folder(database: sqlite3.Connection) -> Path:
    ((_, _, file),) = database.execute("PRAGMA database_list").fetchall()
    return Path(file).parent
