"""A hall's network, between a device and the server, that a test cuts, freezes, strands or mends."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any


@dataclass(eq=False)
class _Line:
    """One connection: the device's end, the server's end, and whether what is said on it arrives."""

    device: asyncio.StreamWriter
    server: asyncio.StreamWriter
    stranded: bool = False


class Wire:
    """Everything a device says to the server goes through here; `address` is where the device finds the server.

    `connections` is how many it has opened so far.
    """

    def __init__(self, server_port: int) -> None:
        self.server_port = server_port
        self.port = 0
        self.up = True
        self.connections = 0
        self._asking, self._answering = asyncio.Event(), asyncio.Event()
        self._lines: set[_Line] = set()
        self._left_open: list[asyncio.StreamWriter] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._door: asyncio.Server | None = None
        self.mend()

    @property
    def flows(self) -> bool:
        return self.up and self._asking.is_set() and self._answering.is_set()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> Wire:
        self._door = await asyncio.start_server(self._came, "127.0.0.1", 0)
        self.port = self._door.sockets[0].getsockname()[1]
        return self

    async def stop(self) -> None:
        assert self._door is not None
        self._door.close()
        self.cut()
        for writer in self._left_open:
            writer.transport.abort()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # ---- what goes wrong with it ----

    def cut(self) -> None:
        """Both ends are told at once, and who comes is turned away."""
        self.up = False
        self._flow()  # who waits in a frozen wire is to learn that it is gone
        for line in self._lines:
            line.device.transport.abort()
            line.server.transport.abort()

    def vanish(self) -> None:
        """The device's end is gone and the server is never told: a phone that was switched off."""
        self.up = False
        for line in self._lines:
            self._left_open.append(line.server)
            line.device.transport.abort()

    def freeze(self, *, answers_only: bool = False) -> None:
        """Nothing comes through, or no answer does, and nobody is told: a phone behind a pillar."""
        self._answering.clear()
        if not answers_only:
            self._asking.clear()

    def strand(self) -> None:
        """What is open is dead without a word, what is opened from now on is well: a phone that was asleep."""
        for line in self._lines:
            line.stranded = True

    def mend(self) -> None:
        self.up = True
        self._flow()

    def _flow(self) -> None:
        self._asking.set()
        self._answering.set()

    # ---- what goes through it ----

    async def _came(self, asks: asyncio.StreamReader, device: asyncio.StreamWriter) -> None:
        if not self.up:
            return device.transport.abort()
        self.connections += 1
        try:
            answers, server = await asyncio.open_connection("127.0.0.1", self.server_port)
        except OSError:  # a server that is down
            return device.transport.abort()
        line = _Line(device, server)
        self._lines.add(line)
        self._go_on(self._carry(line, asks, server, self._asking))
        self._go_on(self._carry(line, answers, device, self._answering))

    def _go_on(self, carrying: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(carrying)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry(
        self, line: _Line, source: asyncio.StreamReader, target: asyncio.StreamWriter, flowing: asyncio.Event
    ) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                await flowing.wait()
                if not line.stranded:
                    target.write(data)
                    await target.drain()
        self._lines.discard(line)
        for writer in (line.device, line.server):
            if writer not in self._left_open:
                writer.close()
