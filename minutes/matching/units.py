"""Which units could take a need on, whether or not they have a resource on the list, and why; pure.

Those that are called by, or can do, what the need speaks of, and those that have done such things. What they share of
the same kind comes on top; one that has much to do already comes behind one that has not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import nsmallest

from forum.errors import N_, Sentence
from forum.topics.models import Category
from minutes.matching.reasons import Record, Records, Wanted, done_before, same_words
from minutes.matching.rules import words

MOST = 3
MUCH_TO_DO = 5
"""Action items under way from which a unit is said to have its hands full."""


@dataclass(frozen=True)
class Able:
    """A unit: `text` is its name and what it can do, `shares` how many resources it has by kind, `doing` its tasks."""

    id: int
    text: str
    shares: Mapping[Category, int] = field(default_factory=dict)
    doing: int = 0


@dataclass(frozen=True)
class Candidate:
    unit: int
    reasons: tuple[Sentence, ...]


class Units:
    """The units, made ready to be asked many times."""

    def __init__(self, units: Iterable[Able], records: Records | None = None) -> None:
        self.units, self.records = {one.id: one for one in units}, records or {}
        self.having: dict[str, set[int]] = defaultdict(set)
        self.of_kind: dict[Category, set[int]] = defaultdict(set)
        self.words = {one.id: words(one.text) for one in self.units.values()}
        for one in self.units.values():
            for word in self.words[one.id]:
                self.having[word].add(one.id)
        for unit, category in self.records:
            if unit in self.units:
                self.of_kind[category].add(unit)

    def suggest(self, wanted: Wanted, without: Collection[int] = (), most: int = MOST) -> list[Candidate]:
        """The best fitting first; `without` are those that are named already. Never the one that asks."""
        asked = words(wanted.text)
        able = self.of_kind.get(wanted.category, set()).union(*(self.having.get(word, ()) for word in asked))
        able -= {*without, wanted.unit or 0}
        found = nsmallest(most, (self._judged(self.units[unit], wanted, asked) for unit in able))
        return [Candidate(unit, tuple(reasons)) for _, unit, reasons in found]

    def _judged(self, unit: Able, wanted: Wanted, asked: frozenset[str]) -> tuple[float, int, list[Sentence]]:
        speaks = list(self._speaks(unit, wanted, asked & self.words[unit.id]))
        return -round(sum(more for more, _ in speaks), 6), unit.id, [reason for _, reason in speaks]

    def _speaks(self, unit: Able, wanted: Wanted, shared: frozenset[str]) -> Iterator[tuple[float, Sentence]]:
        if shared:
            yield 1.5 + 0.5 * len(shared), same_words(wanted.text, shared)
        yield from done_before(self.records.get((unit.id, wanted.category), Record()))
        if count := unit.shares.get(wanted.category):
            yield min(0.6, 0.2 * count), Sentence(N_("清单上有{n}项同类的资源"), {"n": count})
        if unit.doing >= MUCH_TO_DO:
            yield -0.5, Sentence(N_("手上有{n}项任务在办"), {"n": unit.doing})
