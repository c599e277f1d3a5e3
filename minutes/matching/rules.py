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
from heapq import nsmallest
from itertools import chain, islice
from typing import NamedTuple

from forum.errors import N_, Sentence
from forum.topics.models import Category
from minutes.matching.measures import DAY_NAMES, PART_NAMES, Slot, amounts, enough, times

MOST = 5
RAREST = 8
"""Of a need's words so many are looked up: the rarest, which say most. It keeps the time per need from growing."""
CANDIDATES = 24
"""So many are looked at closely."""
COMMON = frozenset({
    "需要", "提供", "可以", "希望", "能够", "社区", "居民", "小区", "我们", "服务", "帮助", "支持", "安排", "进行",
    "一个", "组织", "协调", "解决", "问题", "有关", "相关", "免费", "长期", "开展", "活动", "每月", "每周", "每天",
    "一次", "上午", "下午", "晚上", "周末", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "能用", "一间",
    "邻居", "家里",
})  # fmt: skip


class Where(NamedTuple):
    """Ids of places, each in the one before it; None where it is not known so closely."""

    community: int | None = None
    grid: int | None = None
    block: int | None = None


NOWHERE = Where()


@dataclass(frozen=True)
class Wanted:
    """A need; `unit` is the one that raised it."""

    id: int
    category: Category
    text: str
    place: Where = NOWHERE
    unit: int | None = None
    when: str = ""


@dataclass(frozen=True)
class Offered:
    """A resource that can be had now: `shared` also by other communities than the one it is in."""

    id: int
    unit: int
    category: Category
    text: str
    amount: str = ""
    when: str = ""
    place: Where = NOWHERE
    shared: bool = True
    busy: bool = False


@dataclass(frozen=True)
class Record:
    """What a unit has done in a kind of matter: projects done, and how many of them were rated 4 or 5."""

    done: int = 0
    liked: int = 0


Records = Mapping[tuple[int, Category], Record]


@dataclass(frozen=True)
class Suggestion:
    """The higher the `score` the better; only its order means something. `reasons` say why, and what speaks against."""

    score: float
    offer: int
    unit: int
    reasons: tuple[Sentence, ...]


_BREAK = re.compile(r"[^0-9A-Za-z\u3400-\u9fff]+")
_LATIN = re.compile(r"[0-9A-Za-z]+")


def words(text: str) -> frozenset[str]:
    """Pairs of characters, and Latin words and numbers whole; what says nothing is left out."""
    found: set[str] = set()
    for piece in _BREAK.split(text.lower()):
        found |= {word for word in _LATIN.findall(piece) if len(word) > 1 and not word.isdigit()}
        for run in _LATIN.split(piece):
            found |= {run[n : n + 2] for n in range(len(run) - 1)}
    return frozenset(found - COMMON)


class Offers:
    """The resources, made ready to be asked many times."""

    def __init__(self, offers: Iterable[Offered]) -> None:
        self.offers = list(offers)
        self.words = [words(offer.text) for offer in self.offers]
        self.amounts = [amounts(f"{offer.amount} {offer.text}") for offer in self.offers]
        self.times = [times(offer.when) for offer in self.offers]
        having: dict[str, list[int]] = defaultdict(list)
        for number, said in enumerate(self.words):
            for word in said:
                having[word].append(number)
        self.having = dict(having)

    def weight(self, word: str) -> float:
        """How much it says that a resource has this word: 1 of the only one, near 0 where nearly all have it."""
        return math.log1p(len(self.offers) / len(self.having[word])) / math.log1p(len(self.offers))

    def suggest(self, wanted: Wanted, records: Records | None = None, most: int = MOST) -> list[Suggestion]:
        """The best fitting first; of equally good ones the older first."""
        asked = words(wanted.text)
        said = {word: self.weight(word) for word in asked if word in self.having}
        total = sum(said.values()) + 0.5 * (len(asked) - len(said))
        much, when = amounts(wanted.text), times(f"{wanted.when}，{wanted.text}")
        found = []
        for number in self._candidates(wanted, said):
            offer, shared = self.offers[number], self.words[number].intersection(said)
            fits = (_times_fit(when, self.times[number]), _amounts_fit(much, self.amounts[number]))
            beside = list(chain(_alike(wanted, offer, records or {}), *fits))
            score = 5 * sum(map(said.__getitem__, sorted(shared))) / total + sum(more for more, _ in beside)
            found.append((-round(score, 6), offer.id, offer.unit, shared, [reason for _, reason in beside]))
        return [
            Suggestion(-score, offer, unit, (_same_words(wanted.text, shared), *reasons))
            for score, offer, unit, shared, reasons in nsmallest(most, found)
        ]

    def _candidates(self, wanted: Wanted, said: Mapping[str, float]) -> list[int]:
        """Those that share most of the rarest words and that it may have."""
        shared: dict[int, float] = defaultdict(float)
        for word in sorted(said, key=lambda word: (-said[word], word))[:RAREST]:
            weight = said[word]
            for number in self.having[word]:
                shared[number] += weight
        best = sorted(shared, key=shared.__getitem__, reverse=True)
        return list(islice((number for number in best if _may_have(wanted, self.offers[number])), CANDIDATES))


def _may_have(wanted: Wanted, offer: Offered) -> bool:
    """Not the own, and of the same community or shared with all."""
    return offer.unit != wanted.unit and (offer.shared or not _elsewhere(wanted.place, offer.place))


def _elsewhere(one: Where, other: Where) -> bool:
    return None not in (one.community, other.community) and one.community != other.community


def _alike(wanted: Wanted, offer: Offered, records: Records) -> Iterator[tuple[float, Sentence]]:
    if wanted.category is offer.category:
        yield 1.0, Sentence(N_("同一类事"))
    yield from _near(wanted.place, offer.place)
    record = records.get((offer.unit, wanted.category), Record())
    if record.liked:
        yield min(1.0, 0.4 * record.liked), Sentence(N_("这家办过{n}件同类的事，居民满意"), {"n": record.liked})
    elif record.done:
        yield min(0.6, 0.2 * record.done), Sentence(N_("这家办过{n}件同类的事"), {"n": record.done})
    if offer.busy:
        yield -0.6, Sentence(N_("正用在别的项目上，要排时间"))


def _near(wanted: Where, offered: Where) -> Iterator[tuple[float, Sentence]]:
    if _elsewhere(wanted, offered):
        yield -0.3, Sentence(N_("在别的社区，愿意共享"))
    elif wanted.block is not None and wanted.block == offered.block:
        yield 1.0, Sentence(N_("就在同一栋楼"))
    elif wanted.grid is not None and wanted.grid == offered.grid:
        yield 0.6, Sentence(N_("就在同一网格"))


def _times_fit(wanted: frozenset[Slot], offered: frozenset[Slot]) -> Iterator[tuple[float, Sentence]]:
    if not wanted or not offered:
        return
    both = sorted(wanted & offered)
    if both:
        day, part = Sentence(DAY_NAMES[both[0].day - 1]), Sentence(PART_NAMES[both[0].part])
        yield 0.8, Sentence(N_("时间对得上：{day}{part}"), {"day": day, "part": part})
    else:
        yield -1.0, Sentence(N_("时间对不上，要商量"))


def _amounts_fit(wanted: Mapping[str, float], offered: Mapping[str, float]) -> Iterator[tuple[float, Sentence]]:
    tightest = enough(wanted, offered)
    if tightest is None:
        return
    measure, needed, there = tightest
    params = {"needed": f"{needed:g}", "there": f"{there:g}", "measure": measure}
    if there >= needed:
        yield 0.8, Sentence(N_("数量够：要{needed}{measure}，有{there}{measure}"), params)
    else:
        yield -0.8, Sentence(N_("数量不够：要{needed}{measure}，只有{there}{measure}"), params)


def _same_words(text: str, shared: frozenset[str]) -> Sentence:
    """Both speak of it: the longest stretches of the need's text whose every pair of characters the other has, too."""
    runs = sorted(set(_runs(text.lower(), shared)), key=lambda run: (-len(run), text.find(run)))
    picked: list[str] = []
    for run in runs:
        if not any(run in other for other in picked):
            picked.append(run)
    return Sentence(N_("都说到{words}"), {"words": "".join(f"“{run}”" for run in picked[:2])})


def _runs(text: str, shared: frozenset[str]) -> Iterator[str]:
    yield from (word for word in _LATIN.findall(text) if word in shared)
    start = 0
    for n in range(len(text)):
        if text[n : n + 2] not in shared:
            if n > start:
                yield text[start : n + 1]
            start = n + 1
