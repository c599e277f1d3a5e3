from __future__ import annotations

from collections.abc import Collection

from tortoise.expressions import Q

from forum.errors import N_, NotFound
from forum.parts import Brought
from forum.topics.models import Category
from minutes.needs.models import Need, NeedState
from minutes.resources.models import Resource

PAGE = 100
SHOWN = ("place", "raised_by", "unit", "item__session", "claims__unit")


async def needs() -> list[Need]:
    """Newest first, with place, the person who raised each, and at the table the unit, the session and who claimed."""
    return await Need.all().order_by("-id").prefetch_related(*SHOWN)


async def page_of(
    page: int,
    *,
    words: str = "",
    state: NeedState | None = None,
    category: Category | None = None,
    place_ids: Collection[int] = (),
) -> tuple[list[Need], int]:
    """A page of the list, newest first, and how many there are."""
    query = Need.all()
    if words:
        query = query.filter(Q(text__icontains=words) | Q(whom__icontains=words) | Q(unit__name__icontains=words))
    if place_ids:
        query = query.filter(place_id__in=list(place_ids))
    if state:
        query = query.filter(state=state)
    if category:
        query = query.filter(category=category)
    found = query.order_by("-id").offset((page - 1) * PAGE).limit(PAGE).prefetch_related(*SHOWN)
    return await found, await query.count()


async def need(need_id: int) -> Need:
    """With all that is shown of it, and its project. Raises NotFound."""
    found = await Need.get_or_none(id=need_id).prefetch_related(*SHOWN, "project__lead")
    if found is None:
        raise NotFound(N_("找不到这条需求，可能刚刚撤回。"))
    return found


async def known(need_id: int) -> Need | None:
    return await Need.get_or_none(id=need_id)


async def unanswered(page: int, size: int) -> tuple[list[Need], int]:
    """A page of what nobody has taken on or answered, oldest first, and how many there are."""
    query = Need.filter(state=NeedState.OPEN)
    found = query.order_by("id").offset((page - 1) * size).limit(size).prefetch_related(*SHOWN)
    return await found, await query.count()


async def brought_to_item(item_id: int) -> list[Brought]:
    """What units brought to the table: needs, then resources, each oldest first."""
    raised = await Need.filter(item_id=item_id).order_by("id").prefetch_related("unit", "claims__unit")
    needs = [
        Brought(need.id, True, need.unit.id, need.unit.name, need.text, tuple(claim.unit.name for claim in need.claims))
        for need in raised
        if need.unit
    ]
    shared = await Resource.filter(item_id=item_id).order_by("id").prefetch_related("unit")
    return needs + [Brought(one.id, False, one.unit_id, one.unit.name, one.text) for one in shared]
