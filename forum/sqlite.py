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
from tortoise.exceptions import OperationalError

PRAGMAS = {"journal_mode": "WAL", "synchronous": "FULL", "busy_timeout": 5000, "journal_size_limit": 67_108_864}


class _ImmediateTransaction(SqliteTransactionWrapper):
    async def begin(self) -> None:
        try:
            await self._connection.commit()
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error

    async def commit(self) -> None:
        try:
            await super().commit()
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error


class HallSqliteClient(SqliteClient):
    def _in_transaction(self) -> TransactionContext:
        return _HallTransactionContext(_ImmediateTransaction(self), self._lock)


class _HallTransactionContext(SqliteTransactionContext):
    async def __aenter__(self) -> Any:
        try:
            return await super().__aenter__()
        except BaseException:
            # Tortoise keeps its lock when BEGIN fails, and every later read would wait for ever.
            if self._trxlock.locked():
                from tortoise.connection import get_connections

                if hasattr(self, "token"):
                    get_connections().reset(self.token)
                self._trxlock.release()
            raise


client_class = HallSqliteClient
