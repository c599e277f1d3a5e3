from __future__ import annotations

from dataclasses import dataclass

from forum import clock
from forum.bodies.models import Unit
from forum.errors import N_, NotFound
from minutes.board.around import EVERYWHERE
from minutes.board.claims import Claimable, claimable
from minutes.claim_links import doors
from minutes.claim_links.models import ClaimLink, LinkClaim


@dataclass(frozen=True)
class Line:
    """A unit as the office sees it: its link where one holds, with its path, and what was claimed by its links."""

    unit: Unit
    link: ClaimLink | None
    path: str
    used: list[LinkClaim]


async def units() -> list[Line]:
    """All that are here, by name."""
    here = await Unit.filter(left_on=None).order_by("name")
    held = ClaimLink.filter(revoked_at=None, expires_at__gt=clock.now()).order_by("id")
    links = {link.unit_id: link for link in await held}
    used: dict[int, list[LinkClaim]] = {}
    for claim in await LinkClaim.all().order_by("-id").prefetch_related("link"):
        used.setdefault(claim.link.unit_id, []).append(claim)
    return [
        Line(unit, links.get(unit.id), doors.path_of(links[unit.id]) if unit.id in links else "", used.get(unit.id, []))
        for unit in here
    ]


async def open_to(link: ClaimLink) -> list[Claimable]:
    """What the unit may take on, as everybody reads it; not what it has taken on already."""
    return [one for one in await claimable(EVERYWHERE, None) if link.unit.name not in one.helping]


async def one_of(link: ClaimLink, path: str) -> Claimable:
    """By where it is read. Raises NotFound for what is not to be claimed any more."""
    found = next((one for one in await open_to(link) if one.path == path), None)
    if found is None:
        raise NotFound(N_("这一件已经有人认领，或不再等人认领。"))
    return found


async def last_name(link: ClaimLink) -> str:
    """As whoever claimed by it last called themselves."""
    used = await LinkClaim.filter(link_id=link.id).order_by("-id").first()
    return used.name if used else ""
