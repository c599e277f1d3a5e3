"""The demo's past, told in order: what happened when, played through the real commands with the clock set to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from forum import clock

R = TypeVar("R")
Deed = Callable[..., Awaitable[Any]]


class Timeline:
    """Deeds put down in any order, played in the order of time: so the journal's times never run backwards."""

    def __init__(self) -> None:
        self._deeds: list[tuple[datetime, Deed, tuple[Any, ...]]] = []

    def at(self, moment: datetime, deed: Deed, *given: Any) -> None:
        self._deeds.append((moment, deed, given))

    async def play(self) -> None:
        for moment, deed, given in sorted(self._deeds, key=lambda each: each[0]):
            with clock.set_to(moment):
                await deed(*given)


class Pace:
    """A clock that moves on a little with every deed: how a session passes."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def wait(self, *, minutes: float = 0, seconds: float = 0) -> None:
        self.moment += timedelta(minutes=minutes, seconds=seconds)

    async def __call__(self, deed: Awaitable[R], *, seconds: float = 8) -> R:
        self.wait(seconds=seconds)
        with clock.set_to(self.moment):
            return await deed
