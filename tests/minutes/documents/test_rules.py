from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.documents import rules
from minutes.documents.rules import allow_breaks_at_quotes, check_numbering, strip_breaks
from tests.minutes.documents.conftest import minutes

B = rules.BREAK


def test_22_lines_fill_the_text_area_exactly() -> None:
    assert pytest.approx(225) == 21 * rules.PITCH + rules.SIZE
    assert pytest.approx(156) == 28 * rules.SIZE
    grid = rules.Grid()
    room = 297 - grid.margin_top - grid.margin_bottom
    assert 22 * rules.PITCH <= room < 22 * rules.PITCH + 0.02


def test_a_period_says_the_year_again_only_when_it_changes() -> None:
    assert rules.chinese_period(date(2026, 11, 21), date(2026, 11, 27)) == "2026年11月21日至11月27日"
    assert rules.chinese_period(date(2026, 12, 30), date(2027, 1, 5)) == "2026年12月30日至2027年1月5日"


def test_a_resident_named_in_full_in_a_public_text_is_pointed_out() -> None:
    (found,) = rules.names_left_open(minutes(public=True), "会议请王秀兰会同周明远办理。")
    assert found.params == {"name": "王秀兰", "masked": "王某某"}
    assert rules.names_left_open(minutes(public=False), "王秀兰") == []


def test_a_line_may_turn_before_an_opening_and_after_a_closing_quotation_mark() -> None:
    assert allow_breaks_at_quotes("他说“可以”就走") == f"他说{B}“可以”{B}就走"


def test_no_break_is_put_beside_brackets_or_closing_punctuation() -> None:
    text = "（“一”）、“二”，“三”。"
    assert allow_breaks_at_quotes(text) == f"（“一”）、{B}“二”，{B}“三”。"
    assert allow_breaks_at_quotes("‘don’t’") == "‘don’t’"


@given(st.text(alphabet="甲乙ab，。（）“”‘’ \n—…"))
def test_breaks_are_invisible_when_read_back_and_put_once(text: str) -> None:
    once = allow_breaks_at_quotes(text)
    assert strip_breaks(once) == text
    assert allow_breaks_at_quotes(once) == once


def test_headings_in_order_raise_nothing() -> None:
    good = [
        (1, "一、概况"),
        (2, "（一）下水道"),
        (3, "1.情况"),
        (3, "2.意见"),
        (2, "（二）电梯"),
        (3, "1.情况"),
        (1, "二、任务"),
    ]
    assert check_numbering(good) == []


def test_a_missing_number_and_a_leap_are_pointed_out_with_what_should_stand_there() -> None:
    found = check_numbering([(1, "一、概况"), (1, "三、任务"), (2, "电梯"), (4, "（2）细目")])
    assert [sentence.params["wanted"] for sentence in found] == ["二、", "（一）", "（1）"]
    assert "没有序号" in found[1].text


def test_number_organ_and_date_share_a_line_only_where_they_fit() -> None:
    assert rules.number_shares_line("梧桐里社区居民委员会", "第3期", "2026年11月21日")
    assert not rules.number_shares_line("梧桐里社区党委和居民委员会联席会议办公室", "第3期", "2026年11月21日")


def test_the_masthead_takes_whole_lines() -> None:
    for lines, size in ((1, 10.7), (2, 9.0), (1, 16.0)):
        height = rules.masthead_height(lines, size, 1) / rules.PITCH
        assert height == pytest.approx(round(height))
