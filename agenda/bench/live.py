"""Who has come by and what they write, on the phone of who opened the talk."""

from __future__ import annotations

from agenda.bench.queries import came
from agenda.room.live import DESK
from forum.live import Hub
from forum.screens import Slot

CHANGES = frozenset({"session", "seat", "item", "contribution"})
SLOT = Slot(
    "bench", "agenda/bench/_came.html", frozenset({DESK}), CHANGES, frozenset({"seat", "contribution"}), more=came
)


def install(hub: Hub) -> None:
    hub.slots[SLOT.name] = SLOT
