"""The tables of a session as its events alone make them, beside the tables as they are."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any


class Fold:
    """The tables as the events alone make them: states by id."""

    def __init__(self) -> None:
        self.seat: dict[int, str] = {}
        self.hand: dict[int, str] = {}
        self.agenda_item: dict[int, str] = {}
        self.motion: dict[int, str] = {}
        self.ballot: dict[int, str] = {}
        self.session: dict[int, str] = {}
        self.contributions: list[int] = []
        self.chair: dict[int, int | None] = {}
        self._seat_of: dict[int, int] = {}

    def take(self, kind: str, data: dict[str, Any]) -> None:
        step = getattr(self, "_" + kind.replace(".", "_"), None)
        if step is not None:
            step(data)

    def _session_noticed(self, data: dict[str, Any]) -> None:
        self.session[data["session"]] = "noticed"

    def _session_opened(self, data: dict[str, Any]) -> None:
        self.session[data["session"]] = "open"

    def _session_closed(self, data: dict[str, Any]) -> None:
        self.session[data["session"]] = "closed"

    _session_adjourned = _session_closed

    def _chair_taken(self, data: dict[str, Any]) -> None:
        self.chair[data["session"]] = data["sign_in"]

    def _chair_left(self, data: dict[str, Any]) -> None:
        self.chair[data["session"]] = None

    def _seat_checked_in(self, data: dict[str, Any]) -> None:
        assert self.seat.get(data["seat"]) != "present", f"seat {data['seat']} checked in twice"
        self.seat[data["seat"]] = "present"

    def _seat_checked_out(self, data: dict[str, Any]) -> None:
        self.seat[data["seat"]] = "left"
        for hand, seat in self._seat_of.items():
            if seat == data["seat"] and self.hand[hand] == "waiting":
                self.hand[hand] = "withdrawn"

    def _seat_excused(self, data: dict[str, Any]) -> None:
        self.seat[data["seat"]] = "excused"

    def _seat_excuse_undone(self, data: dict[str, Any]) -> None:
        del self.seat[data["seat"]]

    def _seat_answered(self, data: dict[str, Any]) -> None:
        """Who thinks better of having asked to be excused is expected again."""
        if data["reply"] == "excused":
            self.seat[data["seat"]] = "excused"
        elif self.seat.get(data["seat"]) == "excused":
            del self.seat[data["seat"]]

    def _item_added(self, data: dict[str, Any]) -> None:
        self.agenda_item[data["item"]] = "waiting"

    def _item_opened(self, data: dict[str, Any]) -> None:
        self.agenda_item[data["item"]] = "open"

    def _item_closed(self, data: dict[str, Any]) -> None:
        """One item is open at a time, so all that is under way belongs to it."""
        self.agenda_item[data["item"]] = "done"
        for states, ends in (
            (self.hand, {"speaking": "spoken", "waiting": "withdrawn"}),
            (self.motion, {"moved": "withdrawn", "put": "withdrawn"}),
        ):
            states.update({id: ends[state] for id, state in states.items() if state in ends})

    def _item_carried_over(self, data: dict[str, Any]) -> None:
        self.agenda_item[data["item"]] = "carried_over"

    def _hand_raised(self, data: dict[str, Any]) -> None:
        self.hand[data["hand"]] = "waiting"
        self._seat_of[data["hand"]] = data["seat"]

    def _hand_lowered(self, data: dict[str, Any]) -> None:
        self.hand[data["hand"]] = "withdrawn"

    def _floor_given(self, data: dict[str, Any]) -> None:
        self.hand[data["hand"]] = "speaking"

    def _floor_yielded(self, data: dict[str, Any]) -> None:
        assert self.hand[data["hand"]] == "speaking", f"hand {data['hand']} yielded a floor it did not hold"
        self.hand[data["hand"]] = "spoken"

    def _floor_stopped(self, data: dict[str, Any]) -> None:
        assert self.hand[data["hand"]] == "speaking", f"hand {data['hand']} was stopped and did not speak"
        self.hand[data["hand"]] = "spoken"

    def _motion_moved(self, data: dict[str, Any]) -> None:
        self.motion[data["motion"]] = "moved"

    def _motion_put(self, data: dict[str, Any]) -> None:
        self.motion[data["motion"]] = "put"

    _motion_seconded = _motion_put

    def _motion_withdrawn(self, data: dict[str, Any]) -> None:
        self.motion[data["motion"]] = "withdrawn"

    def _ballot_opened(self, data: dict[str, Any]) -> None:
        self.ballot[data["ballot"]] = "open"

    def _ballot_closed(self, data: dict[str, Any]) -> None:
        self.ballot[data["ballot"]] = "closed"
        self.motion[data["motion"]] = "carried" if data["outcome"] == "carried" else "lost"

    def _ballot_voided(self, data: dict[str, Any]) -> None:
        self.ballot[data["ballot"]] = "void"
        self.motion[data["motion"]] = "put"

    def _contribution_posted(self, data: dict[str, Any]) -> None:
        self.contributions.append(data["contribution"])


def against_the_events(disk: sqlite3.Connection) -> Iterator[str]:
    """Each room's events, taken in order, make what its tables hold."""
    for (room,) in disk.execute("SELECT room_id FROM session"):
        fold = Fold()
        for kind, data in disk.execute("SELECT kind, data FROM event WHERE room_id = ? ORDER BY seq", [room]):
            fold.take(kind, json.loads(data))
        yield from _unlike(disk, room, fold)


_OF_SESSION = {
    "session": "SELECT id, state FROM session WHERE room_id = ?",
    "chair": "SELECT id, presiding_id FROM session WHERE room_id = ? AND presiding_id IS NOT NULL",
    "seat": "SELECT seat.id, seat.state FROM seat JOIN session ON session.id = session_id WHERE room_id = ? "
            "AND seat.state <> 'expected'",
    "agenda_item": "SELECT i.id, i.state FROM agenda_item i JOIN session ON session.id = session_id WHERE room_id = ?",
    "hand": "SELECT h.id, h.state FROM hand h JOIN agenda_item i ON i.id = h.item_id "
            "JOIN session ON session.id = i.session_id WHERE room_id = ?",
    "motion": "SELECT m.id, m.state FROM motion m JOIN agenda_item i ON i.id = m.item_id "
              "JOIN session ON session.id = i.session_id WHERE room_id = ?",
    "ballot": "SELECT ballot.id, ballot.state FROM ballot JOIN session ON session.id = session_id WHERE room_id = ?",
}  # fmt: skip
_CONTRIBUTIONS = """
    SELECT c.id FROM contribution c JOIN agenda_item i ON i.id = c.item_id
    JOIN session ON session.id = i.session_id WHERE room_id = ? ORDER BY c.id
"""


def _unlike(disk: sqlite3.Connection, room: int, fold: Fold) -> Iterator[str]:
    for table, sql in _OF_SESSION.items():
        stored, told = dict(disk.execute(sql, [room])), getattr(fold, table)
        if stored != told:
            differ = {id: (stored.get(id), told.get(id)) for id in {*stored, *told} if stored.get(id) != told.get(id)}
            yield f"room {room}: {table} as stored and as its events tell: {differ}"
    posted = [id for (id,) in disk.execute(_CONTRIBUTIONS, [room])]
    if posted != fold.contributions:
        yield f"room {room}: contributions {posted}, its events tell of {fold.contributions}"
