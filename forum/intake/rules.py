"""What makes two matters alike: pairs of characters they share, where it is, what kind it is; pure.

Chinese has no blanks between its words, and most words are of two characters: pairs of neighbours do without a
dictionary. A pair that many matters have (小区, 希望) says little, a rare one (返水) much.
"""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from forum.errors import N_, Sentence

_PIECE = re.compile(r"[a-z]+|\d+|[\u3400-\u9fff]")
SAME_PLACE, NEAR_PLACE, SAME_CATEGORY = 0.12, 0.06, 0.08
ALIKE = 0.24
"""From here on it is shown beside what is being typed; words alone must come to half of it."""
MUCH_ALIKE = 0.4
"""From here on it is shown again before anything is sent."""
MOST_RUNS = 3


@dataclass(frozen=True)
class Matter:
    """`place` is the path of places as ids, from the community down to where it is."""

    title: str
    text: str = ""
    category: str = ""
    place: tuple[int, ...] = ()


@dataclass(frozen=True)
class Likeness:
    score: float
    why: tuple[Sentence, ...]


def pieces(text: str) -> list[list[str]]:
    """Stretches without punctuation, each in its characters; a number or a Latin word counts as one."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return [found for part in re.split(r"[^a-z\d\u3400-\u9fff]+", plain) if (found := _PIECE.findall(part))]


def bare(text: str) -> str:
    """The words alone, by which two texts are the same."""
    return "".join(piece for part in pieces(text) for piece in part)


@lru_cache(maxsize=16384)
def pairs(text: str) -> frozenset[str]:
    return frozenset(a + b for part in pieces(text) for a, b in itertools.pairwise(part))


def weights(matters: Iterable[Matter]) -> Mapping[str, float]:
    """How much it says that two matters share a pair, by how many have it."""
    known = list(matters)
    seen = Counter(pair for matter in known for pair in _all(matter))
    return {pair: math.log(1 + len(known) / count) for pair, count in seen.items()}


def likeness(mine: Matter, other: Matter, weighing: Mapping[str, float]) -> Likeness | None:
    """None where they are not alike."""
    words = max(
        _dice(pairs(mine.title), pairs(other.title), weighing), 0.7 * _shared(_all(mine), _all(other), weighing)
    )
    place, category = _place(mine.place, other.place), SAME_CATEGORY * (mine.category == other.category != "")
    score = min(1.0, words + place + category)
    if words < ALIKE / 2 or score < ALIKE:
        return None
    if not (pairs(mine.title) & _all(other) or pairs(other.title) & _all(mine)):
        score = min(score, MUCH_ALIKE - 0.01)  # the same polite phrase under two titles is no reason to stop anybody
    return Likeness(score, tuple(_why(mine, other, weighing)))


def _all(matter: Matter) -> frozenset[str]:
    return pairs(matter.title) | pairs(matter.text)


def _weight(of: Collection[str], weighing: Mapping[str, float]) -> float:
    """A pair that nobody has used yet is as rare as any."""
    rare = max(weighing.values(), default=1.0)
    return sum(weighing.get(pair, rare) for pair in of)


def _dice(mine: frozenset[str], other: frozenset[str], weighing: Mapping[str, float]) -> float:
    whole = _weight(mine, weighing) + _weight(other, weighing)
    return 2 * _weight(mine & other, weighing) / whole if whole else 0.0


def _shared(mine: frozenset[str], other: frozenset[str], weighing: Mapping[str, float]) -> float:
    """How much of the shorter one is in the longer one; a few characters alone would be in anything."""
    least = min(_weight(mine, weighing), _weight(other, weighing))
    enough = min(len(mine), len(other)) >= 4
    return _weight(mine & other, weighing) / least if least and enough else 0.0


def _place(mine: Sequence[int], other: Sequence[int]) -> float:
    if not mine or not other:
        return 0.0
    if mine[-1] == other[-1]:
        return SAME_PLACE
    return NEAR_PLACE if mine[-1] in other or other[-1] in mine else 0.0


def _why(mine: Matter, other: Matter, weighing: Mapping[str, float]) -> Iterable[Sentence]:
    if said := runs(mine, other, weighing):
        yield Sentence(N_("都说到{words}"), {"words": "".join(f"“{run}”" for run in said)})
    if mine.place and other.place and mine.place[-1] == other.place[-1]:
        yield Sentence(N_("同一个地点"))
    if mine.category == other.category != "":
        yield Sentence(N_("同一类别"))


def runs(mine: Matter, other: Matter, weighing: Mapping[str, float]) -> list[str]:
    """The stretches of my words that the other has too, those that say most first."""
    shared, found = _all(other), dict[str, float]()
    for part in [*pieces(mine.title), *pieces(mine.text)]:
        for run in _runs_of(part, shared):
            found["".join(run)] = _weight([a + b for a, b in itertools.pairwise(run)], weighing)
    best = sorted(found, key=lambda run: (-found[run], run))
    return [run for run in best if not any(run != longer and run in longer for longer in best)][:MOST_RUNS]


def _runs_of(part: Sequence[str], shared: Collection[str]) -> Iterable[list[str]]:
    run: list[str] = []
    for a, b in itertools.pairwise(part):
        if a + b in shared:
            run = [*run, b] if run else [a, b]
        elif run:
            yield run
            run = []
    if run:
        yield run
