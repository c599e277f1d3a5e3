"""One device with a session's screen open: raw Engine.IO 4 and Socket.IO frames, and plain forms beside them.

It outlives the server as a page does: its slots and their versions stay, and it sends them when it joins again.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.helpers.nursery import PATIENCE

LOST = (aiohttp.ClientError, OSError, asyncio.IncompleteReadError)


@dataclass(frozen=True)
class Said:
    """What the server answered. `status` is of a form, 0 of an event; `answer` only an event has."""

    done: bool
    words: str = ""
    answer: Any = None
    status: int = 0


@dataclass(eq=False)
class Phone:
    """`news` is set whenever something has come."""

    cookie: str
    audience: str
    news: asyncio.Event
    wall: str = ""
    room: int = 0
    slots: dict[str, tuple[int, str]] = field(default_factory=dict)
    mine: dict[str, Any] = field(default_factory=dict)
    _socket: aiohttp.ClientWebSocketResponse | None = None
    _asked: dict[int, asyncio.Future[Any]] = field(default_factory=dict)
    _number: int = 0
    _reader: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        return self._socket is not None and not self._socket.closed

    async def connect(self, http: aiohttp.ClientSession, port: int) -> bool:
        """Open the socket and its namespace; False where the server was not there, or went while it answered."""
        await self.leave()
        url = f"ws://127.0.0.1:{port}/live/?EIO=4&transport=websocket"
        headers = {"Accept-Language": "zh", **({"Cookie": self.cookie} if self.cookie else {})}
        try:
            socket = self._socket = await http.ws_connect(url, headers=headers, max_msg_size=0)
            assert (await socket.receive_str()).startswith("0")
            await socket.send_str("40" + (json.dumps({"wall": self.wall}) if self.wall else ""))
            greeting = await socket.receive_str()
        except (*LOST, TypeError):  # a text was waited for and the end came
            return False
        assert greeting.startswith("40"), f"refused at the door: {greeting}"
        self._reader = asyncio.create_task(self._read(socket))
        return True

    async def join(self, room: int, *, afresh: bool = False) -> bool:
        """Join a session's room with the versions it has; False where no answer came."""
        if afresh or room != self.room:
            self.room, self.slots, self.mine = room, {}, {}
        versions = {name: version for name, (version, _) in self.slots.items()}
        answer = await self._ask("join", {"room": room, "audience": self.audience, "versions": versions})
        if answer is None:
            return False
        assert answer["done"], f"not admitted: {answer}"
        self._take(answer["slots"])
        self.mine = answer["mine"]
        self.news.set()
        return True

    async def say(self, event: str, data: dict[str, Any]) -> Said | None:
        """Send an event; None where no answer came before the server was gone."""
        answer = await self._ask(event, data)
        return None if answer is None else Said(answer["done"], answer.get("said", ""), answer.get("answer"))

    async def leave(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            with suppress(asyncio.CancelledError):
                await self._reader
            self._reader = None
        if self._socket is not None:
            await self._socket.close()
            self._socket = None

    async def _ask(self, event: str, data: dict[str, Any]) -> Any:
        if self._socket is None or self._socket.closed:
            return None
        self._number += 1
        waiting = self._asked[self._number] = asyncio.get_running_loop().create_future()
        try:
            await self._socket.send_str(f"42{self._number}{json.dumps([event, data], ensure_ascii=False)}")
        except LOST:
            return None
        return await asyncio.wait_for(waiting, PATIENCE)

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        try:
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    await self._hear(message.data)
        except LOST:
            pass
        finally:
            for waiting in self._asked.values():
                if not waiting.done():
                    waiting.set_result(None)
            self._asked.clear()
            self.news.set()

    async def _hear(self, frame: str) -> None:
        if frame == "2" and self._socket is not None:
            await self._socket.send_str("3")
        elif frame.startswith("43"):
            start = frame.index("[")
            waiting = self._asked.pop(int(frame[2:start]))
            if not waiting.done():
                waiting.set_result(json.loads(frame[start:])[0])
        elif frame.startswith("42"):
            event, *data = json.loads(frame[2:])
            if event == "slots":
                self._take(data[0])
            elif event == "mine":
                self.mine = data[0]
        self.news.set()

    def _take(self, slots: list[dict[str, Any]]) -> None:
        """As live.js does: what is not newer is left."""
        for slot in slots:
            if slot["version"] > self.slots.get(slot["slot"], (-1, ""))[0]:
                self.slots[slot["slot"]] = (slot["version"], slot["html"])

    def shows(self, slot: str) -> str:
        return self.slots.get(slot, (0, ""))[1]


async def submit(http: aiohttp.ClientSession, address: str, cookie: str, form: dict[str, str]) -> Said | None:
    """Send a form as a page's script does, to `address`; None where no answer came."""
    headers = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
    try:
        async with http.post(address, data=form, headers=headers, allow_redirects=False) as answer:
            text = await answer.text()
    except LOST:
        return None
    if answer.status >= 500 and answer.status != 503:
        raise AssertionError(f"{address} answered {answer.status}: {text[:500]}")
    said = json.loads(text)
    return Said(said["done"], said.get("said", ""), status=answer.status)
