"""BLT, the file format of single transferable votes (Hill, Wichmann and Woodall), as many programs write it.

    4 1                  four candidates for one seat
    -2                   the second has withdrawn
    3 1 3=4 0            three papers: 1 first, then 3 and 4 level
    0                    no more papers
    "Amy" … "Title"      the candidates' names in order, then the title

A # begins a remark, (…) after a paper's number is its mark, - is a rank left out. A paper ends on the line on which it
begins. A count for more than one seat is not the product's: `RankedFile.settings` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agenda.ballots.formats.files import LONGEST_NUMBER, BadLine, RankedFile, papers_of
from agenda.ballots.methods.options import Option
from agenda.ballots.methods.ranked import Paper
from forum.errors import N_, Sentence

_TOKEN = re.compile(r"""\s*(?: "(?P<quoted>[^"]*)" | (?P<mark>\([^)]*\)) | (?P<word>[^\s"#()]+) )""", re.X)
_NO_END = Sentence(N_("缺少表示结束的 0"))
_END = re.compile(r"\s*(#.*)?$")


@dataclass(frozen=True)
class _Token:
    line: int
    text: str
    quoted: bool = False


class _Tokens:
    """What is still to be read; `line` is that of the last token taken."""

    def __init__(self, text: str) -> None:
        self.left = list(_tokens(text))[::-1]
        self.line = 1

    def next(self, missing: Sentence) -> _Token:
        if not self.left:
            raise BadLine(self.line, N_("文件到这里就完了，{missing}。"), missing=missing)
        token = self.left.pop()
        self.line = token.line
        return token

    def number(self, missing: Sentence, most: int | None = None) -> int:
        token = self.next(missing)
        if token.quoted or not re.fullmatch(r"-?[0-9]+", token.text) or len(token.text) > LONGEST_NUMBER:
            raise BadLine(token.line, N_("这里应是整数，写的却是“{text}”。"), text=token.text[:30])
        return _within(token.line, int(token.text), most)

    def is_negative(self) -> bool:
        return bool(self.left) and not self.left[-1].quoted and re.match("-[0-9]", self.left[-1].text) is not None


def _tokens(text: str) -> Iterator[_Token]:
    for line, content in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        place = 0
        while not _END.match(content, place):
            found = _TOKEN.match(content, place)
            if not found:
                raise BadLine(line, N_("从“{rest}”起看不懂。"), rest=content[place : place + 30].strip())
            place = found.end()
            if not found["mark"]:
                yield _Token(line, found["word"] or found["quoted"], found["word"] is None)


def _within(line: int, number: int, most: int | None) -> int:
    if most is not None and abs(number) > most:
        raise BadLine(line, N_("没有第 {number} 号候选人，一共 {most} 人。"), number=abs(number), most=most)
    return number


def read(text: str) -> RankedFile:
    """BadLine for what is not BLT."""
    tokens = _Tokens(text)
    candidates = tokens.number(Sentence(N_("缺少候选人数")))
    seats = tokens.number(Sentence(N_("缺少应选人数")))
    if candidates < 1 or seats < 1:
        raise BadLine(tokens.line, N_("候选人数和应选人数都要大于 0。"))
    withdrawn = []
    while tokens.is_negative():
        withdrawn.append(-tokens.number(_NO_END, candidates))
    rows = list(_papers(tokens, candidates))
    names = [_name(tokens, number) for number in range(1, candidates + 1)]
    title = tokens.left[-1].text if tokens.left else ""
    options = tuple(Option(number, name) for number, name in enumerate(names, 1))
    return RankedFile(options, papers_of(rows), title, seats, tuple(sorted(set(withdrawn))))


def _papers(tokens: _Tokens, candidates: int) -> Iterator[tuple[Paper, int]]:
    while weight := tokens.number(_NO_END):
        if weight < 0:
            raise BadLine(tokens.line, N_("票数不能是负数。"))
        yield _paper(tokens, candidates), weight


def _paper(tokens: _Tokens, candidates: int) -> Paper:
    line, ranks, seen = tokens.line, [], set[int]()
    while (token := tokens.next(_NO_END)).text != "0":
        if token.line != line:
            raise BadLine(line, N_("这张选票没有以 0 结束。"))
        if token.text == "-":
            continue
        rank = [_candidate(token, one, candidates) for one in token.text.split("=")]
        if len(set(rank)) < len(rank) or seen & set(rank):
            raise BadLine(line, N_("同一个候选人排了两次。"))
        seen |= set(rank)
        ranks.append(tuple(rank))
    return Paper(tuple(ranks))


def _candidate(token: _Token, text: str, candidates: int) -> int:
    if token.quoted or not text.isascii() or not text.isdigit() or len(text) > LONGEST_NUMBER or int(text) == 0:
        raise BadLine(token.line, N_("这里应是候选人的号码，写的却是“{text}”。"), text=token.text[:30])
    return _within(token.line, int(text), candidates)


def _name(tokens: _Tokens, number: int) -> str:
    token = tokens.next(Sentence(N_("缺少第 {number} 位候选人的姓名"), {"number": number}))
    if not token.quoted and re.fullmatch(r"[-0-9=]+", token.text):
        raise BadLine(
            token.line, N_("这里应是第 {number} 位候选人的姓名，写的却是“{text}”。"), number=number, text=token.text
        )
    return token.text
