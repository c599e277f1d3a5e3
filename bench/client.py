"""Many phones in one process: raw Engine.IO 4 and Socket.IO frames over picows, cheaper than what they measure."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

PATIENCE = 60.0
CONNECTING_AT_ONCE = 64
VOTE_BITS = 20
_SLOTS = b'42["slots"'
_VERSION = re.compile(rb'"version":(\d+)')


class Refused(Exception):
    """A server's refusal, or an answer that never came."""


@dataclass(frozen=True)
class Answer:
    """What a server answered, and when its frame was here (time.perf_counter)."""

    at: float
    body: Any

    def done(self) -> Any:
        """The answer of something that must be done."""
        if not (isinstance(self.body, dict) and self.body.get("done")):
            raise Refused(str(self.body)[:300])
        return self.body.get("answer")


class Phone(WSListener):
    """One client. `slots` counts the messages of that name it got; `on_slots` is given each of them."""

    def __init__(self, cookie: str = "", wall: str = "") -> None:
        super().__init__()
        self.cookie, self.wall = cookie, wall
        self.slots = 0
        self.transport: WSTransport | None = None
        self.on_slots: Callable[[Phone, bytes], None] | None = None
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asked: dict[int, asyncio.Future[tuple[float, bytes]]] = {}
        self._number = 0

    async def connect(self, port: int) -> None:
        """Open the socket and its namespace. Raises Refused, OSError or TimeoutError."""
        headers = {"Cookie": self.cookie, "Accept-Language": "zh"} if self.cookie else {"Accept-Language": "zh"}
        url = f"ws://127.0.0.1:{port}/live/?EIO=4&transport=websocket"
        await ws_connect(lambda: self, url, extra_headers=headers, websocket_handshake_timeout=PATIENCE)
        await asyncio.wait_for(self._ready, PATIENCE)

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        payload = frame.get_payload_as_bytes()
        if payload.startswith(_SLOTS):
            self.slots += 1
            if self.on_slots is not None:
                self.on_slots(self, payload)
        elif payload == b"2":
            transport.send(WSMsgType.TEXT, b"3")
        elif payload.startswith(b"43"):
            self._take_answer(payload)
        elif not self._ready.done():
            self._greet(payload)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        gone = Refused("the server hung up")
        futures: list[asyncio.Future[Any]] = [self._ready, *self._asked.values()]
        for waiting in futures:
            if not waiting.done():
                waiting.set_exception(gone)
                waiting.exception()  # taken: a phone that is hung up at the end waits for nothing

    def _greet(self, payload: bytes) -> None:
        if payload.startswith(b"0"):
            auth = json.dumps({"wall": self.wall}).encode() if self.wall else b""
            self._send(b"40" + auth)
        elif payload.startswith(b"40"):
            self._ready.set_result(None)
        elif payload.startswith(b"44"):
            self._ready.set_exception(Refused(payload.decode()))

    def _take_answer(self, payload: bytes) -> None:
        at = time.perf_counter()
        start = payload.index(b"[")
        waiting = self._asked.pop(int(payload[2:start]), None)
        if waiting is not None and not waiting.done():
            waiting.set_result((at, payload[start:]))

    def _send(self, payload: bytes) -> None:
        assert self.transport is not None
        self.transport.send(WSMsgType.TEXT, payload)

    def ask(self, event: str, **data: Any) -> asyncio.Future[tuple[float, bytes]]:
        """Send an event now; the future gives when its answer came, and the answer's frame."""
        self._number += 1
        waiting = self._asked[self._number] = asyncio.get_running_loop().create_future()
        self._send(f"42{self._number}{json.dumps([event, data], separators=(',', ':'))}".encode())
        return waiting

    async def call(self, event: str, **data: Any) -> Answer:
        """Send an event and wait for its answer. Raises TimeoutError."""
        at, frame = await asyncio.wait_for(self.ask(event, **data), PATIENCE)
        return answer(at, frame)

    def leave(self) -> None:
        if self.transport is not None:
            self.transport.disconnect()


def answer(at: float, frame: bytes) -> Answer:
    found = json.loads(frame)
    return Answer(at, found[0] if found else None)


def votes_shown(payload: bytes) -> int:
    """How far the count has come on these slots: a slot's version holds the votes counted in it."""
    return max((int(found) & ((1 << VOTE_BITS) - 1) for found in _VERSION.findall(payload)), default=0)


class Crowd:
    """Phones that are waited for together."""

    def __init__(self, phones: Iterable[Phone]) -> None:
        self.phones: Sequence[Phone] = list(phones)

    async def connect(self, port: int) -> float:
        """Connect everybody; gives the seconds it took."""
        began = time.perf_counter()
        await self._each(lambda phone: phone.connect(port))
        return time.perf_counter() - began

    async def join(self, room: int, audience: str = "participant") -> float:
        """Join a session's room, all of them; gives the seconds it took."""

        async def join(phone: Phone) -> None:
            (await phone.call("join", room=room, audience=audience, versions={})).done()

        began = time.perf_counter()
        await self._each(join)
        return time.perf_counter() - began

    async def _each(self, act: Callable[[Phone], Any]) -> None:
        gate = asyncio.Semaphore(CONNECTING_AT_ONCE)

        async def one(phone: Phone) -> None:
            async with gate:
                await act(phone)

        async with asyncio.TaskGroup() as tasks:
            for phone in self.phones:
                tasks.create_task(one(phone))

    def expect(self, messages: int) -> asyncio.Future[float]:
        """Gives the time (perf_counter) at which, from now on, so many slots messages in sum have come."""
        last: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        left = messages

        def count(phone: Phone, payload: bytes) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                last.set_result(time.perf_counter())

        self._hear(count)
        return last

    def expect_votes(self, votes: int) -> asyncio.Future[float]:
        """Gives the time (perf_counter) at which the last of all phones shows that so many votes are in."""
        last: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        waiting = set(self.phones)

        def look(phone: Phone, payload: bytes) -> None:
            if phone in waiting and votes_shown(payload) >= votes:
                waiting.discard(phone)
                if not waiting:
                    last.set_result(time.perf_counter())

        self._hear(look)
        return last

    def _hear(self, listener: Callable[[Phone, bytes], None]) -> None:
        for phone in self.phones:
            phone.on_slots = listener

    async def quiet(self, seconds: float = 0.6) -> None:
        """Wait until nobody has got a slots message for that long."""
        before = -1
        async with asyncio.timeout(PATIENCE):
            while (now := sum(phone.slots for phone in self.phones)) != before:
                before = now
                await asyncio.sleep(seconds)

    def leave(self) -> None:
        for phone in self.phones:
            phone.leave()
