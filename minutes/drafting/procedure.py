"""How the hall went on: who presided, when it paused, what was put off and what was taken up again."""

from __future__ import annotations

from datetime import datetime

from agenda.ballots.closing import NEEDS_VOTE
from agenda.ballots.models import Ballot, BallotState
from agenda.motions.models import Motion, MotionKind, MotionState
from agenda.sessions.models import Session
from agenda.undoing import queries as undoing
from forum import clock
from forum.journal import Event
from forum.people.models import Person


async def recesses(session: Session) -> tuple[tuple[datetime, datetime], ...]:
    """When the hall paused and went on, or broke up."""
    kinds = ["session.recessed", "session.resumed"]
    told = await Event.filter(room_id=session.room_id, kind__in=kinds).order_by("seq").values_list("seq", "kind", "at")
    back = await undoing.taken_back(session.room_id, *kinds)
    events = [(kind, at) for seq, kind, at in told if seq not in back]
    began = [clock.local(at) for kind, at in events if kind == kinds[0]]
    ended = [clock.local(at) for kind, at in events if kind == kinds[1]]
    return tuple(zip(began, ended, strict=False))


def postpones(motion: Motion) -> bool:
    return motion.kind is MotionKind.POSTPONE and motion.state is MotionState.CARRIED


async def was_settled(motion: Motion) -> bool:
    """Its last ballot decided it; what is not settled any more has been taken up again."""
    last = await Ballot.filter(motion_id=motion.id, state=BallotState.CLOSED).order_by("-id").first()
    return last is not None and last.outcome != NEEDS_VOTE


async def presided(session: Session) -> tuple[str, tuple[tuple[datetime, str], ...]]:
    """Who presided at first, and who took the chair from when on; another device of the same person is no change."""
    taken = await Event.filter(room_id=session.room_id, kind="chair.taken").order_by("seq").values_list("at", "by_id")
    names = dict(await Person.filter(id__in={by for _, by in taken}).values_list("id", "name"))
    changes: list[tuple[datetime, str]] = []
    for at, by in taken:
        if by in names and (not changes or changes[-1][1] != names[by]):
            changes.append((clock.local(at), names[by]))
    first = changes[0][1] if changes else session.chair.name
    return first, tuple(changes[1:])
