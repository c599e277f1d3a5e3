"""Which words send what is written to review, and when somebody may write again; pure.

A word is found in all its spellings: full width, capitals, traditional and variant characters, with blanks, dots or
signs put between. Not across a sentence's own punctuation, and a Latin word only as a whole one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from forum.owners import lookalikes

# Beyond the characters of names: those of what people call each other and of what is not to be advertised.
_MORE = """
    妈媽 骂罵 骗騙 杀殺 赌賭 卖賣 枪槍 贷貸 药藥 诈詐 毁毀 败敗 烂爛 坏壞 脑腦 贱賤 猪豬 驴驢 鸡雞鷄 滚滾 杂雜 脏髒臟
    痴癡 废廢 恶惡 吓嚇 抢搶 绑綁 赃贓 奸姦 疯瘋 妇媍 狱獄 偿償 债債 办辦 证證 发髮 票 码碼 号號 罚罰 贪貪 污汙 贿賄
    装裝 们們 这這 说說 没沒 吗嗎 呢 给給 让讓 过過 还還 问問 题題 闹鬧 斗鬬 乱亂 丢丟 弃棄 虫蟲 龟龜 爷爺 奶嬭
"""
_FORMS = {ord(form): group[0] for group in _MORE.split() for form in group[1:]}
_BETWEEN = r"[^\w，。！？；：、,!?;:\n]{0,3}"
LEAST = 2
"""Characters of a word: one alone would send everything to review."""


def folded(text: str) -> str:
    """One form for all spellings of the same characters; blanks and signs stay."""
    return lookalikes.one_form(unicodedata.normalize("NFKC", text).casefold()).translate(_FORMS)


def plain(word: str) -> str:
    """A word as it is kept to be looked for."""
    return re.sub(r"[\W_]+", "", folded(word))


def hits(text: str, words: Iterable[str]) -> list[str]:
    """Which of the words (as `plain` makes them) the text has, in their order."""
    searched = folded(text).replace("_", " ")
    return [word for word in words if _pattern(word).search(searched)]


def _pattern(word: str) -> re.Pattern[str]:
    spaced = _BETWEEN.join(map(re.escape, word))
    if word.isascii():
        return re.compile(rf"(?<![a-z0-9]){spaced}(?![a-z0-9])")
    return re.compile(spaced)


def free_at(times: Sequence[datetime], most: int, within: timedelta, now: datetime) -> datetime | None:
    """When one more is possible, of which at most `most` are within a time; None: now."""
    lately = sorted(time for time in times if time > now - within)
    return None if len(lately) < most else lately[-most] + within
