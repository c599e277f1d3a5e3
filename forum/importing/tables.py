"""Rows of cells out of a file as offices make them: separated text in any Chinese encoding, or XLSX.

Nothing is guessed silently: what cannot be read is refused with a sentence and, where there is one, its row.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice

from python_calamine import CalamineWorkbook

from forum.errors import N_, Sentence

MAX_BYTES = 8_000_000
MAX_UNPACKED = 64_000_000
MAX_CELLS = 4_000_000
BEGINNING = 10
"""Rows by which a delimiter is judged: sheets begin with a title, a date, a blank line."""

DELIMITERS = ",;\t"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)([0-9]{1,9})["']""")

Table = list[list[str]]
Known = Callable[[Table], int]
"""How many columns of a table's header mean something to the reader."""


class Unreadable(Exception):
    """`row` counts the file's rows from 1; 0 is the file as a whole."""

    def __init__(self, sentence: Sentence, row: int = 0) -> None:
        super().__init__(sentence.text)
        self.sentence, self.row = sentence, row


def tables(data: bytes, known: Known) -> Iterator[Table]:
    """The sheets of a workbook, or the one table of a text file. Raises Unreadable."""
    if not data.strip():
        raise Unreadable(Sentence(N_("文件是空的。")))
    if len(data) > MAX_BYTES:
        raise Unreadable(Sentence(N_("文件超过 {limit} MB，不像是名册。"), {"limit": MAX_BYTES // 1_000_000}))
    yield from _sheets(data) if data.startswith(_ZIP) else [_separated(_decoded(data), known)]


def _separated(text: str, known: Known) -> Table:
    """Cells of CSV with the delimiter that makes most of the header. Quotes must pair: one too many eats the rest."""
    delimiter = max(DELIMITERS, key=lambda one: known(_beginning(text, one)))
    table: Table = []
    try:
        for cells in _reader(text, delimiter):
            table.append([_bare(cell) for cell in cells])
    except csv.Error:
        row = len(table) + 1
        raise Unreadable(Sentence(N_("第 {row} 行的引号没有配对，或一格太长。"), {"row": row}), row) from None
    return table


_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r]")


def apostrophed(cell: str) -> str:
    """A cell of a CSV file that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _beginning(text: str, delimiter: str) -> Table:
    table: Table = []
    with suppress(csv.Error):
        table.extend(islice(_reader(text, delimiter), BEGINNING))
    return table


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


# ---- encodings ---------------------------------------------------------------------------------------------------


def _decoded(data: bytes) -> str:
    """Text in the encoding that its mark names, else UTF-8, else GB18030: never gb2312, which turns · into ・."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded_as(encoding, data, len(mark))
    if data.startswith(_OLD_EXCEL) or b"\0" in data:
        raise Unreadable(Sentence(N_("这不是文本文件，请另存为 XLSX 或 UTF-8 编码的 CSV。")))
    try:
        return data.decode()
    except UnicodeDecodeError:
        return _decoded_as("utf-8" if _is_damaged_utf8(data) else "gb18030", data)


def _decoded_as(encoding: str, data: bytes, start: int = 0) -> str:
    body = data[start:]
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as broken:
        row = body[: broken.start].decode(encoding, "ignore").count("\n") + 1
        params = {"row": row, "byte": start + broken.start + 1, "encoding": encoding.upper()}
        text = N_("第 {row} 行有 {encoding} 里没有的编码（文件的第 {byte} 个字节），请另存为 UTF-8 或 XLSX 再试。")
        raise Unreadable(Sentence(text, params), row) from None


def _is_damaged_utf8(data: bytes) -> bool:
    """GB18030 takes almost any bytes, and would read UTF-8 with one bad byte as nonsense names without complaint."""
    text = data.decode(errors="replace")
    lost = text.count("\ufffd")
    return sum(char > "\u07ff" for char in text) - lost >= lost


# ---- spreadsheets ------------------------------------------------------------------------------------------------


def _sheets(data: bytes) -> Iterator[Table]:
    try:
        _check_size(data)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in workbook.sheet_names:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield [[_text(cell) for cell in row] for row in rows]
    except Unreadable:
        raise
    except Exception:  # a damaged archive fails in a dozen ways, and each means the same to the reader
        raise Unreadable(Sentence(N_("这个表格文件打不开，请另存为 XLSX 或 UTF-8 编码的 CSV。"))) from None


def _check_size(data: bytes) -> None:
    """Refuse what unpacks to more than a roster can be, and anything but XLSX.

    calamine allocates the whole rectangle of a sheet: one cell at XFD1048576 in a file of 5 KB asks for 512 GiB and
    aborts the process. So the farthest cell is looked up before it gets the file.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names or names & {"xl/workbook.bin", "content.xml"}:
            raise zipfile.BadZipFile
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
            raise Unreadable(Sentence(N_("表格太大，不像是名册；请把名单复制到一张新表里再试。")))
        cells = max((_farthest(archive.read(entry)) for entry in archive.infolist()), default=0)
    if cells > MAX_CELLS:
        raise Unreadable(Sentence(N_("表格太大，不像是名册；请把名单复制到一张新表里再试。")))


def _farthest(xml: bytes) -> int:
    """Cells in the rectangle from A1 that holds every reference in a sheet."""
    if b"\0" in xml[:4]:
        raise zipfile.BadZipFile
    places = set(_REFERENCE.findall(xml))
    widest = max((_column_number(letters) for letters, _ in places), default=0)
    return max(widest, 1) * max((int(row) for _, row in places), default=0)


def _column_number(letters: bytes) -> int:
    """A → 1, Z → 26, XFD → 16384."""
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - 64
    return number


def _text(cell: object) -> str:
    """A cell as somebody would have typed it: 101 not 101.0, 2026-11-21."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return str(cell)
