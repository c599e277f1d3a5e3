"""A month of the diary in figures, by grid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tortoise.expressions import Q

from forum.access import Actor
from forum.diary import queries, rules
from forum.diary.models import FindingKind, KeyHousehold, Outcome, Visit
from forum.places.models import Place, PlaceKind


@dataclass
class GridMonth:
    """`doors`: households visited, each once. Of the `due` key households, `seen` were visited as often as is due."""

    place: str
    visits: int = 0
    doors: int = 0
    due: int = 0
    seen: int = 0
    kinds: Counter[FindingKind] = field(default_factory=Counter)
    outcomes: Counter[Outcome] = field(default_factory=Counter)

    @property
    def found(self) -> int:
        return self.kinds.total()

    def __add__(self, other: GridMonth) -> GridMonth:
        return GridMonth(
            self.place, self.visits + other.visits, self.doors + other.doors, self.due + other.due,
            self.seen + other.seen, self.kinds + other.kinds, self.outcomes + other.outcomes,
        )  # fmt: skip


async def visits_in(reader: Actor, month: date) -> list[Visit]:
    """All that the reader may read, oldest first, with place, writer and findings."""
    first, following = rules.month_of(month)
    query = queries.visible(reader).filter(visited_on__gte=first, visited_on__lt=following)
    return await query.order_by("visited_on", "id").prefetch_related("place", "writer", "findings")


async def by_grid(reader: Actor, month: date) -> list[GridMonth]:
    """Every grid in which something was done or is due, in the order of the register."""
    grids = await _grids()
    found: dict[str, GridMonth] = {}
    visits = await visits_in(reader, month)
    for visit in visits:
        row = found.setdefault(grids[visit.place_id], GridMonth(grids[visit.place_id]))
        row.visits += 1
        row.kinds.update(finding.kind for finding in visit.findings)
        row.outcomes.update(finding.outcome for finding in visit.findings)
    for place_id, _ in {(visit.place_id, visit.household) for visit in visits if visit.household}:
        found[grids[place_id]].doors += 1
    await _count_due(found, grids, reader, month)
    return [found[grid] for grid in dict.fromkeys(grids.values()) if grid in found]


async def _count_due(found: dict[str, GridMonth], grids: Mapping[int, str], reader: Actor, month: date) -> None:
    """Visits by anybody count: a household is seen whoever went there."""
    first, following = rules.month_of(month)
    listed = KeyHousehold.filter(Q(struck_on=None) | Q(struck_on__gte=following), listed_on__lt=following)
    if not reader.in_office:
        listed = listed.filter(await queries.theirs(reader))
    rows = Visit.filter(key_id__not_isnull=True, visited_on__gte=first, visited_on__lt=following)
    seen = Counter([int(str(key)) for key in await rows.values_list("key_id", flat=True)])
    for one in await listed.prefetch_related("kind"):
        row = found.setdefault(grids[one.place_id], GridMonth(grids[one.place_id]))
        row.due += 1
        row.seen += seen[one.id] >= one.kind.times


async def _grids() -> dict[int, str]:
    """Each place's grid by name; what lies in none is itself."""
    places = {place.id: place for place in await Place.all().order_by("id")}

    def grid(place: Place) -> str:
        at: Place | None = place
        while at is not None and at.kind is not PlaceKind.GRID:
            at = places.get(at.parent_id or 0)
        return (at or place).name

    return {id: grid(place) for id, place in places.items()}
