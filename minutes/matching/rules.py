"""Which resources fit a need, and why; pure.

Words weigh most: a pair of characters that few resources share says more than one that most have. Kind of matter,
place, time, amount and what the unit has done before come on top. Each suggestion carries its reasons, as sentences.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from heapq import nsmallest
from itertools import chain, islice

from forum.errors import N_, Sentence
from forum.topics.models import Category
from minutes.matching.measures import LATIN, Slot, amounts, times
from minutes.matching.reasons import (
    Offered,
    Records,
    Wanted,
    Where,
    alike,
    amounts_fit,
    may_have,
    same_words,
    times_fit,
)

MOST = 5
RAREST = 8
"""Of a need's words so many are looked up: the rarest, which say most. It keeps the time per need from growing."""
POOL, CANDIDATES = 200, 24
"""Once so many share a rarer word, a commoner one brings no more; of all so many are looked at closely."""
FEW, PERHAPS, REASONS = 3, 2, 3
"""Where fewer than FEW share a word, up to PERHAPS more are named to be asked: those with as many REASONS for them."""
COMMON = frozenset({
    "需要", "提供", "可以", "希望", "能够", "社区", "居民", "小区", "我们", "服务", "帮助", "支持", "安排", "进行",
    "一个", "组织", "协调", "解决", "问题", "有关", "相关", "免费", "长期", "开展", "活动", "每月", "每周", "每天",
    "一次", "上午", "下午", "晚上", "周末", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "能用", "一间",
    "邻居", "家里",
})  # fmt: skip


@dataclass(frozen=True)
class Suggestion:
    """The higher the `score` the better; only its order means something. `reasons` say why, and what speaks against."""

    score: float
    offer: int
    unit: int
    reasons: tuple[Sentence, ...]


_BREAK = re.compile(r"[^0-9A-Za-z\u3400-\u9fff]+")


@lru_cache(maxsize=1 << 14)
def words(text: str) -> frozenset[str]:
    """Pairs of characters, and Latin words and numbers whole; what says nothing is left out.

    Kept, as the same resources and units are asked about with every need.
    """
    found: set[str] = set()
    for piece in _BREAK.split(text.lower()):
        found |= {word for word in LATIN.findall(piece) if len(word) > 1 and not word.isdigit()}
        for run in LATIN.split(piece):
            found |= {run[n : n + 2] for n in range(len(run) - 1)}
    return frozenset(found - COMMON)


class Offers:
    """The resources, made ready to be asked many times."""

    def __init__(self, offers: Iterable[Offered], records: Records | None = None) -> None:
        self.offers, self.records = list(offers), records or {}
        self.liked: dict[Category, list[int]] = defaultdict(list)
        for (unit, category), record in self.records.items():
            if record.liked:
                self.liked[category].append(unit)
        self.words = [words(offer.text) for offer in self.offers]
        self.read: dict[int, tuple[Mapping[str, float], frozenset[Slot]]] = {}
        having: dict[str, set[int]] = defaultdict(set)
        for number, said in enumerate(self.words):
            for word in said:
                having[word].add(number)
        self.having = dict(having)

    @cached_property
    def beside(self) -> dict[tuple[Category, str, int | None], list[int]]:
        """By kind and place, and by kind and unit: read only where too few share a word."""
        found: dict[tuple[Category, str, int | None], list[int]] = defaultdict(list)
        for number, offer in enumerate(self.offers):
            for key in _besides(offer.category, offer.place, offer.unit):
                found[key].append(number)
        return found

    def may_fit(self, category: Category, text: str, place: Where) -> bool:
        """Whether one of them could be suggested for such a need, at a glance: of thousands most are passed over."""
        low = text.lower()
        if any(word in low for word in self.having):
            return True
        return category in self.kinds and any(key in self.beside for key in self._besides(category, place))

    @cached_property
    def kinds(self) -> set[Category]:
        """Those of the resources: without another kind's word none of these is named."""
        return {offer.category for offer in self.offers}

    def weight(self, word: str) -> float:
        """How much it says that a resource has this word: 1 of the only one, near 0 where nearly all have it."""
        return math.log1p(len(self.offers) / len(self.having[word])) / math.log1p(len(self.offers))

    def suggest(self, wanted: Wanted, most: int = MOST) -> list[Suggestion]:
        """The best fitting first; of equally good ones the older first. What shares no word comes last."""
        asked = words(wanted.text)
        said = {word: self.weight(word) for word in asked if word in self.having}
        total = sum(said.values()) + 0.5 * (len(asked) - len(said))
        look = _Look(wanted, said, total, amounts(wanted.text), times(f"{wanted.when}，{wanted.text}"))
        candidates = self._candidates(wanted, said)
        found = nsmallest(most, (self._judged(number, look) for number in candidates))
        if len(found) < min(FEW, most):
            perhaps = (self._judged(number, look) for number in self._unsaid(wanted, set(candidates)))
            speaking = (one for one in perhaps if sum(more > 0 for more, _ in one[3]) >= REASONS)
            found += nsmallest(min(PERHAPS, most - len(found)), speaking)
        return [
            Suggestion(-score, offer, self.offers[number].unit, (_first(look, self.words[number]), *_said(beside)))
            for score, offer, number, beside in found
        ]

    def _judged(self, number: int, look: _Look) -> tuple[float, int, int, list[tuple[float, Sentence]]]:
        """Its score, the less the better; the offer's id and number, and what else speaks for it and against."""
        offer, shared = self.offers[number], self.words[number].intersection(look.said)
        much, when = self._measures(number)
        fits = (times_fit(look.when, when), amounts_fit(look.much, much))
        beside = list(chain(alike(look.wanted, offer, self.records), *fits))
        score = sum(more for more, _ in beside)
        score += 5 * sum(map(look.said.__getitem__, sorted(shared))) / look.total if shared else 0
        return -round(score, 6), offer.id, number, beside

    def _measures(self, number: int) -> tuple[Mapping[str, float], frozenset[Slot]]:
        """How much and when: read of those alone that are looked at closely, once."""
        if number not in self.read:
            offer = self.offers[number]
            self.read[number] = amounts(f"{offer.amount} {offer.text}"), times(offer.when)
        return self.read[number]

    def _unsaid(self, wanted: Wanted, known: set[int]) -> list[int]:
        """Of the same kind and from close by, or of a unit that did such things well."""
        keys = self._besides(wanted.category, wanted.place)
        numbers = dict.fromkeys(number for key in keys for number in self.beside.get(key, ()))
        fitting = (n for n in numbers if n not in known and _may_have(wanted, self.offers[n]))
        return list(islice(fitting, CANDIDATES))

    def _besides(self, category: Category, place: Where) -> list[tuple[Category, str, int | None]]:
        keys = [key for key in _besides(category, place, None) if key[2] is not None]
        return [*keys, *((category, "unit", unit) for unit in self.liked.get(category, ()))]

    def _candidates(self, wanted: Wanted, said: Mapping[str, float]) -> list[int]:
        """Those that share most of the rarest words and that it may have."""
        shared: dict[int, float] = defaultdict(float)
        for word in sorted(said, key=lambda word: (-said[word], word))[:RAREST]:
            having, weight = self.having[word], said[word]
            for number in having if len(shared) < POOL else having & shared.keys():
                shared[number] += weight
        best = sorted(shared, key=shared.__getitem__, reverse=True)
        return list(islice((number for number in best if _may_have(wanted, self.offers[number])), CANDIDATES))


@dataclass(frozen=True)
class _Look:
    """What is wanted, read once: what its words say (`total` of all of them), how much, when."""

    wanted: Wanted
    said: Mapping[str, float]
    total: float
    much: Mapping[str, float]
    when: frozenset[Slot]


def _first(look: _Look, words: frozenset[str]) -> Sentence:
    shared = words.intersection(look.said)
    return same_words(look.wanted.text, shared) if shared else Sentence(N_("说法不一样，可以问问"))


def _said(beside: Iterable[tuple[float, Sentence]]) -> Iterator[Sentence]:
    return (reason for _, reason in beside)


def _besides(category: Category, place: Where, unit: int | None) -> list[tuple[Category, str, int | None]]:
    return [(category, "block", place.block), (category, "grid", place.grid), (category, "unit", unit)]


def _may_have(wanted: Wanted, offer: Offered) -> bool:
    """Not the own, and of the same community or shared with all."""
    return offer.unit != wanted.unit and may_have(wanted.place, offer.place, shared=offer.shared)
