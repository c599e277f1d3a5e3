"""Whistles that a community has let blow by themselves: one at a time, when those who are called are at work."""

from __future__ import annotations

import structlog

from forum import clock, i18n
from forum.access import SYSTEM
from forum.errors import Refusal
from forum.workdays import queries as workdays
from minutes.action_items import queries as actions
from minutes.chasing import commands, queries, rules

log = structlog.get_logger()


async def blow_due() -> None:
    """The whistle for what is most overdue, once a day, and only when the sitting of the one before is over."""
    if not (await queries.figures()).blows or await queries.blown_today() or await queries.blown_by_rule():
        return
    if not rules.may_blow(clock.local(clock.now()), working=await workdays.is_working(clock.today())):
        return
    here = [action for action in await actions.pending() if action.lead.is_here]
    for action in await queries.to_whistle(here):
        try:
            if await commands.whistle_by_rule(action.id, by=SYSTEM) is not None:
                return
        except Refusal as refusal:
            log.warning("no whistle by rule", action=action.id, why=refusal.said(i18n.translate))
