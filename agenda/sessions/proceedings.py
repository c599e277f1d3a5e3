"""What became of each item, for the session's page: its motions as they read in the end, its ballots, who was here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from agenda.attendance.models import Seat
from agenda.attendance.presence import names_of, presences
from agenda.ballots.announcing import Announced, announced
from agenda.ballots.models import Ballot, BallotState
from agenda.motions.models import Motion, MotionState
from agenda.motions.queries import is_whole
from agenda.sessions.models import Session

Named = list[tuple[str, list[str]]]
"""Names by how they took part, as `names_of` gives them."""


@dataclass(frozen=True)
class Decided:
    """A motion on the matter, or (`motion` None) a question of its own; `result` None where it was not voted on.

    `present` is empty for those who may not see who was here.
    """

    text: str
    motion: Motion | None
    result: Announced | None
    present: Named
    parts: tuple[Motion, ...] = ()


@dataclass
class Proceeding:
    """Of one item. `present` as in `Decided`."""

    decided: list[Decided] = field(default_factory=list)
    present: Named = field(default_factory=list)


async def proceedings(session: Session, seats: Sequence[Seat], *, names: bool) -> dict[int, Proceeding]:
    """By item, of those that anything can be said of. `names`: whether the reader may see who was here for what."""
    here = await presences(session) if names else []
    named = [(seat.id, seat.label) for seat in seats]
    of_ballots = {one.ballot: names_of(one, named) for one in here if one.ballot}
    closed = await Ballot.filter(session_id=session.id, state=BallotState.CLOSED).order_by("id")
    found: dict[int, Proceeding] = {}
    for one in here:
        if not one.ballot:
            found.setdefault(one.item, Proceeding()).present = names_of(one, named)
    for item_id, decided in await _decided(session.id, closed, of_ballots):
        found.setdefault(item_id, Proceeding()).decided.append(decided)
    return found


async def _decided(session_id: int, closed: Sequence[Ballot], present: dict[int, Named]) -> list[tuple[int, Decided]]:
    """(item, motion or question), questions last. What was moved by mistake or withdrawn came to nothing."""
    motions = await Motion.filter(item__session_id=session_id).exclude(state=MotionState.WITHDRAWN).order_by("id")
    last = {ballot.motion_id: ballot for ballot in closed if ballot.motion_id}
    lines = []
    for motion in filter(is_whole, motions):
        parts = tuple(one for one in motions if one.part_of_id == motion.id)
        lines.append((motion.item_id, _line(motion.text, last.get(motion.id), present, motion, parts)))
    own = [ballot for ballot in closed if ballot.motion_id is None]
    return lines + [(ballot.item_id, _line(ballot.question, ballot, present)) for ballot in own]


def _line(
    text: str,
    ballot: Ballot | None,
    present: dict[int, Named],
    motion: Motion | None = None,
    parts: tuple[Motion, ...] = (),
) -> Decided:
    if ballot is None:
        return Decided(text, motion, None, [], parts)
    return Decided(text, motion, announced(ballot), present.get(ballot.id, []), parts)
