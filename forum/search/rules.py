"""How Chinese is searched; pure.

A run of Chinese characters is kept as all its pairs and its last character (电梯加装: 电梯 梯加 加装 装), other words
as they are. So a word of two characters and more is found exactly wherever it stands, as a phrase of its pairs, and a
single one by what begins with it. Old and simplified characters, widths and capitals are one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from forum.errors import N_
from forum.owners.lookalikes import simplified

LONGEST = 60
"""Characters of a question that are looked at."""
MOST_WORDS = 6
PAGE = 20
BEFORE, AFTER = 24, 72
"""Characters of a quotation around the first word that was found."""
_CHINESE = "〇々\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PIECE = re.compile(f"[{_CHINESE}]+|[^\\W_{_CHINESE}]+")
_IS_CHINESE = re.compile(f"[{_CHINESE}]")
_MARKS = re.compile(r"(?m)^\s{0,3}(#{1,6}|>|[-*+]|\d+\.)\s+|[*`|\\]+")

STAGES = {
    "asked": N_("等答复"),
    "coming": N_("将要议"),
    "doing": N_("办理中"),
    "done": N_("已办结"),
    "dropped": N_("不再办"),
}
TIMES = {"30": N_("最近一个月"), "90": N_("最近三个月"), "365": N_("最近一年")}


# Beside the characters of names, what neighbourhoods write about.
_OLD = """
    樓楼 處处 場场 維维 費费 壞坏 擾扰 鄰邻 設设 養养 廳厅 廁厕 牆墙 煖暖 個个 們们 對对 為为 題题 問问
    辦办 說说 請请 還还 沒没 過过 鋪铺 磚砖 補补 裝装 擴扩 違违 佔占 寵宠 糞粪 貓猫 亂乱 丟丢 藥药 醫医
    險险 測测 換换 頂顶 滲渗 濁浊 汙污 溝沟 網网 絡络 驛驿 遞递 櫃柜 鎖锁 閘闸 鑰钥 級级 隊队 記记 務务
    業业 產产 營营 價价 購购 賣卖 貨货 貼贴 賬账 帳账 債债 償偿 貸贷 額额 歲岁 齡龄 殘残 護护 課课 館馆
    飯饭 飲饮 廢废 塵尘 煙烟 聲声 響响 溫温 濕湿 凍冻 淨净 潔洁 燒烧 壓压 線线 纜缆 漿浆 層层 廠厂 門门
    臺台 欄栏 桿杆 籬篱 樁桩 橋桥 標标 誌志 輛辆 輪轮 軌轨 載载 運运 駛驶 騎骑 馳驰 驗验 點点 戶户 區区
    縣县 鎮镇 鄉乡 選选 舉举 決决 議议 徵征 詢询 訪访 訴诉 調调 認认 證证 許许 諾诺 謝谢 變变 讓让 託托
    採采 納纳 經经 續续 絕绝 給给 綜综 與与 興兴 舊旧 號号 術术 衝冲
"""
_SIMPLIFIED = {ord(pair[0]): pair[1] for pair in _OLD.split()}


@lru_cache(maxsize=1 << 14)
def _one(character: str) -> str:
    return simplified(unicodedata.normalize("NFKC", character).casefold().translate(_SIMPLIFIED))


def plain(text: str) -> tuple[str, list[int]]:
    """One spelling for what is read the same, and for each of its characters where in the text it comes from."""
    signs, places = [], []
    for at, character in enumerate(text):
        for sign in _one(character):
            signs.append(sign)
            places.append(at)
    return "".join(signs), places


def tokens(text: str) -> list[str]:
    """As they are kept in the index, in order."""
    return [token for piece in _PIECE.findall(plain(text)[0]) for token in _of_piece(piece)]


def _of_piece(piece: str) -> list[str]:
    if not _IS_CHINESE.match(piece):
        return [piece]
    return [*(piece[at : at + 2] for at in range(len(piece) - 1)), piece[-1]]


# ---- a question ----


@dataclass(frozen=True)
class Question:
    """`words` as they are looked for, none where nothing can be; `cut`: it was longer than is looked at."""

    words: tuple[str, ...]
    cut: bool = False

    @property
    def letters(self) -> str:
        """Where one word of letters was typed, which may be how a title sounds."""
        [*words] = self.words
        return words[0] if len(words) == 1 and re.fullmatch("[a-z]{2,}", words[0]) else ""


def question(typed: str) -> Question:
    text = typed[:LONGEST]
    words = re.findall(r"[^\W_]+", plain(text)[0])
    spelt = tuple(dict.fromkeys(words))
    return Question(spelt[:MOST_WORDS], len(typed.strip()) > LONGEST or len(spelt) > MOST_WORDS)


def expression(asked: Question) -> str:
    """In the language of FTS5: every word, as a phrase. Only letters and figures are ever in it, within quotes."""
    return " AND ".join(_phrase(word) for word in asked.words)


def _phrase(word: str) -> str:
    pieces = _PIECE.findall(word)
    last = pieces[-1]
    found = [token for piece in pieces[:-1] for token in _of_piece(piece)]
    whole = len(last) > 1 and _IS_CHINESE.match(last) is not None
    found += _of_piece(last)[:-1] if whole else [last]
    return f'"{" ".join(found)}"' + ("" if whole else " *")


def holds(text: str, asked: Question) -> bool:
    """Whether every word stands in the text, between whatever signs."""
    bare = "".join(_PIECE.findall(plain(text)[0]))
    return all(word in bare for word in asked.words)


def shorter(asked: Question) -> list[str]:
    """What may be found where the whole was not: each word alone, then pairs of a long one, no more than a dozen."""
    words = [*asked.words] if len(asked.words) > 1 else []
    for word in asked.words:
        if len(word) > 2:
            words += [word[at : at + 2] for start in (0, 1) for at in range(start, len(word) - 1, 2)]
    return [word for word in dict.fromkeys(words) if (word,) != asked.words][:12]


# ---- what is shown of what was found ----

Quoted = list[tuple[str, bool]]


def marked(text: str, asked: Question) -> Quoted:
    """The text in stretches, each with whether it is one of the words."""
    spelt, places = plain(text)
    spans = sorted(
        (places[found.start()], places[found.end() - 1] + 1)
        for word in asked.words
        for found in re.finditer(_loosely(word), spelt)
    )
    parts: Quoted = []
    at = 0
    for start, end in spans:
        if start >= at:
            parts += [(text[at:start], False), (text[start:end], True)]
            at = end
    return [part for part in [*parts, (text[at:], False)] if part[0]]


def _loosely(word: str) -> str:
    """Between letters or figures and Chinese there may be a blank: 3 号楼."""
    return r"[^\w]{0,2}".join(re.escape(piece) for piece in _PIECE.findall(word))


def quoted(text: str, asked: Question) -> Quoted:
    """A short stretch of the text around the first of the words, without Markdown's marks."""
    bare = " ".join(_MARKS.sub(" ", text).split())
    spelt, places = plain(bare)
    starts = [found.start() for word in asked.words if (found := re.search(_loosely(word), spelt))]
    first = places[min(starts)] if starts else 0
    start, end = max(0, first - BEFORE), min(len(bare), first + AFTER)
    stretch = bare[start:end]
    return marked(("…" if start else "") + stretch + ("…" if end < len(bare) else ""), asked)


def since(days: str, today: date) -> date | None:
    return today - timedelta(days=int(days)) if days in TIMES else None


def pages(count: int) -> int:
    return max(1, -(-count // PAGE))


def sounds(syllables: Sequence[str]) -> list[str]:
    """How a title is typed in letters, from each of its characters on: dt, dianti for 电梯."""
    found: list[str] = []
    for at in range(len(syllables)):
        rest = syllables[at : at + 8]
        found += ["".join(one[0] for one in rest), "".join(rest)]
    return list(dict.fromkeys(found))


def joined(words: Iterable[str]) -> str:
    return " ".join(words)
