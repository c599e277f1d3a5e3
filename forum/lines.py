"""One client's line: what waits to be sent on it, within bounds, and its WebSocket, given up where nothing moves.

The library's queues grow until a ping has timed out, and a connection that takes nothing keeps its tasks for good. Here
a client that reads too slowly loses what it can be told again, is told `behind` in its place, and asks for all of it
by joining again; one that does not read the answers it asked for is hung up on.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import structlog
from engineio import packet as engine
from engineio.async_drivers import asgi
from engineio.exceptions import QueueEmpty

from forum.pulse import follow

log = structlog.get_logger()
MOST_WAITING = 64
MOST_CHARACTERS = 524_288
"""Waiting for one client. What is longer than that goes alone."""
STATE = ('2["slots",', '2["mine",', '2["presence",')
"""Events that say how things are: whoever joins again is told all of it. No other may be dropped."""
BEHIND = engine.Packet(engine.MESSAGE, '2["behind",{}]')
MOST_HEARD = 600
HEARD_WITHIN = 10.0
MOVES_WITHIN = 40.0
PROBED_WITHIN = 20.0
MOST_UNSENT = 65_536
"""Bytes. The kernel would take megabytes for a slow phone, which would see them minutes late."""
# Not in every Python's socket module.
NOTSENT_LOWAT = getattr(socket, "TCP_NOTSENT_LOWAT", 25)


class Outbox(asyncio.Queue[Any]):
    """What waits for one client, in order: Engine.IO's queue of packets, None at its end."""

    def __init__(self, hang_up: Callable[[Outbox], None]) -> None:
        super().__init__()
        self._hang_up = hang_up
        self.line: Line | None = None
        self.opened = self.counting_since = time.monotonic()
        self.heard = 0
        self.characters = 0
        self.behind = False
        self.shut = False

    def _init(self, maxsize: int) -> None:
        self._queue: deque[Any] = deque()

    def put_nowait(self, item: Any) -> None:
        if item is None or (not self.shut and self._takes(item)):
            super().put_nowait(item)

    def _takes(self, item: Any) -> bool:
        state = _is_state(item)
        if state and self.behind:
            return False
        if not self._is_full():
            return True
        self._fall_behind(also=state)
        if state:
            return False
        if self._is_full():
            self.give_up("does not read its answers")
        return not self.shut

    def _is_full(self) -> bool:
        return len(self._queue) >= MOST_WAITING or self.characters >= MOST_CHARACTERS

    def _fall_behind(self, also: bool) -> None:
        """Drop what can be told again, and say so at the end of what stays: read there, all that was dropped is old."""
        kept = [item for item in self._queue if not _is_state(item)]
        dropped = len(self._queue) - len(kept)
        if dropped or also:
            self._keep(kept, dropped)
            self.behind = True
            super().put_nowait(BEHIND)

    def give_up(self, why: str) -> None:
        """Send nothing more, and hang up."""
        if not self.shut:
            log.info("hung up on a client", why=why)
            self.shut = True
            self._keep([], len(self._queue))
            super().put_nowait(None)
            self._hang_up(self)

    def _keep(self, kept: list[Any], dropped: int) -> None:
        self._queue.clear()
        self._queue.extend(kept)
        self.characters = sum(_size(item) for item in kept)
        for _ in range(dropped):
            self.task_done()

    def _put(self, item: Any) -> None:
        self.characters += _size(item)
        self._queue.append(item)

    def _get(self) -> Any:
        item = self._queue.popleft()
        self.characters -= _size(item)
        if item is BEHIND:
            self.behind = False
        return item

    def count(self) -> None:
        """The client has said something. Who goes on far above the rate that is answered with a sentence is cut off."""
        now = time.monotonic()
        if now - self.counting_since > HEARD_WITHIN:
            self.counting_since, self.heard = now, 0
        self.heard += 1
        if self.heard > MOST_HEARD:
            self.give_up("says too much")


def _is_state(item: Any) -> bool:
    return item is not None and isinstance(item.data, str) and item.data.startswith(STATE)


def _size(item: Any) -> int:
    return len(item.data) if item is not None and isinstance(item.data, str | bytes) else 0


class Line(asgi.WebSocket):
    """A client's WebSocket, made by Engine.IO for each. One a client: who has one gets no second."""

    def __init__(self, handler: Any, server: Any) -> None:
        self.client = handler.__self__
        super().__init__(handler if self.client.connected else partial(follow, self.client), server)
        self.protocol: Any = None

    async def __call__(self, environ: dict[str, Any]) -> Any:
        client = self.client
        if client.queue.line is not None:
            await environ["asgi.send"]({"type": "websocket.close"})
            return ""
        client.queue.line, client.poll = self, self._take_one
        self.protocol = getattr(environ["asgi.send"], "__self__", None)
        self._hold_little()
        try:
            return await super().__call__(environ)
        finally:
            if not client.upgraded:
                # The library would answer polls with nothing for good.
                client.queue.line, client.upgrading = None, False
                del client.poll

    def _hold_little(self) -> None:
        with suppress(AttributeError, OSError):
            connection = self.protocol.transport.get_extra_info("socket")
            connection.setsockopt(socket.IPPROTO_TCP, NOTSENT_LOWAT, MOST_UNSENT)

    async def _take_one(self) -> list[Any]:
        """As Engine.IO's own for what a connection is sent, which takes all: that would wait outside the bounds."""
        queue, server = self.client.queue, self.client.server
        try:
            async with asyncio.timeout(server.ping_interval + server.ping_timeout):
                item = await queue.get()
        except (TimeoutError, asyncio.CancelledError):
            raise QueueEmpty from None
        queue.task_done()
        return [] if item is None else [item]

    async def wait(self) -> Any:
        """The next frame. Raises OSError where there is none, or no probe in time."""
        self.client.queue.count()
        if self.client.upgraded:
            return await super().wait()
        async with asyncio.timeout(PROBED_WITHIN):
            return await super().wait()

    async def send(self, message: Any) -> None:
        try:
            async with asyncio.timeout(MOVES_WITHIN):
                await super().send(message)
        except TimeoutError:
            self.client.queue.give_up("takes nothing")
            raise

    def hang_up(self) -> None:
        """Without a goodbye, which would wait behind what is not taken."""
        transport = getattr(self.protocol, "transport", None)
        if transport is not None:
            transport.abort()
