"""What a run measures, in order, how often, and which key of the last line each figure gives."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench import fanout, lists, matching, openslides, overview, printing, spread, storm, tally, votes, wall
from bench.report import Case
from bench.servers import ROOT, NotStarted

HALL_WITHIN = 180.0
SMALL, LARGE = 1000, 5000
FULL = 60
"""A hall as it is on most evenings."""
VERSUS_NODE = "yishi, of Node's"


class Halls:
    """Each case has a hall of its own, a copy of one made once: one does not slow the next with its votes."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.made: dict[int, asyncio.Task[Path]] = {}

    async def copy(self, name: str, members: int) -> Path:
        if not self.made:  # all at once, before anything is measured
            for size in (LARGE, SMALL, FULL):
                self.made[size] = asyncio.create_task(self._make(size))
            await asyncio.wait(self.made.values())
        made = await asyncio.shield(self.made[members])  # a case that is ended does not end what others wait for
        return Path(await asyncio.to_thread(shutil.copytree, made, self.directory / name))

    async def _make(self, members: int) -> Path:
        """Raises NotStarted or TimeoutError."""
        directory = self.directory / f"hall-{members}"
        await asyncio.to_thread(directory.mkdir)
        command = [sys.executable, "-m", "bench.hall", str(directory), str(members)]
        making = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL)
        try:
            code = await asyncio.wait_for(making.wait(), HALL_WITHIN)
        finally:
            if making.returncode is None:
                making.kill()
        if code:
            raise NotStarted(f"a hall of {members} could not be made: exit status {code}")
        return directory


@dataclass(frozen=True)
class Planned:
    """A case and `keys`: which of its figures is meant by each.

    It has `within` seconds, and so many `sockets` at once in this process, or it could not be measured.
    """

    name: str
    measure: Callable[[Halls], Awaitable[Case]]
    keys: Mapping[str, str] = field(default_factory=dict)
    within: float = 240.0
    sockets: int = LARGE


def plan(quick: bool) -> list[Planned]:
    """A quick run has the same cases at the same sizes in fewer rounds, and leaves out what gives no key."""
    everything = [
        *(_fanout(count, 3 if quick else 5) for count in (100, 1000, 5000)),
        _watched(3 if quick else 5),
        *([] if quick else [_burst(1000, 3)]),
        _burst(5000, 2 if quick else 3),
        _spread(1 if quick else 3),
        _storm(1 if quick else 3),
        *([] if quick else [_tally(), _matching()]),
        _overview(5 if quick else 20),
        _lists(5 if quick else 20),
        _wall(8 if quick else 20),
        _printing(1 if quick else 3, 12.0 if quick else 20.0),
    ]
    return everything if quick else [*everything, _openslides()]


def _fanout(count: int, rounds: int) -> Planned:
    async def measure(halls: Halls) -> Case:
        data = await halls.copy(f"fanout-{count}", max(count, SMALL))
        return await fanout.measure(data, count, rounds)

    keys = {
        1000: {"fanout_1000_vs_node": fanout.TIME},
        5000: {
            "fanout_5000_vs_node": fanout.TIME,
            "fanout_cpu_5000_vs_node": fanout.CPU,
            "kb_per_client": fanout.MEMORY,
        },
    }
    return Planned(f"fanout-{count}", measure, keys.get(count, {}), sockets=2 * count)


def _watched(rounds: int) -> Planned:
    async def measure(halls: Halls) -> Case:
        return await votes.watched(await halls.copy("votes", SMALL), 200, rounds)

    return Planned("votes", measure, {"votes_200_listeners_200_s": votes.ON_THE_WALL})


def _burst(count: int, rounds: int) -> Planned:
    async def measure(halls: Halls) -> Case:
        data, plain = await halls.copy(f"burst-{count}", count), await halls.copy(f"plain-{count}", count)
        return await votes.burst(data, plain, count, rounds)

    keys = {"votes_5000_vs_ack_only": votes.CEILING, "votes_5000_vs_one_transaction": votes.ONE_BY_ONE}
    return Planned(f"burst-{count}", measure, keys if count == 5000 else {}, sockets=3 * count)


def _spread(rounds: int) -> Planned:
    async def measure(halls: Halls) -> Case:
        return await spread.measure(await halls.copy("spread", LARGE), LARGE, rounds)

    return Planned("spread", measure, {"spread_5000_ack_p99_ms": spread.LATE})


def _storm(rounds: int) -> Planned:
    async def measure(halls: Halls) -> Case:
        return await storm.measure(await halls.copy("storm", LARGE), 3000, rounds)

    return Planned("storm", measure, {"storm_3000_vs_node": VERSUS_NODE})


def _printing(rounds: int, alone: float) -> Planned:
    async def measure(halls: Halls) -> Case:
        return await printing.measure(await halls.copy("pdf", SMALL), rounds, alone)

    return Planned("pdf", measure, {"pdf_300_live_p99_ratio": printing.BESIDE}, within=400.0)


def _wall(rounds: int) -> Planned:
    async def measure(halls: Halls) -> Case:
        return await wall.measure(await halls.copy("wall", FULL), rounds)

    return Planned("wall", measure, {"wall_picture_p95_ms": wall.PAINTED}, sockets=FULL)


def _tally() -> Planned:
    async def measure(halls: Halls) -> Case:
        return await tally.measure(tally.PAPERS)

    return Planned("tally", measure, sockets=0)


def _matching() -> Planned:
    async def measure(halls: Halls) -> Case:
        return await matching.measure()

    return Planned("matching", measure, sockets=0)


def _overview(rounds: int) -> Planned:
    async def measure(halls: Halls) -> Case:
        directory = halls.directory / "overview"
        await asyncio.to_thread(directory.mkdir)
        return await overview.measure(directory, rounds)

    return Planned("overview", measure, {"dashboard_3000_topics_s": overview.BOARD}, sockets=0)


def _lists(rounds: int) -> Planned:
    async def measure(halls: Halls) -> Case:
        directory = halls.directory / "lists"
        await asyncio.to_thread(directory.mkdir)
        return await lists.measure(directory, rounds)

    return Planned("lists", measure, {"lists_100_times_s": lists.MATCHING}, sockets=0)


def _openslides() -> Planned:
    async def measure(halls: Halls) -> Case:
        return await openslides.measure(await halls.copy("openslides", SMALL), 200)

    return Planned("openslides", measure, within=600.0)
