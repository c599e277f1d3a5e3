"""How long 100,000 papers take, from what voters sent to the result: nothing is like another among scores and ranks."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from agenda.ballots.methods import approval, election, ranked, score, single
from agenda.ballots.methods.kinds import KINDS, Kind
from agenda.ballots.methods.options import options
from agenda.ballots.rule_sets import PRESETS
from agenda.ballots.rules import Amount, Choice, Paper, Roll, Tally, decide
from bench.report import Case, Figure

PAPERS = 100_000
WITHIN = 10.0
"""Seconds: nobody in the hall looks at the clock before."""
SLOWEST = "the slowest kind, in all"
_CANDIDATES = options([f"候选人{number}" for number in range(1, 11)])
_NUMBERS = [one.id for one in _CANDIDATES]

Draw = Callable[[random.Random], dict[str, Any]]
_KINDS: list[tuple[str, Kind, Any, Draw]] = [
    ("single choice of 10", Kind.SINGLE, single.Settings(_CANDIDATES), lambda luck: {"option": luck.choice(_NUMBERS)}),
    (
        "approval, up to 5 of 10", Kind.APPROVAL, approval.Settings(_CANDIDATES, 5, 3),
        lambda luck: {"options": luck.sample(_NUMBERS, luck.randint(1, 5))},
    ),
    (
        "scores 0–10 for 10", Kind.SCORE, score.Settings(_CANDIDATES, 10),
        lambda luck: {"scores": {str(one): luck.randint(0, 10) for one in _NUMBERS}},
    ),
    (
        "10 ranked: run-off, and pairs", Kind.RANKED, ranked.Settings(_CANDIDATES),
        lambda luck: {"ranks": [[one] for one in luck.sample(_NUMBERS, 10)]},
    ),
    (
        "election of 3 of 10", Kind.ELECTION, election.Settings(_CANDIDATES, 3),
        lambda luck: {"for": luck.sample(_NUMBERS, 3), "against": [], "write_ins": []},
    ),
]  # fmt: skip


async def measure(papers: int, seed: int = 278) -> Case:
    """Seconds of each kind on this machine; no server, one process."""
    luck = random.Random(seed)
    rows = {"for, against, abstain": _motion(papers, luck)}
    for name, kind, settings, draw in _KINDS:
        rows[name] = _counted(kind, settings, [draw(luck) for _ in range(papers)])
    slowest = max(sum(row) for row in rows.values())
    figures = [Figure(SLOWEST, slowest, WITHIN, unit="s")]
    return Case(f"Tally of {papers:,} papers", ["s to read", "s to count"], rows, figures)


def _motion(papers: int, luck: random.Random) -> list[float]:
    given = [luck.choice(list(Choice)).value for _ in range(papers)]
    began = time.perf_counter()
    read = [Paper(Choice(choice)) for choice in given]
    counting = time.perf_counter()
    decide(PRESETS["simple"], Tally.count(read), Roll(papers, papers))
    return [counting - began, time.perf_counter() - counting]


def _counted(kind: Kind, settings: Any, given: Sequence[dict[str, Any]]) -> list[float]:
    method = KINDS[kind]
    began = time.perf_counter()
    texts = Counter(method.accept(settings, paper) for paper in given)
    counting = time.perf_counter()
    rows = [(text, Amount(votes, 0)) for text, votes in sorted(texts.items())]
    method.count(settings, rows, Roll(len(given), len(given)), PRESETS["simple"])
    return [counting - began, time.perf_counter() - counting]
