"""The parts of a page are read side by side, and what several of them need of a kind is asked of the database once.

A part asks as if it were alone. While another still works it waits; when all wait, what they ask for is read in one go,
and those it was read for go on. Outside of `read` a joined question is asked at once, as it is.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Collection, Coroutine, Hashable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Question = Callable[[Collection[K]], Coroutine[Any, Any, dict[K, V]]]


async def read(**parts: Coroutine[Any, Any, Any]) -> dict[str, Any]:
    """What each part gives, by its name; a part may have parts of its own. Raises what the first one raises, and ends
    the others.
    """
    page = _page_now.get() or _Page()
    told = _page_now.set(page)
    try:
        tasks = [page.begin(part) for part in parts.values()]
    finally:
        _page_now.reset(told)
    page.rests()
    try:
        return dict(zip(parts, await asyncio.gather(*tasks), strict=True))
    finally:
        page.working += 1
        for task in tasks:
            task.cancel()


def joined(question: Question[K, V]) -> Question[K, V]:
    """A question about many things by their keys. For several parts it is asked together, and about each thing once;
    the answer has those keys of which there is something to say. Nothing is asked about no keys.
    """

    @functools.wraps(question)
    async def ask(keys: Collection[K]) -> dict[K, V]:
        if not keys:
            return {}
        page = _page_now.get()
        return await (page.ask(question, keys) if page else question(keys))

    return ask


def once(question: Callable[[], Coroutine[Any, Any, V]]) -> Callable[[], Coroutine[Any, Any, V]]:
    """A question about nothing in particular: its answer serves the whole page."""

    @joined
    async def the_same(keys: Collection[str]) -> dict[str, V]:
        return {key: await question() for key in keys}

    @functools.wraps(question)
    async def ask() -> V:
        return (await the_same([""]))[""]

    return ask


@dataclass
class _Asked:
    keys: set[Any] = field(default_factory=set)
    askers: list[asyncio.Future[None]] = field(default_factory=list)


class _Page:
    """`working` counts what neither waits for an answer nor is over; at none what was asked is read."""

    def __init__(self) -> None:
        self.working = 1
        self.answers: set[asyncio.Task[None]] = set()
        self.asked: dict[Any, _Asked] = {}
        self.known: dict[Any, dict[Any, Any]] = {}

    def begin(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        self.working += 1
        task = asyncio.create_task(work)
        task.add_done_callback(lambda _: self.rests())
        return task

    async def ask(self, question: Any, keys: Collection[Any]) -> dict[Any, Any]:
        known = self.known.setdefault(question, {})
        if missing := set(keys) - known.keys():
            asked = self.asked.setdefault(question, _Asked())
            asked.keys |= missing
            waiting = asyncio.get_running_loop().create_future()
            asked.askers.append(waiting)
            self.rests()
            await waiting
        return {key: known[key] for key in keys if known[key] is not _NOTHING}

    def rests(self) -> None:
        self.working -= 1
        if not self.working:
            asked, self.asked = self.asked, {}
            self.answers = {self.begin(self._answer(question, one)) for question, one in asked.items()}

    async def _answer(self, question: Any, asked: _Asked) -> None:
        failed = None
        try:
            self.known[question] |= dict.fromkeys(asked.keys, _NOTHING) | await question(asked.keys)
        except Exception as error:  # theirs who asked
            failed = error
        for waiting in asked.askers:
            self.working += 1
            if not waiting.done():
                waiting.set_exception(failed) if failed else waiting.set_result(None)


_NOTHING = object()
_page_now: ContextVar[_Page | None] = ContextVar("page_now", default=None)
