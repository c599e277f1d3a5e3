"""Where the time of a run went: said at its end, so that a file that has become slow is seen by whoever made it so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

LONG_RUN = 120.0
"""Seconds of all tests together from which it is worth saying."""
SHOWN = 15


class Phase(Protocol):
    nodeid: str
    duration: float


def seconds_by_file(phases: Iterable[Phase]) -> Counter[str]:
    """Of setting up, running and clearing away, as the clock shows them: other processes' turns are in it."""
    seconds: Counter[str] = Counter()
    for phase in phases:
        seconds[phase.nodeid.partition("::")[0]] += phase.duration
    return seconds


def slowest(phases: Iterable[Phase]) -> list[str]:
    """Lines to print; none after a short run."""
    seconds = seconds_by_file(phases)
    total = seconds.total()
    if total < LONG_RUN:
        return []
    shown = seconds.most_common(SHOWN)
    return [f"{total:7.0f} s in {len(seconds)} files"] + [f"{took:7.1f} s {name}" for name, took in shown]
