"""Finding people by how their names sound: 王秀兰 by wxl, wangxl, wangxiulan or xl. Pure.

A name has a group of readings for every character; whoever types begins at any of them and gives each as many of its
letters as they like. static/js/desk.js looks in the same way through what stands on the page.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

Readings = tuple[tuple[str, ...], ...]

_SURNAMES = """
    单shan 卜bu 石shi 仇qiu 区ou 查zha 解xie 曾zeng 翟zhai 盖ge 任ren 乐yue 朴piao 尉yu 万mo 俟qi 冼xian 缪miao
    逄pang 覃qin 种chong 重chong 卜bu 黑he 折she 员yun 宓fu 秘bi 晁chao 葛ge 贾jia 纪ji 召shao 繁po 过guo
    华hua 洗xian 祭zhai 能nai 瞿qu 隗wei 幺yao 尹yin 长zhang 澹tan 令ling 谌chen 郗xi 郇huan 訾zi 车che
    沈shen 燕yan 应ying 柏bai 阚kan
"""
_READ_AS_SURNAME = {each[0]: each[1:] for each in _SURNAMES.split()}
"""Where a surname is read in a way of its own, beside the usual one: who types either is answered."""

_USUAL = 2
"""Readings of a character that are tried: the rest are of old books."""
_ACCENTS = {"\u0300", "\u0301", "\u0304", "\u030c"}


@lru_cache(maxsize=8192)
def readings(name: str) -> Readings:
    """Of every character that has any, and every word in other letters; dots and blanks between are left out."""
    found: list[tuple[str, ...]] = []
    for piece in re.findall(r"[a-z0-9]+|[^\W_]", _plain(name)):
        found.append((piece,) if piece.isascii() else _of_character(piece, surname=not found))
    return tuple(one for one in found if one)


def _of_character(character: str, *, surname: bool) -> tuple[str, ...]:
    # The dictionary takes a fifth of a second: who never looks for people does without.
    from pypinyin.constants import PINYIN_DICT

    # A surname has one reading, or one of its own beside it.
    most = 1 if surname else _USUAL
    usual = [_toneless(one) for one in PINYIN_DICT.get(ord(character), "").split(",")[:most] if one]
    if (own := _READ_AS_SURNAME.get(character)) is not None:
        usual = [own, *usual] if surname else [*usual, own]
    return tuple(dict.fromkeys(spelt for one in usual for spelt in _spellings(one)))


def _toneless(syllable: str) -> str:
    """lǚ becomes lü."""
    bare = "".join(sign for sign in unicodedata.normalize("NFD", syllable) if sign not in _ACCENTS)
    return unicodedata.normalize("NFC", bare)


def _spellings(syllable: str) -> tuple[str, ...]:
    """吕 is typed lv, and by some lu or lü."""
    return (syllable.replace("ü", "v"), syllable.replace("ü", "u")) if "ü" in syllable else (syllable,)


def said(name: str) -> str:
    """The readings as a page carries them: "shan,dan guo qiang"."""
    return " ".join(",".join(group) for group in readings(name))


def sounds_like(name: str, typed: str) -> bool:
    """Whether what was typed, in letters, may mean the name."""
    letters, groups = re.sub(r"[^a-z0-9]", "", _plain(typed).replace("ü", "v")), readings(name)
    return bool(letters) and any(_fits(groups[at:], letters) for at in range(len(groups)))


def _fits(groups: Readings, letters: str) -> bool:
    if not letters:
        return True
    return bool(groups) and any(
        _fits(groups[1:], letters[length:])
        for reading in groups[0]
        for length in range(len(reading), 0, -1)
        if letters.startswith(reading[:length])
    )


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
