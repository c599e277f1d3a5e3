"""Every two options compared over all papers (Condorcet): who would beat whom if only these two stood.

For advice: it shows whether the run-off's winner would also beat each other option alone. Where nobody beats everybody,
the smallest group whose members beat all outside it (Smith set) is named instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from agenda.ballots.methods.runoff import Ranks
from forum.errors import N_


class Unranked(StrEnum):
    """What leaving an option unranked says when pairs are compared."""

    LAST = "last"  # below all that are ranked, level with others unranked ("implicit ranking")
    SILENT = "silent"  # nothing: such a pair is not counted for either


UNRANKED_NAMES = {
    Unranked.LAST: N_("两两比较时，没有排的选项视为并列最后"),
    Unranked.SILENT: N_("两两比较时，没有排的选项不参加比较"),
}


@dataclass(frozen=True)
class Pairwise:
    """`matrix[i][j]`: votes that prefer options[i] to options[j]. `winner` beats every other one.

    `smith`: the smallest group that beats all others; the winner alone where there is one. `cycle`: within it they beat
    each other in a circle; else, without a winner, some are level.
    """

    options: tuple[int, ...]
    matrix: tuple[tuple[int, ...], ...]
    winner: int | None
    smith: tuple[int, ...]
    cycle: bool

    def prefer(self, one: int, other: int) -> int:
        """How many votes rank `one` above `other`."""
        return self.matrix[self.options.index(one)][self.options.index(other)]


def compare(options: Sequence[int], papers: Mapping[Ranks, int], unranked: Unranked) -> Pairwise:
    matrix = _matrix(options, papers, unranked)
    size = range(len(options))
    beats = [frozenset(j for j in size if matrix[i][j] > matrix[j][i]) for i in size]
    top = _smith(beats)
    winner = options[top[0]] if len(top) == 1 else None
    rows = tuple(tuple(row) for row in matrix)
    return Pairwise(tuple(options), rows, winner, tuple(options[i] for i in top), _goes_round(top, beats))


def _matrix(options: Sequence[int], papers: Mapping[Ranks, int], unranked: Unranked) -> list[list[int]]:
    place = {option: index for index, option in enumerate(options)}
    everybody = range(len(options))
    matrix = [[0] * len(options) for _ in options]
    for ranks, weight in papers.items():
        below = [place[option] for rank in ranks for option in rank]
        if unranked is Unranked.LAST and len(below) < len(options):
            below += set(everybody).difference(below)
        for rank in ranks:
            below = below[len(rank) :]
            for better in rank:
                row = matrix[place[better]]
                for worse in below:
                    row[worse] += weight
    return matrix


def _smith(beats: Sequence[frozenset[int]]) -> list[int]:
    """Its members beat all others, so each has more wins (and half of its ties) than any of these: they come first
    when sorted by that, and the group grows until it beats the rest."""
    beaten = [sum(i in others for others in beats) for i in range(len(beats))]
    order = sorted(range(len(beats)), key=lambda i: beaten[i] - len(beats[i]))
    end, seen = min(1, len(order)), 0
    while seen < end:
        unbeaten = [place for place, other in enumerate(order) if other not in beats[order[seen]]]
        end = max(end, *(place + 1 for place in unbeaten))
        seen += 1
    return sorted(order[:end])


def _goes_round(top: Sequence[int], beats: Sequence[frozenset[int]]) -> bool:
    """Is there a circle: is anybody left when those who beat nobody left are taken away again and again?"""
    left = set(top)
    while ends := {one for one in left if not beats[one] & left}:
        left -= ends
    return bool(left)
