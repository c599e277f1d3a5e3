"""Who is in which of Socket.IO's rooms, found without looking through all of them.

python-socketio looks through every room when a client leaves, and at each step of one that connects through a list of
all that are connecting: three thousand that come or go together would take seconds of each other's time.
"""

from __future__ import annotations

from typing import Any

import socketio


class _Crowd(dict[str, None]):
    """A list to the library, which only adds, takes away, and looks who is there."""

    def append(self, sid: str) -> None:
        self[sid] = None

    def remove(self, sid: str) -> None:
        del self[sid]


class _Crowds(dict[str, _Crowd]):
    """By namespace; the library begins each with an empty list."""

    def __setitem__(self, namespace: str, _: Any) -> None:
        super().__setitem__(namespace, _Crowd())


class Rooms(socketio.AsyncManager):
    """python-socketio's own manager, but for how long it looks. A client's own room and everybody's are not listed."""

    def __init__(self) -> None:
        super().__init__()
        self.pending_connect = _Crowds()
        self.pending_disconnect = _Crowds()
        self._entered: dict[str, tuple[str, ...]] = {}

    def basic_enter_room(self, sid: str, namespace: str, room: str | None, eio_sid: str | None = None) -> None:
        super().basic_enter_room(sid, namespace, room, eio_sid)
        entered = self._entered.get(sid, ())
        if room is not None and room not in {sid, *entered}:
            self._entered[sid] = (*entered, room)

    def basic_leave_room(self, sid: str, namespace: str, room: str | None) -> None:
        super().basic_leave_room(sid, namespace, room)
        if left := tuple(each for each in self._entered.pop(sid, ()) if each != room):
            self._entered[sid] = left

    def get_rooms(self, sid: str, namespace: str) -> list[str]:
        own = [sid] if self.is_sid_room(namespace, sid) else []
        return [*own, *self._entered.get(sid, ())]

    def basic_disconnect(self, sid: str, namespace: str, **kwargs: Any) -> None:
        for room in (*self._entered.get(sid, ()), sid, None):
            self.basic_leave_room(sid, namespace, room)
        self.callbacks.pop(sid, None)
        for crowds in (self.pending_connect, self.pending_disconnect):
            if sid in crowds.get(namespace, ()):
                crowds[namespace].remove(sid)
                if not crowds[namespace]:
                    del crowds[namespace]
