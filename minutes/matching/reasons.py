"""What is wanted, what is offered, and what speaks for bringing the two together, in words; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from forum.errors import N_, Sentence
from forum.topics.models import Category
from minutes.matching.measures import DAY_NAMES, LATIN, PART_NAMES, Slot, enough


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
    """A resource that can be had now: `shared` also by other communities than the one it is in, called `community`."""

    id: int
    unit: int
    category: Category
    text: str
    amount: str = ""
    when: str = ""
    place: Where = NOWHERE
    shared: bool = True
    busy: bool = False
    community: str = ""


@dataclass(frozen=True)
class Record:
    """What a unit has done in a kind of matter: projects done, and how many of them were rated 4 or 5."""

    done: int = 0
    liked: int = 0


Records = Mapping[tuple[int, Category], Record]


def may_have(wanted: Where, offered: Where, *, shared: bool) -> bool:
    """What is not shared is for the own community."""
    return shared or not elsewhere(wanted, offered)


def elsewhere(one: Where, other: Where) -> bool:
    return None not in (one.community, other.community) and one.community != other.community


def alike(wanted: Wanted, offer: Offered, records: Records) -> Iterator[tuple[float, Sentence]]:
    if wanted.category is offer.category:
        yield 1.0, Sentence(N_("同一类事"))
    yield from _near(wanted.place, offer)
    yield from done_before(records.get((offer.unit, wanted.category), Record()))
    if offer.busy:
        yield -0.6, Sentence(N_("正用在别的项目上，要排时间"))


def done_before(record: Record) -> Iterator[tuple[float, Sentence]]:
    if record.liked:
        yield min(1.0, 0.4 * record.liked), Sentence(N_("这家办过{n}件同类的事，居民满意"), {"n": record.liked})
    elif record.done:
        yield min(0.6, 0.2 * record.done), Sentence(N_("这家办过{n}件同类的事"), {"n": record.done})


def _near(wanted: Where, offer: Offered) -> Iterator[tuple[float, Sentence]]:
    offered = offer.place
    if elsewhere(wanted, offered):
        yield -0.3, Sentence(N_("在{community}，愿意共享"), {"community": offer.community or Sentence(N_("别的社区"))})
    elif wanted.block is not None and wanted.block == offered.block:
        yield 1.0, Sentence(N_("就在同一栋楼"))
    elif wanted.grid is not None and wanted.grid == offered.grid:
        yield 0.6, Sentence(N_("就在同一网格"))


def times_fit(wanted: frozenset[Slot], offered: frozenset[Slot]) -> Iterator[tuple[float, Sentence]]:
    if not wanted or not offered:
        return
    both = sorted(wanted & offered)
    if both:
        day, part = Sentence(DAY_NAMES[both[0].day - 1]), Sentence(PART_NAMES[both[0].part])
        yield 0.8, Sentence(N_("时间对得上：{day}{part}"), {"day": day, "part": part})
    else:
        yield -1.0, Sentence(N_("时间对不上，要商量"))


def amounts_fit(wanted: Mapping[str, float], offered: Mapping[str, float]) -> Iterator[tuple[float, Sentence]]:
    tightest = enough(wanted, offered)
    if tightest is None:
        return
    measure, needed, there = tightest
    params = {"needed": f"{needed:g}", "there": f"{there:g}", "measure": measure}
    if there >= needed:
        yield 0.8, Sentence(N_("数量够：要{needed}{measure}，有{there}{measure}"), params)
    else:
        yield -0.8, Sentence(N_("数量不够：要{needed}{measure}，只有{there}{measure}"), params)


def same_words(text: str, shared: frozenset[str]) -> Sentence:
    """Both speak of it: the longest stretches of the need's text whose every pair of characters the other has, too."""
    runs = sorted(set(_runs(text.lower(), shared)), key=lambda run: (-len(run), text.find(run)))
    picked: list[str] = []
    for run in runs:
        if not any(run in other for other in picked):
            picked.append(run)
    return Sentence(N_("都说到{words}"), {"words": "".join(f"“{run}”" for run in picked[:2])})


def _runs(text: str, shared: frozenset[str]) -> Iterator[str]:
    yield from (word for word in LATIN.findall(text) if word in shared)
    start = 0
    for n in range(len(text)):
        if text[n : n + 2] not in shared:
            if n > start:
                yield text[start : n + 1]
            start = n + 1
