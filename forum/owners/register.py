"""A flat register out of a file as offices keep them: CSV in any Chinese encoding, or a spreadsheet.

`read` never raises and leaves every cell as it stands; `rules.merge` makes a roll of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from forum.bodies.tables import BEGINNING, Table, Unreadable, tables
from forum.errors import N_, Sentence
from forum.owners.rows import FlatRow

MAX_ROWS = 50_000

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
