"""The desk's slots: several desks at once, each sees what the others do."""

from __future__ import annotations

from agenda.desk import queries
from agenda.room.live import DESK
from forum.live import Hub
from forum.screens import Slot

SLOTS = [
    Slot("desk", "agenda/desk/_list.html", frozenset({DESK}), frozenset({"session", "seat", "mandate"}),
         calm=frozenset({"seat"}), more=queries.roll_of),
    Slot("arrivals", "agenda/desk/_arrivals.html", frozenset({DESK}), frozenset({"session", "seat"}),
         calm=frozenset({"seat"}), more=queries.arrivals_of),
]  # fmt: skip


def install(hub: Hub) -> None:
    hub.slots.update({slot.name: slot for slot in SLOTS})
