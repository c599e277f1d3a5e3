"""The minutes for word processors: read back with python-docx, and as the XML that Word, WPS and LibreOffice obey."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from minutes.documents.word import minutes_docx
from tests.minutes.documents.conftest import BODY, minutes

TEXT = f"""{BODY}

## 三、其他

1. 第一项，**重点**说明
2. 第二项
   1. 里层

- 不编号

3. 从三开始

> 引用《议事规则》第九条。

<script>alert(1)</script> [链接](javascript:alert(1))
"""


@pytest.fixture(scope="module")
def word() -> Any:
    return Document(io.BytesIO(minutes_docx(minutes(text=TEXT, draft=True, seal=True, mirrored=True))))


def paragraph(word: Any, begins: str) -> Any:
    return next(one for one in word.paragraphs if one.text.strip("　").startswith(begins))


def test_the_page_has_the_standard_s_margins_and_a_grid_of_lines(word: Any) -> None:
    section = word.sections[0]
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    assert [round(margin / Mm(1), 1) for margin in margins] == [37, 35, 28, 25.8]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "580")
    assert word.settings.element.find(qn("w:mirrorMargins")) is not None


def test_chinese_has_its_own_faces_and_lines_are_exact(word: Any) -> None:
    faces = word.styles["Normal"].element.rPr.rFonts
    assert faces.get(qn("w:eastAsia")) == "仿宋_GB2312" and faces.get(qn("w:eastAsiaTheme")) is None
    assert word.styles["Heading 1"].element.rPr.rFonts.get(qn("w:eastAsia")) == "黑体"
    assert word.styles["Heading 2"].element.rPr.rFonts.get(qn("w:eastAsia")) == "楷体_GB2312"
    assert word.styles["Normal"].paragraph_format.line_spacing.pt == pytest.approx(28.95, abs=0.05)


def test_levels_are_headings_and_text_is_indented_by_characters_and_by_length(word: Any) -> None:
    styles = [paragraph(word, text).style.name for text in ("一、会议议题", "（一）4号楼", "1.表决结果")]
    assert styles == ["Heading 1", "Heading 2", "Heading 3"]
    indent = paragraph(word, "会议听取了")._p.pPr.ind
    assert (indent.get(qn("w:firstLineChars")), indent.get(qn("w:firstLine"))) == ("200", "640")


def test_lists_are_numbered_by_word_and_each_begins_anew(word: Any) -> None:
    lists = [paragraph(word, text)._p.pPr.numPr for text in ("第一项", "第二项", "里层", "不编号", "从三开始")]
    ids = [one.numId.val for one in lists]
    assert ids[0] == ids[1] and len(set(ids)) == 4
    assert [one.ilvl.val for one in lists] == [0, 0, 1, 0, 0]
    numbering = word.part.numbering_part.element
    (third,) = numbering.xpath(f"w:num[@w:numId='{ids[4]}']/w:lvlOverride/w:startOverride/@w:val")
    assert third == "3"


def test_a_table_has_its_columns_repeats_its_head_and_keeps_rows_whole(word: Any) -> None:
    (table,) = word.tables
    columns = table._tbl.tblGrid.findall(qn("w:gridCol"))
    widths = [int(column.get(qn("w:w"))) for column in columns]
    assert len(widths) == 7 and sum(widths) == pytest.approx(156.2 / 25.4 * 1440, rel=0.01)
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert table.rows[24].cells[6].text == "2026年12月20日"


def test_names_the_seal_and_the_imprint_follow_and_a_draft_says_so_on_every_page(word: Any) -> None:
    texts = [one.text for one in word.paragraphs]
    assert any(text.startswith("出席：周明远、王秀兰") for text in texts)
    assert "　抄送：梧桐街道办事处，区住房和城乡建设局。" in texts
    assert texts[-1] == "　梧桐里社区居民委员会\t\t2026年11月23日印发　"
    assert texts.index("梧桐里社区居民委员会") < texts.index("　抄送：梧桐街道办事处，区住房和城乡建设局。")
    section = word.sections[0]
    assert section.header.paragraphs[0].text == section.even_page_header.paragraphs[0].text == "草稿"


def test_page_numbers_are_fields_right_on_odd_and_left_on_even_pages(word: Any) -> None:
    section = word.sections[0]
    assert word.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        line = footer.paragraphs[0]
        assert [code.text for code in line._p.iter(qn("w:instrText"))] == ["PAGE"]
        assert line._p.pPr.jc.val.name.lower() == side


def test_hostile_text_is_text_and_links_lead_nowhere(word: Any) -> None:
    assert any("<script>alert(1)</script>" in one.text for one in word.paragraphs)
    assert b"javascript" not in b"".join(
        part.blob for part in word.part.package.iter_parts() if "rels" in part.partname
    )
    assert not list(word.element.body.iter(qn("w:hyperlink")))


def test_a_draft_of_three_lines_has_neither_names_nor_imprint() -> None:
    made = minutes(text="会议听取了情况。", attendance=(), copy_to=(), printed_by="", title="短会")
    texts = [one.text for one in Document(io.BytesIO(minutes_docx(made))).paragraphs if one.text]
    assert texts == [made.heading, "　梧桐里社区居民委员会\t第3期\t2026年11月21日　", "短会", "会议听取了情况。"]
