from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from agenda.motions.rules import Change
from minutes.drafting.differences import Row, difference

LINES = some.lists(some.text("会议决定甲乙丙丁", min_size=1, max_size=8), max_size=8)


def told(rows: list[Row], without: Change) -> list[str]:
    return [text for row in rows if (text := "".join(p.text for p in row.pieces if p.change is not without))]


def test_no_change_makes_no_difference() -> None:
    assert difference("## 一、甲\n\n乙", "## 一、甲\n\n乙") == []


def test_a_changed_paragraph_is_told_by_characters_and_the_rest_is_counted() -> None:
    old = "甲\n\n乙\n\n丙\n\n会议决定更换主管。\n\n丁"
    rows = difference(old, old.replace("更换", "修理"))
    assert [(row.unchanged, "".join(piece.text for piece in row.pieces)) for row in rows] == [
        (2, ""), (0, "丙"), (0, "会议决定更换修理主管。"), (0, "丁"),
    ]  # fmt: skip


def test_it_reads_as_the_paper_and_not_as_markdown() -> None:
    rows = difference("甲", "## 一、甲\\*\n\n| 序号 | 事项 |\n|:-:|:--|\n| 1 | 换\\|管 |")
    said = ["".join(piece.text for piece in row.pieces if piece.change is not Change.STRUCK) for row in rows]
    assert said == ["一、甲*", "序号 ｜ 事项", "1 ｜ 换|管"]


@given(LINES, LINES)
def test_kept_and_added_make_the_new_text_kept_and_struck_the_old(old: list[str], new: list[str]) -> None:
    rows = difference("\n\n".join(old), "\n\n".join(new))
    unchanged = sum(row.unchanged for row in rows)
    if not rows:
        assert old == new
        return
    assert len(told(rows, Change.STRUCK)) + unchanged == len(new)
    assert len(told(rows, Change.ADDED)) + unchanged == len(old)
    assert not set(told(rows, Change.STRUCK)) - set(new) and not set(told(rows, Change.ADDED)) - set(old)
