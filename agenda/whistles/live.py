"""Who has reported in, as it changes."""

from __future__ import annotations

from typing import Any

from agenda.room.live import DESK
from agenda.room.view import View
from agenda.whistles import queries
from forum.live import Hub
from forum.screens import Slot


async def _calls(view: View) -> dict[str, Any]:
    return await queries.shown(view.session)


SLOT = Slot("calls", "agenda/whistles/_calls.html", frozenset({DESK}), frozenset({"session", "whistle"}), more=_calls)


def install(hub: Hub) -> None:
    hub.slots[SLOT.name] = SLOT
