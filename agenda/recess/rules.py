"""When the hall may have a recess, and for how long; pure."""

from __future__ import annotations

from forum.errors import N_, BadInput, RuleBroken, Sentence

LEAST, MOST = 1, 120
"""Minutes."""


def check_minutes(minutes: int) -> None:
    """Raises BadInput."""
    if not LEAST <= minutes <= MOST:
        raise BadInput({"minutes": Sentence(N_("休息{least}到{most}分钟。"), {"least": LEAST, "most": MOST})})


def check_begin(*, in_recess: bool, ballot_open: bool) -> None:
    """Raises RuleBroken."""
    if in_recess:
        raise RuleBroken(N_("已经在休息。"))
    if ballot_open:
        raise RuleBroken(N_("表决已经开始，先结束表决，再休息。"))


def check_in_recess(*, in_recess: bool) -> None:
    """Raises RuleBroken."""
    if not in_recess:
        raise RuleBroken(N_("现在没有在休息。"))
