"""Chinese wording of 会议纪要: dates, numerals, lists and figures.

The minutes are a Chinese document that the recorder edits, whatever language the screens speak, so these answer plain
text and are not translated. Arabic figures for dates and counts (GB/T 15835-2011, GB/T 9704-2012 §7.3.5.4), Chinese
ones for headings and fractions; no percentages. Times are local: the caller turns UTC into the hall's time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from fractions import Fraction

DIGITS = "零一二三四五六七八九"
WEEKDAYS = "一二三四五六日"
_UNITS = ("", "十", "百", "千")
_MYRIADS = ("", "万", "亿")


# ---- numbers -----------------------------------------------------------------------------------------------------


def numeral(number: int) -> str:
    """一, 十, 十一, 二十, 一百零一, 一千零一十, 二万三千; from 0 to 10¹² − 1, else ValueError."""
    if not 0 <= number < 10**12:
        raise ValueError(f"no numeral for {number}")
    if number == 0:
        return DIGITS[0]
    said, gap = "", False
    for power in reversed(range(3)):
        part = number // 10 ** (4 * power) % 10_000
        if part:
            zero = said and (gap or part < 1000)
            said += (DIGITS[0] if zero else "") + _below_myriad(part) + _MYRIADS[power]
        gap = part == 0 and bool(said)
    return said.removeprefix("一") if said.startswith("一十") else said


def _below_myriad(number: int) -> str:
    """1–9999, tens with their 一: 一十一."""
    said, gap = "", False
    for power in reversed(range(4)):
        digit = number // 10**power % 10
        if digit:
            said += (DIGITS[0] if said and gap else "") + DIGITS[digit] + _UNITS[power]
        gap = digit == 0
    return said


def ordinal(number: int) -> str:
    """第一, 第十二."""
    return f"第{numeral(number)}"


def fraction(share: Fraction) -> str:
    """三分之二; a half is 二分之一 (半数 where it stands for people)."""
    return f"{numeral(share.denominator)}分之{numeral(share.numerator)}"


# ---- dates and times ---------------------------------------------------------------------------------------------


def full_date(day: date) -> str:
    """2026年11月21日: no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def weekday(day: date) -> str:
    """星期六."""
    return f"星期{WEEKDAYS[day.weekday()]}"


def clock_time(at: time) -> str:
    """14时30分, on the hour 14时."""
    return f"{at.hour}时{at.minute:02d}分" if at.minute else f"{at.hour}时"


def moment(at: datetime) -> str:
    """2026年11月21日14时30分."""
    return full_date(at) + clock_time(at.time())


def span(start: datetime, end: datetime) -> str:
    """2026年11月21日14时30分至16时05分; what the end shares with the start isn't said again."""
    if start.date() == end.date():
        return f"{moment(start)}至{clock_time(end.time())}"
    return f"{moment(start)}至{_short_date(end, start.year)}{clock_time(end.time())}"


def days(first: date, last: date) -> str:
    """2026年11月21日至11月27日, one day alone as itself."""
    return full_date(first) if first == last else f"{full_date(first)}至{_short_date(last, first.year)}"


def _short_date(day: date, year: int) -> str:
    return full_date(day) if day.year != year else f"{day.month}月{day.day}日"


def duration(length: timedelta) -> str:
    """1小时35分钟, 40分钟, 2小时; part of a minute counts as one. ValueError below zero."""
    if length < timedelta():
        raise ValueError(f"nothing lasts {length}")
    hours, minutes = divmod(-(-length // timedelta(minutes=1)), 60)
    if not hours:
        return f"{minutes}分钟"
    return f"{hours}小时{minutes}分钟" if minutes else f"{hours}小时"


# ---- lists -------------------------------------------------------------------------------------------------------


def joined(names: Iterable[str]) -> str:
    """王明、李大山、张华; what is blank is left out."""
    return "、".join(name for name in names if name.strip())


def ended(text: str) -> str:
    """With a full stop where it has none."""
    return text if text.endswith(("。", "！", "？", "…", "!", "?", ".")) else text.rstrip("，；,;") + "。"


def clauses(parts: Iterable[str]) -> str:
    """One sentence of several: commas between, a full stop at the end; nothing for no parts."""
    said = [part.strip().rstrip("，。；") for part in parts]
    text = "，".join(part for part in said if part)
    return f"{text}。" if text else ""


# ---- figures -----------------------------------------------------------------------------------------------------


def attendance_figures(
    entitled: int,
    present: int,
    excused: int,
    observers: int,
    *,
    units: bool = False,
    remote: int = 0,
    proxied: int = 0,
) -> str:
    """应到15人，实到12人（其中远程参加1人），委托出席1人，请假2人，列席3人; units as 家; of what is nobody, unsaid."""
    counter = "家" if units else "人"
    far = f"（其中远程参加{remote}{counter}）" if remote else ""
    parts = [f"应到{entitled}{counter}", f"实到{present}{counter}{far}"]
    parts += [f"委托出席{proxied}{counter}"] if proxied else []
    parts += [f"请假{excused}{counter}"] if excused else []
    parts += [f"列席{observers}人"] if observers else []
    return "，".join(parts)


def vote_figures(for_: int, against: int, abstain: int, silent: int = 0, follow: int = 0) -> str:
    """赞成31票，反对10票，弃权4票; 从众2票, and 未表决2人 for those who returned no paper, unsaid when nobody."""
    figures = f"赞成{for_}票，反对{against}票，弃权{abstain}票" + (f"，从众{follow}票" if follow else "")
    return f"{figures}，未表决{silent}人" if silent else figures


def majority_name(share: Fraction, *, strict: bool) -> str:
    """过半数, 半数以上, 三分之二以上 (the number included), 超过三分之二 (excluded)."""
    if strict and share == Fraction(1, 2):
        return "过半数"
    named = "半数" if share == Fraction(1, 2) else "全体" if share == 1 else fraction(share)
    return f"超过{named}" if strict else f"{named}以上" if share < 1 else named
