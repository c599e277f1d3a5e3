"""Who may write to the hall, what may be supported and how a question is settled; pure."""

from __future__ import annotations

from enum import StrEnum

from agenda.floor.rules import FloorRules
from forum.errors import N_, BadInput, RuleBroken, Sentence

ON_THE_WALL = 6
"""So many contributions at once still read from the back of a hall."""


class ContributionKind(StrEnum):
    REMARK = "remark"
    QUESTION = "question"


class AnswerWay(StrEnum):
    SPOKEN = "spoken"
    WRITTEN = "written"


def check_write(rules: FloorRules, *, present: bool, anonymous: bool) -> None:
    """Whoever is checked in, here or from afar, may write; everybody called, where the body has it so."""
    if not (present or rules.called_may_write):
        raise RuleBroken(N_("请先签到，再参加议事。"))
    if anonymous and not rules.may_be_anonymous:
        raise RuleBroken(N_("按本会的发言规则，留言要显示名字。"))


def check_support(*, own: bool, hidden: bool, supports: bool, taking_back: bool) -> None:
    if hidden:
        raise RuleBroken(N_("这条留言已经隐藏。"))
    if own:
        raise RuleBroken(N_("自己写的，不用再支持。"))
    if supports and not taking_back:
        raise RuleBroken(N_("您已经支持过这一条。"))
    if taking_back and not supports:
        raise RuleBroken(N_("您没有支持过这一条。"))


def check_show(*, hidden: bool, shown: bool, on_the_wall: int) -> None:
    if hidden:
        raise RuleBroken(N_("这条留言已经隐藏，不能上大屏。"))
    if shown:
        raise RuleBroken(N_("这条留言已经在大屏上。"))
    if on_the_wall >= ON_THE_WALL:
        raise RuleBroken(N_("大屏上已经有{most}条，先取下一条。"), most=ON_THE_WALL)


def check_park(*, question: bool, hidden: bool, answered: bool, parked: bool) -> None:
    _check_question(question=question, hidden=hidden, answered=answered)
    if parked:
        raise RuleBroken(N_("这个问题已经记为待答复。"))


def check_tick(*, question: bool, hidden: bool) -> None:
    """Raises RuleBroken."""
    if hidden:
        raise RuleBroken(N_("这条留言已经隐藏，不能写进会议纪要。"))
    if question:
        raise RuleBroken(N_("提问和答复会自己写进会议纪要，不用勾选。"))


def check_answer(way: AnswerWay, text: str, *, question: bool, hidden: bool, answered: bool) -> None:
    _check_question(question=question, hidden=hidden, answered=answered)
    if way is AnswerWay.WRITTEN and not text:
        raise BadInput({"answer": Sentence(N_("书面答复要写出内容。"))})


def _check_question(*, question: bool, hidden: bool, answered: bool) -> None:
    if not question:
        raise RuleBroken(N_("这条留言不是提问。"))
    if hidden:
        raise RuleBroken(N_("这条留言已经隐藏。"))
    if answered:
        raise RuleBroken(N_("这个问题已经答复。"))
