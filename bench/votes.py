"""Votes: a hall that votes in one second and watches the count, and a burst against the ceiling of the socket stack."""

from __future__ import annotations

import asyncio
import sqlite3
import time
import uuid
from collections.abc import Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from bench import hall, servers
from bench.client import PATIENCE, Crowd, Phone, Refused, answer
from bench.report import Case, Ratio, paired
from bench.servers import Server

CHOICES = ("for", "against", "abstain")


async def cast(voters: Sequence[Phone], ballot: int) -> list[float]:
    """Everybody votes at once; gives the seconds until each had its acknowledgement. Raises Refused, TimeoutError."""
    ids = [uuid.uuid4().hex for _ in voters]
    began = time.perf_counter()
    asked = [
        phone.ask("vote.cast", ballot=ballot, choice=CHOICES[number % 3], command_id=ids[number])
        for number, phone in enumerate(voters)
    ]
    answers = await asyncio.wait_for(asyncio.gather(*asked), PATIENCE)
    for at, frame in answers:
        answer(at, frame).done()
    return [at - began for at, _ in answers]


async def next_ballot(conductor: Phone, item: int) -> int:
    return int((await conductor.call("bench.ballot", item=item)).done())


# ---- a hall that votes and watches ----


async def watched(data: Path, voters: int, rounds: int) -> Case:
    """`voters` vote at once while they, as many listeners and the wall have the session's screens open."""
    made = hall.read(data)
    times: list[list[float]] = []
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(servers.running("yishi", servers.yishi(data), data / "votes.log"))
        everybody, wall, conductor = await _seated(stack, server, made, voters)
        for _ in range(rounds + 1):
            ballot = await next_ballot(conductor, made.item)
            await everybody.quiet()
            times.append(await _watched_round(everybody, wall, ballot, voters))
    figures = [median(column) * 1e3 for column in zip(*times[1:], strict=True)]
    return Case(
        f"{voters} votes at once, {voters} more listening, the wall watching (median of {rounds})",
        ["ms to the last ack", "ms to the wall", "ms to every phone"],
        {"yishi": figures},
        [Ratio("count on the wall, of a second", figures[1] / 1000, 1.0)],
    )


async def _seated(stack: AsyncExitStack, server: Server, made: hall.Hall, voters: int) -> tuple[Crowd, Crowd, Phone]:
    everybody = Crowd([Phone(cookie) for cookie in made.members[: 2 * voters]])
    wall, conductor = Crowd([Phone(wall=made.wall)]), Phone(made.chair)
    for leave in (everybody.leave, wall.leave, conductor.leave):
        stack.callback(leave)
    for crowd, audience in ((everybody, "participant"), (wall, "projector")):
        await crowd.connect(server.port)
        await crowd.join(made.room, audience)
    await conductor.connect(server.port)
    return everybody, wall, conductor


async def _watched_round(everybody: Crowd, wall: Crowd, ballot: int, voters: int) -> list[float]:
    on_wall, on_phones = wall.expect_votes(voters), everybody.expect_votes(voters)
    began = time.perf_counter()
    acknowledged = max(await cast(everybody.phones[:voters], ballot))
    shown = await asyncio.wait_for(asyncio.gather(on_wall, on_phones), PATIENCE)
    return [acknowledged, *(at - began for at in shown)]


# ---- a burst ----


@dataclass
class Booth:
    """A server with connected voters who watch nothing; votes a second, and ms at the 99th percentile, by round."""

    server: Server
    crowd: Crowd
    conductor: Phone | None
    item: int
    rates: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    async def round(self) -> None:
        ballot = await next_ballot(self.conductor, self.item) if self.conductor else 1
        before = self.server.cpu()
        seconds = await cast(self.crowd.phones, ballot)
        self.cpu.append((self.server.cpu() - before) / len(seconds) * 1e6)
        self.rates.append(len(seconds) / max(seconds))
        self.late.append(quantiles(seconds, n=100)[98] * 1e3)

    def medians(self) -> list[float]:
        return [median(self.rates), median(self.late), median(self.cpu)]

    def forget_first(self) -> None:
        """It warmed up."""
        for figures in (self.rates, self.late, self.cpu):
            del figures[0]


async def burst(data: Path, plain: Path, voters: int, rounds: int) -> Case:
    """Ours, ours with one transaction a vote (on `plain`, a copy of the data), and a server that only acknowledges."""
    made = {path: hall.read(path) for path in (data, plain)}
    async with AsyncExitStack() as stack:
        booths = [
            await _booth(stack, "yishi", servers.yishi(data), made[data], voters, data / "burst.log"),
            await _booth(stack, "acknowledge only", servers.ack_only(), None, voters, data / "ack.log", made[data]),
            await _booth(
                stack,
                "one transaction a vote",
                servers.yishi(plain, "--one-by-one"),
                made[plain],
                voters,
                plain / "log",
            ),
        ]
        for _ in range(rounds + 1):
            for booth in booths:
                await booth.round()
        for path in (data, plain):
            _check_on_disk(path, voters * (rounds + 1))
    return _case(voters, rounds, booths)


async def _booth(
    stack: AsyncExitStack,
    name: str,
    command: Sequence[str],
    directed: hall.Hall | None,
    voters: int,
    log: Path,
    signed_in: hall.Hall | None = None,
) -> Booth:
    server = await stack.enter_async_context(servers.running(name, command, log))
    people = directed or signed_in
    assert people is not None
    crowd = Crowd([Phone(cookie) for cookie in people.members[:voters]])
    stack.callback(crowd.leave)
    await crowd.connect(server.port)
    conductor = None
    if directed:
        conductor = Phone(directed.chair)
        stack.callback(conductor.leave)
        await conductor.connect(server.port)
    return Booth(server, crowd, conductor, people.item)


def _check_on_disk(data: Path, votes: int) -> None:
    """Raises Refused unless every acknowledged vote is in the database."""
    with closing(sqlite3.connect(data / "yishi.sqlite3")) as connection:
        found = connection.execute("SELECT count(*) FROM vote").fetchone()[0]
    if found < votes:
        raise Refused(f"{votes} votes were acknowledged, {found} are in the database")


def _case(voters: int, rounds: int, booths: list[Booth]) -> Case:
    for booth in booths:
        booth.forget_first()
    ours, ceiling, plain = (booth.rates for booth in booths)
    return Case(
        f"Burst: {voters:,} durable votes at once, acknowledged after the commit (median of {rounds})",
        ["votes/s", "p99 ms", "µs CPU/vote"],
        {booth.server.name: booth.medians() for booth in booths},
        [
            Ratio("votes/s, of acknowledging only", paired(ours, ceiling), 0.8, at_most=False),
            Ratio("votes/s, of one transaction a vote", paired(ours, plain), 6.0, at_most=False),
        ],
    )
