"""Cells of a flat register: areas to 0.01 m², names, document numbers, words for who holds a flat."""

from __future__ import annotations

import functools
import re
import unicodedata
from decimal import Decimal

from forum.errors import N_
from forum.owners.lookalikes import plain
from forum.owners.questions import NotAnAnswer

LARGEST_AREA = 10_000_000_00
"""0.01 m²; more than a flat can have is a slip."""

_SEPARATORS = re.compile(r"[、,，;；/／|｜\r\n\t]+")
_UNIT = re.compile(r"(m2|m\^2|平方米|平米|平方)$", re.I)
_NUMBER = re.compile(r"(?:\d{1,9}|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
_SPOILT = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.I)
_NO_DOCUMENT = frozenset({"", "无", "-", "—", "不详", "未登记", "未提供", "空"})

UNSOLD = frozenset({
    "未售", "未出售", "未售出", "待售", "未交付", "已售未交付", "未交房", "建设单位", "开发商", "developer", "unsold",
})  # fmt: skip
SOLD = frozenset({
    "", "已售", "已出售", "售出", "已交付", "已交房", "已入住", "业主", "自住", "出租", "空置", "住宅", "owner", "sold",
})  # fmt: skip
"""Words that say nothing of a developer; every other one is asked."""


def word_of(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@functools.lru_cache(maxsize=1 << 12)
def area_of(text: str) -> int:
    """0.01 m² from 89.12, ８９．１２, 1,089.1㎡. Never rounded: raises NotAnAnswer with what is wrong."""
    bare = _UNIT.sub("", "".join(unicodedata.normalize("NFKC", text).split()))
    if not bare:
        raise NotAnAnswer(N_("没有面积。"))
    if not _NUMBER.fullmatch(bare):
        raise NotAnAnswer(N_("面积看不懂，请写成 89.12 这样的平方米数。"))
    exact = Decimal(bare.replace(",", "")) * 100
    hundredths = int(exact.to_integral_value())
    # A spreadsheet's 120.30000000000001 is 120.30 in binary, not a third decimal that somebody measured.
    if abs(exact - hundredths) > Decimal("1e-6"):
        raise NotAnAnswer(N_("面积超过两位小数，请写明取多少。"))
    if not hundredths:
        raise NotAnAnswer(N_("面积是 0。"))
    if hundredths > LARGEST_AREA:
        raise NotAnAnswer(N_("面积大得不像一套房。"))
    return hundredths


def names_of(text: str) -> list[str]:
    return [name for part in _SEPARATORS.split(text) if (name := " ".join(part.split())) and plain(name)]


def numbers_of(text: str) -> list[str]:
    return [_number(part) for part in _SEPARATORS.split(text.strip())]


def _number(text: str) -> str:
    """As compared. A masked number proves nothing: two people may have the digits that are left."""
    bare = "".join(unicodedata.normalize("NFKC", text).upper().split())
    return "" if bare.casefold() in _NO_DOCUMENT or set(bare) & set("*×?") else bare


def is_spoilt(number: str) -> bool:
    """6.52801E+17: a spreadsheet took it for a quantity, and its end is lost."""
    return _SPOILT.fullmatch(number) is not None
