"""How a due date reads on a given day, and what a reopening makes of it; pure."""

from __future__ import annotations

from datetime import date

from forum.errors import N_, Sentence
from forum.workdays.rules import Calendar

SOON_DAYS = 3
REDO_WORKING_DAYS = 5


def due_words(due_on: date, today: date) -> tuple[str, Sentence]:
    """The mark (overdue | due | doing) and the words of what is still to do; soon is within SOON_DAYS."""
    days = (due_on - today).days
    if days < 0:
        return "overdue", Sentence(N_("已超期 {days} 天"), {"days": -days})
    if days == 0:
        return "due", Sentence(N_("今天到期"))
    return "due" if days <= SOON_DAYS else "doing", Sentence(N_("还有 {days} 天"), {"days": days})


def due_after_reopening(due_on: date, today: date, calendar: Calendar) -> date:
    """What is to be done again is not overdue at once: at least REDO_WORKING_DAYS from today."""
    return max(due_on, calendar.after(today, REDO_WORKING_DAYS))
