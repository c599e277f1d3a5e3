"""One read for many who ask: three thousand phones that come back together need a handful of queries, not thousands.

Reads run in tasks with no context of whoever asked first: neither its transaction nor its language is everybody's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping
from contextvars import Context
from itertools import islice
from typing import Any, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")
# Of one read: a database takes so many values in one query, and others have their turn in between.
MOST_AT_ONCE = 500


def in_background(work: Coroutine[Any, Any, V]) -> asyncio.Task[V]:
    return asyncio.get_running_loop().create_task(work, context=Context())


class Together(Generic[K, V]):
    """Reads for all keys that are waiting; who asks while a read is under way waits for the next one.

    So no answer is older than its question, and answers come in the order of the questions. `read` gives a value for
    each key it is given.
    """

    def __init__(self, read: Callable[[Collection[K]], Awaitable[Mapping[K, V]]]) -> None:
        self._read = read
        self._waiting: dict[K, asyncio.Future[V]] = {}
        self._task: asyncio.Task[None] | None = None

    async def of(self, key: K) -> V:
        """Raises what `read` raises."""
        return await asyncio.shield(self._ask(key))

    async def of_all(self, keys: Collection[K]) -> dict[K, V]:
        asked = {key: self._ask(key) for key in keys}
        if asked:
            await asyncio.wait(asked.values())
        return {key: waiting.result() for key, waiting in asked.items()}

    def _ask(self, key: K) -> asyncio.Future[V]:
        if key not in self._waiting:
            self._waiting[key] = asyncio.get_running_loop().create_future()
        if self._task is None or self._task.done():
            self._task = in_background(self._drain())
        return self._waiting[key]

    async def _drain(self) -> None:
        while self._waiting:
            batch = {key: self._waiting.pop(key) for key in list(islice(self._waiting, MOST_AT_ONCE))}
            try:
                found = await self._read(batch.keys())
                for key, waiting in batch.items():
                    waiting.set_result(found[key])
            except Exception as error:
                for waiting in batch.values():
                    _fail(waiting, error)
            finally:
                for waiting in batch.values():
                    waiting.cancel()  # of those that are answered nothing is left to cancel


class Kept(Generic[K, V]):
    """What is made once for all who ask for a key, by the first of them; a failure is theirs who waited for it."""

    def __init__(self) -> None:
        self._made: dict[K, V] = {}
        self._making: dict[K, asyncio.Future[None]] = {}

    def __contains__(self, key: K) -> bool:
        return key in self._made

    def __len__(self) -> int:
        return len(self._made)

    def forget(self, key: K) -> None:
        self._made.pop(key, None)

    async def get(self, key: K, make: Callable[[], Awaitable[V]]) -> V:
        while key not in self._made:
            if key in self._making:
                await asyncio.shield(self._making[key])
                continue
            waiting = self._making[key] = asyncio.get_running_loop().create_future()
            try:
                self._made[key] = await make()
            except Exception as error:
                _fail(waiting, error)
                raise
            finally:
                del self._making[key]
                if not waiting.done():  # also where the first has gone away: the next one makes it
                    waiting.set_result(None)
        return self._made[key]


def _fail(waiting: asyncio.Future[Any], error: Exception) -> None:
    if not waiting.done():
        waiting.set_exception(error)
        waiting.exception()  # taken: whoever asked may be gone
