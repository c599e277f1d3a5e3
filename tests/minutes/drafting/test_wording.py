from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.drafting import wording

VALUES = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
UNITS = {"十": 10, "百": 100, "千": 1000}


def value_of(numeral: str) -> int:
    """Reads a numeral the slow way, independent of how it is written."""
    total = part = digit = 0
    for char in numeral:
        if char in VALUES:
            digit = VALUES[char]
        elif char in UNITS:
            part, digit = part + (digit or 1) * UNITS[char], 0
        else:
            total, part, digit = total + (part + digit) * {"万": 10**4, "亿": 10**8}[char], 0, 0
    return total + part + digit


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "零"),
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (99, "九十九"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (111, "一百一十一"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (10_000, "一万"),
        (10_010, "一万零一十"),
        (23_000, "二万三千"),
        (100_000, "十万"),
        (110_000, "十一万"),
        (1_0000_0001, "一亿零一"),
        (10_0203_0000, "十亿零二百零三万"),
    ],
)
def test_numbers_are_written_as_chinese_counts(number: int, said: str) -> None:
    assert wording.numeral(number) == said


@given(st.integers(0, 10**12 - 1))
def test_a_numeral_reads_back_as_its_number(number: int) -> None:
    said = wording.numeral(number)
    assert value_of(said) == number
    assert "零零" not in said
    assert number == 0 or not said.endswith("零")


@pytest.mark.parametrize("number", [-1, 10**12])
def test_what_has_no_numeral_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="no numeral"):
        wording.numeral(number)


def test_ordinals_and_fractions() -> None:
    assert wording.ordinal(12) == "第十二"
    assert wording.fraction(Fraction(2, 3)) == "三分之二"
    assert wording.fraction(Fraction(7, 10)) == "十分之七"


def test_dates_have_no_leading_zeros() -> None:
    assert wording.full_date(date(2026, 11, 21)) == "2026年11月21日"
    assert wording.full_date(date(2026, 1, 5)) == "2026年1月5日"
    assert wording.weekday(date(2026, 11, 21)) == "星期六"
    assert wording.weekday(date(2026, 11, 22)) == "星期日"


def test_times_say_minutes_in_two_figures_and_whole_hours_alone() -> None:
    assert wording.clock_time(time(14, 5)) == "14时05分"
    assert wording.clock_time(time(9)) == "9时"
    assert wording.moment(datetime(2026, 11, 21, 14, 30)) == "2026年11月21日14时30分"


def test_a_span_says_only_what_changes() -> None:
    start = datetime(2026, 11, 21, 14, 30)
    assert wording.span(start, datetime(2026, 11, 21, 16, 5)) == "2026年11月21日14时30分至16时05分"
    assert wording.span(start, datetime(2026, 11, 22, 9)) == "2026年11月21日14时30分至11月22日9时"
    assert wording.span(start, datetime(2027, 1, 1, 9)) == "2026年11月21日14时30分至2027年1月1日9时"


def test_a_period_of_days_says_only_what_changes() -> None:
    first = date(2026, 11, 21)
    assert wording.days(first, date(2026, 11, 27)) == "2026年11月21日至11月27日"
    assert wording.days(first, date(2027, 1, 5)) == "2026年11月21日至2027年1月5日"
    assert wording.days(first, first) == "2026年11月21日"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0分钟"),
        (1, "1分钟"),
        (60, "1分钟"),
        (2400, "40分钟"),
        (3541, "1小时"),
        (5700, "1小时35分钟"),
        (90000, "25小时"),
    ],
)
def test_durations_are_in_hours_and_minutes(seconds: int, said: str) -> None:
    assert wording.duration(timedelta(seconds=seconds)) == said


def test_nothing_lasts_less_than_no_time() -> None:
    with pytest.raises(ValueError, match="nothing lasts"):
        wording.duration(timedelta(seconds=-1))


def test_names_are_joined_with_the_list_mark() -> None:
    assert wording.joined(["王明", "", "古丽·买买提"]) == "王明、古丽·买买提"
    assert wording.joined([]) == ""


def test_clauses_make_one_sentence() -> None:
    assert wording.clauses(["应到15人，实到12人", "达到法定人数。", " "]) == "应到15人，实到12人，达到法定人数。"
    assert wording.clauses([]) == ""


def test_attendance_is_said_in_people_or_units() -> None:
    assert wording.attendance_figures(15, 12, 2, 3) == "应到15人，实到12人，请假2人，列席3人"
    assert wording.attendance_figures(34, 30, 0, 0, units=True) == "应到34家，实到30家"
    assert wording.attendance_figures(34, 30, 1, 2, units=True) == "应到34家，实到30家，请假1家，列席2人"


def test_votes_are_said_in_papers_and_never_in_percent() -> None:
    assert wording.vote_figures(31, 10, 4) == "赞成31票，反对10票，弃权4票"
    assert wording.vote_figures(31, 10, 4, 2) == "赞成31票，反对10票，弃权4票，未表决2人"


@pytest.mark.parametrize(
    ("share", "strict", "said"),
    [
        ("1/2", True, "过半数"),
        ("1/2", False, "半数以上"),
        ("2/3", False, "三分之二以上"),
        ("2/3", True, "超过三分之二"),
        ("1", False, "全体"),
    ],
)
def test_a_majority_says_whether_it_includes_the_number(share: str, strict: bool, said: str) -> None:
    assert wording.majority_name(Fraction(share), strict=strict) == said
