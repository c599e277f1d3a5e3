from __future__ import annotations

from tortoise.functions import Count

from forum.errors import N_, NotFound
from forum.places.models import Place, PlaceKind


async def choices() -> list[tuple[int, str]]:
    """(id, name) of the places a matter can be about, from the community down to the block."""
    kinds = [PlaceKind.COMMUNITY, PlaceKind.GRID, PlaceKind.BLOCK]
    return [(place.id, place.path) for place in await Place.filter(kind__in=kinds).order_by("path")]


async def place(place_id: int) -> Place:
    """Raises NotFound."""
    found = await Place.get_or_none(id=place_id)
    if found is None:
        raise NotFound(N_("没有这个地点，海报可能是旧的。"))
    return found


async def blocks() -> list[tuple[Place, int]]:
    """Every block with the number of its households on record."""
    found = await Place.filter(kind=PlaceKind.BLOCK).annotate(households=Count("children")).order_by("path")
    return [(place, place.households) for place in found]  # type: ignore[attr-defined]


async def community() -> Place | None:
    return await Place.filter(kind=PlaceKind.COMMUNITY).order_by("id").first()
