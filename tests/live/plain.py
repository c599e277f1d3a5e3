"""A client written by hand from what forum/sockets.py says about the protocol, and from nothing else."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any

import aiohttp

PATIENCE = 15
GONE = {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSING, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}


class NotIn(Exception):
    """Refused at the door: `code`, and the sentence."""

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__(told["message"])
        self.code, self.said = told["data"]["code"], told["data"]["said"]


class HungUp(Exception):
    pass


class Plain:
    """One WebSocket, read only when something is asked of it. `heard` keeps, in order, ("slots", data) for an event,
    (3, answer) for the answer to its third question, and ("out", None).
    """

    def __init__(self, raw: aiohttp.ClientWebSocketResponse) -> None:
        self.raw = raw
        self.opened: dict[str, Any] = {}
        self.heard: list[tuple[Any, Any]] = []
        self.asked = 0
        self.versions: dict[str, int] = {}
        self._transport: asyncio.Transport | None = None

    async def begin(self) -> None:
        self.opened = json.loads((await self.frame()).removeprefix("0"))

    async def come_in(self, auth: str = "") -> str:
        """Gives the sid. Raises NotIn."""
        await self.raw.send_str(f"40{auth}")
        frame = await self.frame()
        if frame.startswith("44"):
            raise NotIn(json.loads(frame[2:]))
        return str(json.loads(frame.removeprefix("40"))["sid"])

    def stop_reading(self) -> None:
        """Until something is to be heard again, nothing is taken from the network either."""
        assert self.raw._conn is not None and self.raw._conn.transport is not None
        self._transport = self.raw._conn.transport
        self._transport.pause_reading()

    async def drop(self) -> None:
        """Out of battery: nobody says goodbye."""
        self.stop_reading()
        assert self._transport is not None
        self._transport.abort()
        await self.raw.close()

    async def frame(self) -> str:
        """The next one that says something; pings are answered. Raises HungUp."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()
        async with asyncio.timeout(PATIENCE):
            while (message := await self.raw.receive()).data in {"2", "6"}:
                if message.data == "2":
                    await self.raw.send_str("3")
        if message.type in GONE:
            raise HungUp(message.data)
        assert message.type is aiohttp.WSMsgType.TEXT, message
        return str(message.data)

    async def hear(self) -> tuple[Any, Any]:
        """What comes next, as `heard` keeps it."""
        frame = await self.frame()
        if frame == "41":
            self.heard.append(("out", None))
        elif answered := re.fullmatch(r"43(\d+)(\[.*\])", frame, re.DOTALL):
            (answer,) = json.loads(answered[2])
            self.heard.append((int(answered[1]), answer))
        else:
            assert frame.startswith('42["'), frame[:80]
            event, data = json.loads(frame[2:])
            self.heard.append((event, data))
            if event == "slots":
                self.take(data)
        return self.heard[-1]

    def take(self, slots: list[dict[str, Any]]) -> None:
        for slot in slots:
            self.versions[slot["slot"]] = max(self.versions.get(slot["slot"], -1), slot["version"])

    async def until(self, true: Callable[[Any, Any], Any]) -> Any:
        """Hear on until (event, data) is what is waited for; gives its data."""
        while not true(*(await self.hear())):
            pass
        return self.heard[-1][1]

    async def ask(self, event: str, **data: Any) -> int:
        """Ask and do not wait; gives the question's number."""
        self.asked += 1
        await self.raw.send_str(f"42{self.asked}{json.dumps([event, data])}")
        return self.asked

    async def answer_to(self, number: int) -> dict[str, Any]:
        return await self.until(lambda what, _: what == number)

    async def call(self, event: str, **data: Any) -> dict[str, Any]:
        return await self.answer_to(await self.ask(event, **data))

    async def join(self, room: int, audience: str = "participant") -> dict[str, Any]:
        answer = await self.call("join", room=room, audience=audience, versions=self.versions)
        if answer["done"]:
            self.take(answer["slots"])
        return answer

    async def is_hung_up_on(self) -> bool:
        """Hears on until it is; False where it goes on answering."""
        try:
            await self.call("time")
        except (HungUp, ConnectionError):
            return True
        return False

    def events(self, name: str) -> list[Any]:
        return [data for what, data in self.heard if what == name]


class Door:
    """Where clients come in: the server's address, and what a browser there would send along."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self.session, self.address = session, f"{address}/live/?EIO=4"
        self.clients: list[Plain] = []

    async def line(self, cookie: dict[str, str] | None = None, sid: str = "") -> Plain:
        """A WebSocket, begun; with a `sid`, one more for a client that has begun already."""
        where = f"{self.address}&transport=websocket" + (f"&sid={sid}" if sid else "")
        plain = Plain(await self.session.ws_connect(where, headers=cookie or {}, max_msg_size=0))
        self.clients.append(plain)
        if not sid:
            await plain.begin()
        return plain

    async def client(self, cookie: dict[str, str] | None = None, auth: str = "") -> Plain:
        """Raises NotIn."""
        plain = await self.line(cookie)
        try:
            await plain.come_in(auth)
        except NotIn:
            await plain.raw.close()
            raise
        return plain

    def close(self) -> None:
        """Nobody says goodbye: who stopped reading would be waited for."""
        for client in self.clients:
            if client.raw._conn is not None:
                client.raw._conn.close()

    async def poller(self, cookie: dict[str, str]) -> Poller:
        poller = Poller(self, cookie)
        await poller.begin()
        return poller


class Poller:
    """A client by long polling; `frames` are all it was ever told."""

    def __init__(self, door: Door, cookie: dict[str, str]) -> None:
        self.door, self.cookie, self.sid = door, cookie, ""
        self.frames: list[str] = []

    @property
    def address(self) -> str:
        return f"{self.door.address}&transport=polling" + (f"&sid={self.sid}" if self.sid else "")

    async def begin(self) -> None:
        assert await self.poll() == 200
        self.sid = json.loads(self.frames.pop().removeprefix("0"))["sid"]

    async def poll(self) -> int:
        """Gives the HTTP status."""
        async with asyncio.timeout(PATIENCE), self.door.session.get(self.address, headers=self.cookie) as answer:
            if answer.status == 200:
                self.frames += (await answer.text()).split("\x1e")
            return answer.status

    async def say(self, *frames: str) -> int:
        """Gives the HTTP status."""
        body = "\x1e".join(frames)
        async with self.door.session.post(self.address, data=body, headers=self.cookie) as answer:
            return answer.status
