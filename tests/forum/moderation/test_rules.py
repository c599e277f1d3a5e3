from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.moderation import rules

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
DAY = timedelta(hours=24)


@pytest.mark.parametrize(
    "text",
    [
        "低息贷款当天放款", "低息貸款", "贷 款", "贷-款", "贷**款", "贷…款", "贷😀款", "贷\u200b款", "办（贷）款吗",
        "loan 贷款", "贷_款",
    ],
)  # fmt: skip
def test_a_word_is_found_however_it_is_spelt(text: str) -> None:
    assert rules.hits(text, [rules.plain("贷款")]) == ["贷款"]


@pytest.mark.parametrize("text", ["我贷。款项呢", "贷，款", "贷\n款", "贷的款", "借款", "贷"])
def test_it_is_not_found_across_a_sentence_or_other_words(text: str) -> None:
    assert rules.hits(text, ["贷款"]) == []


@pytest.mark.parametrize(
    ("text", "found"), [("SB", 1), ("s.b", 1), ("你个ｓｂ！", 1), ("isb", 0), ("is bad", 0), ("usb线", 0)]
)
def test_a_latin_word_is_found_as_a_whole_one_only(text: str, found: int) -> None:
    assert len(rules.hits(text, ["sb"])) == found


def test_one_form_stands_for_all_spellings_of_a_word() -> None:
    assert {rules.plain(word) for word in ("贷款", "貸款", "贷 款", "贷-款")} == {"贷款"}
    assert rules.plain("ＶＸ") == rules.plain("vx") == "vx"


@given(st.text(max_size=60), st.sampled_from(["贷款", "代办证", "傻子"]), st.text(max_size=60))
def test_a_word_is_found_wherever_it_stands(before: str, word: str, after: str) -> None:
    assert word in rules.hits(f"{before} {word} {after}", [word])


@given(st.lists(st.integers(0, 3000), max_size=12), st.integers(1, 6))
def test_one_more_is_possible_exactly_when_it_is_said(minutes: list[int], most: int) -> None:
    times = [NOW - timedelta(minutes=ago) for ago in minutes]
    free = rules.free_at(times, most, DAY, NOW)
    lately = sum(time > NOW - DAY for time in times)
    assert (free is None) == (lately < most)
    if free is not None:
        assert free > NOW and rules.free_at(times, most, DAY, free) is None
        assert rules.free_at(times, most, DAY, free - timedelta(seconds=1)) is not None
