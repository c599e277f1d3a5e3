"""A unit's claim link: its token, and who comes in by it. As with the links of action items, it is in no database."""

from __future__ import annotations

import hmac

from forum import clock
from forum.errors import N_, NotAllowed, NotFound
from forum.people.credentials import digest
from minutes.chasing import rules
from minutes.chasing.doors import SIGNED, Holder
from minutes.chasing.rules import DOOR_SENTENCES, Door
from minutes.claim_links.models import ClaimLink


def token_of(link: ClaimLink) -> str:
    return f"{link.id}-{_signature(link)}"


def _signature(link: ClaimLink) -> str:
    return digest("claim-link", f"{link.id}:{link.unit_id}:{link.salt}")[:SIGNED]


async def link_of(token: str) -> ClaimLink:
    """With its unit. Raises NotFound for every token that was never given out."""
    number, _, signature = token.partition("-")
    found = None
    if number.isascii() and number.isdecimal() and len(number) < 10:
        found = await ClaimLink.get_or_none(id=int(number)).prefetch_related("unit")
    if found is None or not hmac.compare_digest(_signature(found).encode(), signature.encode()):
        raise NotFound(N_("这个链接不对，请照单子上的再输一次，或向社区要新的。"))
    return found


def door_of(link: ClaimLink) -> Door:
    """Whether it lets anybody in now; not for a unit that has left."""
    return rules.door(link.expires_at, link.revoked_at, clock.now(), of_unit=link.unit.is_here)


def require_open(link: ClaimLink) -> None:
    """Raises NotAllowed."""
    door = door_of(link)
    if door is not Door.OPEN:
        raise NotAllowed(LEFT if door is Door.MOVED else DOOR_SENTENCES[door])


LEFT = N_("这家单位已经退出，链接不再有效。")


def holder_of(link: ClaimLink) -> Holder:
    return Holder(None, link.unit.name, units=frozenset({link.unit_id}), link_id=link.id)
