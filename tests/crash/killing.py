"""When the server is killed, and what a run has seen of it."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.crash.presses import Press

CHAIRS = {"open_ballot", "close_ballot", "open_item", "close_item", "open_session", "close_session", "give_floor"}
MOST = {"answer": 60, "vote": 20, "press": 60, "chair": 5, "time": 1}
"""Of each kind of moment so many pass at most before the server is killed."""
SOON, LATE = 0.3, 0.6
"""Seconds after which it is killed at the latest: where only time counts, and where nobody did what it waits for."""


@dataclass
class Killer:
    """Waits for its moment: the n-th answer, vote, press or press of the chair, or a time; a little later it kills."""

    kind: str
    count: int
    delay: float
    limit: float
    strike: Callable[[], None]
    struck: bool = False

    @classmethod
    def drawn(cls, chance: random.Random, strike: Callable[[], None]) -> Killer:
        kind = chance.choice(("answer", "vote", "vote", "press", "chair", "time"))
        delay = chance.choice((0.0, chance.uniform(0, 0.001), chance.uniform(0, 0.01)))
        limit = chance.uniform(0, SOON) if kind == "time" else LATE
        return cls(kind, chance.randint(1, MOST[kind]), delay, limit, strike)

    def sent(self, press: Press) -> None:
        self._count(self.kind == "press" or (self.kind == "chair" and press.command in CHAIRS))

    def answered(self, press: Press) -> None:
        self._count(self.kind == "answer" or (self.kind == "vote" and press.is_vote))

    def _count(self, counts: bool) -> None:
        self.count -= counts
        if counts and self.count == 0:
            time.sleep(self.delay)  # this process stands still meanwhile, the server does not
            self.now()

    def now(self) -> None:
        if not self.struck:
            self.struck = True
            self.strike()


@dataclass
class Tally:
    """What a run has seen. `cut_off` are presses without an answer at a kill, `kept` those of them that were stored."""

    rounds: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    pressed: int = 0
    answered: int = 0
    cut_off: int = 0
    kept: int = 0
    seconds: list[float] = field(default_factory=list)

    def text(self) -> str:
        kills = ", ".join(f"{count} {kind}" for kind, count in sorted(self.kills.items()))
        each = sum(self.seconds) / max(1, len(self.seconds))
        return (
            f"{self.rounds} rounds, {each:.2f} s each; killed {self.kills.total()} times: {kills}\n"
            f"{self.pressed} presses, {self.answered} answers; {self.cut_off} presses were cut off by a kill, "
            f"{self.kept} of them were stored and {self.cut_off - self.kept} were not"
        )
