"""Rankings as scrutineers write them on a tally sheet: a line for each way papers were filled in, how many, and how.

    12: 滑梯 > 球台 > 健骑机     so many papers; first, second, third
    5张：2>1                     by the options' numbers; what is left out is not ranked
    3: 1 > 2 = 3                 two level, where such a paper is valid

As Chinese keyboards type it too: ： ＞ 》 ＝ and wide digits. An option's own words go before another's number,
whatever signs are in them. A ranking may stand on several lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from agenda.ballots.formats.files import BadLine
from agenda.ballots.methods.options import Options
from agenda.ballots.methods.ranked import Paper, Settings, check_paper
from forum.errors import N_, BadInput, RuleBroken, Sentence

_LINE = re.compile(r"(?P<number>\d{1,6}) ?[张票份]? ?: ?(?P<ranking>.*)")
_SIGN = re.compile(r" ?([>=]) ?")
MOST_TOLD = 5
"""Wrong lines told at once; who sees so many has understood what is wrong."""


def read(text: str, settings: Settings) -> dict[Paper, int]:
    """Papers that rank something, with how many there are of each. BadInput for the field "file", line by line."""
    found: dict[Paper, int] = {}
    wrong: list[Sentence] = []
    for line, content in _lines(text):
        try:
            number, paper = _row(line, content, settings)
            found[paper] = found.get(paper, 0) + number
        except BadLine as bad:
            wrong += bad.fields.values()
    if wrong:
        raise BadInput({"file": _together(wrong)})
    return {paper: number for paper, number in found.items() if number}


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for line, content in enumerate(text.splitlines(), 1):
        if kept := _plain(content):
            yield line, kept


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).replace("》", ">").split())


def _together(wrong: list[Sentence]) -> Sentence:
    if len(wrong) > MOST_TOLD:
        more = Sentence(N_("还有 {n} 行要改"), {"n": len(wrong) - MOST_TOLD})
        wrong = [*wrong[:MOST_TOLD], more]
    names = [f"line{number}" for number in range(len(wrong))]
    return Sentence("\n".join(f"{{{name}}}" for name in names), dict(zip(names, wrong, strict=True)))


def ranking(line: int, text: str, settings: Settings) -> Paper:
    """How one paper was filled in: "2 > 1 > 3". BadLine, RuleBroken."""
    paper = Paper(tuple(_ranks(line, _plain(text), _Words(settings.options))))
    check_paper(settings, paper)
    return paper


def _row(line: int, content: str, settings: Settings) -> tuple[int, Paper]:
    row = _LINE.fullmatch(content)
    if row is None:
        raise BadLine(line, N_("应写成“张数：排序”，例如 {example}。"), example="12: 2 > 1 > 3")
    if not row["ranking"]:
        raise BadLine(line, N_("没有写排序；空白票填在上面的格子里。"))
    try:
        paper = ranking(line, row["ranking"], settings)
    except RuleBroken as broken:
        raise BadLine(line, N_("{broken}这样的票算无效票，填在上面的格子里。"), broken=broken.sentence) from None
    return int(row["number"]), paper


def _ranks(line: int, ranking: str, words: _Words) -> Iterator[tuple[int, ...]]:
    place, rank = 0, list[int]()
    while True:
        option, place = words.option(line, ranking, place)
        rank.append(option)
        sign = _SIGN.match(ranking, place)
        if sign is None or sign[1] == ">":
            yield tuple(rank)
            rank = []
        if sign is None:
            return
        place = sign.end()


class _Words:
    """What an option is called on the sheet: its text, or its number where no text is a number."""

    def __init__(self, of: Options) -> None:
        texts = [_plain(one.text) for one in of]
        own = {text: one.id for text, one in zip(texts, of, strict=True) if texts.count(text) == 1}
        numbers = {} if any(text.isdigit() for text in texts) else {str(one.id): one.id for one in of}
        self.ids = numbers | own
        known = "|".join(re.escape(name) for name in sorted(self.ids, key=len, reverse=True))
        self.pattern = re.compile(rf"({known})(?= ?[>=]|$)")

    def option(self, line: int, ranking: str, place: int) -> tuple[int, int]:
        """The option that stands there, and where it ends."""
        if found := self.pattern.match(ranking, place):
            return self.ids[found[1]], found.end()
        unknown = _SIGN.split(ranking[place:], maxsplit=1)[0][:30]
        if not unknown:
            raise BadLine(line, N_("“>”或“=”前后缺少选项。"))
        raise BadLine(line, N_("“{name}”不是选项。写选项的号码或全名，先后用 > 隔开。"), name=unknown)
