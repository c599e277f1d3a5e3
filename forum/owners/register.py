"""A flat register out of a file as offices keep them: CSV in any Chinese encoding, or a spreadsheet.

`read` never raises and leaves every cell as it stands; `rules.merge` makes a roll of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from forum.errors import N_, Sentence
from forum.importing.cells import is_no_text
from forum.importing.tables import BEGINNING, Table, Unreadable, tables
from forum.owners.cells import names_of
from forum.owners.rows import LONGEST_FLAT, LONGEST_NAME, FlatRow

MAX_ROWS = 50_000
LONGEST_CELL = 200

COLUMNS = {
    "building": N_("楼栋"),
    "entrance": N_("单元"),
    "flat": N_("房号"),
    "area": N_("专有部分面积"),
    "surveyed": N_("实测面积"),
    "contracted": N_("合同面积"),
    "owners": N_("业主"),
    "co_owners": N_("共有人"),
    "documents": N_("证件号"),
    "kind": N_("销售状态"),
}

_HEADERS = {
    "building": "楼栋 楼栋号 楼号 幢 幢号 栋 栋号 楼 building block",
    "entrance": "单元 单元号 entrance",
    "flat": "房号 户号 房屋 房屋编号 房屋号 房屋坐落 坐落 门牌 门牌号 室 室号 房间号 flat room unit unitid flatid",
    "area": "专有部分面积 专有面积 专有部分建筑面积 面积 登记面积 产权面积 建筑面积 房屋面积 房屋建筑面积 area",
    "surveyed": "实测面积 实测建筑面积 测绘面积 surveyed surveyedarea",
    "contracted": "合同面积 合同建筑面积 预测面积 contracted contractarea",
    "owners": "业主 业主姓名 业主名称 产权人 权利人 所有权人 买受人 姓名 owner owners ownername name",
    "co_owners": "共有人 共有权人 共同共有人 其他共有人 coowner coowners",
    "documents": "证件号 证件号码 身份证 身份证号 身份证号码 业主证件号 document documents documentnumber idnumber",
    "kind": "销售状态 状态 房屋状态 交付状态 产权状态 state status kind",
}
_COLUMN_OF = {alias: column for column, aliases in _HEADERS.items() for alias in aliases.split()}
_SUMS = frozenset({"合计", "总计", "小计", "共计", "总面积", "total", "sum"})
_EDGES = re.compile(r"^[\s\u200b\u2060\ufeff]+|[\s\u200b\u2060\ufeff]+$")


@dataclass(frozen=True)
class Register:
    """`rows` as they stand; `sums` are rows that add others up, as (line, area as written), no flats of their own.

    `ignored` are headers that mean nothing to us. `unreadable` says why there is nothing here at all.
    """

    rows: tuple[FlatRow, ...] = ()
    sums: tuple[tuple[int, str], ...] = ()
    ignored: tuple[str, ...] = ()
    unreadable: Sentence | None = None


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be kept. `column` is a key of `COLUMNS`."""

    row: int
    column: str
    sentence: Sentence

    @property
    def where(self) -> Sentence:
        return Sentence(N_("第{row}行 · {column}"), {"row": self.row, "column": Sentence(COLUMNS[self.column])})


def faults(register: Register) -> tuple[Fault, ...]:
    """What a person must mend in the file itself; what can be decided is asked by `rules.merge`."""
    return tuple(
        Fault(row.line, column, sentence)
        for row in register.rows
        for column, text in (("flat", row.flat), ("area", row.area), ("owners", row.owners), ("kind", row.kind))
        if (sentence := _fault(column, text))
    )


def _fault(column: str, text: str) -> Sentence | None:
    if mark := next((char for char in text if is_no_text(char) and char not in "\r\n\t"), None):
        code = f"U+{ord(mark):04X}"
        return Sentence(N_("“{column}”里有不能用的字符 {code}。"), {"column": Sentence(COLUMNS[column]), "code": code})
    longest = {"flat": LONGEST_FLAT, "owners": LONGEST_NAME}.get(column, LONGEST_CELL)
    parts = names_of(text) if column == "owners" else [text]
    length = max(map(len, parts), default=0)
    if length > longest:
        params = {"column": Sentence(COLUMNS[column]), "length": length, "limit": longest}
        return Sentence(N_("“{column}”有 {length} 个字，最多 {limit} 个字。"), params)
    return None


def read(data: bytes) -> Register:
    """Text in UTF-8, UTF-16 with its mark, or GB18030, with , ; or tab; or XLSX. Keep it off the loop."""
    try:
        table, header, columns = _table(data)
        rows = list(_rows(table, header, columns))
        if not rows:
            raise Unreadable(Sentence(N_("表头下面没有房屋。")))
        if len(rows) > MAX_ROWS:
            raise Unreadable(Sentence(N_("房屋超过 {limit} 行，请分成几个文件。"), {"limit": MAX_ROWS}))
    except Unreadable as unreadable:
        return Register(unreadable=unreadable.sentence)
    flats = tuple(_row(line, cells) for line, cells in rows if not _is_sum(cells))
    sums = tuple((line, _area(cells)) for line, cells in rows if _is_sum(cells))
    ignored = (cell for at, cell in enumerate(table[header]) if cell.strip() and at not in columns.values())
    return Register(flats, sums, tuple(ignored))


def _rows(table: Table, header: int, columns: dict[str, int]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and known cells of every row below the header that isn't blank."""
    for line, cells in enumerate(table[header + 1 :], start=header + 2):
        known = {column: _EDGES.sub("", cells[at]) if at < len(cells) else "" for column, at in columns.items()}
        if any(known.values()):
            yield line, known


def _row(line: int, cells: dict[str, str]) -> FlatRow:
    """The flat is named by all that names it: 3-2-501."""
    flat = "-".join(filter(None, (cells.get(part, "") for part in ("building", "entrance", "flat"))))
    owners = "、".join(filter(None, (cells.get("owners", ""), cells.get("co_owners", ""))))
    flat = flat if cells.get("flat") else ""
    return FlatRow(line, flat, _area(cells), owners, cells.get("documents", ""), cells.get("kind", ""))


def _area(cells: dict[str, str]) -> str:
    """As registered, else as surveyed, else as in the contract."""
    return next(filter(None, (cells.get(source, "") for source in ("area", "surveyed", "contracted"))), "")


def _is_sum(cells: dict[str, str]) -> bool:
    return any(_folded(cell) in _SUMS for cell in cells.values())


# ---- the header ---------------------------------------------------------------------------------------------------


def _table(data: bytes) -> tuple[Table, int, dict[str, int]]:
    """The cells, the header's index, and the index of each column we know."""
    for table in tables(data, lambda table: len(_header(table)[1])):
        at, columns = _header(table)
        if columns:
            return table, at, columns
    text = N_("找不到表头：前 {limit} 行里要有一行写着“房号”“面积”“业主”。")
    raise Unreadable(Sentence(text, {"limit": BEGINNING}))


def _header(table: Table) -> tuple[int, dict[str, int]]:
    """Index of the first row that names flats and areas, and its columns; of two alike the first counts."""
    for at, cells in enumerate(table[:BEGINNING]):
        known = [(_COLUMN_OF.get(_folded(cell)), index) for index, cell in enumerate(cells)]
        columns = {column: index for column, index in reversed(known) if column}
        if {"flat", "owners"} <= columns.keys() and columns.keys() & {"area", "surveyed", "contracted"}:
            return at, columns
    return 0, {}


def _folded(text: str) -> str:
    """For comparing headers: one width, one case, no blanks, nothing in brackets, no * or : at the end."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"\(.*?\)|[\s_*:\-\u200b\ufeff]", "", text)
