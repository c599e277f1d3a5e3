"""What fits a need, as its page shows it to those who may bring the two together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from forum import clock
from forum.access import Actor
from forum.units import picking
from minutes.matching import queries
from minutes.matching.models import ResourceUse
from minutes.matching.queries import Fitting, Match
from minutes.needs.models import Need, NeedState
from minutes.needs.rules import DAYS_FOR_A_CLAIM
from minutes.projects import queries as projects
from minutes.resources import queries as resources
from minutes.resources.models import Resource

Yuan = Annotated[int | None, Field(ge=0, le=100_000_000), BeforeValidator(lambda typed: typed or None)]


async def matching_of(
    need: Need, reader: Actor | None, ticked: Collection[int] = (), helpers: Collection[int] = ()
) -> dict[str, Any]:
    """Nothing to choose from where the reader may not, or nothing is left to do. What is `ticked` comes first.

    Of many units those are offered that have what fits, or could do it, and the `helpers` ticked already.
    """
    if not _may_match(reader) or need.state is NeedState.MET:
        return {"may_match": False, "matches": []}
    assert reader is not None
    claimed = {claim.unit_id for claim in need.claims}
    running = await projects.running() if reader.in_office and need.project_id is None else []
    fit = (await queries.fits_of([need]))[need.id]
    matches = [*await _chosen(fit.matches, ticked), *fit.matches]
    able = [one for one in fit.units if one[0].id not in claimed] if reader.in_office else []
    first = list(dict.fromkeys([*(match.resource.unit_id for match in matches), *(unit.id for unit, _ in able)]))
    units = await picking.offered(first, only=None if reader.in_office else reader.units, without=claimed)
    return {
        "may_match": bool(units),
        "matches": matches,
        "able": able,
        "units": units,
        "helping": await picking.offered([*helpers, *claimed, *first]) if reader.in_office else None,
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
