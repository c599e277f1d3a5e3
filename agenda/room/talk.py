"""What is written on the item before the hall, as the screens list it."""

from __future__ import annotations

from typing import Any

from agenda.discussion import queries as discussion
from agenda.room.view import View


async def messages_of(view: View) -> dict[str, Any]:
    return {"talk": await discussion.talk(view.item.id) if view.item else None}


async def talk_of(view: View) -> dict[str, Any]:
    """For the chair, with what earlier sessions left without an answer."""
    return {**await messages_of(view), "before": await discussion.left_from_before(view.session)}
