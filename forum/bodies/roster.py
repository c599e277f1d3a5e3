"""A body's roster out of a file as offices make them: CSV in any Chinese encoding, or a spreadsheet.

`read` never raises and never guesses silently: what it can't take is a `Problem` with its row and column, and the
caller imports nothing while one of them blocks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forum.errors import N_, Sentence
from forum.importing.tables import BEGINNING, Table, Unreadable, tables

MAX_ROWS = 10_000

LIMITS = {"name": 80, "gender": 8, "ethnicity": 20, "phone": 32, "unit": 80, "block": 80, "room": 80, "group": 8}
"""Longest text taken in each column, in characters; as the models of `forum.people` and `forum.bodies` store them."""

COLUMNS = {
    "name": N_("姓名"),
    "gender": N_("性别"),
    "ethnicity": N_("民族"),
    "phone": N_("电话"),
    "unit": N_("单位"),
    "block": N_("楼栋"),
    "room": N_("户号"),
    "role": N_("身份"),
    "group": N_("组别"),
    "seat": N_("应到/列席"),
    "observer": N_("列席"),
    "weight": N_("票权"),
}

_HEADERS = {
    "name": "姓名 名字 居民姓名 代表姓名 委员姓名 成员姓名 name fullname",
    "gender": "性别 gender sex",
    "ethnicity": "民族 族别 ethnicity nationality",
    "phone": "电话 手机 手机号 手机号码 电话号码 联系电话 联系方式 phone mobile telephone tel phonenumber",
    "unit": "单位 工作单位 所在单位 成员单位 驻区单位 单位名称 unit organisation organization",
    "block": "楼栋 楼号 楼院 幢 栋 楼 楼栋号 block building",
    "room": "户号 门牌 门牌号 房号 房间号 室号 户 room flat door household",
    "role": "职务 身份 角色 会内职务 role position",
    "group": "组别 组 小组 分组 界别 group",
    "seat": "应到/列席 应到列席 应到 出席/列席 出席类别 参会身份 参会类别 seat entitled attendance",
    "observer": "列席 observer",
    "weight": "票权 表决权 表决权数 票数 权重 weight votes",
}
_COLUMN_OF = {alias: column for column, aliases in _HEADERS.items() for alias in aliases.split()}

_ROLES = {
    "director": "主任 director chair",
    "deputy_director": "副主任 deputydirector deputy vicechair",
    "member": "委员 成员 member",
    "delegate": "代表 delegate",
    "observer": "列席 列席人员 observer",
}
_ROLE_OF = {alias: role for role, aliases in _ROLES.items() for alias in aliases.split()}
_OBSERVERS = frozenset({"列席", "列席人员", "observer"})
_YES = frozenset({"应到", "出席", "是", "√", "✓", "✔", "y", "yes", "true", "1", "entitled"})
_NO = frozenset({"否", "不", "×", "✗", "n", "no", "false", "0"}) | _OBSERVERS

_PHONE = re.compile(r"[0-9+\-()#*/、,，;；转 ]+")
_WHOLE = re.compile(r"[0-9]{1,9}")
_BREAKS = re.compile(r"\s*[\r\n\t]+\s*")
_EDGES = re.compile(r"^[\s\u200b\u2060\ufeff]+|[\s\u200b\u2060\ufeff]+$")
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Row:
    """One person as the file has them; what it doesn't say is "". `line` is the row in the file, from 1.

    `role` is one of director, deputy_director, member, delegate, observer, or "" for the body's own default.
    `weight` is in votes, None where the file doesn't say.
    """

    line: int
    name: str
    gender: str = ""
    ethnicity: str = ""
    phone: str = ""
    unit: str = ""
    block: str = ""
    room: str = ""
    role: str = ""
    group: str = ""
    observer: bool = False
    weight: int | None = None

    @property
    def entitled(self) -> bool:
        return not self.observer


@dataclass(frozen=True)
class Problem:
    """What is wrong, in words. `row` counts the file's rows from 1, header included; 0 is the file as a whole.

    `column` is a key of `COLUMNS`, or "". One that doesn't block is a question for a person to decide.
    """

    row: int
    column: str
    sentence: Sentence
    blocking: bool = True


@dataclass(frozen=True)
class Roster:
    """`rows` are those without a blocking problem, for the preview: take them only when `blocking` is empty.

    `ignored` are headers that mean nothing to us, as written.
    """

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def blocking(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.blocking)

    @property
    def questions(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.blocking)


def read(data: bytes) -> Roster:
    """The people in a file: text in UTF-8, UTF-16 with its mark, or GB18030 (so GBK), with , ; or tab; or XLSX.

    The header may stand below a title; its columns come in any order, in Chinese or English. Takes up to a second of
    CPU for the largest sheets: keep it off the loop.
    """
    try:
        table, header, columns = _table(data)
        people = _people(table, header, columns)
    except Unreadable as unreadable:
        return Roster(problems=(Problem(unreadable.row, "", unreadable.sentence),))
    read_rows = [_row(line, cells) for line, cells in people]
    rows = [row for row, problems in read_rows if not problems]
    problems = [problem for _, found in read_rows for problem in found]
    ignored = (cell for at, cell in enumerate(table[header]) if cell.strip() and at not in columns.values())
    return Roster(tuple(rows), (*problems, *_namesakes(rows)), tuple(ignored))


def _people(table: Table, header: int, columns: dict[str, int]) -> list[tuple[int, dict[str, str]]]:
    """Line number and known cells of every row below the header that isn't blank."""
    people = [
        (line, {column: cells[at] if at < len(cells) else "" for column, at in columns.items()})
        for line, cells in enumerate(table[header + 1 :], start=header + 2)
        if any(_EDGES.sub("", cell) for cell in cells)
    ]
    if not people:
        raise Unreadable(Sentence(N_("表头下面没有人名。")))
    if len(people) > MAX_ROWS:
        raise Unreadable(Sentence(N_("名册超过 {limit} 行，请分成几个文件。"), {"limit": MAX_ROWS}))
    return people


# ---- rows --------------------------------------------------------------------------------------------------------


def _row(line: int, cells: dict[str, str]) -> tuple[Row, list[Problem]]:
    """The row and what is wrong with it; a row with problems is of no use."""
    texts = {column: _clean(column, text) for column, text in cells.items()}
    problems = [
        Problem(line, column, sentence) for column, text in texts.items() if (sentence := _refused(column, text))
    ]
    if not texts["name"]:
        problems.append(Problem(line, "name", Sentence(N_("姓名是空的。"))))
    role, observer = _ROLE_OF.get(_folded(texts.get("role", "")), ""), _observer(texts)
    if observer is False and role == "observer":
        problems.append(Problem(line, "seat", Sentence(N_("身份是列席，又写着应到：列席人员不计入应到。"))))
    plain = {column: texts.get(column, "") for column in LIMITS}
    weight = None if problems else _votes(texts.get("weight", ""))
    return Row(line=line, role=role, observer=bool(observer) or role == "observer", weight=weight, **plain), problems


def _votes(text: str) -> int | None:
    return int(unicodedata.normalize("NFKC", text)) if text else None


def _clean(column: str, text: str) -> str:
    """Without blanks at the ends; a line break inside a cell is layout, except in a name."""
    text = _EDGES.sub("", text)
    return text if column == "name" else _BREAKS.sub(" ", text)


def _refused(column: str, text: str) -> Sentence | None:
    if mark := next((char for char in text if is_no_text(char)), None):
        code = f"U+{ord(mark):04X}"
        return Sentence(N_("“{column}”里有不能用的字符 {code}。"), {"column": Sentence(COLUMNS[column]), "code": code})
    if column in LIMITS and len(text) > LIMITS[column]:
        figures = {"column": Sentence(COLUMNS[column]), "length": len(text), "limit": LIMITS[column]}
        return Sentence(N_("“{column}”有 {length} 个字，最多 {limit} 个字。"), figures)
    if column == "phone" and text and not _PHONE.fullmatch(unicodedata.normalize("NFKC", text)):
        return Sentence(N_("电话“{text}”看不懂；表格里的电话请设成文本格式。"), {"text": text})
    if column == "role" and text and _folded(text) not in _ROLE_OF:
        return Sentence(N_("不认识身份“{text}”，可写主任、副主任、委员、代表或列席。"), {"text": _shortened(text)})
    if column == "weight" and text and not _WHOLE.fullmatch(unicodedata.normalize("NFKC", text)):
        return Sentence(N_("票权“{text}”看不懂，请写整数，例如 35。"), {"text": _shortened(text)})
    if column in {"seat", "observer"} and text and _folded(text) not in _YES | _NO:
        return Sentence(N_("看不懂“{text}”，请写应到或列席。"), {"text": _shortened(text)})
    return None


def is_no_text(char: str) -> bool:
    """Control characters, line separators, direction overrides, surrogates, noncharacters and the mark of lost text."""
    if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} or char in _BIDI or char == "\ufffd":
        return True
    return ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF


def _observer(texts: dict[str, str]) -> bool | None:
    """What the columns 应到/列席 and 列席 say; None if nothing."""
    observer, seat = _folded(texts.get("observer", "")), _folded(texts.get("seat", ""))
    if observer:
        return observer in _OBSERVERS or observer in _YES
    return seat in _NO if seat else None


def _namesakes(rows: Sequence[Row]) -> Iterator[Problem]:
    """A name that stands in the file again: two people or one twice? Only a person can say."""
    first: dict[str, int] = {}
    for row in rows:
        name = unicodedata.normalize("NFKC", row.name).replace("•", "·").replace("・", "·")
        if name in first:
            params = {"name": row.name, "row": first[name]}
            yield Problem(
                row.line, "name", Sentence(N_("“{name}”与第 {row} 行同名，请确认是不是同一个人。"), params), False
            )
        first.setdefault(name, row.line)


def _folded(text: str) -> str:
    """For comparing headers and words: one width, one case, no blanks, nothing in brackets, no * or : at the end."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"\(.*?\)|[\s_*:\-\u200b\ufeff]", "", text)


def _shortened(text: str) -> str:
    return text if len(text) <= 20 else text[:20] + "…"


# ---- the header ---------------------------------------------------------------------------------------------------


def _table(data: bytes) -> tuple[Table, int, dict[str, int]]:
    """The cells, the header's index, and the index of each column we know."""
    for table in tables(data, lambda table: len(_header(table)[1])):
        at, columns = _header(table)
        if columns:
            return table, at, columns
    raise Unreadable(Sentence(N_("找不到表头：前 {limit} 行里要有一行写着“姓名”等列名。"), {"limit": BEGINNING}))


def _header(table: Table) -> tuple[int, dict[str, int]]:
    """Index of the first row that names the column of names, and its columns; of two alike the first counts."""
    for at, cells in enumerate(table[:BEGINNING]):
        known = [(_COLUMN_OF.get(_folded(cell)), index) for index, cell in enumerate(cells)]
        columns = {column: index for column, index in reversed(known) if column}
        if "name" in columns:
            return at, columns
    return 0, {}
