"""A unit's link: its token, and who comes in by it.

The token is signed with the installation's secret: it can be shown and printed again at any time, is in no database,
and nobody can make one. It opens one action item for one unit, and nothing else.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from forum import clock
from forum.access import Actor
from forum.errors import N_, NotFound
from forum.people.credentials import digest
from minutes.action_items.models import ActionHelper
from minutes.chasing import rules
from minutes.chasing.models import UnitLink
from minutes.chasing.rules import Door

SIGNED = 24
"""Hexadecimal digits of the signature: 96 bits."""


@dataclass(frozen=True)
class Holder(Actor):
    """Whoever has a unit's link: of no role and known by no register. Made by the link's own door alone."""

    link_id: int = 0


def token_of(link: UnitLink) -> str:
    return f"{link.id}-{_signature(link)}"


def _signature(link: UnitLink) -> str:
    return digest("unit-link", f"{link.id}:{link.action_id}:{link.unit_id}:{link.salt}")[:SIGNED]


async def link_of(token: str) -> UnitLink:
    """With unit and action item. Raises NotFound for every token that was never given out."""
    number, _, signature = token.partition("-")
    found = None
    if number.isascii() and number.isdecimal() and len(number) < 10:
        found = await UnitLink.get_or_none(id=int(number)).prefetch_related("unit", "action")
    if found is None or not hmac.compare_digest(_signature(found).encode(), signature.encode()):
        raise NotFound(N_("这个链接不对，请照单子上的再输一次，或向社区要新的。"))
    return found


async def door_of(link: UnitLink) -> Door:
    """Whether it lets anybody in now."""
    action = link.action
    of_unit = link.unit_id == action.lead_id or await ActionHelper.exists(action_id=action.id, unit_id=link.unit_id)
    return rules.door(link.expires_at, link.revoked_at, clock.now(), of_unit=of_unit)


def holder_of(link: UnitLink) -> Holder:
    return Holder(None, link.unit.name, units=frozenset({link.unit_id}), link_id=link.id)
