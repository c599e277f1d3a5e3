"""The body of the minutes in Word: headings with their styles, lists that Word numbers, tables with repeated heads."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from docx.document import Document as DocumentObject
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Pt
from docx.text.paragraph import Paragraph

from minutes.documents.rules import width_in_em
from minutes.documents.tables import DENSE_FROM, column_widths
from minutes.documents.typeset import LEVELS, TURN_IN_CHINESE
from minutes.documents.word_writing import TEXT_WIDTH, face, indented, write

_FACES = {"strong": "hei", "b": "hei", "em": "kai", "i": "kai"}
_STRUCK = {"del", "s"}
NUMBERED, BULLETED = 71, 72
"""Ids of our own kinds of list, clear of those that come with Word's template."""


def write_body(made: DocumentObject, html: str) -> None:
    """`html` is sanitised."""
    body = _Body(made)
    body.feed(html)
    body.close()


class _Body(HTMLParser):
    def __init__(self, made: DocumentObject) -> None:
        super().__init__(convert_charrefs=True)
        self.made = made
        self.line: Paragraph | None = None
        self.lists: list[int] = []
        self.quoted = 0
        self.inline: list[str] = []
        self.table: list[list[str]] | None = None
        self.kept_breaks = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.table is not None:
            self._start_in_table(tag)
        elif tag in LEVELS:
            self.line = self.made.add_paragraph(style=f"Heading {LEVELS[tag]}")
            indented(self.line)
        elif tag in {"ul", "ol"}:
            self.lists.append(_new_list(self.made, tag == "ol", dict(attrs).get("start")))
            self.line = None
        elif tag == "li" and self.lists:
            self.line = self.made.add_paragraph()
            _in_list(self.line, self.lists[-1], len(self.lists) - 1)
        elif tag == "table":
            self.table, self.line = [], None
        else:
            self._start_text(tag)

    def _start_text(self, tag: str) -> None:
        if tag in {"p", "pre"} and not (self.lists and self.line is not None and not self.line.text):
            self.line = self.made.add_paragraph()
            self.kept_breaks = tag == "pre"
            if not self.kept_breaks:
                indented(self.line)
        elif tag == "blockquote":
            self.quoted += 1
        elif tag == "br" and self.line is not None:
            self.line.add_run().add_break()
        else:
            self.inline.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.table is not None:
            if tag == "table":
                _write_table(self.made, self.table)
                self.table = None
        elif tag in LEVELS or tag in {"p", "li", "pre"}:
            self.line, self.kept_breaks = None, False
        elif tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
        elif tag == "blockquote":
            self.quoted -= 1
        elif tag in self.inline:
            self.inline.remove(tag)

    def _start_in_table(self, tag: str) -> None:
        assert self.table is not None
        if tag == "tr":
            self.table.append([])
        elif tag in {"th", "td"} and self.table:
            self.table[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.table is not None:
            if self.table and self.table[-1]:
                self.table[-1][-1] += TURN_IN_CHINESE.sub("", data)
            return
        if not data.strip() and self.line is None:
            return
        if self.line is None:
            self.line = self.made.add_paragraph()
            indented(self.line)
        text = data if self.kept_breaks else TURN_IN_CHINESE.sub("", data).replace("\n", " ")
        role = next((_FACES[tag] for tag in reversed(self.inline) if tag in _FACES), "kai" if self.quoted else "")
        write(self.line, text, role, strike=bool(_STRUCK & set(self.inline)))


# ---- lists -------------------------------------------------------------------------------------------------------


def _new_list(made: DocumentObject, numbered: bool, start: str | None) -> int:
    """A list of its own, which begins to count anew; gives its id."""
    numbering = made.part.numbering_part.element
    if not numbering.xpath(f"w:abstractNum[@w:abstractNumId='{NUMBERED}']"):
        for kind in (
            _abstract(NUMBERED, ("decimal", "%1."), ("decimal", "（%2）")),
            _abstract(BULLETED, *[("bullet", "·")] * 2),
        ):
            numbering.insert(0, kind)  # before the lists that use them
    made_list = numbering.add_num(NUMBERED if numbered else BULLETED)
    first = int(start) if start and start.isascii() and start.isdigit() and len(start) < 3 else 1
    if numbered:
        made_list.add_lvlOverride(ilvl=0).add_startOverride(first)
    return int(made_list.numId)


def _abstract(identifier: int, *levels: tuple[str, str]) -> Any:
    said = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="0" w:firstLine="640" w:firstLineChars="200"/></w:pPr></w:lvl>'
        for level, (kind, text) in enumerate(levels)
    )
    return parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{identifier}">'
        f'<w:multiLevelType w:val="multilevel"/>{said}</w:abstractNum>'
    )


def _in_list(line: Paragraph, list_id: int, level: int) -> None:
    properties = line._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = min(level, 1)
    properties.get_or_add_numId().val = list_id


# ---- tables ------------------------------------------------------------------------------------------------------


def _write_table(made: DocumentObject, rows: list[list[str]]) -> None:
    """Ruled, as wide as the text; its head comes again on every page, its rows are never torn."""
    count = max(map(len, rows), default=0)
    if not count:
        return
    cells = [[cell.strip() for cell in row] + [""] * (count - len(row)) for row in rows]
    columns = [list(column) for column in zip(*cells, strict=True)]
    table = made.add_table(rows=len(cells), cols=count, style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths = [Emu(int(TEXT_WIDTH * share / 100)) for share in column_widths(columns)]
    short = [max(map(width_in_em, column)) <= 8 for column in columns]
    size = Pt(10.5 if count >= DENSE_FROM else 12)
    for place, (row, texts) in enumerate(zip(table.rows, cells, strict=True)):
        _keep_together(row, head=place == 0)
        for cell, text, width, is_short in zip(row.cells, texts, widths, short, strict=True):
            cell.width = width
            _fill(cell.paragraphs[0], text, size, head=place == 0, middle=is_short or place == 0)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width


def _keep_together(row: Any, *, head: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


def _fill(line: Paragraph, text: str, size: Any, *, head: bool, middle: bool) -> None:
    line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    # Off the grid, or every line in a table would be as high as one of the text.
    off = OxmlElement("w:snapToGrid")
    off.set(qn("w:val"), "0")
    line._p.get_or_add_pPr().insert_element_before(off, "w:spacing", "w:ind", "w:jc", "w:rPr")
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER if middle else WD_ALIGN_PARAGRAPH.LEFT
    run = write(line, text, "hei" if head else "", size)
    if head:
        face(run._r, "hei")
