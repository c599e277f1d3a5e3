"""The register as a spreadsheet that can be read back: one row a flat. Documents are not in it: nobody has them."""

from __future__ import annotations

import io
from collections.abc import Iterable

import xlsxwriter

from forum import i18n
from forum.errors import N_
from forum.owners.models import Flat

HEADERS = (N_("序号"), N_("房号"), N_("专有部分面积"), N_("业主"), N_("销售状态"))
WIDTHS = (8, 20, 14, 36, 12)
UNSOLD = "未售"


def workbook(flats: Iterable[Flat]) -> bytes:
    """Every cell but areas is text, so that no name is ever taken for a formula and no flat for a date."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(i18n.translate(N_("业主名册")))
        bold, area = book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})
        sheet.freeze_panes(1, 0)
        for column, (header, width) in enumerate(zip(HEADERS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, i18n.translate(header), bold)
        for row, flat in enumerate(flats, start=1):
            number = str(flat.membership.number) if flat.membership else ""
            texts = {0: number, 1: flat.label, 3: "、".join(flat.owners), 4: UNSOLD if flat.by_developer else ""}
            for column, text in texts.items():
                sheet.write_string(row, column, text)
            sheet.write_number(row, 2, flat.area / 100, area)
    return file.getvalue()
