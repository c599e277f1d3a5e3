"""What a run has found: a compact table a case, and the figures that are held against targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

LABEL = 34
ROOM = 19


@dataclass(frozen=True)
class Figure:
    """A figure and the target of performance.md it is held against; None: there is none."""

    what: str
    value: float
    target: float | None = None
    at_most: bool = True
    unit: str = "×"

    @property
    def met(self) -> bool:
        if self.target is None:
            return True
        return self.value <= self.target if self.at_most else self.value >= self.target

    def said(self) -> str:
        """1.05 ×   target ≤ 1.1 ×   met"""
        value = f"{self.value:>10,.2f} {self.unit}"
        if self.target is None:
            return value
        sign = "≤" if self.at_most else "≥"
        return f"{value}   target {sign} {self.target:g} {self.unit}   {'met' if self.met else 'missed'}"


class Ratio(Figure):
    """Of two figures of the same run."""


def paired(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of each round's own ratio: what slows the machine for a while slows both sides of it."""
    return median(one / other for one, other in zip(ours, theirs, strict=True))


def percentile(seconds: Sequence[float], rank: int) -> float:
    """The smallest of the figures that `rank` % of them do not exceed (nearest rank)."""
    return sorted(seconds)[max(0, -(-len(seconds) * rank // 100) - 1)]


@dataclass
class Case:
    """One table: a row of figures for each server, and what is drawn from them. No row: it could not be measured."""

    title: str
    columns: list[str]
    rows: dict[str, list[float]] = field(default_factory=dict)
    figures: Sequence[Figure] = field(default_factory=list)
    note: str = ""

    def text(self) -> str:
        lines = [self.title]
        if self.rows:
            lines.append("  " + " " * LABEL + "".join(f"{column:>{ROOM}}" for column in self.columns))
        for name, figures in self.rows.items():
            lines.append(f"  {name:<{LABEL}}" + "".join(f"{figure:>{ROOM},.1f}" for figure in figures))
        lines += [f"  {figure.what:<{LABEL}}{figure.said()}" for figure in self.figures]
        return "\n".join([*lines, f"  {self.note}"] if self.note else lines)

    def figure(self, what: str) -> Figure | None:
        return next((figure for figure in self.figures if figure.what == what), None)
