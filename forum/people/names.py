"""Names and numbers as the published copy may show them (domain.md §7). Pure text in, text out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

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


def mask_text(text: str, names: Iterable[str], *, keep: Iterable[str] = ()) -> str:
    """`text` with each of `names` masked wherever it stands.

    The longest name wins (王明山 before 王明) and what was put in is not read again. `keep` are names that stay as they
    are, officials in their role: they protect themselves from a shorter name inside them. A name with · is found with
    any of `DOTS`, a Latin one as whole words only. A name of one character is left: it is a word in every sentence.
    """
    shown = {_plain(name): masked(name) for name in names} | {_plain(name): None for name in keep}
    wanted = sorted((name for name in shown if len(name) > 1), key=lambda name: (-len(name), name))
    if not wanted:
        return text
    pattern = re.compile("|".join(map(_found_as, wanted)))

    def replacement(found: re.Match[str]) -> str:
        mask = shown[_plain(found[0])]
        return found[0] if mask is None else mask

    return pattern.sub(replacement, text)


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
    return before + pattern + after


def mask_numbers(text: str) -> str:
    """`text` with mobile numbers as 138****1234 and 18-digit ID numbers (GB 11643) as 18 asterisks."""
    text = re.sub(r"(?<![0-9])[1-9]\d{16}[0-9Xx](?![0-9])", "*" * 18, text)
    return re.sub(r"(?<![0-9])1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9])", lambda found: masked_phone(found[0]), text)
