from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.markdown import MOST, escaped, render

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![图](http://a.cn/x.png)",
    "[点](javascript:alert(1))",
    "[点](data:text/html;base64,PHNjcmlwdD4=)",
    "[点](vbscript:x)",
    '[点](http://a.cn "x\\" onmouseover=alert(1)")',
    "<a href='javascript:x'>点</a>",
    "<style>*{display:none}</style>",
    "<iframe src=//a.cn></iframe>",
    "`<script>`",
    "```html\n<script>x</script>\n```",
    "| a |\n|:-:|\n| <b onclick=x> |",
    "<!-- --><script>x</script>",
    "&lt;script&gt;",
    "> " * 200 + "深",
    "<svg/onload=alert(1)>",
]
TAG = re.compile(r"<\s*/?\s*([a-zA-Z0-9]+)([^>]*)>")
NAMES = "p h2 h3 h4 h5 h6 ul ol li blockquote strong em del s code pre br hr a table thead tbody tr th td"
HARMLESS = {*NAMES.split(), "div"}


def check_harmless(html: str) -> None:
    for tag, attributes in TAG.findall(html):
        assert tag in HARMLESS
        assert set(re.findall(r"([a-zA-Z-]+)=", re.sub(r'"[^"]*"', '""', attributes))) <= {
            "href", "rel", "title", "class", "start", "tabindex",
        }  # fmt: skip
    assert not re.search(r'href="(?!https?:|mailto:)', html)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_becomes_harmless_html(text: str) -> None:
    check_harmless(str(render(text)))


@given(st.text(alphabet=st.sampled_from("<>&\"'`*_[]()!|:-#\n ax/=甲"), max_size=80))
def test_no_text_gets_a_tag_or_attribute_through(text: str) -> None:
    check_harmless(str(render(text)))


def test_table_alignment_is_a_class_and_no_style() -> None:
    html = str(render("| 甲 | 乙 |\n|:-:|--:|\n| 1 | 2 |"))
    assert '<td class="align-center">1</td>' in html and '<th class="align-right">乙</th>' in html
    assert "style" not in html


def test_the_first_heading_level_is_the_pages_own() -> None:
    assert "<h1" not in str(render("# 一\n\n二\n==")) and "<h2>一</h2>" in str(render("# 一"))


def test_a_task_shows_its_box_as_a_character() -> None:
    assert "<li>☑ 做好</li>\n<li>☐ 没做</li>" in str(render("- [x] 做好\n- [ ] 没做"))


def test_of_a_picture_its_words_stay() -> None:
    assert str(render("![井盖照片](http://a.cn/x.png)")) == "<p>井盖照片</p>\n"


def test_nothing_beyond_the_length_limit_is_read() -> None:
    assert len(str(render("甲" * (MOST + 10)))) == MOST + len("<p></p>\n")


@pytest.mark.parametrize("text", ["[" * MOST, "![" * (MOST // 2), "> " * (MOST // 2), "|a\n|-\n" + "|x\n" * 20_000])
def test_a_text_made_to_be_slow_is_still_rendered(text: str) -> None:
    began = time.process_time()
    render(text)
    assert time.process_time() - began < 30


@given(st.text(alphabet=st.sampled_from("<>&`*_[]()!|:-+#=.~ 1a甲\n\\"), min_size=1, max_size=60))
def test_escaped_text_reads_as_it_was_said(text: str) -> None:
    said = " ".join(text.split())
    shown = re.sub(r"<[^>]*>", "", str(render(escaped(text)))).strip()
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        shown = shown.replace(entity, character)
    assert shown == said
