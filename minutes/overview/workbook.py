"""The monthly report as a workbook: a sheet a subject, figures are numbers, the rest is text, nothing a formula."""

from __future__ import annotations

import io
from fractions import Fraction

import xlsxwriter

from minutes.overview.report import Report, Table

SHEETS = ("概况", "议题", "任务", "项目", "评价", "单位", "网格")
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST = 32_767
"""Characters that a cell can hold."""


def as_xlsx(report: Report) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        title, bold = book.add_format({"bold": True, "font_size": 14}), book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        number = book.add_format({"valign": "top"})
        for name in SHEETS:
            sheet = book.add_worksheet(name)
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.set_column(0, 0, 30, text)
            sheet.set_column(1, 7, 18, text)
            sheet.write_string(0, 0, report.title, title)
            row = 2
            for table in (one for one in report.tables if one.sheet == name):
                row = _write(sheet, table, row, bold, text, number)
            if name == SHEETS[0]:
                for at, note in enumerate(("什么算在里面", *report.notes)):
                    sheet.merge_range(row + at, 0, row + at, 7, note, bold if at == 0 else text)
    return file.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, table: Table, row: int, *formats: xlsxwriter.format.Format) -> int:
    """From this row on; gives the row after it and an empty one."""
    bold, text, number = formats
    sheet.write_string(row, 0, table.title, bold)
    for at, head in enumerate(table.heads):
        sheet.write_string(row + 1, at, head, bold)
    for line, cells in enumerate(table.rows or ((table.empty,),), row + 2):
        for at, cell in enumerate(cells):
            if isinstance(cell, int | Fraction):
                sheet.write_number(line, at, float(cell), number)
            else:
                sheet.write_string(line, at, cell[:LONGEST], text)
    return row + 3 + max(len(table.rows), 1)
