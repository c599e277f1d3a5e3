"""One cell of a list: cleaned, checked against its column, and read back as the code has it. Pure."""

from __future__ import annotations

import functools
import re
import unicodedata

from forum.errors import N_, Sentence
from forum.importing.shape import Column, Holds

_PHONE = re.compile(r"[0-9+\-()#*/、,，;；转 ]+")
_WHOLE = re.compile(r"[0-9]{1,9}")
_BREAKS = re.compile(r"\s*[\r\n\t]+\s*")
_EDGES = re.compile(r"^[\s\u200b\u2060\ufeff]+|[\s\u200b\u2060\ufeff]+$")
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_DASHES = re.compile(r"[‐-―−–—_~]+")
_SHOWN = 20


def clean(column: Column, text: str) -> str:
    """Without blanks at the ends; a line break inside a line is layout."""
    text = _EDGES.sub("", text)
    if column.holds is Holds.TEXT:
        return text.replace("\r\n", "\n").replace("\r", "\n")
    text = _BREAKS.sub(" ", text)
    return unicodedata.normalize("NFKC", text) if column.holds in (Holds.NUMBER, Holds.PHONE) else text


def refused(column: Column, text: str) -> Sentence | None:
    """What is wrong with a clean cell."""
    said = {"column": Sentence(column.word)}
    if mark := next((char for char in text if is_no_text(char) and not (char == "\n" and _is_text(column))), None):
        return Sentence(N_("“{column}”里有不能用的字符 {code}。"), {**said, "code": f"U+{ord(mark):04X}"})
    if not text:
        return Sentence(N_("“{column}”是空的。"), said) if column.required else None
    if len(text) > column.limit:
        figures = {**said, "length": len(text), "limit": column.limit}
        return Sentence(N_("“{column}”有 {length} 个字，最多 {limit} 个字。"), figures)
    if column.holds is Holds.PHONE and not _PHONE.fullmatch(text):
        return Sentence(N_("电话“{text}”看不懂；表格里的电话请设成文本格式。"), {"text": shortened(text)})
    if column.holds is Holds.NUMBER and not _WHOLE.fullmatch(text):
        return Sentence(N_("“{column}”要写整数，“{text}”看不懂。"), {**said, "text": shortened(text)})
    if column.holds is Holds.WORD and meant(column, text) is None:
        words = "、".join(column.shown(value) for value in column.choices)
        return Sentence(
            N_("“{column}”不认识“{text}”，可写{words}。"), {**said, "text": shortened(text), "words": words}
        )
    return None


def _is_text(column: Column) -> bool:
    return column.holds is Holds.TEXT


def meant(column: Column, text: str) -> str | None:
    """What the code has for a word; None where it is none of the column's."""
    word = folded(text)
    found = (value for value, words in column.choices.items() if word in map(folded, words.split()))
    return next(found, None)


def read(column: Column, text: str) -> str:
    """A cell that was not refused, as the code has it."""
    if column.holds is Holds.WORD and text:
        return meant(column, text) or ""
    return str(int(text)) if column.holds is Holds.NUMBER and text else text


def same(column: Column, one: str, other: str) -> bool:
    """Whether two cells say the same, however they are typed."""
    if column.holds is Holds.PLACE:
        return place_of(one) == place_of(other)
    if column.holds is Holds.PHONE:
        return digits(one) == digits(other)
    return one == other


@functools.lru_cache(maxsize=1 << 15)
def place_of(text: str) -> str:
    """By which two are the same place: widths, blanks and kinds of dash make no difference."""
    return _DASHES.sub("-", "".join(unicodedata.normalize("NFKC", text).casefold().split()))


def digits(phone: str) -> str:
    found = re.sub(r"[^0-9#*]", "", unicodedata.normalize("NFKC", phone))
    return found[-11:] if re.fullmatch(r"(0086|86)1\d{10}", found) else found


def folded(text: str) -> str:
    """For comparing headers and words: one width, one case, no blanks, nothing in brackets, no * or : at the end."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"\(.*?\)|[\s_*:\-\u200b\ufeff]", "", text)


def shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def is_no_text(char: str) -> bool:
    """Control characters, line separators, direction overrides, surrogates, noncharacters and the mark of lost text."""
    if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} or char in _BIDI or char == "\ufffd":
        return True
    return ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF
