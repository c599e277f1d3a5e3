"""What the screens of a sitting show, beside what the tables say they should."""

from __future__ import annotations

import json
import re
import sqlite3
from typing import Any

from agenda.floor.rules import FloorRules, RaisedHand, Speech, Stance, ordered
from tests.crash.phone import Phone
from tests.crash.reading import SETTLED, found, hand_of
from tests.crash.town import Sitting

MESSAGES = {"console": 50, "participant": 20}
_PRESENT = r'<dt class="figure-label">实到</dt><dd class="figure-value">(\d+)'
_WALL_PRESENT = r'<dt class="wall-figure-label">实到</dt><dd class="wall-figure-value">(\d+)'
_SEAT_WORDS = {"未到": "expected", "已签到": "present", "请假": "excused", "已离场": "left"}


# ---- as the screens have it ----


def on(phone: Phone) -> dict[str, Any]:
    """What one device shows, from the markup it has."""
    return shown({name: markup for name, (_, markup) in phone.slots.items()}, phone.audience)


def on_page(page: str, audience: str) -> dict[str, Any]:
    """The same from a whole page, which holds its slots one after the other."""
    parts = re.split(r'data-slot="(\w+)"', page)
    return shown(dict(zip(parts[1::2], parts[2::2], strict=True)), audience)


def shown(slots: dict[str, str], audience: str) -> dict[str, Any]:
    if audience == "projector":
        return _on_wall(slots["wall"])
    facts: dict[str, Any] = {
        "present": found(_PRESENT, slots["hall"]),
        "queue": found(r'data-order="([\d ]*)"', slots["queue"]),
        "messages": re.findall(r'id="contribution-(\d+)"', slots["messages"]),
        "motion": (
            found(r'data-motion="(\d+)"', slots["motion"]),
            found(r'data-motion-state="(\w+)"', slots["motion"]),
        ),
        "tally": re.findall(r'<span class="tally-count">(\d+)</span>', slots["motion"]),
        "voted": found(r"正在表决，已投 (\d+，应投 \d+)", slots["motion"]),
        "agenda": re.findall(r'<li class="agenda-item is-(\w+)"', slots["agenda"]),
    }
    if audience == "participant":
        facts |= {
            "session": found(r'data-session="(\w+)"', slots["card"]),
            "item": found(r'data-current-item="(\d+)"', slots["card"]),
            "speaking": found(r'data-speaking-hand="(\d+)"', slots["card"]),
            "ballot": found(r'data-ballot="(\d+)"', slots["vote"]),
        }
    else:
        facts |= {
            "item": found(r'data-current-item="(\d+)"', slots["now"]),
            "now": found(r"已投 (\d+ / \d+)</b>", slots["now"]),
            "seats": _seats(slots["seats"]),
            "chair": found(r'data-chair="(\d+)"', slots["chair"]),
            "papers": sorted(re.findall(r'id="seat-(\d+)"(?:(?!</li>).)*?(?:已代录|已投)', slots["seats"], re.DOTALL)),
        }
    return facts


def _on_wall(markup: str) -> dict[str, Any]:
    return {
        "present": found(_WALL_PRESENT, markup) or found(r"应到 \d+，实到 (\d+)", markup),
        "voted": found(r'<dd class="wall-figure-value">(\d+/\d+)', markup),
        "tally": re.findall(r'<span class="wall-tally-count">(\d+)</span>', markup),
        "queue": " ".join(re.findall(r'id="wall-hand-(\d+)"', markup)),
    }


def _seats(markup: str) -> dict[str, str]:
    pieces = re.split(r'id="seat-(\d+)"', markup)
    words = "|".join(_SEAT_WORDS)
    return {
        seat: _SEAT_WORDS[found(rf'<span class="seat-state">.*?({words})', piece.replace("\n", " "))]
        for seat, piece in zip(pieces[1::2], pieces[2::2], strict=True)
    }


# ---- as the tables have it ----


def due(disk: sqlite3.Connection, sitting: Sitting, audience: str) -> dict[str, Any]:
    """What an audience's screens must show."""
    truth = Truth(disk, sitting)
    if audience == "projector":
        return truth.on_wall()
    facts = {
        "present": str(truth.present),
        "queue": " ".join(map(str, truth.queue)),
        "messages": truth.messages(MESSAGES[audience]),
        "motion": truth.motion,
        "tally": truth.tally,
        "voted": truth.counted("，应投 "),
        "agenda": truth.agenda,
    }
    if audience == "participant":
        return facts | {
            "session": truth.state, "item": truth.item, "speaking": truth.speaking, "ballot": truth.ballot,
        }  # fmt: skip
    return facts | {
        "item": truth.item, "now": truth.counted(" / "), "seats": truth.seats, "papers": truth.papers,
        "chair": truth.chair,
    }  # fmt: skip


class Truth:
    """One sitting as its tables have it. Ids are texts, as in the markup; empty where there is nothing."""

    def __init__(self, disk: sqlite3.Connection, sitting: Sitting) -> None:
        self.disk, self.sitting = disk, sitting
        self.state = self._one("SELECT state FROM session WHERE id = ?", sitting.id)
        self.resting = self._one("SELECT 1 FROM session WHERE id = ? AND recess_until IS NOT NULL", sitting.id)
        self.chair = self._one("SELECT presiding_id FROM session WHERE id = ? AND state = 'open'", sitting.id)
        self.seats = self._named("SELECT id, state FROM seat WHERE session_id = ?", sitting.id)
        self.present = sum(state == "present" for state in self.seats.values())
        self.item = self._one("SELECT id FROM agenda_item WHERE session_id = ? AND state = 'open'", sitting.id)
        marks = {"waiting": "todo", "open": "current", "done": "done", "carried_over": "todo"}
        states = "SELECT state FROM agenda_item WHERE session_id = ? ORDER BY position"
        self.agenda = [marks[state] for (state,) in disk.execute(states, [sitting.id])]
        self.speaking = self._one("SELECT id FROM hand WHERE item_id = ? AND state = 'speaking'", self.item)
        self.queue = self._queue()
        self.motion = self._motion()
        newest = "SELECT id, state, tally FROM ballot WHERE motion_id = ? ORDER BY id DESC LIMIT 1"
        id, state, tally = disk.execute(newest, [self.motion[0]]).fetchone() or ("", "", "")
        self.ballot = str(id) if state == "open" else ""
        self.tally = [str(count) for count in json.loads(tally)[""]] if state == "closed" else []
        voted = "SELECT seat_id FROM vote WHERE ballot_id = ?"
        self.papers = sorted(str(seat) for (seat,) in disk.execute(voted, [self.ballot]))
        self.roll = self._one("SELECT present FROM ballot WHERE id = ?", self.ballot)

    def counted(self, between: str) -> str:
        return f"{len(self.papers)}{between}{self.roll}" if self.ballot else ""

    def messages(self, most: int) -> list[str]:
        sql = "SELECT id FROM contribution WHERE item_id = ? ORDER BY id DESC LIMIT ?"
        return [str(id) for (id,) in self.disk.execute(sql, [self.item, most])]

    def on_wall(self) -> dict[str, Any]:
        """In order of what matters most: a recess, a ballot, who speaks, a result, a motion, the floor, the session."""
        if self.resting and self.state == "open":
            return {"present": "", "voted": "", "tally": [], "queue": ""}
        settled, busy = self.motion[1] in SETTLED, self.ballot or (self.motion[1] and not self.speaking)
        return {
            "present": "" if self.ballot or (settled and busy) or self.state == "closed" else str(self.present),
            "voted": self.counted("/"),
            "tally": [] if self.speaking else self.tally,
            "queue": " ".join(map(str, self.queue[:6])) if self.item and not busy else "",
        }

    def _queue(self) -> list[int]:
        waiting, turns = [], []
        sql = "SELECT id, seat_id, stance, state FROM hand WHERE item_id = ? ORDER BY started_at, id"
        for id, seat, stance, state in self.disk.execute(sql, [self.item]):
            if state == "waiting":
                waiting.append(RaisedHand(id, seat, stance and Stance(stance), id))
            elif state in ("speaking", "spoken"):
                turns.append(Speech(seat, stance and Stance(stance)))
        return [hand.id for hand in ordered(waiting, turns, FloorRules())]

    def _motion(self) -> tuple[str, str]:
        """The motion before the hall: pending, else the one settled last."""
        for states in ("'moved', 'put'", "'carried', 'lost'"):
            sql = f"SELECT id, state FROM motion WHERE item_id = ? AND state IN ({states}) ORDER BY id DESC"
            if row := self.disk.execute(sql, [self.item]).fetchone():
                return str(row[0]), row[1]
        return "", ""

    def _one(self, sql: str, given: Any) -> str:
        row = self.disk.execute(sql, [given]).fetchone()
        return str(row[0]) if row and row[0] is not None else ""

    def _named(self, sql: str, given: Any) -> dict[str, str]:
        return {str(id): state for id, state in self.disk.execute(sql, [given])}


def personal(disk: sqlite3.Connection, sitting: Sitting, person: int) -> dict[str, Any]:
    """What only one person's screens show."""
    truth = Truth(disk, sitting)
    seat = sitting.seats[person]
    hand = "SELECT id FROM hand WHERE item_id = ? AND seat_id = ? AND state IN ('waiting', 'speaking')"
    vote = "SELECT choice FROM vote WHERE ballot_id = ? AND seat_id = ?"
    row = disk.execute(hand, [truth.item, seat]).fetchone()
    cast = disk.execute(vote, [truth.ballot, seat]).fetchone()
    return {
        "present": truth.seats[str(seat)] == "present",
        "hand": row[0] if row else None,
        "vote": cast[0] if cast else None,
    }


def personal_on(phone: Phone) -> dict[str, Any]:
    """What it knew of another item or ballot it does not show."""
    facts = on(phone)
    ballot, item = facts["ballot"], facts["item"]
    vote = phone.mine.get("vote") if str(phone.mine.get("ballot")) == ballot else None
    return {
        "present": bool(phone.mine.get("present")),
        "hand": hand_of(phone, item),
        "vote": vote["choice"] if vote else None,
    }
