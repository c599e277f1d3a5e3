from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from agenda.attendance.models import Seat
from agenda.groups import rules
from agenda.groups.models import Group, GroupPhase, GroupPlace
from agenda.groups.rules import Way
from agenda.items.models import AgendaItem
from forum.errors import N_, NotFound


@dataclass(frozen=True)
class Talking:
    """A phase with its groups and their takers; `people` have said which table they sit at, by group."""

    phase: GroupPhase
    groups: list[Group]
    people: Counter[int]

    @property
    def is_open(self) -> bool:
        return self.phase.collected_at is None

    @property
    def written(self) -> list[Group]:
        return [group for group in self.groups if group.note]


async def last_of_item(item_id: int) -> Talking | None:
    found = await GroupPhase.filter(item_id=item_id).order_by("-id").first()
    return await _talking(found) if found else None


async def of_session(session_id: int) -> list[tuple[AgendaItem, Talking]]:
    """With their items, oldest first."""
    phases = GroupPhase.filter(item__session_id=session_id).order_by("id").prefetch_related("item")
    return [(one.item, await _talking(one)) for one in await phases]


async def _talking(phase: GroupPhase) -> Talking:
    found = Group.filter(phase_id=phase.id).order_by("number")
    groups = await found.prefetch_related("taker__person", "taker__unit")
    places = await GroupPlace.filter(phase_id=phase.id)
    return Talking(phase, groups, Counter(place.group_id for place in places))


async def group_of_each(item_id: int, seat_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """{phase, group, number, takes, revision} by seat, in the newest phase; group: null before one is chosen."""
    talking = await last_of_item(item_id)
    if talking is None:
        return {}
    phase, by_number = talking.phase, {group.number: group for group in talking.groups}
    by_id = {group.id: group for group in talking.groups}
    found: dict[int, dict[str, Any]] = {}
    places = dict(await GroupPlace.filter(phase_id=phase.id, seat_id__in=seat_ids).values_list("seat_id", "group_id"))
    for seat, number in await Seat.filter(id__in=seat_ids).values_list("id", "number"):
        dealt = by_number[rules.dealt(number, len(by_number))] if phase.way is Way.NUMBER else None
        found[seat] = _mine(phase, dealt or by_id.get(places.get(seat, 0)), seat)
    return found


def _mine(phase: GroupPhase, group: Group | None, seat: int) -> dict[str, Any]:
    if group is None:
        return {"phase": phase.id, "group": None}
    takes = group.taker_id == seat
    return {"phase": phase.id, "group": group.id, "number": group.number, "takes": takes, "revision": group.revision}


async def group(group_id: int) -> Group:
    """With its phase and item. Raises NotFound."""
    found = await Group.get_or_none(id=group_id).prefetch_related("phase__item", "taker")
    if found is None:
        raise NotFound(N_("找不到这个小组。"))
    return found


async def item_of_phase(phase_id: int) -> AgendaItem:
    """Raises NotFound."""
    found = await GroupPhase.get_or_none(id=phase_id).prefetch_related("item")
    if found is None:
        raise NotFound(N_("找不到这次小组讨论。"))
    return found.item
