"""What every command owes: a sentence when it refuses, silence then, one event when it acts, and acting once.

A `Deed` is one command with what it needs and what it must leave behind; a `Refused` one that must not act.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from tortoise.connection import get_connection

from forum.errors import Refusal
from forum.journal import Event, Room

Arrange = Callable[[], Awaitable[Any]]
Act = Callable[..., Awaitable[Any]]

_WIDE = str.maketrans({",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "?": "？", "!": "！"})


@dataclass
class Deed:
    """`act(given, command_id=…)` does it to what `arrange()` made.

    `kind` is its event; `data(given, answer)` what the event must hold. `others` are events it may record beside it.
    """

    name: str
    arrange: Arrange
    act: Act
    kind: str
    data: Callable[[Any, Any], dict[str, Any]] = lambda given, answer: {}
    others: frozenset[str] = field(default_factory=frozenset)

    def __str__(self) -> str:
        return self.name


@dataclass
class Refused:
    """`says` is a part of the Chinese sentence; `error` its class, which is the HTTP status."""

    name: str
    arrange: Arrange
    act: Act
    error: type[Refusal]
    says: str

    def __str__(self) -> str:
        return self.name


def new_id() -> str:
    return uuid.uuid4().hex


Rows = dict[str, list[tuple[Any, ...]]]


class _Reader:
    """A connection of its own to a test's database: by the house's, each table would wait for a thread.

    It is kept from one look to the next, because SQLite tells a connection at once whether any other has written since.
    """

    def __init__(self, file: str) -> None:
        self.file, self.connection = file, sqlite3.connect(file)
        self.version, self.rows = -1, Rows()

    def look(self) -> Rows:
        (version,) = self.connection.execute("PRAGMA data_version").fetchone()
        if version != self.version:
            self.version, self.rows = version, self._read()
        return self.rows

    def _read(self) -> Rows:
        tables = self.connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
        return {name: self.connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in tables.fetchall()}


_readers: list[_Reader] = []


async def everything() -> Rows:
    """All rows of all tables: equal before and after means that nothing was written at all."""
    file = get_connection("default").filename  # type: ignore[attr-defined]
    if not _readers or _readers[0].file != file:
        for reader in _readers:
            reader.connection.close()
        _readers[:] = [_Reader(file)]
    return _readers[0].look()


async def check_recorded(deed: Deed) -> None:
    """It records its fact once, by its giver, in the order of its room, with ids and never a name."""
    given = await deed.arrange()
    newest = await _newest_event()
    answer = await deed.act(given, command_id=new_id())
    events = await Event.filter(id__gt=newest).order_by("id")
    own = [event for event in events if event.kind == deed.kind]
    assert len(own) == 1, [event.kind for event in events]
    assert {event.kind for event in events} - {deed.kind} <= deed.others
    expected = deed.data(given, answer)
    assert {key: own[0].data.get(key, "missing") for key in expected} == expected
    for event in events:
        assert json.dumps(event.data, ensure_ascii=False).isascii(), f"a name in the journal? {event.data}"
    await check_journal_has_no_gaps()


async def check_acts_once(deed: Deed) -> None:
    """Sent again with the same id it changes nothing and gives the same answer."""
    given, command_id = await deed.arrange(), new_id()
    first = await deed.act(given, command_id=command_id)
    before = await everything()
    assert await deed.act(given, command_id=command_id) == first
    assert await everything() == before


async def check_acts_once_at_once(deed: Deed) -> None:
    """Five copies sent at once act once, and all five are told the same."""
    given, command_id = await deed.arrange(), new_id()
    newest = await _newest_event()
    answers = await asyncio.gather(*(deed.act(given, command_id=command_id) for _ in range(5)))
    assert answers == answers[:1] * 5
    assert await Event.filter(id__gt=newest, kind=deed.kind).count() == 1


async def check_refused(refused: Refused) -> None:
    """It says why, and nothing at all is written: no row, no event, no seq."""
    given = await refused.arrange()
    before = await everything()
    with pytest.raises(refused.error) as caught:
        await refused.act(given, command_id=new_id())
    assert type(caught.value) is refused.error
    said = caught.value.said(str)
    assert wide(refused.says) in wide(said), said
    assert await everything() == before


async def check_journal_has_no_gaps() -> None:
    """Each room's events are numbered 1, 2, 3 … up to the room's seq."""
    for room in await Room.all():
        numbers = await Event.filter(room_id=room.id).order_by("seq").values_list("seq", flat=True)
        assert list(numbers) == list(range(1, room.seq + 1))


async def _newest_event() -> int:
    newest = await Event.all().order_by("-id").first()
    return newest.id if newest else 0


def wide(text: str) -> str:
    """With Chinese punctuation, so that a test does not hang on which comma a sentence has."""
    return text.translate(_WIDE)
