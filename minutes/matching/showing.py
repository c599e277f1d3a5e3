"""What fits a need, as its page shows it to those who may bring the two together."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from forum import clock
from forum.access import Actor
from forum.bodies import queries as bodies
from minutes.matching import queries
from minutes.needs.models import Need, NeedState
from minutes.needs.rules import DAYS_FOR_A_CLAIM
from minutes.projects import queries as projects


async def matching_of(need: Need, reader: Actor | None) -> dict[str, Any]:
    """Nothing to choose from where the reader may not, or nothing is left to do."""
    if not _may_match(reader) or need.state is NeedState.MET:
        return {"may_match": False, "matches": []}
    assert reader is not None
    claimed = {claim.unit_id for claim in need.claims}
    units = [unit for unit in await bodies.units() if reader.in_office or unit.id in reader.units]
    running = await projects.running() if reader.in_office and need.project_id is None else []
    return {
        "may_match": any(unit.id not in claimed for unit in units),
        "matches": await queries.matches(need),
        "units": [(unit.id, unit.name) for unit in units if unit.id not in claimed],
        "running": [(project.id, project.title) for project in running],
        "usual_due": (clock.today() + timedelta(days=DAYS_FOR_A_CLAIM)).isoformat(),
    }


def _may_match(reader: Actor | None) -> bool:
    return reader is not None and bool(reader.in_office or reader.units)
