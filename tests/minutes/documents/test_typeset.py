from __future__ import annotations

import asyncio

import pytest

from minutes.documents.plain_text import plain_text, plain_text_in_turns
from minutes.documents.rules import check_numbering
from minutes.documents.tables import column_widths
from minutes.documents.typeset import Typeset, body_from_markdown, sanitised, span
from minutes.documents.typeset import typeset as typeset_in_turns
from minutes.drafting.wording import numeral


def typeset(html: str) -> Typeset:
    return asyncio.run(typeset_in_turns(html))


def set_markdown(text: str) -> str:
    return typeset(body_from_markdown(text)).html


def test_every_text_of_the_grid_stands_in_a_span() -> None:
    assert set_markdown("甲**乙**丙") == (
        '<p><span class="t">甲</span><span class="strong"><span class="t">乙</span></span><span class="t">丙</span></p>'
    )


def test_headings_become_the_four_levels() -> None:
    done = typeset(body_from_markdown("## 一、甲\n### （一）乙\n#### 1.丙\n##### （1）丁"))
    assert [tag for tag in ("<h2>", "<h3>", "<h4>", "<h5>") if tag in done.html] == ["<h2>", "<h3>", "<h4>", "<h5>"]
    assert done.headings == [(1, "一、甲"), (2, "（一）乙"), (3, "1.丙"), (4, "（1）丁")]


def test_lists_become_numbered_paragraphs() -> None:
    html = set_markdown("1. 甲\n2. 乙\n   1. 丙\n\n段\n\n- 丁")
    assert plain_text(html).splitlines() == ["1.甲", "2.乙", "（1）丙", "段", "·丁"]
    assert "<li" not in html


def test_a_loose_list_keeps_its_second_paragraphs() -> None:
    assert plain_text(set_markdown("3. 甲\n\n   续\n\n4. 乙")).splitlines() == ["3.甲", "续", "4.乙"]


def test_a_turned_line_between_chinese_characters_leaves_no_space() -> None:
    assert plain_text(set_markdown("居民议事，\n件件有回音 and\nmore")) == "居民议事，件件有回音 and more"


def test_tables_keep_out_of_the_spans_and_get_widths() -> None:
    html = set_markdown("| 序号 | 事项 |\n|---|---|\n| 1 | 更换三号楼一单元排水主管并恢复地面 |")
    assert '<th class="short">序号</th>' in html
    assert "<td>更换三号楼" in html
    assert html.count("<col ") == 2
    assert html.count("<table>") == html.count("</table>") == 1


def test_widths_are_shares_of_the_whole_and_keep_dates_whole() -> None:
    widths = column_widths([["序号", "1"], ["事项", "很长" * 60], ["责任人", "陈国强"], ["完成时限", "2026年12月20日"]])
    assert round(sum(widths), 6) == 100
    assert widths[1] == max(widths)
    assert widths[3] / 100 * 36.85 >= 7.99
    assert round(sum(column_widths([["很长的标题" * 9]] * 30)), 6) == 100
    assert column_widths([]) == []


def test_what_is_not_a_paper_s_is_taken_out() -> None:
    html = '<p onclick="x" style="color:red">甲<a href="http://x">乙</a><img src=x><script>丙</script></p><style>丁'
    assert sanitised(html) == "<p>甲乙</p>"


def test_raw_html_in_markdown_is_text() -> None:
    assert plain_text(set_markdown("<script>alert(1)</script>")) == "<script>alert(1)</script>"


def test_unbalanced_and_nested_markup_never_breaks_the_page() -> None:
    for hostile in (
        "</p></div></table>甲",
        "<td>甲",
        "<ul><table><li>甲</table>",
        "<li>甲",
        "<blockquote>" * 40 + "甲",
        "<ol start=9999999><li>甲",
    ):
        html = typeset(hostile).html
        assert "甲" in html
        for tag in ("p", "table", "span", "td"):
            assert html.count(f"<{tag}>") + html.count(f"<{tag} ") == html.count(f"</{tag}>")


def test_control_characters_and_lone_surrogates_are_left_out() -> None:
    assert span("甲\x00\x1b\ud800乙") == '<span class="t">甲乙</span>'
    assert span("") == ""


def test_a_list_and_headings_beyond_99_are_set_too() -> None:
    lines = plain_text(set_markdown("\n".join(f"{n}. 甲" for n in range(1, 131)))).splitlines()
    assert lines[-1] == "130.甲"
    assert check_numbering([(1, f"{numeral(n)}、甲") for n in range(1, 131)]) == []


def test_a_long_body_set_in_pieces_is_what_it_is_at_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "“甲”说 & 乙\n\n| 事 | 人 |\n| - | - |\n| 修 | 王 |"
    html = body_from_markdown("\n\n".join(f"## {numeral(n)}、事项\n\n{said}" for n in range(1, 99)))
    monkeypatch.setattr("minutes.documents.typeset.PIECE", len(html) * 9)
    at_one_go = typeset(html)
    words = asyncio.run(plain_text_in_turns(at_one_go.html))
    for size in (1, 7, 500):
        monkeypatch.setattr("minutes.documents.typeset.PIECE", size)
        assert typeset(html) == at_one_go
        assert asyncio.run(plain_text_in_turns(at_one_go.html)) == words == plain_text(at_one_go.html)
    assert len(at_one_go.headings) == words.replace("\u200b", "").count("“甲”说 & 乙") == 98
