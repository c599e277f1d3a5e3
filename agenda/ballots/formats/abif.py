"""ABIF, the Aggregated Ballot Information Format: a line for each way a paper was filled in, with how many were.

    {title: "…"}            about the file; only the title is kept
    =Kiss:[Bob Kiss]        a short name and the option it stands for; with brackets also without the sign
    355:Kiss>Montroll=Wright    so many papers, ranked; "100:" are blank ones
    21:Memph/5,Nash/2       scores, separated by commas, rank by themselves
    # …                     a remark

Where a file declares its options no other may be ranked: a slip of the pen is not to become a candidate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from agenda.ballots.formats.files import LONGEST_NUMBER, BadLine, RankedFile, papers_of
from agenda.ballots.methods.options import Option
from agenda.ballots.methods.ranked import Paper
from forum.errors import N_

_NAME = r"""(?: \[(?P<bracketed>[^\]\[]+)\] | "(?P<quoted>[^"]+)" | (?P<bare>[^\s\[\]{}":>=,/\#]+) )"""
_ABOUT = re.compile(r"""\{ \s* "?(?P<key>\w+)"? \s* : \s* (?:"(?P<text>.*)"|-?\d+) \s* \} $""", re.X)
_FULL = r"""(?P<full> \[[^\]\[]+\] | "[^"]+" | [^\[\]">=,/]+ )"""
_DECLARATION = re.compile(rf"(?: = \s* | (?=[^\W\d]\w*\s*:\s*\[) ) {_NAME} \s* : \s* {_FULL} $", re.X)
_VOTES = re.compile(r"(?P<number>\d+)\s*:\s*(?P<ranking>.*)$")
_CHOICE = re.compile(rf"{_NAME} \s* (?:/ \s* (?P<score>\d+))? \s* (?P<sign>[>=,]?) \s*", re.X)
_REMARK = re.compile(r"""^(?P<kept>(?:[^#\["]|\[[^\]]*\]|"[^"]*")*)\#.*$""")


@dataclass(frozen=True)
class _Choice:
    name: str
    sign: str
    score: int | None


@dataclass
class _Names:
    """Options by each of their names, numbered in the order in which they come."""

    declared: bool = False
    texts: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def declare(self, line: int, name: str, full: str) -> None:
        if name in self.numbers or full in self.numbers:
            raise BadLine(line, N_("“{name}”声明了两次。"), name=name)
        self.declared = True
        self.texts.append(full)
        self.numbers[name] = self.numbers[full] = len(self.texts)

    def number(self, line: int, name: str) -> int:
        if name not in self.numbers:
            if self.declared:
                raise BadLine(line, N_("“{name}”不在声明的选项里。"), name=name)
            self.texts.append(name)
            self.numbers[name] = len(self.texts)
        return self.numbers[name]


def read(text: str) -> RankedFile:
    """BadLine for what is not ABIF."""
    names, title = _Names(), ""
    votes: list[tuple[int, int, list[_Choice]]] = []
    for line, content in _lines(text):
        if content.startswith("{"):
            key, value = _about(line, content)
            title = value if key == "title" else title
        elif found := _VOTES.match(content):
            votes.append((line, _count(line, found["number"]), list(_choices(line, found["ranking"]))))
        elif declared := _DECLARATION.match(content):
            full = declared["full"]
            names.declare(line, _name(declared), (full[1:-1] if full.startswith("[") else full.strip('"')).strip())
        else:
            raise BadLine(line, N_("看不懂这一行：{content}"), content=content[:60])
    rows = [(_paper(line, choices, names), count) for line, count, choices in votes]
    options = tuple(Option(number, name) for number, name in enumerate(names.texts, 1))
    return RankedFile(options, papers_of(rows), title)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines that say something, numbered from 1, without remarks."""
    for line, content in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        remark = _REMARK.match(content)
        if kept := (remark["kept"] if remark else content).strip():
            yield line, kept


def _about(line: int, content: str) -> tuple[str, str]:
    if not (found := _ABOUT.match(content)):
        raise BadLine(line, N_("说明行应写成 {example}。"), example='{title: "…"}')
    return found["key"], found["text"] or ""


def _count(line: int, digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise BadLine(line, N_("票数太大：{number}"), number=digits[:20])
    return int(digits)


def _choices(line: int, ranking: str) -> Iterator[_Choice]:
    """Each option with the sign that stands after it."""
    place, sign = 0, ""
    while place < len(ranking):
        found = _CHOICE.match(ranking, place)
        if not found or (place and not sign):
            raise BadLine(line, N_("从“{rest}”起看不懂。"), rest=ranking[place : place + 30])
        place, sign = found.end(), found["sign"]
        yield _Choice(_name(found), sign, _count(line, found["score"]) if found["score"] else None)
    if sign:
        raise BadLine(line, N_("“{sign}”后面缺少选项。"), sign=sign)


def _name(found: re.Match[str]) -> str:
    return (found["bracketed"] or found["quoted"] or found["bare"]).strip()


def _paper(line: int, choices: list[_Choice], names: _Names) -> Paper:
    numbers = [names.number(line, choice.name) for choice in choices]
    for number, choice in zip(numbers, choices, strict=True):
        if numbers.count(number) > 1:
            raise BadLine(line, N_("“{name}”排了两次。"), name=choice.name)
    signs = {choice.sign for choice in choices[:-1]}
    scored = [choice.score for choice in choices if choice.score is not None]
    if "," in signs and scored:
        return _by_score(line, numbers, choices, signs)
    ranks: list[list[int]] = [[]]
    for number, choice in zip(numbers, choices, strict=True):
        ranks[-1].append(number)
        if choice.sign == ">":
            ranks.append([])
    return Paper(tuple(tuple(rank) for rank in ranks))


def _by_score(line: int, numbers: list[int], choices: list[_Choice], signs: set[str]) -> Paper:
    places = {
        number: -choice.score for number, choice in zip(numbers, choices, strict=True) if choice.score is not None
    }
    if len(places) < len(choices) or signs != {","}:
        raise BadLine(line, N_("用逗号分开的，每一项都要有分数，不能再用 > 或 =。"))
    return Paper.of(places)
