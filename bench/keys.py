"""The last line of a run: one JSON object, always the same keys, each a number, or null and its reason above it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bench.report import Case, Figure

KEYS = (
    "fanout_1000_vs_node",
    "fanout_5000_vs_node",
    "fanout_cpu_5000_vs_node",
    "votes_5000_vs_ack_only",
    "votes_5000_vs_one_transaction",
    "votes_200_listeners_200_s",
    "spread_5000_ack_p99_ms",
    "storm_3000_vs_node",
    "kb_per_client",
    "pdf_300_live_p99_ratio",
    "wall_picture_p95_ms",
    "dashboard_3000_topics_s",
    "lists_100_times_s",
)
NOT_RUN = "its case was not run"


@dataclass(frozen=True)
class Found:
    """A key's figure, or why there is none."""

    figure: Figure | None = None
    why: str = NOT_RUN

    def said(self) -> str:
        return self.figure.said() if self.figure else f"{'null':>10} ({self.why})"


def taken(case: Case, wanted: Mapping[str, str]) -> dict[str, Found]:
    """From a measured case: `wanted` names the figure behind each key."""
    why = case.note or "its case gave no such figure"
    return {key: Found(case.figure(what), why) for key, what in wanted.items()}


def complete(found: Mapping[str, Found]) -> dict[str, Found]:
    return {key: found.get(key, Found()) for key in KEYS}


def text(found: Mapping[str, Found]) -> str:
    width = max(map(len, KEYS))
    lines: Iterable[str] = (f"  {key:<{width}}{one.said()}" for key, one in complete(found).items())
    return "\n".join(["What counts", *lines])


def last_line(found: Mapping[str, Found]) -> str:
    values = {key: round(one.figure.value, 3) if one.figure else None for key, one in complete(found).items()}
    return json.dumps(values, allow_nan=False)
