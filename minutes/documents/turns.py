"""Whose turn it is to be made: one short document at a time, beside it one long one, each in the order they came.

A year's volume takes a minute; whoever wants the sign-in sheet meanwhile must not wait for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import Enum, auto
from weakref import WeakKeyDictionary


@dataclass(eq=False)
class Progress:
    """How far a document is: `pages` laid out so far, of `expected` as its length tells; `ahead` are made before it."""

    expected: int
    pages: int = 0
    ahead: int = 0
    working: bool = False


class Kind(Enum):
    """What stands in a line of its own."""

    SHORT = auto()
    LONG = auto()
    ARCHIVE = auto()


class Line:
    """Those who wait, first come first served; the first is at work."""

    def __init__(self) -> None:
        self._gate = asyncio.Semaphore(1)
        self._here: list[Progress] = []

    @asynccontextmanager
    async def turn(self, progress: Progress) -> AsyncIterator[None]:
        self._here.append(progress)
        self._count()
        try:
            async with self._gate:
                progress.working = True
                yield
        finally:
            self._here.remove(progress)
            progress.working = False
            self._count()

    def _count(self) -> None:
        for place, one in enumerate(self._here):
            one.ahead = place


# A semaphore belongs to the loop that first waited for it.
_lines: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Kind, Line]] = WeakKeyDictionary()


def line(kind: Kind) -> Line:
    here = _lines.setdefault(asyncio.get_running_loop(), {})
    return here.setdefault(kind, Line())
