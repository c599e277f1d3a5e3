"""How much and when, read out of what people write about a need or a resource; pure.

"1 间，可坐 40 人" is {间: 1, 人: 40}; "周末 9 时至 12 时" is Saturday's and Sunday's morning. What says nothing of the
kind gives nothing, and nothing is never held against anybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import product
from typing import NamedTuple

from forum.errors import N_


class Part(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


PART_NAMES = {Part.MORNING: N_("上午"), Part.AFTERNOON: N_("下午"), Part.EVENING: N_("晚上")}
DAY_NAMES = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))


class Slot(NamedTuple):
    """A part of a day of the week, 1 for Monday."""

    day: int
    part: Part


LATIN = re.compile(r"[0-9A-Za-z]+")


# ---- how much ----------------------------------------------------------------------------------------------------

_SAME = {
    "位": "人",
    "名": "人",
    "㎡": "平方米",
    "平米": "平方米",
    "公斤": "千克",
    "钟头": "小时",
    "块": "元",
    "幅": "个",
}
_TIMES = {"万元": ("元", 10_000), "斤": ("千克", 0.5), "万": ("元", 10_000)}
_MEASURES = sorted(
    {*_SAME, *_TIMES, *"人户间个张把台套辆次场件份本元米床桌支队箱袋棵盆", "平方米", "小时", "课时", "千克", "公里"},
    key=len,
    reverse=True,
)
_DIGITS = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"两": 2}
_AMOUNT = re.compile(
    r"(\d{1,7}(?:\.\d+)?|[零一二两三四五六七八九十百]{1,5})\s*(?:多|余|来)?\s*(" + "|".join(_MEASURES) + ")"
)


def amounts(text: str) -> dict[str, float]:
    """The largest figure said of each measure."""
    found: dict[str, float] = {}
    for figure, word in _AMOUNT.findall(text):
        measure, times = _TIMES.get(word, (_SAME.get(word, word), 1))
        value = (float(figure) if figure[0].isdigit() else _number(figure)) * times
        found[measure] = max(found.get(measure, 0), value)
    return found


def _number(words: str) -> float:
    """三十二 is 32; up to 百."""
    hundreds, _, rest = words.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    value = _digit(hundreds, 1) * 100 if "百" in words else 0
    return value + (_digit(tens, 1) * 10 if ten else 0) + _digit(ones, 0)


def _digit(word: str, otherwise: int) -> int:
    return _DIGITS.get(word[-1:], otherwise) if word else otherwise


def enough(wanted: Mapping[str, float], offered: Mapping[str, float]) -> tuple[str, float, float] | None:
    """The measure that both speak of and that is tightest, with what is wanted and offered of it."""
    both = [
        (offered[measure] / wanted[measure], measure) for measure in wanted if measure in offered and wanted[measure]
    ]
    if not both:
        return None
    _, measure = min(both)
    return measure, wanted[measure], offered[measure]


# ---- when --------------------------------------------------------------------------------------------------------

_DAY = {**{word: day for day, word in enumerate("一二三四五六日", 1)}, "天": 7}
_RANGE = re.compile(
    r"(?:周|星期|礼拜)([一二三四五六日天])\s*(?:至|到|－|-|—|~|～)\s*(?:周|星期|礼拜)?([一二三四五六日天])"
)
_DAYS = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天]+)")
_WORDS: tuple[tuple[str, range], ...] = (
    ("工作日", range(1, 6)), ("平时", range(1, 6)), ("周末", range(6, 8)), ("双休", range(6, 8)),
    ("节假日", range(6, 8)), ("每天", range(1, 8)), ("每日", range(1, 8)),
)  # fmt: skip
_ANY_TIME = ("随时", "全天", "长期")
_PARTS = {
    "上午": Part.MORNING, "早上": Part.MORNING, "早晨": Part.MORNING, "下午": Part.AFTERNOON, "午后": Part.AFTERNOON,
    "晚": Part.EVENING, "傍晚": Part.EVENING, "夜": Part.EVENING,
}  # fmt: skip
_HOURS = re.compile(
    r"(\d{1,2})\s*(?:[:：]\s*(\d{2})|[时点])\s*半?\s*(?:至|到|－|-|—|~|～)\s*(\d{1,2})\s*(?:[:：]\s*(\d{2})|[时点]|\b)"
)
_BOUNDS = {Part.MORNING: (0, 720), Part.AFTERNOON: (720, 1080), Part.EVENING: (1080, 1440)}
_BREAKS = re.compile(r"[，,；;、/／]|以及|和|及|或")


def times(text: str) -> frozenset[Slot]:
    """When, as parts of the week; empty where nothing is said of it."""
    pieces = [(_days(piece), _parts(piece)) for piece in _BREAKS.split(text)]
    said = [(days, parts) for days, parts in pieces if days or parts]
    return frozenset(Slot(day, part) for days, parts in _shared(said) for day, part in product(days, parts))


def _shared(said: list[tuple[set[int], set[Part]]]) -> Iterator[tuple[set[int], set[Part]]]:
    """周一、周三下午 is both days' afternoon, 周六上午、下午 is both parts of that day."""
    later: set[Part] = set()
    whole = []
    for days, parts in reversed(said):
        later = parts or later
        whole.append((days, parts or later or set(Part)))
    earlier: set[int] = set()
    for days, parts in reversed(whole):
        earlier = days or earlier
        yield earlier or set(range(1, 8)), parts


def _days(piece: str) -> set[int]:
    found = {day for word, days in _WORDS if word in piece for day in days}
    for first, last in _RANGE.findall(piece):
        found |= set(range(_DAY[first], _DAY[last] + 1))
    found |= {_DAY[word] for words in _DAYS.findall(piece) for word in words}
    return found or (set(range(1, 8)) if any(word in piece for word in _ANY_TIME) else set())


def _parts(piece: str) -> set[Part]:
    found = {part for word, part in _PARTS.items() if word in piece}
    for hour, minute, until, until_minute in _HOURS.findall(piece):
        begins, ends = int(hour) * 60 + int(minute or 0), int(until) * 60 + int(until_minute or 0)
        found |= {part for part, (first, last) in _BOUNDS.items() if begins < last and ends > first}
    return found
