"""What of terms waits for the office: one line, not one for each."""

from __future__ import annotations

from forum import i18n
from forum.access import Actor
from forum.errors import N_
from forum.offices import terms
from forum.parts import Link


async def tasks(actor: Actor) -> list[Link]:
    count = await terms.soon() if actor.in_office else 0
    if not count:
        return []
    text = i18n.say(N_("有 {n} 个任期三十天内到期"), n=count)
    return [
        Link(
            "/terms",
            text,
            i18n.translate(N_("续任，或到期自动不再计入")),
            ("due", i18n.translate(N_("即将到期"))),
            group=i18n.translate(N_("名册")),
        )
    ]
