"""What an amendment changes, in pieces that lose nothing; and when one may be moved."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.motions.models import MotionState
from agenda.motions.rules import Change, Piece, changes, check_amend
from forum.errors import BadInput, RuleBroken

texts = st.text(alphabet="是否同意更换排水主管，由物业在周内完成。24", max_size=40)


def joined(pieces: list[Piece], *kinds: Change) -> str:
    return "".join(piece.text for piece in pieces if piece.change in kinds)


@given(texts, texts)
def test_kept_and_struck_pieces_are_the_old_text_and_kept_and_added_ones_the_new(old: str, new: str) -> None:
    pieces = changes(old, new)
    assert joined(pieces, Change.KEPT, Change.STRUCK) == old
    assert joined(pieces, Change.KEPT, Change.ADDED) == new
    assert all(piece.text for piece in pieces)


@given(texts)
def test_a_text_beside_itself_has_no_changes(text: str) -> None:
    assert changes(text, text) == ([Piece(Change.KEPT, text)] if text else [])


def test_a_changed_word_is_struck_and_added_where_it_stands() -> None:
    assert changes("两周内更换主管", "四周内更换主管") == [
        Piece(Change.STRUCK, "两"),
        Piece(Change.ADDED, "四"),
        Piece(Change.KEPT, "周内更换主管"),
    ]


def test_a_single_character_two_texts_share_by_chance_does_not_break_a_phrase() -> None:
    pieces = changes("由物业公司承担", "由业主分摊")
    assert [piece.change for piece in pieces] == [Change.KEPT, Change.STRUCK, Change.ADDED]


EVERY_CASE = list(product(MotionState, *[(0, 1)] * 4))


@pytest.mark.parametrize(("state", "is_amendment", "is_procedural", "amending", "ballot_open"), EVERY_CASE)
def test_an_amendment_is_moved_only_to_a_main_motion_before_the_hall_with_nothing_else_under_way(
    state: MotionState, is_amendment: int, is_procedural: int, amending: int, ballot_open: int
) -> None:
    may = state is MotionState.PUT and not (is_amendment or is_procedural or amending or ballot_open)
    about = {"is_amendment": bool(is_amendment), "is_procedural": bool(is_procedural)}
    about |= {"amending": bool(amending), "ballot_open": bool(ballot_open)}
    if may:
        check_amend(state, text="原文", new_text="改文", **about)
        with pytest.raises(BadInput):
            check_amend(state, text="原文", new_text="原文", **about)
    else:
        with pytest.raises(RuleBroken):
            check_amend(state, text="原文", new_text="改文", **about)
