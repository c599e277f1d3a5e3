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
from statistics import median

from bench import hall, servers
from bench.client import PATIENCE, Crowd, Phone, Refused, answer
from bench.report import Case, Figure, Ratio, paired, percentile
from bench.servers import Server

CHOICES = ("for", "against", "abstain")
ON_THE_WALL = "all votes shown on the wall"
WARMING = 500
# A fourth server with 5,000 phones is more sockets than many machines let a process have.
BARE, BARE_UP_TO = "python-socketio alone, no database", 1000
CEILING, ONE_BY_ONE = "votes/s, of no database", "votes/s, of one transaction a vote"


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
            before = server.cpu()
            times.append(await _watched_round(everybody, wall, ballot, voters))
            times[-1].append((server.cpu() - before) / voters * 1e3)
    return _watched_case(voters, rounds, times[1:])


def _watched_case(voters: int, rounds: int, times: list[list[float]]) -> Case:
    figures = [median(column) * 1e3 for column in zip(*times, strict=True)]
    return Case(
        f"{voters} votes at once, {voters} more listening, the wall watching (median of {rounds})",
        ["ms to the last ack", "ms to the wall", "ms to every phone", "µs CPU/vote"],
        {"yishi": figures},
        [Figure(ON_THE_WALL, figures[1] / 1000, 1.0, unit="s")],
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

    async def warm(self) -> None:
        await cast(self.crowd.phones[:WARMING], await self._ballot())

    async def round(self) -> None:
        ballot = await self._ballot()
        before = self.server.cpu()
        seconds = await cast(self.crowd.phones, ballot)
        self.cpu.append((self.server.cpu() - before) / len(seconds) * 1e6)
        self.rates.append(len(seconds) / max(seconds))
        self.late.append(percentile(seconds, 99) * 1e3)

    async def _ballot(self) -> int:
        return await next_ballot(self.conductor, self.item) if self.conductor else 1

    def medians(self) -> list[float]:
        return [median(self.rates), median(self.late), median(self.cpu)]


async def burst(data: Path, plain: Path, voters: int, rounds: int) -> Case:
    """Ours; the same without a database; ours, one transaction a vote, on `plain`; in a small hall python-socketio."""
    made = {path: hall.read(path) for path in (data, plain)}
    async with AsyncExitStack() as stack:

        async def booth(name: str, command: Sequence[str], path: Path, log: str, directed: bool = True) -> Booth:
            server = await stack.enter_async_context(servers.running(name, command, data / log))
            return await _booth(stack, server, made[path], voters, directed)

        booths = [
            await booth("yishi", servers.yishi(data), data, "burst.log"),
            # It reads the hall and the sign-ins from there, and writes nothing.
            await booth("the same, no database", servers.yishi(plain, "--no-database"), plain, "ceiling.log", False),
            await booth("one transaction a vote", servers.yishi(plain, "--one-by-one"), plain, "plain.log"),
        ]
        if voters <= BARE_UP_TO:
            booths.append(await booth(BARE, servers.ack_only(), data, "ack.log", False))
        for one in booths:
            await one.warm()
        for number in range(rounds):
            for one in booths if number % 2 else booths[::-1]:
                await one.round()
        for path in (data, plain):
            _check_on_disk(path, min(WARMING, voters) + rounds * voters)
    return _case(voters, rounds, booths)


async def _booth(stack: AsyncExitStack, server: Server, made: hall.Hall, voters: int, directed: bool) -> Booth:
    crowd = Crowd([Phone(cookie) for cookie in made.members[:voters]])
    stack.callback(crowd.leave)
    await crowd.connect(server.port)
    conductor = None
    if directed:
        conductor = Phone(made.chair)
        stack.callback(conductor.leave)
        await conductor.connect(server.port)
    return Booth(server, crowd, conductor, made.item)


def _check_on_disk(data: Path, votes: int) -> None:
    """Raises Refused unless every acknowledged vote is in the database."""
    with closing(sqlite3.connect(data / "yishi.sqlite3")) as connection:
        found = connection.execute("SELECT count(*) FROM vote").fetchone()[0]
    if found < votes:
        raise Refused(f"{votes} votes were acknowledged, {found} are in the database")


def _case(voters: int, rounds: int, booths: list[Booth]) -> Case:
    ours, ceiling, plain, *bare = (booth.rates for booth in booths)
    return Case(
        f"Burst: {voters:,} durable votes at once, acknowledged after the commit (median of {rounds})",
        ["votes/s", "p99 ms", "µs CPU/vote"],
        {booth.server.name: booth.medians() for booth in booths},
        [
            Ratio(CEILING, paired(ours, ceiling), 0.8, at_most=False),
            Ratio(ONE_BY_ONE, paired(ours, plain), 6.0, at_most=False),
            *(Ratio("votes/s, of python-socketio alone", paired(ours, one)) for one in bare),
        ],
    )
