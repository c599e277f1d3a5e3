"""Fill servers with a load client and print how they compare; exit status 1 if a case could not be measured.

The last line is one JSON object of the figures that count (keys.py), whatever failed before it.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import resource
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import uvloop

from bench import keys, machine
from bench.keys import Found
from bench.machine import Spent
from bench.plan import Halls, Planned, plan
from bench.report import Case

# On a disk: /tmp may be memory, where a commit costs nothing.
DATA = Path("/var/tmp")
SPARE = 200


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    _raise_limits()
    chosen = [one for one in plan(given.quick) if not given.only or one.name in given.only]
    found: dict[str, Found] = {}
    failed = True
    try:
        with tempfile.TemporaryDirectory(prefix="yishi-bench-", dir=DATA if DATA.is_dir() else None) as directory:
            failed = uvloop.run(_run(chosen, Path(directory), found))
    except asyncio.CancelledError:
        print("\nended before its end", flush=True)
    finally:
        print(f"\n{keys.text(found)}\n\n{keys.last_line(found)}", flush=True)
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "").splitlines()[0])
    names = [one.name for one in plan(quick=False)]
    parser.add_argument("--quick", action="store_true", help="the same figures from fewer rounds, in three minutes")
    parser.add_argument("--only", nargs="+", choices=names, metavar="CASE", help=f"of {', '.join(names)}")
    return parser


def _raise_limits() -> None:
    """A socket is a file: as many as this machine lets a process have. The servers inherit it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def _run(chosen: list[Planned], directory: Path, found: dict[str, Found]) -> bool:
    """Measure and print each case, and put its keys into `found`; gives whether one of them failed."""
    # As the servers do: with thousands of phones the default thresholds look for cycles most of the time.
    gc.set_threshold(100_000, 50, 1000)
    halls, failed, began = Halls(directory), False, Spent.now()
    whole = asyncio.current_task()
    assert whole is not None
    # Servers are ended, and what has been found is printed, also when somebody ends the run.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, whole.cancel)
    print(f"yishi bench: {machine.said(directory)}", flush=True)
    for planned in chosen:
        before = Spent.now()
        case = await measured(planned, halls)
        found.update(keys.taken(case, planned.keys))
        failed |= not case.rows
        print(f"\n{case.text()}\n  ({Spent.now().since(before)})", flush=True)
    print(f"\nThe run: {Spent.now().since(began)}", flush=True)
    return failed


async def measured(planned: Planned, halls: Halls) -> Case:
    """A case that fails says so and does not keep the others from being measured."""
    try:
        _check_sockets(planned.sockets)
        async with asyncio.timeout(planned.within):
            return await planned.measure(halls)
    except Exception as failed:
        first: BaseException = failed
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
        reason = " ".join(f"{type(first).__name__}: {first}".split())
        return Case(f"{planned.name}: could not be measured", [], note=reason)


def _check_sockets(wanted: int) -> None:
    """Raises OSError where this machine lets a process have too few: the servers' messages would not say it."""
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if wanted + SPARE > most != resource.RLIM_INFINITY:
        raise OSError(f"{wanted:,} sockets are needed, a process may have {most:,} files here (ulimit -Hn)")


if __name__ == "__main__":
    sys.exit(main())
