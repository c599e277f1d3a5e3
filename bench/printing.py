"""A document of 300 pages is printed while a hall votes and raises hands: how much later is everybody answered?"""

from __future__ import annotations

import asyncio
import time
import uuid
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

from bench import hall, servers
from bench.client import PATIENCE, Crowd, Phone, Refused, answer
from bench.report import Case, Figure, Ratio, percentile
from bench.votes import CHOICES, next_ballot

LISTENERS = 200
A_SECOND = 20
PAGES = 300
WARMING = 3.0
PRINTED_WITHIN = 100.0
ASKS_EVERY = 0.25
BESIDE = "99 % acknowledged, of without"


@dataclass
class Load:
    """Listeners who in turn vote, and raise and lower their hands, `A_SECOND` presses, however late the answers."""

    crowd: Crowd
    conductor: Phone
    item: int
    ballot: int = 0
    voters: list[Phone] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._next = cycle(self.crowd.phones)
        self._raised: asyncio.Task[Any] | None = None
        self._holder = self.crowd.phones[0]

    async def until(self, end: asyncio.Future[Any]) -> list[float]:
        """Gives the seconds from each press to its acknowledgement. Raises Refused, TimeoutError."""
        self.seconds, began, number = [], time.perf_counter(), 0
        async with asyncio.TaskGroup() as pressed:
            while not end.done():
                await asyncio.sleep(max(0.0, began + number / A_SECOND - time.perf_counter()))
                await self._press(pressed, number)
                number += 1
        return self.seconds

    async def _press(self, pressed: asyncio.TaskGroup, number: int) -> None:
        if number % 2 == 0:
            if not self.voters:
                self.ballot, self.voters = await next_ballot(self.conductor, self.item), list(self.crowd.phones)
            choice = CHOICES[number // 2 % 3]
            pressed.create_task(self._timed(self.voters.pop(), "vote.cast", ballot=self.ballot, choice=choice))
        elif self._raised is None:
            self._holder = next(self._next)
            self._raised = pressed.create_task(self._timed(self._holder, "hand.raise", item=self.item))
        else:
            pressed.create_task(self._lower(self._holder, self._raised))
            self._raised = None

    async def _lower(self, holder: Phone, raised: asyncio.Task[Any]) -> None:
        await self._timed(holder, "hand.lower", hand=await raised)

    async def _timed(self, phone: Phone, event: str, **data: Any) -> Any:
        began = time.perf_counter()
        at, frame = await asyncio.wait_for(phone.ask(event, command_id=uuid.uuid4().hex, **data), PATIENCE)
        self.seconds.append(at - began)
        return answer(at, frame).done()


@dataclass
class Printing:
    """Seconds of every press without and with a document being printed, and what each document took."""

    alone: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    pages: int = 0

    async def round(self, load: Load, printer: Phone, number: int, alone: float) -> None:
        self.alone += await load.until(asyncio.ensure_future(asyncio.sleep(alone)))
        began = time.perf_counter()
        printed = asyncio.ensure_future(_printed(printer, number))
        async with asyncio.timeout(PRINTED_WITHIN):
            self.beside += await load.until(printed)
        self.took.append(time.perf_counter() - began)
        self.pages = await printed
        if self.pages < PAGES:
            raise Refused(f"the document has {self.pages} pages, not {PAGES}")


async def _printed(printer: Phone, number: int) -> int:
    """Asks again and again: a phone that waits longer for one answer cannot say meanwhile that it is there."""
    (await printer.call("bench.print", number=number)).done()
    for _ in range(round(PRINTED_WITHIN / ASKS_EVERY)):
        if pages := (await printer.call("bench.printed", number=number)).done():
            return int(pages)
        await asyncio.sleep(ASKS_EVERY)
    raise TimeoutError("the document was not finished in time")


async def measure(data: Path, rounds: int, alone: float) -> Case:
    """In turn `alone` seconds without, and as long as a printing takes."""
    made = hall.read(data)
    found = Printing()
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(servers.running("yishi", servers.yishi(data), data / "pdf.log"))
        crowd = Crowd([Phone(cookie) for cookie in made.members[:LISTENERS]])
        # Two: a phone's events are answered one after the other, and a printing takes long.
        conductor, printer = Phone(made.chair), Phone(made.chair)
        for one in (crowd, conductor, printer):
            stack.callback(one.leave)
            await one.connect(server.port)
        await crowd.join(made.room)
        load = Load(crowd, conductor, made.item)
        await load.until(asyncio.ensure_future(asyncio.sleep(WARMING)))
        for number in range(rounds):
            await found.round(load, printer, number, alone)
    return _case(rounds, found)


def _case(rounds: int, found: Printing) -> Case:
    rows = {"without": found.alone, f"while {found.pages} pages are printed": found.beside}
    return Case(
        f"{A_SECOND} votes and hands a second, {LISTENERS} listeners, a long PDF by its niced process ({rounds} times)",
        ["ms to the ack, p50", "p99", "presses"],
        {name: [percentile(one, 50) * 1e3, percentile(one, 99) * 1e3, len(one)] for name, one in rows.items()},
        [
            Ratio(BESIDE, percentile(found.beside, 99) / percentile(found.alone, 99), 1.5),
            Figure("the document took", median(found.took), unit="s"),
        ],
    )
