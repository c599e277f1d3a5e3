"""What a Word file is written with: Chinese faces, indents by characters, rules along paragraphs."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from minutes.documents.typeset import UNPRINTABLE

FACES = {"body": "仿宋_GB2312", "hei": "黑体", "kai": "楷体_GB2312", "title": "方正小标宋简体", "song": "宋体"}
LEVEL_FACES = {1: "hei", 2: "kai", 3: "body", 4: "body"}
LINE = Pt(28.95)
"""Exact, so that 22 lines fill the text area."""
RED = RGBColor(0xE6, 0x00, 0x12)
SIZE, TITLE, SIHAO = Pt(16), Pt(22), Pt(14)
TEXT_WIDTH = Mm(156.2)


def face(element: Any, role: str) -> None:
    """Word keeps a face for Chinese beside the one for Latin; python-docx knows only the latter."""
    fonts = element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for which in ("eastAsia", "ascii", "hAnsi"):
        fonts.set(qn(f"w:{which}"), FACES[role])


def write(line: Paragraph, text: str, role: str = "", size: Any = None, *, strike: bool = False) -> Any:
    run = line.add_run(UNPRINTABLE.sub("", text))
    if role:
        face(run._r, role)
    if size is not None:
        run.font.size = size
    run.font.strike = strike or None
    return run


def indented(line: Paragraph, characters: int = 2) -> None:
    """Both ways of saying it: by characters, which follow the size, and by length for those who read only that."""
    line.paragraph_format.first_line_indent = Pt(16 * characters)
    line._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), str(100 * characters))


def rule(line: Paragraph, eighths: int, colour: str, side: str = "bottom", space: int = 1) -> None:
    """A line along a paragraph's edge, in eighths of a point."""
    properties = line._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(
            borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )
    edge = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", str(space)), ("color", colour)):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
