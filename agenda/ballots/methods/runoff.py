"""Instant run-off 逐轮淘汰: every round's votes, who goes out and why.

An option that holds more than half of the votes still counting wins. Else the option with the fewest goes out, and its
papers pass to their next choice that still stands; a paper that has none is exhausted. Options tied for the fewest are
told apart by what is on the papers alone, never by the order of papers or of options (`Reason`):

    EARLIER   the one that had fewer in the last round in which the tied differed goes out
    TOGETHER  still tied, but whichever of them goes first the result is the same, and also if all go now: so all do
    LOT       a lot was drawn, and is part of the question's settings
    STOPPED   nothing of these: the count stops until a lot is drawn

An option that a paper does not rank gets nothing of it. What becomes of a paper that ranks options level `Equal` says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from forum.errors import N_

Ranks: TypeAlias = tuple[tuple[int, ...], ...]
Votes: TypeAlias = int | Fraction
_Paper: TypeAlias = tuple[Ranks, int, int]  # ranks, the rank it stands at, votes


class Equal(StrEnum):
    """A paper that gives several options one rank."""

    REFUSED = "refused"  # is invalid
    SHARED = "shared"  # counts for each of those still standing, in equal, exact parts
    STOPS = "stops"  # is exhausted when it comes to a rank of which several still stand, as official run-offs have it


EQUAL_NAMES = {
    Equal.REFUSED: N_("同一名次排了几个选项的选票无效"),
    Equal.SHARED: N_("同一名次排了几个选项的，一票由其中仍在的选项平分"),
    Equal.STOPS: N_("计到某一名次还有几个选项仍在的选票，到此为止"),
}

MOST_WORK = 1_000_000
"""How many times papers may be looked at to find out whether a tie matters; beyond that a lot is drawn."""


class Reason(StrEnum):
    FEWEST = "fewest"
    EARLIER = "earlier"
    TOGETHER = "together"
    LOT = "lot"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Round:
    """`votes`: (option, votes) of those standing, as on the paper. Votes and `exhausted` add up to all marked papers.

    `out` left after this round, for `reason` (None in the last); `tied` were level for the fewest, if several were.
    """

    number: int
    votes: tuple[tuple[int, Votes], ...]
    exhausted: int
    out: tuple[int, ...] = ()
    tied: tuple[int, ...] = ()
    reason: Reason | None = None

    @property
    def counting(self) -> Votes:
        return sum((votes for _, votes in self.votes), 0)

    def votes_of(self, option: int) -> Votes:
        return dict(self.votes)[option]


@dataclass(frozen=True)
class Runoff:
    """`tied` are those a lot must choose from, if the count stopped: the one drawn goes out. `winner` is then None.

    It is None too where no paper ranks anything.
    """

    rounds: tuple[Round, ...]
    winner: int | None
    tied: tuple[int, ...]


def run(
    options: Sequence[int], papers: Mapping[Ranks, int], equal: Equal = Equal.SHARED, lots: Sequence[int] = ()
) -> Runoff:
    """`papers`: marked ones with their votes. `lots`: who lost each lot that had to be drawn, in that order."""
    hands, ahead = _Hands(options, papers, equal), _ahead(papers, equal)
    rounds: list[Round] = []
    left = list(lots)
    while True:
        votes = hands.votes()
        now = Round(len(rounds) + 1, tuple(votes.items()), hands.exhausted)
        if (winner := _winner(votes)) is not None or not now.counting:
            return Runoff((*rounds, now), winner, ())
        out, tied, reason = _going_out(votes, rounds, ahead, left)
        rounds.append(replace(now, out=out, tied=tied, reason=reason))
        if not out:
            return Runoff(tuple(rounds), None, tied)
        hands.pass_on(out)


def _ahead(papers: Mapping[Ranks, int], equal: Equal) -> Mapping[Ranks, int] | None:
    """The papers, if later rounds depend only on who still stands: where a paper may stop they depend on the way."""
    stops = equal is Equal.STOPS and any(len(rank) > 1 for ranks in papers for rank in ranks)
    return None if stops else papers


def _winner(votes: Mapping[int, Votes]) -> int | None:
    whole = sum(votes.values())
    return next((option for option, held in votes.items() if 2 * held > whole), None)


# ---- who goes out ------------------------------------------------------------------------------------------------


def _going_out(
    votes: Mapping[int, Votes], rounds: Sequence[Round], papers: Mapping[Ranks, int] | None, lots: list[int]
) -> tuple[tuple[int, ...], tuple[int, ...], Reason]:
    """(who goes out, who was tied, why). `lots` is used up from its beginning."""
    tied = _fewest(votes)
    if len(tied) == 1:
        return tied, (), Reason.FEWEST
    fewest = _fewest_before(tied, rounds)
    if len(fewest) == 1:
        return fewest, tied, Reason.EARLIER
    if papers is not None and _may_go_together(tied, votes, papers):
        return tied, tied, Reason.TOGETHER
    if lots and lots[0] in fewest:
        return (lots.pop(0),), fewest, Reason.LOT
    return (), fewest, Reason.STOPPED


def _fewest(votes: Mapping[int, Votes]) -> tuple[int, ...]:
    least = min(votes.values())
    return tuple(option for option, held in votes.items() if held == least)


def _fewest_before(tied: tuple[int, ...], rounds: Sequence[Round]) -> tuple[int, ...]:
    """Those of the tied that had the fewest in the rounds before, the last round first."""
    for one in reversed(rounds):
        held = dict(one.votes)
        tied = _fewest({option: held[option] for option in tied})
    return tied


def _may_go_together(tied: Collection[int], votes: Mapping[int, Votes], papers: Mapping[Ranks, int]) -> bool:
    rest = frozenset(votes) - frozenset(tied)
    if not rest:
        return False
    if sum(votes[option] for option in tied) < min(votes[option] for option in rest):
        return True  # whichever goes first, what it passes on lifts none of the others above those that stay
    winner = _sure_winner(frozenset(votes), papers)
    return winner is not None and _sure_winner(rest, papers) == winner


def _sure_winner(standing: frozenset[int], papers: Mapping[Ranks, int]) -> int | None:
    """Who wins however each tie for the fewest is broken from here on; None if it depends, or takes `MOST_WORK`."""
    winners: set[int] = set()
    seen: set[frozenset[int]] = set()
    ahead = [standing]
    while ahead:
        now = ahead.pop()
        if now in seen:
            continue
        seen.add(now)
        votes = _Hands(sorted(now), papers).votes()
        if (winner := _winner(votes)) is not None:
            winners.add(winner)
        elif any(votes.values()):
            ahead += [now - {option} for option in _fewest(votes)]
        if len(winners) > 1 or len(seen) * len(papers) > MOST_WORK:
            return None
    return next(iter(winners), None)


# ---- papers in hand ----------------------------------------------------------------------------------------------


class _Hands:
    """Which papers stand together at the same choice: of one option, or of several that share it.

    Only those are looked at again whose choice goes out, and from the rank at which they stood.
    """

    def __init__(self, options: Sequence[int], papers: Mapping[Ranks, int], equal: Equal = Equal.SHARED) -> None:
        self.stops = equal is Equal.STOPS
        self.standing = dict.fromkeys(options)
        self.held: dict[tuple[int, ...], list[_Paper]] = {}
        self.sums: dict[tuple[int, ...], int] = {}
        self.exhausted = 0
        self._place((ranks, 0, weight) for ranks, weight in papers.items())

    def votes(self) -> dict[int, Votes]:
        """By option, in the order given: exact, and whole where nothing is shared."""
        by_sharers: dict[int, dict[int, int]] = {option: {} for option in self.standing}
        for choice, weight in self.sums.items():
            for option in choice:
                sums = by_sharers[option]
                sums[len(choice)] = sums.get(len(choice), 0) + weight
        return {option: _whole(sums) for option, sums in by_sharers.items()}

    def pass_on(self, out: Collection[int]) -> None:
        for option in out:
            del self.standing[option]
        loose: list[_Paper] = []
        for choice in [choice for choice in self.held if not self.standing.keys() >= set(choice)]:
            loose += self.held.pop(choice)
            del self.sums[choice]
        self._place(loose)

    def _place(self, papers: Iterable[_Paper]) -> None:
        for ranks, start, weight in papers:
            choice, at = self._best(ranks, start)
            if len(choice) == 1 or (choice and not self.stops):
                self.held.setdefault(choice, []).append((ranks, at, weight))
                self.sums[choice] = self.sums.get(choice, 0) + weight
            else:
                self.exhausted += weight

    def _best(self, ranks: Ranks, start: int) -> tuple[tuple[int, ...], int]:
        """The options of the best rank of which any still stand, and that rank's place."""
        standing = self.standing
        for at in range(start, len(ranks)):
            rank = ranks[at]
            if len(rank) == 1:
                if rank[0] in standing:
                    return rank, at
            elif left := tuple(option for option in rank if option in standing):
                return left, at
        return (), len(ranks)


def _whole(sums: Mapping[int, int]) -> Votes:
    """Votes from what so many share: {1: 5, 2: 3} is 5 + 3/2."""
    held = sum((Fraction(weight, sharers) for sharers, weight in sums.items()), Fraction(0))
    return held.numerator if held.denominator == 1 else held
