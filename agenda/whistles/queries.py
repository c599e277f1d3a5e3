from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from agenda.sessions.models import Session, SessionState
from agenda.whistles import rules
from agenda.whistles.models import CallState, UnitCall, Whistle
from forum import clock


@dataclass(frozen=True)
class CallLine:
    call: UnitCall
    late: bool


async def whistle_of(session_id: int) -> Whistle | None:
    return await Whistle.get_or_none(session_id=session_id)


async def shown(session: Session) -> dict[str, Any]:
    """For the page that tracks who has reported in; nothing where the session was called as usual."""
    whistle = await whistle_of(session.id)
    if whistle is None:
        return {"whistle": None, "calls": [], "figures": None}
    now = session.closed_at or clock.now()
    calls = await UnitCall.filter(whistle_id=whistle.id).order_by("id").prefetch_related("unit")
    lines = [CallLine(call, rules.is_late(call.state, call.reported_at, whistle.due_at, now)) for call in calls]
    figures = rules.reported([(call.state, call.reported_at) for call in calls], whistle.due_at, now)
    return {"whistle": whistle, "calls": lines, "figures": figures}


async def whistled(sessions: Collection[int]) -> set[int]:
    """Which of these sessions units were called to at once."""
    return {whistle.session_id for whistle in await Whistle.filter(session_id__in=list(sessions))}


async def waiting_for(units: Collection[int]) -> list[UnitCall]:
    """Calls of these units that nobody has answered yet, with the session."""
    open_ = {"whistle__session__state__in": [SessionState.NOTICED, SessionState.OPEN]}
    found = UnitCall.filter(unit_id__in=list(units), state=CallState.CALLED, **open_).order_by("id")
    return await found.prefetch_related("whistle__session", "unit")
