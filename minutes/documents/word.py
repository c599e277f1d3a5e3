"""The minutes as an editable .docx for Word, WPS and LibreOffice, after GB/T 9704-2012 as far as Word's grid goes.

Everything is what Word itself would make: heading styles for the levels, real tables with repeated heads, page numbers
as fields, a document grid of 22 lines. Measures are Word's usual ones for official papers, which differ from the PDF's
by fractions of a millimetre: 三号 is 16 pt there, and the text area 156 mm all the same.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from minutes.documents import rules
from minutes.documents.composing import attendance
from minutes.documents.rules import OfficialMinutes
from minutes.documents.typeset import body_from_markdown, sanitised
from minutes.documents.word_body import write_body
from minutes.documents.word_writing import LEVEL_FACES, LINE, RED, SIHAO, SIZE, TEXT_WIDTH, TITLE, face, rule, write
from minutes.drafting.wording import full_date


def minutes_docx(document: OfficialMinutes) -> bytes:
    """The whole file; of a draft each page's head says so."""
    docx_file: DocumentObject = Document()
    _set_up(docx_file, document)
    _masthead(docx_file, document)
    write_body(docx_file, sanitised(document.body_html or body_from_markdown(document.text)))
    _attendance(docx_file, document)
    if document.seal:
        _seal(docx_file, document)
    _imprint(docx_file, document)
    into = io.BytesIO()
    docx_file.save(into)
    return into.getvalue()


# ---- the page ----------------------------------------------------------------------------------------------------


def _set_up(made: DocumentObject, document: OfficialMinutes) -> None:
    known = made.core_properties
    known.title, known.author, known.language = document.title, document.organ, "zh-CN"
    known.created = known.modified = datetime.combine(document.date, datetime.min.time(), UTC)
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(25.8)
    section.footer_distance = Mm(25)
    _grid(section)
    _styles(made)
    _page_numbers(made, section)
    if document.mirrored:
        made.settings.element.append(OxmlElement("w:mirrorMargins"))
    if document.draft:
        for header in (section.header, section.even_page_header):
            line = header.paragraphs[0]
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            write(line, "草稿", "hei")


def _grid(section: Any) -> None:
    """22 lines of 28 characters."""
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), "580")


def _styles(made: DocumentObject) -> None:
    normal = made.styles["Normal"]
    face(normal.element, "body")
    normal.font.size = SIZE
    _lines(normal.paragraph_format)
    for level, role in LEVEL_FACES.items():
        style = made.styles[f"Heading {level}"]
        face(style.element, role)
        style.font.size, style.font.bold, style.font.italic = SIZE, False, False
        style.font.color.rgb = RGBColor(0, 0, 0)
        _lines(style.paragraph_format)
        style.paragraph_format.keep_with_next = True


def _lines(form: Any) -> None:
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.space_before = form.space_after = Pt(0)
    form.widow_control = False


def _page_numbers(made: DocumentObject, section: Any) -> None:
    """四号 宋体 “— 1 —”, right on odd pages and left on even ones, a character from the edge."""
    made.settings.odd_and_even_pages_header_footer = True
    sides = ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT))
    for footer, side in sides:
        line = footer.paragraphs[0]
        line.alignment = side
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = SIHAO
        write(line, "— ", "song", SIHAO)
        _field(line, "PAGE")
        write(line, " —", "song", SIHAO)


def _field(line: Paragraph, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        run = line.add_run()
        face(run._r, "song")
        run.font.size = SIHAO
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = text
        run._r.append(mark)


# ---- head and foot -----------------------------------------------------------------------------------------------


def _masthead(made: DocumentObject, document: OfficialMinutes) -> None:
    heading = made.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading.paragraph_format.space_before = Mm(rules.HEADING_BELOW_TEXT_TOP)
    size = Mm(rules.heading_size(document.heading))
    heading.paragraph_format.line_spacing = Emu(int(size * 1.1))
    write(heading, document.heading, "title", size).font.color.rgb = RED
    made.add_paragraph()
    made.add_paragraph()
    issue = made.add_paragraph()
    rule(issue, 14, "E60012", space=4)
    day = full_date(document.date)
    if rules.number_shares_line(document.organ, document.number, day):
        _three(issue, document.organ, document.number, day)
    else:
        issue.alignment = WD_ALIGN_PARAGRAPH.CENTER
        write(issue, f"{document.organ}　{document.number}　{day}")
    made.add_paragraph()
    made.add_paragraph()
    title = made.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write(title, document.title, "title", TITLE)
    made.add_paragraph()


def _three(line: Paragraph, left: str, middle: str, right: str) -> None:
    """At the left, in the middle and at the right of one line, a character from the edges; rules go to the edges."""
    stops = line.paragraph_format.tab_stops
    stops.add_tab_stop(Emu(TEXT_WIDTH // 2), WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    write(line, f"　{left}\t{middle}\t{right}　")


def _attendance(made: DocumentObject, document: OfficialMinutes) -> None:
    groups = [attendance(group, document.public) for group in document.attendance if group.names]
    if groups:
        made.add_paragraph()
    for group in groups:
        line = made.add_paragraph()
        line.paragraph_format.left_indent = Pt(16 * (group["indent"] + 2))
        line.paragraph_format.first_line_indent = Pt(-16 * group["indent"])
        write(line, f"{group['label']}：", "hei")
        write(line, "、".join(group["names"]))


def _seal(made: DocumentObject, document: OfficialMinutes) -> None:
    for _ in range(3):
        made.add_paragraph()
    for text in (document.organ, full_date(document.date)):
        line = made.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.right_indent = Pt(32)
        write(line, text)


def _imprint(made: DocumentObject, document: OfficialMinutes) -> None:
    """Below the text: Word has no way to say "at the foot of the last page" that all its readers follow."""
    lines = []
    if document.copy_to:
        lines.append(made.add_paragraph())
        write(lines[-1], f"　抄送：{'，'.join(document.copy_to)}。", "body", SIHAO)
        lines[-1].paragraph_format.left_indent, lines[-1].paragraph_format.first_line_indent = Pt(14 * 4), Pt(-14 * 4)
    if document.printed_by:
        lines.append(made.add_paragraph())
        _three(lines[-1], document.printed_by, "", f"{full_date(document.printed_on or document.date)}印发")
        for run in lines[-1].runs:
            run.font.size = SIHAO
    for place, line in enumerate(lines):
        line.paragraph_format.keep_together = True
        line.paragraph_format.keep_with_next = place + 1 < len(lines)
        rule(line, 8 if place == 0 else 6, "000000", "top")
        if place + 1 == len(lines):
            rule(line, 8, "000000")
    if lines:
        lines[0].paragraph_format.space_before = LINE
