"""What migrations have in common; the leading underscore keeps it from being taken for one."""

from __future__ import annotations

from typing import Any

from tortoise.migrations import operations as ops


class Reworded(ops.AlterField):
    """Only what is said of a field has changed: SQLite rebuilds no table for it, whose rows others hang on."""

    async def database_forward(self, *args: Any, **kwargs: Any) -> None: ...

    async def database_backward(self, *args: Any, **kwargs: Any) -> None: ...
