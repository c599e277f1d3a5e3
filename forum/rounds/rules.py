"""The lines of a visit round as they are typed or pasted; pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forum.topics.models import Category

COLUMNS = ("place", "who", "text", "category", "answer")
MOST_LINES = 200
FIRST_LINES = 6
MORE_LINES = 10
HEADLINE = 30
_WORDS = {
    Category.NEIGHBOURS: "邻里矛盾 邻里 矛盾 纠纷", Category.SANITATION: "环境卫生 环境 卫生 环卫",
    Category.PUBLIC_AFFAIRS: "公共事务 公共 其他 其它", Category.SAFETY: "安全健康 安全 健康 消防",
    Category.FACILITIES: "城建设施 设施 城建 维修",
}  # fmt: skip
_CATEGORIES = {word: category for category, words in _WORDS.items() for word in words.split()}
_HEADINGS = {"地点", "住址", "楼栋", "户", "谁", "姓名", "居民", "谁说的", "说了什么", "内容", "意见", "诉求", "序号"}


@dataclass(frozen=True)
class Line:
    """As it stands in the grid."""

    place: str = ""
    who: str = ""
    text: str = ""
    category: str = ""
    answer: str = ""

    @property
    def is_blank(self) -> bool:
        """What is only carried down from the line above is nothing that was said."""
        return not (self.who or self.text or self.answer)


def typed(given: Mapping[str, str]) -> list[Line]:
    """The grid of a form, blank lines and all; fields are place-0, who-0, …"""
    numbers = [int(name[5:]) for name in given if re.fullmatch(r"text-\d{1,3}", name)]
    count = min(max(numbers, default=-1) + 1, MOST_LINES)
    return [Line(*(given.get(f"{column}-{at}", "").strip() for column in COLUMNS)) for at in range(count)]


def pasted(text: str) -> list[Line]:
    """Rows of a sheet, by tabs or else by commas; a first row of headings and a column of numbers are left out."""
    rows = [[cell.strip() for cell in row] for row in _cells(text) if any(cell.strip() for cell in row)]
    if rows and sum(cell in _HEADINGS for cell in rows[0]) >= 2:
        rows = rows[1:]
    if len(rows) > 1 and all(re.fullmatch(r"\d+[.、]?", row[0]) for row in rows):
        rows = [row[1:] for row in rows]
    return [Line(*[*row, *[""] * len(COLUMNS)][: len(COLUMNS)]) for row in rows[:MOST_LINES]]


def _cells(text: str) -> list[list[str]]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    by = "\t" if "\t" in text else ","
    try:
        return list(csv.reader(io.StringIO(text), delimiter=by))
    except csv.Error:  # a cell without end
        return [row.split(by) for row in text.split("\n")]


def category_of(word: str) -> Category | None:
    if word in set(Category):
        return Category(word)
    return _CATEGORIES.get(word)


def headline(text: str) -> str:
    """A topic's title: the first clause, which may be cut."""
    first = re.split(r"[。！？；\n]", text.strip(), maxsplit=1)[0]
    if len(first) > HEADLINE:
        clause = re.split(r"[，,、：:]", first, maxsplit=1)[0]
        first = clause if 6 <= len(clause) <= HEADLINE else first[: HEADLINE - 1] + "…"
    return first or text.strip()[:HEADLINE]


def with_room(lines: Sequence[Line], more: int = 0) -> list[Line]:
    """Blank lines at the end to go on with."""
    wanted = min(max(len(lines) + more, FIRST_LINES), MOST_LINES)
    return [*lines, *[Line()] * (wanted - len(lines))]
