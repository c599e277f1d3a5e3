"""Every write of a vote: the chair's side and the voters'."""

from __future__ import annotations

from agenda.ballots.chairing import (
    admit_late,
    break_tie,
    close_ballot,
    destroy_spent_keys,
    open_ballot,
    open_prepared,
    open_question,
    remind_missing,
    void_ballot,
)
from agenda.ballots.voting import (
    ENTERED,
    Given,
    cast_vote,
    check_paper,
    confirm_block,
    enter_block,
    enter_vote,
    hand_out,
    strike_block,
    writer,
)

__all__ = [
    "ENTERED", "Given", "admit_late", "break_tie", "cast_vote", "check_paper", "close_ballot", "confirm_block",
    "destroy_spent_keys", "enter_block", "enter_vote", "hand_out", "open_ballot", "open_prepared", "open_question",
    "remind_missing", "strike_block", "void_ballot", "writer",
]  # fmt: skip
