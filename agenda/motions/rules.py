"""One thing at a time: when a motion may be moved, seconded, put and withdrawn; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from agenda.motions.models import MotionState
from forum.errors import N_, BadInput, RuleBroken, Sentence

PENDING = frozenset({MotionState.MOVED, MotionState.PUT})


def check_move(others: list[MotionState]) -> None:
    """Raises RuleBroken while another main motion of the item is pending."""
    if PENDING & set(others):
        raise RuleBroken(N_("一次只议一个动议：先处理完现在的动议。"))


def check_second(state: MotionState, mover_seat: int | None, seat: int) -> None:
    """Raises RuleBroken."""
    if state is not MotionState.MOVED:
        raise RuleBroken(N_("这个动议现在不需要附议。"))
    if seat == mover_seat:
        raise RuleBroken(N_("不能附议自己提出的动议。"))


def check_amend(
    main: MotionState, *, is_amendment: bool, amending: bool, ballot_open: bool, text: str, new_text: str
) -> None:
    """May an amendment with this text be moved? Raises RuleBroken, BadInput where it changes nothing.

    `amending`: another amendment of the motion is before the hall.
    """
    if is_amendment:
        raise RuleBroken(N_("不能对修正案再提修正案：先处理完这个修正案。"))
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


def check_no_amendment(*, amending: bool) -> None:
    """Raises RuleBroken while an amendment of the motion is before the hall: it is settled first."""
    if amending:
        raise RuleBroken(N_("修正案还没有处理完：先表决或撤回修正案，再处理动议。"))


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


def check_withdraw(state: MotionState, *, ballot_open: bool) -> None:
    """Raises RuleBroken."""
    if ballot_open:
        raise RuleBroken(N_("表决已经开始，不能撤回动议。"))
    if state not in PENDING:
        raise RuleBroken(N_("这个动议已经处理完了。"))


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
