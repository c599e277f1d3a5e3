"""The best of several by their votes, without breaking a tie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from forum.errors import N_


class Outcome(StrEnum):
    DECIDED = "decided"  # as many chosen as were asked for
    PARTLY = "partly"  # some chosen; the rest are tied or short of votes
    TIED = "tied"  # none chosen, because of a tie
    UNDECIDED = "undecided"  # none has the votes
    INVALID = "invalid"


OUTCOME_NAMES = {
    Outcome.DECIDED: N_("已选定"),
    Outcome.PARTLY: N_("部分选定"),
    Outcome.TIED: N_("并列"),
    Outcome.UNDECIDED: N_("未选定"),
    Outcome.INVALID: N_("表决无效"),
}


@dataclass(frozen=True)
class Pick:
    chosen: tuple[int, ...]
    tied: tuple[int, ...]
    open_seats: int

    @property
    def outcome(self) -> Outcome:
        if not self.open_seats:
            return Outcome.DECIDED
        if self.chosen:
            return Outcome.PARTLY
        return Outcome.TIED if self.tied else Outcome.UNDECIDED


def pick(values: Mapping[int, int | Fraction], seats: int) -> Pick:
    """The `seats` highest, best first. Those level at the edge are all tied: no order of theirs may decide."""
    best = sorted(values, key=lambda option: -values[option])
    if len(best) <= seats:
        return Pick(tuple(best), (), seats - len(best))
    edge = values[best[seats - 1]]
    if values[best[seats]] < edge:
        return Pick(tuple(best[:seats]), (), 0)
    chosen = tuple(option for option in best if values[option] > edge)
    return Pick(chosen, tuple(option for option in best if values[option] == edge), seats - len(chosen))
