"""How often the database is asked: what serves a whole hall must not ask once for each who is in it."""

from __future__ import annotations

from typing import Any

import pytest
from tortoise.backends.sqlite.client import SqliteClient


class Queries:
    """`made` are the reads since it was made or last cleared."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made: list[str] = []
        execute = SqliteClient.execute_query

        async def count(client: Any, query: str, values: Any = None) -> Any:
            self.made.append(query)
            return await execute(client, query, values)

        monkeypatch.setattr(SqliteClient, "execute_query", count)
