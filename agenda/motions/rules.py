"""One thing at a time: when a motion may be moved, seconded, put and withdrawn; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from agenda.motions.models import MotionKind, MotionState
from forum.errors import N_, BadInput, RuleBroken, Sentence

PENDING = frozenset({MotionState.MOVED, MotionState.PUT})
SETTLED = frozenset({MotionState.CARRIED, MotionState.LOST})


RANK = {
    MotionKind.MAIN: 0,
    MotionKind.RECONSIDER: 0,
    MotionKind.REFER: 2,
    MotionKind.POSTPONE: 3,
    MotionKind.CLOSE_DEBATE: 4,
    MotionKind.RECESS: 5,
}
"""What may be moved while what is pending: the higher comes before the lower (《罗伯特议事规则》)."""
RANK_OF_AMENDMENT = 1
MOST_PARTS = 6
LONGEST = 400
"""Characters of a motion."""


def rank(kind: MotionKind, *, amends: bool) -> int:
    return RANK_OF_AMENDMENT if amends else RANK[kind]


def check_procedural(kind: MotionKind, pending: Sequence[int], *, ballot_open: bool) -> None:
    """May it be moved over what is pending, given by rank? Raises RuleBroken."""
    if ballot_open:
        raise RuleBroken(N_("表决已经开始，先结束表决。"))
    if any(each >= 2 for each in pending) and max(pending) >= RANK[kind]:
        raise RuleBroken(N_("先处理完现在的程序性动议，再提别的。"))
    if kind is MotionKind.RECONSIDER and pending:
        raise RuleBroken(N_("先处理完现在的动议，再提复议。"))


def check_first(rank: int, pending: Sequence[int]) -> None:
    """Raises RuleBroken where something that comes before it is before the hall."""
    above = max(pending, default=rank)
    if above > rank and above > RANK_OF_AMENDMENT:
        raise RuleBroken(N_("程序性动议要先处理：先表决或撤回它，再处理别的动议。"))
    if above > rank:
        raise RuleBroken(N_("修正案还没有处理完：先表决或撤回修正案，再处理动议。"))


def check_close_debate(*, is_closed: bool) -> None:
    """Raises RuleBroken."""
    if is_closed:
        raise RuleBroken(N_("这一项的辩论已经结束。"))


def check_referred_to(whom: str) -> None:
    """Raises BadInput."""
    if not whom.strip():
        raise BadInput({"to": Sentence(N_("请写明交给谁研究：哪个组织、单位或者工作小组。"))})


def check_reconsider(state: MotionState, *, is_whole: bool, before: bool, prevailed: bool | None) -> None:
    """May a motion of this session be taken up again? Raises RuleBroken.

    `is_whole`: neither an amendment nor procedural nor a part; `before`: it has been reconsidered once; `prevailed`:
    who moves it voted with the side that won; None where nobody can know, or need not.
    """
    if state not in SETTLED or not is_whole:
        raise RuleBroken(N_("只有表决过的动议才能复议。"))
    if before:
        raise RuleBroken(N_("这个动议已经提过一次复议，不能再提。"))
    if prevailed is False:
        raise RuleBroken(N_("只有当时投票赢的一方和主持人可以提复议：通过的由投赞成的人提，没通过的由没投赞成的人提。"))


def check_split(state: MotionState, texts: Sequence[str], *, is_whole: bool, ballot_open: bool) -> None:
    """Raises RuleBroken, BadInput by field."""
    if state is not MotionState.PUT or not is_whole:
        raise RuleBroken(N_("只有提交会议的动议可以分项表决。"))
    if ballot_open:
        raise RuleBroken(N_("表决已经开始，不能再分项。"))
    if not 2 <= len(texts) <= MOST_PARTS:
        raise BadInput({"parts": Sentence(N_("分成2到{most}项，一行写一项。"), {"most": MOST_PARTS})})
    if len(joined(texts)) > LONGEST:
        raise BadInput({"parts": Sentence(N_("各项合起来最多{most}个字。"), {"most": LONGEST})})


def joined(carried: Sequence[str]) -> str:
    """The carried parts as one text."""
    return "；".join(text.rstrip("。；;.") for text in carried) + "。"


def check_move(others: list[MotionState]) -> None:
    """Raises RuleBroken while another main motion of the item is pending."""
    if PENDING & set(others):
        raise RuleBroken(N_("一次只议一个动议：先处理完现在的动议。"))


def check_named(mover: int | None, seconder: int | None) -> None:
    """Who moved aloud in the hall and who seconded, by their seats' numbers. Raises BadInput."""
    if (mover is None) != (seconder is None):
        missing = "mover" if mover is None else "seconder"
        raise BadInput({missing: Sentence(N_("提出人和附议人的席号要一起填；主持人自己提请的，都不填。"))})
    if mover is not None and mover == seconder:
        raise BadInput({"seconder": Sentence(N_("附议的要是另一个人。"))})


def check_second(state: MotionState, mover_seat: int | None, seat: int) -> None:
    """Raises RuleBroken."""
    if state is not MotionState.MOVED:
        raise RuleBroken(N_("这个动议现在不需要附议。"))
    if seat == mover_seat:
        raise RuleBroken(N_("不能附议自己提出的动议。"))


def check_amend(
    main: MotionState,
    *,
    is_amendment: bool,
    is_procedural: bool,
    amending: bool,
    ballot_open: bool,
    text: str,
    new_text: str,
) -> None:
    """May an amendment with this text be moved? Raises RuleBroken, BadInput where it changes nothing.

    `amending`: another amendment of the motion is before the hall.
    """
    if is_amendment:
        raise RuleBroken(N_("不能对修正案再提修正案：先处理完这个修正案。"))
    if is_procedural:
        raise RuleBroken(N_("程序性动议不能修改：不合适就表决掉，或者撤回重提。"))
    if main is MotionState.MOVED:
        raise RuleBroken(N_("动议还没有人附议，附议后才能提修正案。"))
    if main is not MotionState.PUT:
        raise RuleBroken(N_("这个动议已经处理完了。"))
    if ballot_open:
        raise RuleBroken(N_("表决已经开始，不能再提修正案。"))
    if amending:
        raise RuleBroken(N_("一次只议一个修正案：先处理完现在的修正案。"))
    if new_text == text:
        raise BadInput({"text": Sentence(N_("修正案和动议原文一样，请改成您要的样子。"))})


def check_back(main: MotionState, *, amending: bool) -> None:
    """May an amendment whose ballot is void come back before the hall? Raises RuleBroken."""
    if main is not MotionState.PUT:
        raise RuleBroken(N_("这个动议已经处理完了。"))
    if amending:
        raise RuleBroken(N_("会上又有了别的修正案，先处理完，再作废这次表决。"))


def check_put_to_vote(state: MotionState) -> None:
    """Raises RuleBroken."""
    if state is MotionState.MOVED:
        raise RuleBroken(N_("动议还没有人附议，不能表决。"))
    if state is not MotionState.PUT:
        raise RuleBroken(N_("这个动议已经处理完了。"))


def check_withdraw(state: MotionState, *, ballot_open: bool, by_chair: bool) -> None:
    """Until it is put the motion is its mover's; then the hall's, and the chair asks whether anybody objects.

    Raises RuleBroken.
    """
    if ballot_open:
        raise RuleBroken(N_("表决已经开始，不能撤回动议。"))
    if state not in PENDING:
        raise RuleBroken(N_("这个动议已经处理完了。"))
    if state is MotionState.PUT and not by_chair:
        raise RuleBroken(N_("动议已经提交会议，要会场没有异议才能撤回：请告诉主持人。"))


# ---- what an amendment changes -----------------------------------------------------------------------------------


class Change(StrEnum):
    KEPT = "kept"
    STRUCK = "struck"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    change: Change
    text: str


SHORTEST_KEPT = 2
"""A single character that two texts share by chance is struck and written again: else the words fall to pieces."""


def changes(old: str, new: str) -> list[Piece]:
    """The new text beside the old by characters: kept and struck pieces make the old, kept and added ones the new."""
    pieces: list[Piece] = []
    struck = added = ""
    for is_kept, before, after in _runs(old, new):
        if is_kept:
            pieces += _changed(struck, added)
            pieces.append(Piece(Change.KEPT, before))
            struck = added = ""
        else:
            struck, added = struck + before, added + after
    return pieces + _changed(struck, added)


def _runs(old: str, new: str) -> Iterator[tuple[bool, str, str]]:
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (tag, i, j, k, end) in enumerate(found):
        between = 0 < place < len(found) - 1
        yield tag == "equal" and not (between and j - i < SHORTEST_KEPT), old[i:j], new[k:end]


def _changed(struck: str, added: str) -> list[Piece]:
    both = (Piece(Change.STRUCK, struck), Piece(Change.ADDED, added))
    return [piece for piece in both if piece.text]
