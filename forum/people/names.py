"""Names and numbers as the published copy may show them (domain.md §7). Pure text in, text out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

_DOUBLE_SURNAMES = """
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠
    公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁
    拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 左丘 西门 第五 公乘 贯丘 南荣
    东里 东宫 子书 子桑 即墨 达奚 褚师 淳于 单于 叱干 阿史那 完颜 纳兰 耶律 呼衍 屈突 尔朱 斛律 豆卢 侯莫陈
    歐陽 司馬 東方 獨孤 南宮 萬俟 聞人 諸葛 尉遲 赫連 澹臺 濮陽 公孫 仲孫 鍾離 鐘離 長孫 鮮于 閭丘 子車 巫馬 顓孫
    壤駟 樂正 穀梁 夾谷 軒轅 段干 東郭 南門 公戶 公儀 西門 貫丘 南榮 東里 東宮 子書 達奚 褚師 單于 完顏 納蘭 爾朱
    豆盧 侯莫陳
"""
DOUBLE_SURNAMES = frozenset(_DOUBLE_SURNAMES.split())
"""Surnames of two or three characters, in both scripts: 《百家姓》 and those still on record.

Left out where a common surname with a common given name reads the same (贺兰英): a wrong guess would show a character
of the given name.
"""

DOTS = "·•・‧∙⋅･"
"""U+00B7 as the state standard for minority names has it, and what keyboards and code pages make of it."""

_CHINESE = re.compile(r"[〇々\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_LETTER = r"[A-Za-z\u00c0-\u024f]"
_IGNORED = re.compile(r"[\s\u200b-\u200f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]+")


def masked(name: str) -> str:
    """王某某, two characters 王某, 欧阳某某, with · the first part + 某; other scripts likewise: "John Smith" → John某.

    A name of one character or one word gives away no more than its first letter: 王 → 某, Madonna → M某. Never longer
    than two 某, so that the length of a long name is not told either. Empty stays empty.
    """
    name = " ".join(name.split())
    first = re.split(f"[{DOTS}]", name, maxsplit=1)[0].strip()
    if first != name:
        return first + "某"
    bare = _IGNORED.sub("", name)
    if _CHINESE.fullmatch(bare):
        return _masked_chinese(bare)
    first, _, rest = name.partition(" ")
    if rest:
        return first + "某"
    return name[0] + "某" if len(name) > 1 else "某" * len(name)


def _masked_chinese(name: str) -> str:
    surname = next((name[:n] for n in (3, 2) if len(name) > n and name[:n] in DOUBLE_SURNAMES), name[:1])
    given = len(name) - len(surname)
    return surname + "某" * min(given, 2) if given else "某"


def masked_phone(phone: str) -> str:
    """138****1234. A landline keeps its area code: 010****5678; a number of less than eight digits shows none."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", phone))
    if re.fullmatch(r"(0086|86)1\d{10}", digits):
        digits = digits[-11:]
    if not digits:
        return ""
    return f"{digits[:-8]}****{digits[-4:]}" if len(digits) >= 8 else "****"


class Why(StrEnum):
    """Why the public doesn't read something as it was written."""

    NAME = "name"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    ROOM = "room"
    WORD = "word"


class Find(NamedTuple):
    """A stretch of a text that the public reads otherwise: text[start:end] is `shown`."""

    start: int
    end: int
    shown: str
    why: Why


@dataclass(frozen=True)
class Adjusted:
    """What the office has decided beyond the rules: what stays readable, and what is hidden as well."""

    kept: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    def __or__(self, other: Adjusted) -> Adjusted:
        return Adjusted(self.kept | other.kept, self.hidden | other.hidden)


NO_ADJUSTMENT = Adjusted()
HIDDEN = "×××"
"""Instead of a hidden word: it tells no length, and is no mark in Markdown."""


def finds(text: str, names: Iterable[str], *, keep: Iterable[str] = (), hidden: Iterable[str] = ()) -> list[Find]:
    """What of a text the public reads otherwise, in order. Words to hide come before what is to `keep` and names.

    Of names, the longest wins (王明山 before 王明) and what was put in is not read again. `keep` stays as it is and
    protects itself from a shorter name inside it: officials in their role, a number that is meant to be public. A name
    with · is found with any of `DOTS`, a Latin one as whole words only. A name of one character is left: it is a word
    in every sentence.
    """
    found: list[Find] = []
    for new in (_words(text, hidden), _names(text, names, keep), _numbers(text)):
        for one in new:
            found = _with(found, one, is_kept=one.shown == text[one.start : one.end])
    return sorted(one for one in found if one.shown != text[one.start : one.end])


def _with(found: list[Find], one: Find, *, is_kept: bool) -> list[Find]:
    """What is found first stays, but a hidden word swallows the rest of a name or number that it touches."""
    touched = [other for other in found if one.start < other.end and other.start < one.end]
    if not touched:
        return [*found, one]
    if is_kept or any(other.why is not Why.WORD for other in touched):
        return found
    start, end = min(one.start, *(t.start for t in touched)), max(one.end, *(t.end for t in touched))
    return [*(other for other in found if other not in touched), Find(start, end, HIDDEN, Why.WORD)]


def replaced(text: str, found: Iterable[Find], put: Callable[[Find], str] = lambda one: one.shown) -> str:
    """The text with each find as the public reads it, or as `put` has it."""
    parts, at = [], 0
    for one in found:
        parts += [text[at : one.start], put(one)]
        at = one.end
    return "".join([*parts, text[at:]])


def as_markdown(one: Find) -> str:
    return one.shown.replace("*", "\\*")


@dataclass(frozen=True)
class Show:
    """How everybody reads the texts of a matter: `names` are masked, `keep` are officials' names."""

    names: frozenset[str] = frozenset()
    keep: frozenset[str] = frozenset()
    adjusted: Adjusted = NO_ADJUSTMENT

    def __call__(self, text: str) -> str:
        return replaced(text, self.finds(text))

    def finds(self, text: str) -> list[Find]:
        kept = self.adjusted.kept
        plain = {_plain(name) for name in kept}
        names = [name for name in self.names if _plain(name) not in plain]
        return finds(text, names, keep=self.keep | kept, hidden=self.adjusted.hidden)

    def markdown(self, text: str) -> str:
        """A text in Markdown: what is put in must not be read as its marks, as two telephone numbers would be."""
        return replaced(text, self.finds(text), as_markdown)

    def name(self, name: str, *, official: bool) -> str:
        """Somebody's name where it stands by itself: an official's as in the texts, a resident's masked."""
        kept = official or _plain(name) in {_plain(one) for one in self.adjusted.kept}
        return self(name) if kept else masked(name)

    def adjusted_to(self, adjusted: Adjusted) -> Show:
        return replace(self, adjusted=adjusted)


def mask_text(text: str, names: Iterable[str], *, keep: Iterable[str] = ()) -> str:
    """`text` with each of `names` masked wherever it stands, as `finds` finds them."""
    return replaced(text, [one for one in _names(text, names, keep) if one.why is Why.NAME])


def mask_phones(text: str) -> str:
    """As `mask_numbers`, but rooms stay: of what units share, whose rooms are nobody's home."""
    return replaced(text, [one for one in finds(text, ()) if one.why is not Why.ROOM])


def mask_numbers(text: str) -> str:
    """`text` with mobile numbers as 138****1234, 18-digit ID numbers (GB 11643) as 18 asterisks, rooms as ***室."""
    return replaced(text, finds(text, ()))


def _words(text: str, words: Iterable[str]) -> list[Find]:
    """As they stand in a plain text, and in Markdown with its marks escaped."""
    wanted = sorted((word for word in words if word), key=lambda word: (-len(word), word))
    if not wanted:
        return []
    pattern = "|".join(
        _bounded(word, "".join(r"\s+" if one == " " else rf"\\?{re.escape(one)}" for one in " ".join(word.split())))
        for word in wanted
    )
    return [Find(*one.span(), HIDDEN, Why.WORD) for one in re.finditer(pattern, text)]


def _names(text: str, names: Iterable[str], keep: Iterable[str]) -> list[Find]:
    """What is kept is among them, shown as it stands."""
    shown = {_plain(name): masked(name) for name in names} | {_plain(name): None for name in keep}
    wanted = sorted((name for name in shown if len(name) > 1), key=lambda name: (-len(name), name))
    if not wanted:
        return []
    pattern = re.compile("|".join(map(_found_as, wanted)))
    found = [(one, shown[_plain(one[0])]) for one in pattern.finditer(text)]
    return [Find(*one.span(), one[0] if mask is None else mask, Why.NAME) for one, mask in found]


def _plain(name: str) -> str:
    """One spelling for a name: no blanks inside a Chinese one (lists align 王　明), one kind of dot."""
    bare = _IGNORED.sub("", name)
    return bare if _CHINESE.fullmatch(bare) else re.sub(f"[{DOTS}]", "·", " ".join(name.split()))


def _found_as(name: str) -> str:
    if _CHINESE.fullmatch(name):
        return r"[ \u3000]*".join(name)
    pattern = re.escape(name).replace("·", f"[{DOTS}]").replace(re.escape(" "), r"\s+")
    before = rf"(?<!{_LETTER})" if re.match(_LETTER, name[0]) else ""
    after = rf"(?!{_LETTER})" if re.match(_LETTER, name[-1]) else ""
    return _bounded(name, before + pattern + after)


def _bounded(text: str, pattern: str) -> str:
    """Figures are found as whole numbers only: a room is no part of a telephone number."""
    return (r"(?<!\d)" * text[0].isdigit()) + pattern + (r"(?!\d)" * text[-1].isdigit())


# Digits of any width, grouped as people group them: blanks, dashes, dots and what a messenger puts between them.
_APART = r"[\s\u200b-\u200f\ufeff.·•_/－‐-―-]{0,2}"
_ID_NUMBER = re.compile(rf"(?<!\d)[1-9１-９]\d{{5}}{_APART}\d{{4}}{_APART}\d{{4}}{_APART}\d{{3}}[0-9０-９XxＸｘ](?!\d)")
_MOBILE = (
    rf"[1１][3-9３-９](?:\d{_APART}\d{{4}}{_APART}\d{{4}}|\d{_APART}\d{{3}}{_APART}\d{{5}}"
    rf"|\d\d{_APART}\d{{3}}{_APART}\d{{4}})"
)
_PHONE = re.compile(rf"(?<!\d)(?:(?:[+＋]|00)?86{_APART})?{_MOBILE}(?!\d)")
_FLAT = r"\d{3,4}(?![\d.余多户人个位名平米元棵辆家层票台次万度%％年])"
# A flat by its sign (501室, 五零一室, 501房), behind its building (4号楼501, not 4号楼120户), or as 3-2-501.
_ROOM = re.compile(
    r"(?<!\d)\d{3,4}(?=[ \u3000]?(?:室|号?房(?![产屋价贷源改租管])))"
    r"|(?<![〇零一二三四五六七八九])[〇零一二三四五六七八九]{3,4}(?=室)"
    r"|(?:(?<=号楼)|(?<=号楼[ \u3000－-])|(?<=单元)|(?<=单元[ \u3000－-])|(?<=[栋幢座])|(?<=\d[#＃门])"
    rf"|(?<=\d[#＃][－-])){_FLAT}"
    r"|(?:(?<=(?<![\d-])\d-\d-)|(?<=(?<![\d-])\d\d-\d-))\d{3,4}(?![\d-])"
)


def _numbers(text: str) -> list[Find]:
    found = [Find(*one.span(), "*" * 18, Why.ID_NUMBER) for one in _ID_NUMBER.finditer(text)]
    found += [Find(*one.span(), masked_phone(one[0]), Why.PHONE) for one in _PHONE.finditer(text)]
    return found + [Find(*one.span(), "***", Why.ROOM) for one in _ROOM.finditer(text)]
