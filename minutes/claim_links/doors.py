"""A unit's claim link: whether it opens."""

from __future__ import annotations

from forum import clock
from forum.errors import NotAllowed
from minutes.claim_links.models import ClaimLink
from minutes.unit_doors import rules
from minutes.unit_doors.rules import SENTENCES, Door
from minutes.unit_doors.tokens import Kind

LINKS: Kind[ClaimLink] = Kind("claim-link", ClaimLink, lambda link: str(link.unit_id))


def path_of(link: ClaimLink) -> str:
    return f"/claim/{LINKS.token_of(link)}"


def door_of(link: ClaimLink) -> Door:
    """Whether it lets anybody in now; not for a unit that has left."""
    return rules.door(link.expires_at, link.revoked_at, clock.now(), here=link.unit.is_here)


def require_open(link: ClaimLink) -> None:
    """Raises NotAllowed."""
    door = door_of(link)
    if door is not Door.OPEN:
        raise NotAllowed(SENTENCES[door])
