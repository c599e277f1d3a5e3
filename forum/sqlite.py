"""The embedded database: Tortoise's SQLite client with the two settings a live hall needs.

Transactions begin IMMEDIATE: a deferred BEGIN that turns into a write later fails with "database is locked" when
another process (a backup, the command line) writes in between. And a full synchronous WAL, because a vote is answered
only once it is on disk.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from tortoise.backends.base.client import TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError

PRAGMAS = {"journal_mode": "WAL", "synchronous": "FULL", "busy_timeout": 5000, "journal_size_limit": 67_108_864}


class _ImmediateTransaction(SqliteTransactionWrapper):
    async def begin(self) -> None:
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error

    async def commit(self) -> None:
        """A commit that fails (the disk is full) leaves nothing behind that a later one could bring to life."""
        try:
            await super().commit()
        except sqlite3.OperationalError as error:
            await self._connection.rollback()
            raise OperationalError(error) from error


class HallSqliteClient(SqliteClient):
    def _in_transaction(self) -> TransactionContext:
        return _HallTransactionContext(_ImmediateTransaction(self), self._lock)


class _HallTransactionContext(SqliteTransactionContext):
    async def __aenter__(self) -> Any:
        """As Tortoise's, but a BEGIN that fails gives the lock back: every later read would wait for it for ever."""
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            self._trxlock.release()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        return self.connection


client_class = HallSqliteClient
