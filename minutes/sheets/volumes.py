"""A year's minutes of a body in one book, from their public copies; made in the background where it is long."""

from __future__ import annotations

from forum.bodies.models import Body
from forum.errors import N_, NotFound
from minutes.documents.rules import Volume
from minutes.drafting.models import Minutes
from minutes.letterheads.queries import head_of
from minutes.publication import queries as publication


async def years(body_id: int) -> list[tuple[int, int]]:
    """Each year with published minutes, newest first, and how many there are."""
    numbered = Minutes.filter(body_id=body_id, number__not_isnull=True)
    counts: dict[int, int] = {}
    for one in await numbered.only("year"):
        counts[one.year or 0] = counts.get(one.year or 0, 0) + 1
    return sorted(counts.items(), reverse=True)


async def volume(body: Body, year: int) -> Volume:
    """In the order of their numbers. Raises NotFound for a year without minutes."""
    found = Minutes.filter(body_id=body.id, year=year, number__not_isnull=True).order_by("number")
    issues = [await publication.official_minutes(one) for one in await found.prefetch_related("session__body")]
    if not issues:
        raise NotFound(N_("这一年没有公布过会议纪要。"))
    return Volume(f"{body.name}{year}年会议纪要汇编", (await head_of(body)).organ, year, tuple(issues))
