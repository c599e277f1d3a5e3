"""When a draft may be checked by those who were there, and how their corrections fit into the text; pure."""

from __future__ import annotations

from datetime import date

from forum.errors import N_, BadInput, RuleBroken, Sentence
from forum.markdown import escaped
from minutes.review.models import NoteState

DAYS = 3
"""How long those who were there have, unless somebody says otherwise."""
MOST_OPEN = 20


def check_until(until: date, today: date) -> None:
    """Raises BadInput."""
    if until < today:
        raise BadInput({"until": Sentence(N_("核对截止日期不能早于今天。"))})


def check_open(until: date | None, today: date, *, in_work: bool) -> None:
    """May somebody who was there say something now? Raises RuleBroken."""
    if until is None or not in_work:
        raise RuleBroken(N_("这份会议纪要现在不在核对。"))
    if until < today:
        raise RuleBroken(N_("核对已经截止，有意见请直接找记录员。"))


def check_note(quoted: str, proposed: str, remark: str, text: str) -> None:
    """A correction quotes the section as it stands, a remark says something. Raises BadInput."""
    if proposed and not quoted:
        raise BadInput({"quoted": Sentence(N_("请照抄要改的那句原文。"))})
    if quoted and not proposed and not remark:
        raise BadInput({"proposed": Sentence(N_("请写改成什么；不知道怎么改，就写明哪里不对。"))})
    if not quoted and not remark:
        raise BadInput({"remark": Sentence(N_("请写哪里不对。"))})
    if proposed and not place(quoted, text):
        raise BadInput(
            {
                "quoted": Sentence(
                    N_("这一段里没有这句话，或不止一处。请照抄长一点；票数、人数取自会议记录，有错请写在说明里。")
                )
            }
        )


def check_count(count: int) -> None:
    """Raises RuleBroken: one person cannot bury the recorder."""
    if count >= MOST_OPEN:
        raise RuleBroken(N_("您已有 {n} 条意见待处理，请等记录员答复。"), n=count)


def check_answer(state: NoteState) -> None:
    """Raises RuleBroken."""
    if state is not NoteState.OPEN:
        raise RuleBroken(N_("这条意见已经处理过了。"))


def place(quoted: str, text: str) -> str:
    """The words as they stand in the text, if they stand there once: on the page they are read without marks."""
    for words in (quoted, escaped(quoted)):
        if words and text.count(words) == 1:
            return words
    return ""


def corrected(text: str, quoted: str, proposed: str) -> str:
    """The text with the correction. Raises RuleBroken where it doesn't fit any more."""
    words = place(quoted, text)
    if not words:
        raise RuleBroken(N_("这句话后来改过了，套不上去。请手工改好正文，再按“已手工改好”。"))
    return text.replace(words, escaped(proposed) if words != quoted else proposed)


def check_answered(open_notes: int) -> None:
    """May the minutes be signed? Raises RuleBroken."""
    if open_notes:
        raise RuleBroken(N_("还有 {n} 条核对意见没有处理，处理完再签署。"), n=open_notes)
