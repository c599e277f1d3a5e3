"""Everybody votes within ten seconds, as a hall does when the ballot opens, and all follow the count meanwhile."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench import hall, servers
from bench.client import PATIENCE, Crowd, Phone, answer
from bench.report import Case, Figure, percentile
from bench.servers import Server
from bench.votes import CHOICES, next_ballot

SECONDS = 10.0
TALLY = 0.2
WARMING = 100
# Reading every count on every phone would cost the load client as much as receiving it.
WATCHED_EVERY = 50
LATE = "acknowledged, 99 % within"


@dataclass
class Spread:
    """By round: ms until half and 99 % are acknowledged, ms from the last vote to the last phone's count, cores."""

    half: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    cores: list[float] = field(default_factory=list)
    client: list[float] = field(default_factory=list)

    def medians(self) -> list[float]:
        return [median(column) for column in (self.half, self.late, self.shown, self.cores, self.client)]


async def measure(data: Path, voters: int, rounds: int) -> Case:
    made = hall.read(data)
    found = Spread()
    async with AsyncExitStack() as stack:
        command = servers.yishi(data, "--tally", str(TALLY))
        server = await stack.enter_async_context(servers.running("yishi", command, data / "spread.log"))
        crowd, conductor = Crowd([Phone(cookie) for cookie in made.members[:voters]]), Phone(made.chair)
        stack.callback(crowd.leave)
        stack.callback(conductor.leave)
        await crowd.connect(server.port)
        await crowd.join(made.room)
        await conductor.connect(server.port)
        await paced(crowd.phones[:WARMING], await next_ballot(conductor, made.item), 1.0)
        for _ in range(rounds):
            ballot = await next_ballot(conductor, made.item)
            await crowd.quiet()
            await _round(found, server, crowd, ballot)
    return _case(voters, rounds, found)


async def _round(found: Spread, server: Server, crowd: Crowd, ballot: int) -> None:
    everybody = len(crowd.phones)
    shown = Crowd(crowd.phones[::WATCHED_EVERY]).expect_votes(everybody)
    server_cpu, client_cpu, began = server.cpu(), time.process_time(), time.perf_counter()
    seconds = await paced(crowd.phones, ballot, SECONDS)
    voted = began + SECONDS
    found.shown.append((await asyncio.wait_for(shown, PATIENCE) - voted) * 1e3)
    took = time.perf_counter() - began
    found.cores.append((server.cpu() - server_cpu) / took)
    found.client.append((time.process_time() - client_cpu) / took)
    found.half.append(percentile(seconds, 50) * 1e3)
    found.late.append(percentile(seconds, 99) * 1e3)


async def paced(voters: Sequence[Phone], ballot: int, within: float) -> list[float]:
    """One votes after the other, evenly; gives the seconds from each one's press to the acknowledgement."""
    sent, asked = [], []
    began = time.perf_counter()
    for number, phone in enumerate(voters):
        due = began + number * within / len(voters)
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        sent.append(time.perf_counter())
        asked.append(phone.ask("vote.cast", ballot=ballot, choice=CHOICES[number % 3], command_id=uuid.uuid4().hex))
    answers = await asyncio.wait_for(asyncio.gather(*asked), PATIENCE)
    for at, frame in answers:
        answer(at, frame).done()
    return [at - began for (at, _), began in zip(answers, sent, strict=True)]


def _case(voters: int, rounds: int, found: Spread) -> Case:
    figures = found.medians()
    return Case(
        f"{voters:,} vote within {SECONDS:g} s, the count to all of them every {TALLY * 1e3:g} ms (median of {rounds})",
        ["ms to the ack, p50", "p99", "ms to last count", "server cores", "client cores"],
        {"yishi": figures},
        [Figure(LATE, figures[1], 150, unit="ms")],
    )
