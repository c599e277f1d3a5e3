"""A unit's link to one action item: whether it opens, and for whom."""

from __future__ import annotations

from forum import clock
from minutes.action_items.models import ActionHelper
from minutes.chasing.models import UnitLink
from minutes.unit_doors import rules
from minutes.unit_doors.rules import Door
from minutes.unit_doors.tokens import Kind

LINKS: Kind[UnitLink] = Kind(
    "unit-link", UnitLink, lambda link: f"{link.action_id}:{link.unit_id}", ("unit", "action")
)  # fmt: skip


def path_of(link: UnitLink) -> str:
    return f"/do/{LINKS.token_of(link)}"


async def door_of(link: UnitLink) -> Door:
    """Whether it lets anybody in now; it comes with its unit and action item."""
    action = link.action
    of_unit = link.unit_id == action.lead_id or await ActionHelper.exists(action_id=action.id, unit_id=link.unit_id)
    here = link.unit.is_here
    return rules.door(link.expires_at, link.revoked_at, clock.now(), here=here, of_unit=of_unit)
