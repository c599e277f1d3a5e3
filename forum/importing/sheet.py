"""A list as a file that opens right in Excel and WPS and can be read back: CSV with its mark, or XLSX; text only.

Nothing in it is a formula. In CSV a cell that a spreadsheet would take for one stands behind an apostrophe, which
`tables` takes off again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from forum import i18n
from forum.importing.shape import Column, Record
from forum.importing.tables import apostrophed

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_LONGEST = 32_767
"""Characters that a cell of a workbook can hold."""


def lines_of(columns: Sequence[Column], records: Iterable[Record]) -> list[list[str]]:
    """The header as the import knows it, in Chinese whoever asks, and a row each."""
    shown = [[column.shown(record.cells.get(column.key, "")) for column in columns] for record in records]
    return [[column.word for column in columns], *shown]


def as_csv(lines: Iterable[Sequence[str]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows([apostrophed(cell) for cell in line] for line in lines)
    return file.getvalue().encode("utf-8-sig")


def as_xlsx(lines: Iterable[Sequence[str]], title: str, widths: Sequence[int] = ()) -> bytes:
    """Every cell is text, also those that are still empty: 0101 typed into one stays 0101."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        bold, text = book.add_format({"bold": True, "num_format": "@"}), book.add_format({"num_format": "@"})
        sheet.freeze_panes(1, 0)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width, text)
        for row, line in enumerate(lines):
            for at, cell in enumerate(line):
                sheet.write_string(row, at, cell[:_LONGEST], text if row else bold)
    return file.getvalue()


def _sheet_name(title: str) -> str:
    said = i18n.translate(title)
    return "".join(char for char in said if char not in "[]:*?/\\'")[:31] or "1"
