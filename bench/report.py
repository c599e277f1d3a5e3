"""What a run has found, as a compact table or as JSON."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

LABEL = 34


@dataclass(frozen=True)
class Ratio:
    """A ratio of two figures of the same run, and the target of performance.md it is held against."""

    what: str
    value: float
    target: float
    at_most: bool = True

    @property
    def met(self) -> bool:
        return self.value <= self.target if self.at_most else self.value >= self.target

    def line(self) -> str:
        sign = "≤" if self.at_most else "≥"
        return f"  {self.what:<{LABEL}}{self.value:>10.2f} ×   target {sign} {self.target:g} ×   {_verdict(self.met)}"


def paired(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of each round's own ratio: what slows the machine for a while slows both sides of it."""
    return median(one / other for one, other in zip(ours, theirs, strict=True))


def _verdict(met: bool) -> str:
    return "met" if met else "missed"


@dataclass
class Case:
    """One table: a row of figures for each server, and the ratios drawn from them."""

    title: str
    columns: list[str]
    rows: dict[str, list[float]] = field(default_factory=dict)
    ratios: list[Ratio] = field(default_factory=list)
    note: str = ""
    seconds: float = 0.0

    def text(self) -> str:
        lines = [self.title]
        if self.rows:
            lines.append("  " + " " * LABEL + "".join(f"{column:>20}" for column in self.columns))
        for name, figures in self.rows.items():
            lines.append(f"  {name:<{LABEL}}" + "".join(f"{figure:>20,.1f}" for figure in figures))
        lines += [ratio.line() for ratio in self.ratios]
        return "\n".join([*lines, f"  {self.note}"] if self.note else lines)

    def data(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "figures": {name: dict(zip(self.columns, row, strict=True)) for name, row in self.rows.items()},
            "ratios": [
                {"what": r.what, "value": round(r.value, 3), "target": r.target, "at_most": r.at_most, "met": r.met}
                for r in self.ratios
            ],
            "note": self.note,
            "seconds": round(self.seconds, 1),
        }


@dataclass(frozen=True)
class Machine:
    """Where and beside what it was measured: a high load, or few syncs a second, explains high figures."""

    cores: int
    python: str
    load: float
    syncs: float

    def text(self) -> str:
        return (
            f"{self.cores} cores, Python {self.python}, load {self.load:.1f} before the run, "
            f"{self.syncs:,.0f} fdatasync/s; absolute figures drift, ratios are what counts"
        )


def machine(directory: Path) -> Machine:
    return Machine(os.cpu_count() or 1, platform.python_version(), os.getloadavg()[0], _syncs(directory / "probe"))


def _syncs(path: Path, count: int = 200) -> float:
    """fdatasync calls a second for appended pages, as a commit makes them."""
    file = os.open(path, os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        began = time.perf_counter()
        for _ in range(count):
            os.write(file, b"\0" * 4096)
            os.fdatasync(file)
        return count / (time.perf_counter() - began)
    finally:
        os.close(file)
        path.unlink()
