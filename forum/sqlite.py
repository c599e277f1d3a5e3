"""The embedded database: Tortoise's SQLite client with what a live hall needs.

Transactions begin IMMEDIATE: a deferred BEGIN that turns into a write later fails with "database is locked" when
another process (a backup, the command line) writes in between. And a full synchronous WAL, because a vote is answered
only once it is on disk.

While another process holds the file, whoever wants to write waits in line outside the one connection, so that who only
reads goes on, and is refused after PATIENCE. SQLite's own waiting would stop the connection's thread: sixty people
pressing a button would keep every page from loading for sixty times as long.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from datetime import datetime
from typing import Any

from tortoise.backends.base.client import ConnectionWrapper, TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError
from tortoise.fields import data

PATIENCE = 4.0
"""Seconds. Our pages wait ten for an answer before they say that it may be lost."""
PAUSE = 0.005
ASKED_EVERY = 1.0
PRAGMAS = {"journal_mode": "WAL", "synchronous": "FULL", "busy_timeout": 5000, "journal_size_limit": 67_108_864}


_tortoises_own = data.parse_datetime  # type: ignore[attr-defined]


def moment(said: str) -> datetime:
    """Times are kept as text, and Tortoise's own reader takes 25 µs for each: a page that counts reads thousands."""
    try:
        return datetime.fromisoformat(said)
    except (TypeError, ValueError):
        return _tortoises_own(said)


data.parse_datetime = moment  # type: ignore[attr-defined]


_USUAL = f"PRAGMA busy_timeout = {PRAGMAS['busy_timeout']}"
_BEGIN = f"PRAGMA busy_timeout = 0; BEGIN IMMEDIATE; {_USUAL}"


class _ImmediateTransaction(SqliteTransactionWrapper):
    async def begin(self) -> None:
        """Raises OperationalError at once where another process is writing."""
        # Left by one that could not end: nobody's any more, and a script would commit it.
        if self._connection.in_transaction:
            await self._connection.rollback()
        try:
            await self._connection.executescript(_BEGIN)
        except sqlite3.OperationalError as error:
            await self._connection.executescript(_USUAL)
            raise OperationalError(error) from error

    async def execute_script(self, query: str) -> None:
        """Statement by statement: sqlite3's own way commits what there is first."""
        for statement in filter(None, map(str.strip, query.split(";"))):
            await self.execute_query(statement)

    async def commit(self) -> None:
        """A commit that fails (the disk is full) leaves nothing behind that a later one could bring to life."""
        try:
            await super().commit()
        except sqlite3.OperationalError as error:
            await self._connection.rollback()
            raise OperationalError(error) from error


class HallSqliteClient(SqliteClient):
    """`line` is held by the first of those who wait for another process."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = asyncio.Lock()
        self._asked_at = 0.0
        self._asking: asyncio.Task[None] | None = None

    async def check_writable(self) -> None:
        """Whether something can be stored now, by a commit that changes nothing. Raises OperationalError.

        At most once a second, however many ask: each is a write to the disk.
        """
        if self._asking is None or (self._asking.done() and time.monotonic() > self._asked_at + ASKED_EVERY):
            self._asked_at = time.monotonic()
            self._asking = asyncio.create_task(self._write_nothing())
            self._asking.add_done_callback(lambda asked: asked.exception())  # taken, though who asked may be gone
        await asyncio.shield(self._asking)

    async def _write_nothing(self) -> None:
        async with self._in_transaction() as connection:
            await connection.execute_query("PRAGMA user_version = 0")

    async def create_connection(self, with_db: bool) -> None:
        """One that is only half open is closed: without its settings a commit would not wait for the disk.

        A file that cannot be opened is found out before aiosqlite tries: the thread of its failed attempt lives on
        for a while, and answers into a loop that may be closed by then.
        """
        try:
            sqlite3.connect(self.filename).close()
            await super().create_connection(with_db)
        except BaseException:
            await self.close()
            raise

    def acquire_connection(self) -> ConnectionWrapper:
        return _HallConnection(self._lock, self)

    def _in_transaction(self) -> TransactionContext:
        return _HallTransactionContext(_ImmediateTransaction(self), self._lock, self.line)


class _HallConnection(ConnectionWrapper):
    async def __aenter__(self) -> Any:
        """As Tortoise's, but a file that cannot be opened gives the lock back: who asks next would wait for ever."""
        await self._lock.acquire()
        try:
            await self.ensure_connection()
        except BaseException:
            self._lock.release()
            raise
        return self.connection


class _HallTransactionContext(SqliteTransactionContext):
    def __init__(self, connection: Any, trxlock: asyncio.Lock, line: asyncio.Lock) -> None:
        super().__init__(connection, trxlock)
        self._line = line

    async def __aenter__(self) -> Any:
        """As Tortoise's, but a BEGIN that fails gives the lock back: every later read would wait for it for ever."""
        if self._line.locked() or not await self._begins():
            await self._begins_in_turn(time.monotonic() + PATIENCE)
        self.token = get_connections().set(self.connection_name, self.connection)
        return self.connection

    async def _begins_in_turn(self, until: float) -> None:
        try:
            async with asyncio.timeout(until - time.monotonic()):
                await self._line.acquire()
        except TimeoutError:
            raise OperationalError("database is locked") from None
        try:
            while not await self._begins():
                if time.monotonic() > until:
                    raise OperationalError("database is locked")
                await asyncio.sleep(PAUSE)
        finally:
            self._line.release()

    async def _begins(self) -> bool:
        """False while another process writes."""
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException as error:
            self._trxlock.release()
            if _is_busy(error):
                return False
            raise
        return True


def _is_busy(error: BaseException) -> bool:
    code = getattr(error.__cause__, "sqlite_errorcode", 0)
    return isinstance(error, OperationalError) and code & 0xFF == sqlite3.SQLITE_BUSY


client_class = HallSqliteClient
