"""The index of what can be found: an SQLite file of its own beside the database, whichever database that is.

Nothing is in it that could not be made anew from the database, and nothing is shown from it: it names what to look up.
A row is a document as some of the audiences may read it. `room` keeps how far each room's events have been taken in.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

VERSION = 2
"""Another one where the shape or the tokens change: then it is made anew."""
PUBLIC, RESIDENT, OFFICE = 1, 2, 4
AUDIENCES = (PUBLIC, RESIDENT, OFFICE)
_SHAPE = """
CREATE TABLE doc (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, number INTEGER NOT NULL, audiences INTEGER NOT NULL,
    day TEXT NOT NULL, stage TEXT NOT NULL, category TEXT NOT NULL, place INTEGER
);
CREATE INDEX doc_of ON doc (kind, number);
CREATE TABLE room (id INTEGER PRIMARY KEY, seq INTEGER NOT NULL);
CREATE VIRTUAL TABLE word USING fts5 (title, text, sound, tokenize = "unicode61 remove_diacritics 0");
"""


@dataclass(frozen=True)
class Row:
    """A document as `audiences`, some of AUDIENCES added up, read it. `title`, `text`, `sound` are tokens."""

    kind: str
    number: int
    audiences: int
    day: date
    stage: str
    category: str
    place: int | None
    title: str
    text: str
    sound: str


@dataclass(frozen=True)
class Narrowed:
    """What is asked for besides words; empty is everything."""

    kind: str = ""
    stage: str = ""
    category: str = ""
    places: tuple[int, ...] = ()
    since: date | None = None


@dataclass(frozen=True)
class Readable:
    """What somebody may be told of: what `audience` reads, and by kind their `own` of what is else the office's."""

    audience: int
    own: Mapping[str, Collection[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Hit:
    kind: str
    number: int


class Index:
    """Used from worker threads, one at a time. Opened by its first use."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._open: sqlite3.Connection | None = None

    def _connection(self) -> sqlite3.Connection:
        if self._open is None:
            self._open = self._opened()
        return self._open

    def _opened(self) -> sqlite3.Connection:
        # People's names are in it: for the server's own user alone, as the database is.
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            [(version,)] = connection.execute("PRAGMA user_version")
            if version != VERSION:
                _lay(connection)
        except sqlite3.OperationalError:  # the disk is full, or somebody holds it: a new one would fare no better
            connection.close()
            raise
        except sqlite3.DatabaseError:  # no database, or a broken one: it can all be made anew
            connection.close()
            self.path.unlink()
            return self._opened()
        return connection

    def close(self) -> None:
        with self._lock:
            if self._open is not None:
                self._open.close()
                self._open = None

    def clear(self) -> None:
        with self._lock:
            _lay(self._connection())

    def rooms(self) -> dict[int, int]:
        with self._lock, closing(self._connection().execute("SELECT id, seq FROM room")) as rows:
            return dict(rows.fetchall())

    def note_rooms(self, seqs: Mapping[int, int]) -> None:
        with self._lock:
            self._connection().executemany("INSERT OR REPLACE INTO room VALUES (?, ?)", seqs.items())

    def documents(self) -> int:
        with self._lock, closing(self._connection().execute("SELECT COUNT(DISTINCT kind || number) FROM doc")) as rows:
            return int(rows.fetchone()[0])

    def put(self, kind: str, numbers: Iterable[int], rows: Sequence[Row]) -> None:
        """What these documents are now; one that has no row any more is gone."""
        with self._lock:
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                for number in numbers:
                    _take_out(connection, kind, number)
                for row in rows:
                    _put_in(connection, row)
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise

    def count(self, expression: str, readable: Readable, narrowed: Narrowed) -> dict[str, int]:
        """By kind, whichever kind is asked for."""
        where, given = _where(expression, readable, narrowed)
        sql = f"SELECT kind, COUNT(*) FROM word JOIN doc ON doc.id = word.rowid WHERE {where} GROUP BY kind"
        with self._lock, closing(self._connection().execute(sql, given)) as rows:
            return dict(rows.fetchall())

    def hits(
        self, expression: str, in_title: str, readable: Readable, narrowed: Narrowed, most: int, skip: int
    ) -> list[Hit]:
        """Those with all of it in the title first, each newest first."""
        where, given = _where(expression, readable, narrowed)
        if narrowed.kind:
            where, given = f"{where} AND kind = ?", [*given, narrowed.kind]
        sql = f"""SELECT kind, number FROM word JOIN doc ON doc.id = word.rowid WHERE {where}
                  ORDER BY doc.id IN (SELECT rowid FROM word WHERE word MATCH ?) DESC, day DESC, doc.id DESC
                  LIMIT ? OFFSET ?"""
        with self._lock, closing(self._connection().execute(sql, [*given, in_title, most, skip])) as rows:
            return [Hit(*row) for row in rows.fetchall()]


def _lay(connection: sqlite3.Connection) -> None:
    for name in ("doc", "room", "word"):
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    connection.executescript(_SHAPE)
    connection.execute(f"PRAGMA user_version={VERSION}")


def _take_out(connection: sqlite3.Connection, kind: str, number: int) -> None:
    for (id,) in connection.execute("SELECT id FROM doc WHERE kind = ? AND number = ?", (kind, number)).fetchall():
        connection.execute("DELETE FROM word WHERE rowid = ?", (id,))
        connection.execute("DELETE FROM doc WHERE id = ?", (id,))


def _put_in(connection: sqlite3.Connection, row: Row) -> None:
    added = connection.execute(
        "INSERT INTO doc (kind, number, audiences, day, stage, category, place) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (row.kind, row.number, row.audiences, row.day.isoformat(), row.stage, row.category, row.place),
    )
    connection.execute(
        "INSERT INTO word (rowid, title, text, sound) VALUES (?, ?, ?, ?)",
        (added.lastrowid, row.title, row.text, row.sound),
    )


def _where(expression: str, readable: Readable, narrowed: Narrowed) -> tuple[str, list[object]]:
    may = ["audiences & ?"]
    given: list[object] = [expression, readable.audience]
    for kind, numbers in readable.own.items():
        may.append("(audiences = ? AND kind = ? AND number IN (SELECT value FROM json_each(?)))")
        given += [OFFICE, kind, json.dumps(sorted(numbers))]
    parts = ["word MATCH ?", f"({' OR '.join(may)})"]
    for column, value in (("stage", narrowed.stage), ("category", narrowed.category)):
        if value:
            parts.append(f"{column} = ?")
            given.append(value)
    if narrowed.places:
        parts.append(f"place IN ({', '.join('?' * len(narrowed.places))})")
        given += narrowed.places
    if narrowed.since:
        parts.append("day >= ?")
        given.append(narrowed.since.isoformat())
    return " AND ".join(parts), given


__all__ = ["AUDIENCES", "OFFICE", "PUBLIC", "RESIDENT", "Hit", "Index", "Narrowed", "Readable", "Row"]
