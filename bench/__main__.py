"""Fill servers with a load client and print how they compare; exit status 1 if a case could not be measured."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import uvloop

from bench import fanout, report, votes
from bench.client import Refused
from bench.report import Case
from bench.servers import ROOT, NotStarted

CASE_WITHIN = 240.0
HALL_WITHIN = 180.0
Measure = Callable[[], Coroutine[Any, Any, Case]]


def main() -> int:
    given = _parser().parse_args()
    _raise_limits()
    with tempfile.TemporaryDirectory(prefix="yishi-bench-") as directory:
        return uvloop.run(_run(given, Path(directory)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--full", action="store_true", help="5,000 listeners and voters too; takes some minutes")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument("--rounds", type=int, default=5, help="measured rounds of each case (5)")
    parser.add_argument("--listeners", type=int, default=1000, help="of the fan-out (1000)")
    parser.add_argument("--voters", type=int, default=1000, help="of the burst (1000)")
    parser.add_argument("--only", choices=["fanout", "votes", "burst"], help="one kind of case only")
    return parser


def _raise_limits() -> None:
    """A socket is a file: as many as this machine lets a process have. The servers inherit it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def _run(given: argparse.Namespace, directory: Path) -> int:
    # As the servers do: with thousands of phones the default thresholds look for cycles most of the time.
    gc.set_threshold(100_000, 50, 1000)
    where = report.machine(directory)
    if not given.json:
        print(f"yishi bench: {where.text()}", flush=True)
    cases = []
    for measure in _cases(given, directory):
        case = await _bounded(measure)
        cases.append(case)
        if not given.json:
            print(f"\n{case.text()}", flush=True)
    if given.json:
        print(json.dumps({"machine": vars(where), "cases": [case.data() for case in cases]}, indent=2))
    return 0 if all(case.rows for case in cases) else 1


def _cases(given: argparse.Namespace, directory: Path) -> list[Measure]:
    """Each case has a hall of its own: one does not slow the next with its votes."""

    def copy(name: str, members: int) -> Path:
        made = directory / f"hall-{members}"
        if not made.exists():
            made.mkdir()
            command = [sys.executable, "-m", "bench.hall", str(made), str(members)]
            subprocess.run(command, cwd=ROOT, check=True, timeout=HALL_WITHIN, stdout=sys.stderr)
        return Path(shutil.copytree(made, directory / f"{name}-{members}"))

    async def fan(count: int) -> Case:
        return await fanout.measure(copy("fanout", count), count, given.rounds)

    async def watched() -> Case:
        voters = min(200, given.voters // 2)
        return await votes.watched(copy("votes", given.voters), voters, given.rounds)

    async def burst(count: int) -> Case:
        return await votes.burst(copy("burst", count), copy("plain", count), count, given.rounds)

    sizes = [5000] if given.full else []
    kinds: dict[str, list[Measure]] = {
        "fanout": [lambda count=count: fan(count) for count in [given.listeners, *sizes]],  # type: ignore[misc]
        "votes": [watched],
        "burst": [lambda count=count: burst(count) for count in [given.voters, *sizes]],  # type: ignore[misc]
    }
    return [measure for kind, measures in kinds.items() if given.only in (None, kind) for measure in measures]


async def _bounded(measure: Measure) -> Case:
    """A case that fails says so and does not keep the others from being measured."""
    began = time.perf_counter()
    try:
        async with asyncio.timeout(CASE_WITHIN):
            case = await measure()
    except* (NotStarted, Refused, OSError, TimeoutError, subprocess.SubprocessError) as failed:
        first: BaseException = failed
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
        case = Case("A case could not be measured", [], note=f"{type(first).__name__}: {first}")
    case.seconds = time.perf_counter() - began
    return case


if __name__ == "__main__":
    sys.exit(main())
