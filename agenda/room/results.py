"""What each item of a session came to, for the agenda on every screen."""

from __future__ import annotations

from dataclasses import dataclass

from tortoise.expressions import Q

from agenda.ballots.announcing import PARTS_CARRIED
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import Ballot, BallotState
from agenda.motions.models import MotionKind


@dataclass(frozen=True)
class ItemResult:
    """`outcome` keys `announcing.WORDS`."""

    outcome: str


async def results_of(session_id: int) -> dict[int, ItemResult]:
    """What each item came to, by item: its last closed ballot on the matter; how the hall leaned is no result.

    Of a motion voted on in parts it is what became of them all.
    """
    closed = Ballot.filter(session_id=session_id, state=BallotState.CLOSED).exclude(kind=Kind.TEMPERATURE)
    on_the_matter = Q(motion__amends_id=None, motion__kind=MotionKind.MAIN)
    closed = closed.filter(Q(motion_id=None) | on_the_matter).order_by("id").prefetch_related("motion")
    found: dict[int, ItemResult] = {}
    parts: dict[int, list[str]] = {}
    for ballot in await closed:
        outcome = ballot.outcome or ""
        if ballot.motion and ballot.motion.part_of_id:
            outcomes = parts.setdefault(ballot.motion.part_of_id, [])
            outcomes.append(outcome)
            outcome = outcome if len(set(outcomes)) == 1 else PARTS_CARRIED
        found[ballot.item_id] = ItemResult(outcome)
    return found
