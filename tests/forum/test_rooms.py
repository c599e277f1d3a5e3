"""Rooms are python-socketio's own, found faster: whatever clients do, both managers know the same."""

from __future__ import annotations

from itertools import count
from types import SimpleNamespace
from typing import Any

import socketio
from hypothesis import given
from hypothesis import strategies as st

from forum.rooms import Rooms

CLIENTS = 2
STEPS = ("pre_connect", "connect", "enter", "enter", "leave", "leave", "close", "pre_disconnect", "disconnect")
steps = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, CLIENTS - 1), st.sampled_from(["hall", "yard"])), max_size=60
)
COMING = [("pre_connect", client, "") for client in range(CLIENTS)]


class Both:
    """The library's manager and ours, told the same."""

    def __init__(self) -> None:
        self.managers: list[Any] = [socketio.AsyncManager(), Rooms()]
        self.sids: list[str] = [""] * CLIENTS
        for manager in self.managers:
            numbers = count()
            manager.server = SimpleNamespace(eio=SimpleNamespace(generate_id=lambda n=numbers: f"sid-{next(n)}"))

    def tell(self, step: str, client: int, room: str) -> None:
        sid = self.sids[client]
        library = self.managers[0]
        here = bool(sid) and sid in library.rooms.get("/", {}).get(None, {})
        connecting = here and library.is_pre_connected(sid, "/")
        leaving = sid in library.pending_disconnect.get("/", [])
        for manager in self.managers:
            if step == "pre_connect":
                self.sids[client] = socketio.base_manager.BaseManager.pre_connect(manager, f"eio-{client}", "/") or sid
            elif connecting and step == "connect":
                socketio.base_manager.BaseManager.connect(manager, sid, "/")
            elif here and not leaving and step == "pre_disconnect":
                manager.pre_disconnect(sid, "/")
            elif here and step == "disconnect":
                manager.basic_disconnect(sid, "/")
            elif here and step in {"enter", "leave"}:
                getattr(manager, f"basic_{step}_room")(sid, "/", room)
            elif step == "close":
                manager.basic_close_room(room, "/")

    def known(self, manager: Any) -> Any:
        pending = (manager.pending_connect, manager.pending_disconnect)
        return (
            {name: {room: dict(who) for room, who in rooms.items()} for name, rooms in manager.rooms.items()},
            [(sorted(manager.get_rooms(sid, "/")), manager.is_connected(sid, "/")) for sid in self.sids],
            [{name: set(crowd) for name, crowd in crowds.items()} for crowds in pending],
        )


@given(steps)
def test_whatever_clients_do_both_managers_know_the_same(taken: list[tuple[str, int, str]]) -> None:
    both = Both()
    for step in [*COMING, *taken]:
        both.tell(*step)
        library, ours = (both.known(manager) for manager in both.managers)
        assert library == ours, step


def test_of_who_has_gone_nothing_is_kept() -> None:
    both = Both()
    for step in ("pre_connect", "connect", "enter", "pre_disconnect", "disconnect"):
        both.tell(step, 0, "hall")
    ours = both.managers[1]
    assert not (ours.rooms or ours.pending_connect or ours.pending_disconnect or ours._entered)
