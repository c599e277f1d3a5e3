"""Keeps the index in step with the database: what was committed is taken in before the next question is answered.

It is asked by room how far the events have come, so that nothing is missed that was committed while nobody listened, by
the command line or in another order. An index of another database, or of a later one, is made anew.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import structlog

from forum import parts
from forum.access import SYSTEM, Actor
from forum.journal import Event, Room
from forum.parts import Document
from forum.people.models import Role
from forum.people.pinyin import readings
from forum.search import rules
from forum.search.index import AUDIENCES, OFFICE, PUBLIC, RESIDENT, Index, Row

log = structlog.get_logger()
A_RESIDENT = Actor(0, "", frozenset({Role.RESIDENT}))
READERS: dict[int, Actor | None] = {PUBLIC: None, RESIDENT: A_RESIDENT, OFFICE: SYSTEM}
"""Who reads for an audience when a document is taken in."""
AT_ONCE = 100
STARTING, CALM = 5.0, 3.0
PATIENCE = 3.0
"""Seconds that a question waits for the index to be in step; then it is answered from what is there."""


class Keeper:
    def __init__(self, index: Index) -> None:
        self.index = index
        self._one_at_a_time = asyncio.Lock()
        self._woken = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._now: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        tasks = [task for task in (self._running, self._now) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(self.index.close)

    async def heard(self, _: list[Event]) -> None:
        self._woken.set()

    async def _run(self) -> None:
        await asyncio.sleep(STARTING)
        while True:
            try:
                await self.keep()
            except sqlite3.OperationalError as error:
                log.error("index not kept", error=str(error))
            except Exception:
                log.exception("index not kept")
            await self._woken.wait()
            await asyncio.sleep(CALM)
            self._woken.clear()

    async def in_step(self) -> bool:
        """Whether it is, after waiting a little; the work goes on where it is not."""
        if self._now is None or self._now.done():
            self._now = asyncio.create_task(self.keep())
        done, _ = await asyncio.wait([self._now], timeout=PATIENCE)
        for task in done:
            task.result()
        return bool(done)

    async def keep(self) -> None:
        async with self._one_at_a_time:
            rooms: dict[int, int] = dict(await Room.all().values_list("id", "seq"))
            known = await asyncio.to_thread(self.index.rooms)
            if not known or any(seq > rooms.get(id, -1) for id, seq in known.items()):
                await self._anew()
            else:
                await self._take_in({id: known.get(id, 0) for id, seq in rooms.items() if seq > known.get(id, 0)})
            await asyncio.to_thread(self.index.note_rooms, rooms)

    async def anew(self) -> int:
        """Gives how many documents there are."""
        async with self._one_at_a_time:
            rooms: dict[int, int] = dict(await Room.all().values_list("id", "seq"))
            await self._anew()
            await asyncio.to_thread(self.index.note_rooms, rooms)
            return await asyncio.to_thread(self.index.documents)

    async def _anew(self) -> None:
        await asyncio.to_thread(self.index.clear)
        for kind, searched in parts.searched.items():
            await self._read(kind, await searched.ids())

    async def _take_in(self, since: dict[int, int]) -> None:
        touched: dict[str, set[int]] = defaultdict(set)
        for room_id, seq in since.items():
            for event in await Event.filter(room_id=room_id, seq__gt=seq).order_by("seq"):
                for kind, searched in parts.searched.items():
                    touched[kind] |= set(await searched.touched(event))
        for kind, numbers in touched.items():
            await self._read(kind, numbers)

    async def _read(self, kind: str, numbers: Collection[int]) -> None:
        ordered = sorted(numbers)
        for at in range(0, len(ordered), AT_ONCE):
            some = ordered[at : at + AT_ONCE]
            read = {audience: await parts.searched[kind].read(some, READERS[audience]) for audience in AUDIENCES}
            await asyncio.to_thread(self._put, kind, some, read)

    def _put(self, kind: str, numbers: list[int], read: dict[int, dict[int, Document]]) -> None:
        self.index.put(kind, numbers, list(_rows(kind, numbers, read)))


def _rows(kind: str, numbers: Iterable[int], read: dict[int, dict[int, Document]]) -> Iterator[Row]:
    """One for all audiences that read the same."""
    for number in numbers:
        alike: dict[tuple[str, str], int] = defaultdict(int)
        documents: dict[tuple[str, str], Document] = {}
        for audience, found in read.items():
            if document := found.get(number):
                said = (document.link.text, document.text)
                alike[said] += audience
                documents[said] = document
        for said, audiences in alike.items():
            yield _row(kind, number, audiences, documents[said])


def _row(kind: str, number: int, audiences: int, document: Document) -> Row:
    title = document.link.text
    syllables = [group[0] for group in readings(title)]
    return Row(
        kind, number, audiences, document.at.date(), document.stage, document.category, document.place_id,
        rules.joined(rules.tokens(title)), rules.joined(rules.tokens(document.text)),
        rules.joined(rules.sounds(syllables)),
    )  # fmt: skip


def attach(app: Any) -> None:
    """`app.extensions["search"]` keeps in step while the server runs."""
    from forum import journal

    app.extensions["search"] = keeper = Keeper(Index(app.settings.data / "yishi.search.sqlite3"))

    async def start() -> None:
        journal.listen(keeper.heard)
        await keeper.start()

    app.before_serving(start)
    app.after_serving(keeper.stop)
