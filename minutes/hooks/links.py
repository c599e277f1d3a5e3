"""That news could not be sent, among what waits for the office."""

from __future__ import annotations

from forum import i18n
from forum.access import Actor
from forum.echoes import queries as echoes
from forum.errors import N_
from forum.parts import Link
from minutes.hooks import queries
from minutes.hooks.models import BULLETIN_STATE_NAMES, BulletinState

MARKS = {BulletinState.WAITING: "waiting", BulletinState.SENT: "done", BulletinState.FAILED: "overdue"}


def bulletin_mark(state: BulletinState) -> tuple[str, str]:
    return MARKS[state], i18n.translate(BULLETIN_STATE_NAMES[state])


async def tasks(actor: Actor) -> list[Link]:
    failed = await queries.failed() + await echoes.count_given_up() if actor.in_office else 0
    if not failed:
        return []
    group = i18n.translate(N_("消息推送"))
    return [Link("/hooks", i18n.translate(N_("有推送没有发出")), i18n.say(N_("{n} 条"), n=failed), group=group)]
