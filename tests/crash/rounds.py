"""Rounds of killing: a hall acts, the server dies at a random moment, comes back, and is held to what it answered.

One round: start (now and then killed again while starting), everybody comes back and sends again (now and then killed
again while they do), the hall goes on for a moment, then all stop and everything is compared; then the hall acts until
the server is killed. What differs is a `Broken` with the seed that led there; times and threads are not seeded, so the
same seed comes close to the same story but not all the way.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import aiohttp

from tests.crash import books
from tests.crash.comparing import Comparison, Wrong
from tests.crash.killing import Killer, Tally
from tests.crash.phone import LOST
from tests.crash.play import Play
from tests.crash.presses import Ledger
from tests.crash.town import Town
from tests.helpers.nursery import PATIENCE, Nursery

AGAIN = 0.2
"""How likely it is killed again while it starts, and while everybody comes back."""
ORDERLY = 0.1
"""How likely it is told to stop, as by an update, and not killed."""
TO_START = 0.2
"""Seconds a server of the nursery takes to start, about: it is killed somewhere within."""
CALM = 12
"""So many answers the hall gives and gets after it has come back, before all is compared."""


class Broken(AssertionError):
    """A promise that was not kept, with the seed that led there."""


class Run:
    """One town, and the server that is killed under it."""

    def __init__(self, play: Play, children: Nursery, seed: int) -> None:
        self.play, self.children, self.seed = play, children, seed
        self.town, self.ledger, self.chance = play.town, play.ledger, play.chance
        self.comparison = Comparison(play)
        self.tally = Tally()
        self.log = play.town.settings.data / "server.log"
        self.server = 0
        self._read = 0

    # ---- one server ----

    async def start(self) -> None:
        self.server = await self.children.bear(self.town.settings, self.town.port, self.log)
        await ready(self.play.http, self.town.address)

    async def kill(self) -> None:
        await self.children.bury(self.server)

    def check_log(self) -> None:
        """Raises Wrong: whatever happens to it, the server says it in sentences."""
        text = self._news_of_log()
        if "Traceback" in text or ("level=error" in text and not self.ledger.in_trouble):
            raise Wrong("in the log", [text[-4000:]])

    def _news_of_log(self) -> str:
        with self.log.open() as file:
            file.seek(self._read)
            text = file.read()
            self._read = file.tell()
        return text

    # ---- rounds ----

    async def round(self) -> None:
        """Ends with the server dead. Raises Broken."""
        began = time.perf_counter()
        with self._broken():
            await self._until_back(AGAIN)
            enough = self.ledger.answers + CALM
            await self.play.act(lambda: self.ledger.answers >= enough)
            await self.comparison.all()
            await self._until_killed(self.play.act(lambda: False))
        self.tally.rounds += 1
        self.tally.seconds.append(time.perf_counter() - began)

    async def rest(self) -> None:
        """After the last round the server comes back once more, and stays alive. Raises Broken."""
        with self._broken():
            await self._until_back(0.0)
            await self.comparison.all()
            self.check_log()
        self.tally.pressed, self.tally.answered = len(self.ledger.all), self.ledger.answers

    async def _until_back(self, again: float) -> None:
        while True:
            while self.chance.random() < again:
                await self._die_while_starting()
            await self.start()
            self.check_log()
            self._count_what_was_kept()
            self.comparison.books("before anybody came back")
            if self.chance.random() >= again:
                return await self.play.come_back()
            await self._until_killed(self.play.come_back(), "while coming back")

    async def _die_while_starting(self) -> None:
        self.server = await self.children.bear(self.town.settings, self.town.port, self.log)
        await asyncio.sleep(self.chance.random() * TO_START)
        await self.kill()
        self.tally.kills["while starting"] += 1

    async def _until_killed(self, acting: Awaitable[Any], when: str = "") -> None:
        """Let them act until the server is killed, by what they do or when they have nothing left to do."""
        orderly = self.chance.random() < ORDERLY
        end = signal.SIGTERM if orderly else signal.SIGKILL
        killer = Killer.drawn(self.chance, lambda: os.kill(self.server, end))
        self.play.sent, self.play.answered = killer.sent, killer.answered
        late = asyncio.get_running_loop().call_later(killer.limit, killer.now)
        try:
            await asyncio.wait_for(acting, PATIENCE)
        finally:
            late.cancel()
            self.play.sent = self.play.answered = lambda _: None
        killer.now()
        if orderly:
            await self.children.ended(self.server)
            self._news_of_log()  # what it says of the screens it leaves is not about what it answered
        else:
            await self.kill()
        self.tally.kills["stopped in order" if orderly else when or f"at {killer.kind}"] += 1
        self.tally.cut_off += len(self.ledger.unanswered())

    def _count_what_was_kept(self) -> None:
        with books.opened(self.comparison.file) as disk:
            kept = {key for (key,) in disk.execute("SELECT id FROM command_done")}
            votes = {key for (key,) in disk.execute("SELECT command_id FROM vote")}
        for press in self.ledger.unanswered():
            self.tally.kept += press.id in votes if press.is_vote else press.key in kept

    @contextmanager
    def _broken(self) -> Iterator[None]:
        try:
            yield
        except (Wrong, AssertionError, TimeoutError) as error:
            wrong = error if isinstance(error, Wrong) else Wrong("while they acted", [repr(error)])
            lines = "\n  ".join(wrong.lines[:20])
            said = f"seed {self.seed}, round {self.tally.rounds + 1}, {wrong.when}:\n  {lines}\n{self.tally.text()}"
            raise Broken(said) from error


def browsers() -> aiohttp.ClientSession:
    """For forms and sockets of many people: cookies are theirs, and a dead server's connections are not used again."""
    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())


async def told_ready(http: aiohttp.ClientSession, address: str, *, expected: bool) -> None:
    """Wait until /readyz says what is expected; /healthz says all the time that the process lives."""
    async with asyncio.timeout(PATIENCE):
        while True:
            async with http.get(address + "/readyz") as answer:
                said = await answer.json()
            if answer.status == (200 if expected else 503) and said["ready"] is expected:
                break
            await asyncio.sleep(0.05)
    async with http.get(address + "/healthz") as answer:
        assert answer.status == 200


async def ready(http: aiohttp.ClientSession, address: str) -> None:
    """Wait until it serves."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                async with http.get(address + "/healthz") as answer:
                    if answer.status == 200:
                        return
            except LOST:
                await asyncio.sleep(0.005)


@asynccontextmanager
async def run(town: Town, children: Nursery, seed: int = 0, *, in_trouble: bool = False) -> AsyncIterator[Run]:
    """A town that has just been founded; its server is still to be started."""
    async with browsers() as http:
        chance = random.Random(seed)
        made = Play(town, Ledger(in_trouble=in_trouble), chance, http, town.sittings[0])
        try:
            yield Run(made, children, seed)
        finally:
            await made.leave()
            await children.bury_all()


async def play(
    town: Town, children: Nursery, rounds: int, seed: int, told: Callable[[Tally], None] = lambda _: None
) -> Tally:
    """Kill a town so many times. Raises Broken."""
    async with run(town, children, seed) as made:
        for _ in range(rounds):
            await made.round()
            told(made.tally)
        await made.rest()
        return made.tally
