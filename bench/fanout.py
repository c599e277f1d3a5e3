"""One event to everybody: CPU of the server for each message, and how long until the last phone has it."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench import hall, servers
from bench.client import PATIENCE, Crowd, Phone
from bench.report import Case, Figure, Ratio, paired
from bench.servers import Server

SHOUTS = 5
CPU, TIME, MEMORY = "CPU a message, of Node's", "time to the last, of Node's", "memory an idle listener"
# 300 bytes as a frame on the wire.
EVENT = [{"slot": "bench", "version": 1, "html": "x" * 243}]


@dataclass
class Stand:
    """A server, its listeners, and what was measured: µs of its CPU and of ours a message, ms to the last phone."""

    server: Server
    crowd: Crowd
    conductor: Phone
    room: int
    kilobytes: float
    cpu: list[float] = field(default_factory=list)
    client: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)

    async def round(self) -> None:
        messages = len(self.crowd.phones) * SHOUTS
        cpu, client = self.server.cpu(), time.process_time()
        times = [await self._shout() for _ in range(SHOUTS)]
        self.cpu.append((self.server.cpu() - cpu) / messages * 1e6)
        self.client.append((time.process_time() - client) / messages * 1e6)
        self.last.append(median(times) * 1e3)

    async def _shout(self) -> float:
        everybody = self.crowd.expect(len(self.crowd.phones))
        began = time.perf_counter()
        (await self.conductor.call("bench.shout", room=self.room, slots=EVENT)).done()
        return await asyncio.wait_for(everybody, PATIENCE) - began

    def medians(self) -> list[float]:
        return [median(self.cpu), median(self.last), median(self.client), self.kilobytes]


async def measure(data: Path, listeners: int, rounds: int) -> Case:
    """Ours and Node's socket.io in turn; ours alone where Node is not there."""
    made = hall.read(data)
    node = servers.node_version()
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(servers.running("yishi", servers.yishi(data), data / "fanout.log"))
        stands = [await _stand(stack, ours, made, listeners)]
        if node:
            name = f"Node socket.io {node}"
            theirs = await stack.enter_async_context(servers.running(name, servers.node(), data / "node.log"))
            stands.append(await _stand(stack, theirs, made, listeners))
        for number in range(rounds + 1):
            # Who goes first changes, so that neither always follows the other's garbage.
            for stand in stands if number % 2 else stands[::-1]:
                await stand.round()
        return _case(listeners, rounds, stands)


async def _stand(stack: AsyncExitStack, server: Server, made: hall.Hall, listeners: int) -> Stand:
    crowd = Crowd([Phone(cookie) for cookie in made.members[:listeners]])
    conductor = Phone(made.chair)
    stack.callback(crowd.leave)
    stack.callback(conductor.leave)
    await _warm(server, made)
    before = server.memory()
    await crowd.connect(server.port)
    await crowd.join(made.room)
    await conductor.connect(server.port)
    await crowd.quiet()
    return Stand(server, crowd, conductor, made.room, (server.memory() - before) / listeners / 1024)


async def _warm(server: Server, made: hall.Hall) -> None:
    """One phone comes and goes: what a server loads for its first is no part of what each costs."""
    first = Crowd([Phone(made.chair)])
    await first.connect(server.port)
    await first.join(made.room)
    first.leave()


def _case(listeners: int, rounds: int, stands: list[Stand]) -> Case:
    for stand in stands:
        for column in (stand.cpu, stand.last, stand.client):
            del column[0]  # the first round warms up
    ours = stands[0].medians()
    figures: list[Figure] = [Ratio("load client's CPU, of the server's", ours[2] / ours[0], 1.0)]
    if listeners >= 1000:  # of fewer, what does not grow with them is too large a part
        figures.append(Figure(MEMORY, ours[3], 45, unit="KB"))
    note = ""
    if len(stands) == 1:
        note = "Node or node_modules/socket.io is not there, so nothing is compared: `make setup` installs the package"
    else:
        mine, theirs = stands
        figures = [
            Ratio(CPU, paired(mine.cpu, theirs.cpu), 1.0),
            Ratio(TIME, paired(mine.last, theirs.last), 1.1),
            *figures,
        ]
    return Case(
        f"Fan-out: one 300-byte event to {listeners:,} listeners (median of {rounds} rounds of {SHOUTS})",
        ["µs CPU/message", "ms to the last", "µs load client", "KB/listener"],
        {stand.server.name: stand.medians() for stand in stands},
        figures,
        note,
    )
