"""What the house does by the clock and by nobody's hand: one task of the server goes through it every few minutes.

Each is asked again after a restart, and so does nothing where it was done already (`parts.by_the_clock`).
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import structlog

from forum import parts

log = structlog.get_logger()
STARTING, EVERY = 30.0, 600.0
"""Seconds after the start, and between two looks."""


class Clockwork:
    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        await asyncio.sleep(STARTING)
        while True:
            await look()
            await asyncio.sleep(EVERY)


async def look() -> None:
    """Go through it once. What fails is logged, and keeps nothing else from being done."""
    for name, work in parts.by_the_clock.items():
        try:
            await work()
        except Exception:
            log.exception("failed by the clock", work=name)


def attach(app: Any) -> None:
    clockwork = Clockwork()
    app.before_serving(clockwork.start)
    app.after_serving(clockwork.stop)
