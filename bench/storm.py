"""A restart: everybody is back at once, signs in at the handshake, joins, and gets the hall as it stands.

Each round starts the servers anew, so nothing is warm but the files.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench import hall, servers
from bench.client import PATIENCE, Crowd, Phone, Refused
from bench.report import Case, Ratio, paired
from bench.servers import ROOT

SNAPSHOT = 5_000
DONE = b'[{"done":true'
# Handshakes at a time: what a server's backlog has no room for, the kernel would try again a second later.
AT_THE_DOOR = 400
SAID = "三号楼二单元的下水道一个月堵了四次，物业每次只是疏通，一楼的住户家里返水，希望这一次彻底更换主管。"


@dataclass
class Returning:
    """A server that has just started, and ms until all its clients were served, by round; µs of its CPU and of ours."""

    name: str
    command: Sequence[str]
    log: Path
    versions: dict[str, int] = field(default_factory=dict)
    ms: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    client: list[float] = field(default_factory=list)
    size: int = 0

    async def round(self, made: hall.Hall, clients: int) -> None:
        async with servers.running(self.name, self.command, self.log) as server:
            cpu, client = server.cpu(), time.process_time()
            seconds, frames = await come_back(server.port, made, made.members[:clients], self.versions)
            self.ms.append(seconds * 1e3)
            self.cpu.append((server.cpu() - cpu) / clients * 1e6)
            self.client.append((time.process_time() - client) / clients * 1e6)
            self.size = max(len(frame) for frame in frames)

    def medians(self) -> list[float]:
        return [median(self.ms), median(self.cpu), median(self.client), self.size]

    def forget_first(self) -> None:
        """It warmed up the files and the load client."""
        for figures in (self.ms, self.cpu, self.client):
            del figures[0]


async def come_back(
    port: int, made: hall.Hall, cookies: Sequence[str], versions: dict[str, int]
) -> tuple[float, list[bytes]]:
    """Everybody at once; gives the seconds until the last is caught up, and all answers.

    Raises Refused or TimeoutError.
    """
    door = asyncio.Semaphore(AT_THE_DOOR)

    async def one(phone: Phone) -> bytes:
        async with door:
            await phone.connect(port)
        _, frame = await asyncio.wait_for(
            phone.ask("join", room=made.room, audience="participant", versions=versions), PATIENCE
        )
        return frame

    with ExitStack() as stack:
        crowd = Crowd([Phone(cookie) for cookie in cookies])
        stack.callback(crowd.leave)
        began = time.perf_counter()
        frames = await asyncio.gather(*(one(phone) for phone in crowd.phones))
        seconds = time.perf_counter() - began
    if refused := [frame for frame in frames if not frame.startswith(DONE)]:
        raise Refused(refused[0].decode()[:300])
    return seconds, frames


async def measure(data: Path, clients: int, rounds: int) -> Case:
    """Ours with nothing known and with the versions clients had, and Node's socket.io with as large a snapshot."""
    made = hall.read(data)
    size, versions = await _talk(data, made)
    fresh = Returning("yishi", servers.yishi(data), data / "storm.log")
    known = Returning("yishi, versions known", servers.yishi(data), data / "storm.log", versions)
    returning = [fresh, known]
    if servers.node_version():
        command = [servers.node_found(), str(ROOT / "bench" / "storm_server.js"), "PORT", str(size)]
        returning.append(Returning(f"Node socket.io {servers.node_version()}", command, data / "node.log"))
    for number in range(rounds + 1):
        for one in returning if number % 2 else returning[::-1]:
            await one.round(made, clients)
    return _case(clients, rounds, returning)


async def _talk(data: Path, made: hall.Hall) -> tuple[int, dict[str, int]]:
    """Fill the hall until a snapshot is large enough; gives the bytes of its slots, and the versions they have."""
    async with servers.running("yishi", servers.yishi(data), data / "storm.log") as server:
        for cookie in made.members[:40]:
            answer = await _say(server.port, made, cookie)
            size = len(json.dumps(answer["slots"], ensure_ascii=False).encode())
            if size >= SNAPSHOT:
                break
        return size, {slot["slot"]: slot["version"] for slot in answer["slots"]}


async def _say(port: int, made: hall.Hall, cookie: str) -> Any:
    """Gives what the one who has spoken is answered on joining."""
    crowd = Crowd([Phone(cookie)])
    phone = crowd.phones[0]
    try:
        await crowd.connect(port)
        (await phone.call("contribution.post", item=made.item, text=SAID, command_id=uuid.uuid4().hex)).done()
        _, frame = await asyncio.wait_for(
            phone.ask("join", room=made.room, audience="participant", versions={}), PATIENCE
        )
        return json.loads(frame)[0]
    finally:
        crowd.leave()


def _case(clients: int, rounds: int, returning: list[Returning]) -> Case:
    for one in returning:
        one.forget_first()
    return Case(
        f"Restart: {clients:,} clients back at once, a snapshot each (median of {rounds})",
        ["ms until all are served", "µs CPU/client", "µs load client", "bytes"],
        {one.name: one.medians() for one in returning},
        [
            Ratio(f"{one.name}, of Node's", paired(one.ms, returning[-1].ms), 2.0)
            for one in returning[:-1]
            if len(returning) > 2
        ],
    )
