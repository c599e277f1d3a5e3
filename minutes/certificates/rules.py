"""What a certificate says and when it may be issued; pure."""

from __future__ import annotations

from datetime import date

from forum.errors import N_, BadInput, Sentence

LONGEST_TERM = 10
"""Years: a longer one is a slip of the pen."""


def check_term(first: date, last: date, issued: date, today: date) -> None:
    """Raises BadInput."""
    if last <= first:
        raise BadInput({"term_to": Sentence(N_("任期的最后一天要在第一天之后。"))})
    if last.year - first.year > LONGEST_TERM:
        raise BadInput({"term_to": Sentence(N_("任期最长 {years} 年，请检查年份。"), {"years": LONGEST_TERM})})
    if issued > today:
        raise BadInput({"issued_on": Sentence(N_("颁发日期不能晚于今天。"))})


def number_said(year: int, number: int) -> str:
    return f"聘字〔{year}〕{number}号"
