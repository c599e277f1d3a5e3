from __future__ import annotations

from datetime import date, timedelta

import pytest

from forum.workdays.rules import Calendar
from minutes.action_items.rules import due_after_reopening, due_words

TODAY = date(2026, 11, 20)  # a Friday


@pytest.mark.parametrize(
    ("days", "mark", "words"),
    [
        (-2, "overdue", "已超期 2 天"),
        (0, "due", "今天到期"),
        (3, "due", "还有 3 天"),
        (4, "doing", "还有 4 天"),
    ],
)
def test_a_due_date_is_said_in_days(days: int, mark: str, words: str) -> None:
    kind, sentence = due_words(TODAY + timedelta(days=days), TODAY)
    assert (kind, sentence.said(str)) == (mark, words)


def test_what_is_reopened_has_at_least_five_working_days() -> None:
    assert due_after_reopening(date(2026, 11, 1), TODAY, Calendar()) == date(2026, 11, 27)
    assert due_after_reopening(date(2027, 1, 1), TODAY, Calendar()) == date(2027, 1, 1)
