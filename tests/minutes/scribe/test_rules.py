from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from forum.errors import BadInput
from minutes.scribe.models import Kind
from minutes.scribe.rules import WORDS, Understood, understood

TODAY = date(2026, 11, 25)  # a Wednesday
UNITS = {1: "康乐物业服务有限公司", 2: "青石街道第二小学", 3: "梧桐里社区卫生站", 4: "梧桐里志愿队"}
TASK = Understood(Kind.TASK, "换井盖", 1, "王工", date(2026, 12, 10))


@pytest.mark.parametrize(
    "line",
    [
        "任务: 物业 换井盖 @王工 12月10日",
        "任务：物业　换井盖　＠王工　１２月１０日前",
        "任务：康乐物业服务有限公司换井盖 @王工 2026-12-10",
        "交办：换井盖 物业 12/10 @王工",
        "任务:12月10日之前完成 @王工, 物业 换井盖。",
    ],
)
def test_a_task_is_understood_in_whatever_order_and_width_it_is_typed(line: str) -> None:
    assert understood(line, UNITS, TODAY) == TASK


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("周五", date(2026, 11, 27)), ("周三", TODAY), ("周一", date(2026, 11, 30)), ("下周三", date(2026, 12, 2)),
        ("下下周一", date(2026, 12, 7)), ("星期天", date(2026, 11, 29)), ("明天", date(2026, 11, 26)),
        ("月底", date(2026, 11, 30)), ("下月底", date(2026, 12, 31)), ("1月10日", date(2027, 1, 10)),
        ("2027年2月1日", date(2027, 2, 1)),
    ],
)  # fmt: skip
def test_days_are_meant_as_people_say_them(said: str, day: date) -> None:
    assert understood(f"任务：物业 换井盖 {said}", UNITS, TODAY).due_on == day


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        ("决定：同意更换主管，费用由物业承担。", Kind.DECISION, "同意更换主管，费用由物业承担。"),
        ("意见: 先量管径：再下料", Kind.OPINION, "先量管径：再下料"),
        ("待办：问街道12月能否补贴", Kind.PENDING, "问街道12月能否补贴"),
    ],
)
def test_other_lines_are_kept_as_they_were_typed(line: str, kind: Kind, text: str) -> None:
    assert understood(line, UNITS, TODAY) == Understood(kind, text)


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("换井盖", "没看出是哪一种"),
        ("记得：换井盖", "没看出是哪一种"),
        ("决定：", "后面还没有写"),
        ("任务：换井盖 12月10日", "没看出由哪个单位"),
        ("任务：梧桐里 换井盖 12月10日", "是哪个单位：梧桐里社区卫生站、梧桐里志愿队？"),
        ("任务：物业 换井盖", "没看出完成时限"),
        ("任务：物业 换井盖 2月30日", "没有“2月30日”这一天"),
        ("任务：物业 换井盖 11月20日", "已经过了"),
        ("任务：物业 12月10日", "要办什么"),
    ],
)
def test_what_is_not_clear_is_asked_and_never_guessed(line: str, question: str) -> None:
    with pytest.raises(BadInput) as asked:
        understood(line, UNITS, TODAY)
    assert question in asked.value.said(lambda text: text)


@given(some.sampled_from(sorted(WORDS)), some.text(max_size=30))
def test_any_line_is_understood_or_asked_about(word: str, said: str) -> None:
    try:
        meant = understood(f"{word}：{said}", UNITS, TODAY)
    except BadInput:
        return
    assert meant.text and (meant.kind is not Kind.TASK or (meant.unit in UNITS and meant.due_on))
    assert meant.due_on is None or meant.due_on >= TODAY
    assert meant.kind is Kind.TASK or meant.text == said.strip() or meant.text in said


@given(some.dates(TODAY, TODAY + timedelta(days=270)))
def test_a_day_without_its_year_is_the_next_such_day(day: date) -> None:
    if (day.month, day.day) != (2, 29):
        assert understood(f"任务：物业 换井盖 {day.month}月{day.day}日", UNITS, TODAY).due_on == day
