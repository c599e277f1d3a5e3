"""Shorthand of the recorder: what a line means, or what has to be asked; pure.

决定：更换主管 · 意见：先量管径 · 待办：问街道能否补贴 · 任务: 物业 换井盖 @王工 12月10日
Full-width or half-width marks, in any order after the first word. What is not understood is asked, and never guessed.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from forum.errors import N_, BadInput, RuleBroken, Sentence
from minutes.scribe.models import Kind

KIND_NAMES = {
    Kind.DECISION: N_("决定"),
    Kind.OPINION: N_("意见"),
    Kind.PENDING: N_("待办"),
    Kind.TASK: N_("任务"),
}
WORDS = {
    "决定": Kind.DECISION, "议定": Kind.DECISION, "同意": Kind.DECISION, "意见": Kind.OPINION, "建议": Kind.OPINION,
    "待办": Kind.PENDING, "跟进": Kind.PENDING, "任务": Kind.TASK, "交办": Kind.TASK,
}  # fmt: skip
BEGINNINGS = "“决定：”“意见：”“待办：”“任务：”"
_HEAD = re.compile(r"^\s*(\S{1,4}?)\s*:\s*(.*)$", re.S)
_PERSON = re.compile(r"@\s*(\S+)")
_WEEKDAYS = {day: at for at, day in enumerate("一二三四五六")} | {"日": 6, "天": 6}
_SAID = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2}
_BEFORE = r"(?:之前|以前|前)?(?:完成|办好|办结)?"
_DATES = re.compile(
    r"(?:(?P<year>\d{4})年|(?P<iso>\d{4})-)?(?P<month>\d{1,2})(?:月|-|/)(?P<day>\d{1,2})[日号]?" + _BEFORE
    + r"|(?P<week>下下|下|本|这)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])" + _BEFORE
    + r"|(?P<said>今天|今日|明天|明日|后天)" + _BEFORE
    + r"|(?P<end>本月底|月底|月末|下月底)" + _BEFORE
)  # fmt: skip


def check_waits(*, waits: bool) -> None:
    if not waits:
        raise RuleBroken(N_("这一条不用跟进，或者已经有了结果。"))


@dataclass(frozen=True)
class Understood:
    """`unit` is an id, of a task only; so are `responsible` and `due_on`."""

    kind: Kind
    text: str
    unit: int = 0
    responsible: str = ""
    due_on: date | None = None


def understood(line: str, units: Mapping[int, str], today: date) -> Understood:
    """Raises BadInput for `line` with the question that has to be answered first."""
    head = _HEAD.match(plain(line))
    kind = WORDS.get(head[1]) if head else None
    if head is None or kind is None:
        raise _ask(N_("没看出是哪一种。请用{words}开头。"), words=BEGINNINGS)
    if not head[2].strip():
        raise _ask(N_("“{kind}：”后面还没有写。"), kind=Sentence(KIND_NAMES[kind]))
    if kind is not Kind.TASK:
        return Understood(kind, _text(line))
    return _task(head[2], units, today)


def plain(text: str) -> str:
    """With half-width marks: 任务：＠王工 １２月 becomes 任务:@王工 12月."""
    return unicodedata.normalize("NFKC", text)


def _text(line: str) -> str:
    """What stands after the first colon, as it was typed."""
    return re.split(r"[:：]", line, maxsplit=1)[1].strip()


def _task(said: str, units: Mapping[int, str], today: date) -> Understood:
    rest, responsible = _taken(_PERSON, said)
    rest, due_on = _due(rest, today)
    rest, unit = _unit(rest, units)
    text = " ".join(rest.split()).strip(",;，；。、 ")
    if not text:
        raise _ask(N_("要办什么还没有写。"))
    if due_on is None:
        raise _ask(N_("没看出完成时限。请写日期，例如{days}。"), days="12月10日、下周三、月底")
    return Understood(Kind.TASK, text, unit, responsible, due_on)


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    found = pattern.search(text)
    return (text[: found.start()] + " " + text[found.end() :], found[1].strip(",，。;；")) if found else (text, "")


# ---- units -------------------------------------------------------------------------------------------------------


def _unit(text: str, units: Mapping[int, str]) -> tuple[str, int]:
    """The first word that means one unit: its name, or a part of one name only. Raises BadInput."""
    whole = [(id, name) for id, name in units.items() if name in text]
    if whole:
        id, name = max(whole, key=lambda one: len(one[1]))
        return text.replace(name, " ", 1), id
    doubts: list[str] = []
    for word in text.split():
        meant = [(id, name) for id, name in units.items() if len(word) > 1 and word in name]
        if len(meant) == 1:
            return re.sub(rf"(^|\s){re.escape(word)}(?=\s|$)", " ", text, count=1), meant[0][0]
        doubts += [name for _, name in meant]
    if doubts:
        raise _ask(N_("是哪个单位：{names}？请写全称。"), names="、".join(dict.fromkeys(doubts)))
    raise _ask(N_("没看出由哪个单位牵头。单位名称前后请留空格。"))


# ---- dates -------------------------------------------------------------------------------------------------------


def _due(text: str, today: date) -> tuple[str, date | None]:
    """Raises BadInput for a day that there is not, or that is over."""
    found = _DATES.search(text)
    if found is None:
        return text, None
    day = _day(found, today)
    if day is None:
        raise _ask(N_("没有“{day}”这一天，请改一下。"), day=found[0])
    if day < today:
        raise _ask(N_("“{day}”已经过了，请写以后的日期。"), day=found[0])
    return text[: found.start()] + " " + text[found.end() :], day


def _day(found: re.Match[str], today: date) -> date | None:
    if found["said"]:
        return today + timedelta(days=_SAID[found["said"]])
    if found["end"]:
        return _end_of_month(today, 1 if found["end"].startswith("下") else 0)
    if found["weekday"]:
        return _weekday(found["week"] or "", _WEEKDAYS[found["weekday"]], today)
    return _calendar_day(found["year"] or found["iso"], int(found["month"]), int(found["day"]), today)


def _calendar_day(year: str | None, month: int, day: int, today: date) -> date | None:
    """Without a year the next such day: in December 1月10日 is next year's."""
    try:
        if year:
            return date(int(year), month, day)
        this = date(today.year, month, day)
        return this if (today - this).days < 90 else date(today.year + 1, month, day)
    except ValueError:
        return None


def _weekday(week: str, weekday: int, today: date) -> date:
    """周三 is the next Wednesday; 下周三 the one of next week, which begins on a Monday."""
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(days=weekday, weeks={"下": 1, "下下": 2}.get(week, 0))
    return day + timedelta(weeks=1) if not week and day < today else day


def _end_of_month(today: date, months: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def _ask(question: str, **said: object) -> BadInput:
    return BadInput({"line": Sentence(question, said)})


def names(units: Sequence[tuple[int, str]]) -> dict[int, str]:
    """With half-width marks, as lines are read."""
    return {id: plain(name) for id, name in units}
