"""What fits a need, as its page shows it to those who may bring the two together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from quart import request

from forum import clock
from forum.access import Actor
from forum.bodies import queries as bodies
from minutes.matching import queries
from minutes.matching.models import ResourceUse
from minutes.matching.queries import Fitting, Match
from minutes.needs.models import Need, NeedState
from minutes.needs.rules import DAYS_FOR_A_CLAIM
from minutes.projects import queries as projects
from minutes.resources import queries as resources
from minutes.resources.models import Resource

Yuan = Annotated[int | None, Field(ge=0, le=100_000_000), BeforeValidator(lambda typed: typed or None)]


async def numbers(name: str) -> list[int]:
    """Of boxes that may be ticked several at once."""
    return [int(value) for value in (await request.form).getlist(name) if value.isdecimal() and len(value) < 10]


async def matching_of(need: Need, reader: Actor | None, ticked: Collection[int] = ()) -> dict[str, Any]:
    """Nothing to choose from where the reader may not, or nothing is left to do. What is `ticked` comes first."""
    if not _may_match(reader) or need.state is NeedState.MET:
        return {"may_match": False, "matches": []}
    assert reader is not None
    claimed = {claim.unit_id for claim in need.claims}
    here = await bodies.units()
    units = [unit for unit in here if (reader.in_office or unit.id in reader.units) and unit.id not in claimed]
    running = await projects.running() if reader.in_office and need.project_id is None else []
    fit = (await queries.fits_of([need]))[need.id]
    return {
        "may_match": bool(units),
        "matches": [*await _chosen(fit.matches, ticked), *fit.matches],
        "able": [one for one in fit.units if one[0].id not in claimed] if reader.in_office else [],
        "units": [(unit.id, unit.name) for unit in units],
        "all_units": [(unit.id, unit.name) for unit in here] if reader.in_office else [],
        "running": [(project.id, project.title) for project in running],
        "usual_due": (clock.today() + timedelta(days=DAYS_FOR_A_CLAIM)).isoformat(),
    }


async def _chosen(listed: Collection[Match], ticked: Collection[int]) -> list[Match]:
    """What was chosen from the list of resources, where it is not among the suggestions."""
    missing = set(ticked) - {match.resource.id for match in listed}
    found = await resources.offered(paused=False).filter(id__in=list(missing)).order_by("id").prefetch_related("unit")
    return [Match(one, ()) for one in found]


async def usable_for(needs: Sequence[Need], uses: Sequence[ResourceUse], ticked: Collection[int]) -> list[Match]:
    """What a project works with and could: what was chosen for it, what it uses, then what fits its needs."""
    found = {use.resource_id: Match(use.resource, ()) for use in uses}
    fits = await queries.fits_of(needs) if needs else {}
    for match in (match for fit in fits.values() for match in fit.matches):
        found.setdefault(match.resource.id, match)
    return [*await _chosen(list(found.values()), ticked), *found.values()]


async def fitting_needs(resource: Resource, reader: Actor | None) -> list[Fitting]:
    """Which open needs a resource could meet, for those who may bring the two together."""
    if reader is None or not (reader.in_office or resource.unit_id in reader.units):
        return []
    return await queries.needs_for(resource)


def _may_match(reader: Actor | None) -> bool:
    return reader is not None and bool(reader.in_office or reader.units)
