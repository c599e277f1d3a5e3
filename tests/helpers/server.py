"""The real server in the test's loop, and Socket.IO clients of it."""

from __future__ import annotations

import asyncio
import socket
import uuid
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import aiohttp
import socketio
import uvicorn

from forum.access import Actor
from tests.helpers.browser import sign_in_cookie

PATIENCE = 15


class HallServer(uvicorn.Server):
    """`address` is http://127.0.0.1:port; `port` alone for raw sockets."""

    def __init__(self, config: uvicorn.Config, app: Any, address: str) -> None:
        super().__init__(config)
        self.app, self.address = app, address
        self.port = int(address.rsplit(":", 1)[1])
        self.clients: list[Socket | Page] = []
        self._up = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._up.set()

    async def start(self, listening: socket.socket) -> None:
        self._task = asyncio.create_task(self._serve([listening]))
        up = asyncio.create_task(self._up.wait())
        await asyncio.wait({up, self._task}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        assert self.started, "the server did not start"

    async def stop(self) -> None:
        await asyncio.gather(*(one.leave() for one in self.clients))
        self.should_exit = True
        assert self._task is not None
        await asyncio.wait_for(self._task, PATIENCE)

    async def cookie(self, person: Actor) -> dict[str, str]:
        name, value = await sign_in_cookie(self.app, person)
        return {"Cookie": f"{name}={value}"}

    async def socket(self, person: Actor | None = None, *, wall: str | None = None) -> Socket:
        """A connected client: signed in as the person, or a projector with its link's token."""
        headers = await self.cookie(person) if person else {}
        client = Socket(person)
        await client.connect(self.address, headers, {"wall": wall} if wall else None)
        self.clients.append(client)
        return client

    async def page(self, person: Actor) -> Page:
        """Somebody's browser, signed in."""
        page = Page(self.address, await self.cookie(person))
        self.clients.append(page)
        return page


class Socket:
    """A phone, console or wall. `heard` keeps what came by event; `until` waits for what has not come yet."""

    def __init__(self, person: Actor | None = None) -> None:
        self.person = person
        self.sio = socketio.AsyncClient(reconnection=False)
        self.heard: dict[str, list[Any]] = defaultdict(list)
        self.slots: dict[str, dict[str, Any]] = {}
        self.mine: dict[str, Any] = {}
        self._news = asyncio.Condition()
        self.sio.on("*", self._hear)
        self.sio.on("disconnect", self._gone)

    async def connect(self, address: str, headers: dict[str, str], auth: dict[str, str] | None) -> None:
        await self.sio.connect(
            address, headers=headers, auth=auth, transports=["websocket"], socketio_path="live", wait_timeout=PATIENCE
        )

    async def join(self, room_id: int, audience: str = "participant", versions: dict[str, int] | None = None) -> Any:
        """Join a session's room; its slots are in `slots` afterwards. Answers what the server answered."""
        answer = await self.say("join", room=room_id, audience=audience, versions=versions or {})
        if answer["done"]:
            await self._take_slots(answer["slots"])
            self.mine = answer["mine"]
        return answer

    async def say(self, event: str, **data: Any) -> Any:
        """Send an event and give the server's answer, {done, answer | said}."""
        return await self.sio.call(event, data, timeout=PATIENCE)

    async def do(self, event: str, **data: Any) -> Any:
        """Send an event that must be done; gives its answer."""
        answered = await self.say(event, **data)
        assert answered["done"], answered
        return answered.get("answer")

    async def until(self, true: Callable[[Socket], Any], what: str = "") -> None:
        """Wait for news until `true(self)`."""
        try:
            async with asyncio.timeout(PATIENCE), self._news:
                await self._news.wait_for(lambda: true(self))
        except TimeoutError:
            seen = {name: slot["html"][:300] for name, slot in self.slots.items()}
            raise AssertionError(f"did not happen: {what or true}; slots: {seen}; heard: {dict(self.heard)}") from None

    def shows(self, slot: str) -> str:
        """The slot's markup as this screen has it now; empty before it came."""
        return str(self.slots.get(slot, {}).get("html", ""))

    async def leave(self) -> None:
        if self.sio.connected:
            await self.sio.disconnect()

    async def _hear(self, event: str, data: Any = None) -> None:
        if event == "slots":
            await self._take_slots(data)
        if event == "mine":
            self.mine = data
        async with self._news:
            self.heard[event].append(data)
            self._news.notify_all()

    async def _take_slots(self, slots: list[dict[str, Any]]) -> None:
        async with self._news:
            for slot in slots:
                if slot["version"] >= self.slots.get(slot["slot"], {"version": -1})["version"]:
                    self.slots[slot["slot"]] = slot
            self._news.notify_all()

    async def _gone(self, *_: Any) -> None:
        async with self._news:
            self.heard["disconnect"].append(None)
            self._news.notify_all()


class Page:
    """Somebody's browser against the real server: plain forms, no script."""

    def __init__(self, address: str, headers: dict[str, str]) -> None:
        self.address = address
        self.session = aiohttp.ClientSession(
            headers={**headers, "Sec-Fetch-Site": "same-origin"}, cookie_jar=aiohttp.DummyCookieJar()
        )

    async def press(self, path: str, **fields: Any) -> None:
        """Send a form that must be done."""
        form = {name: str(value) for name, value in {"command_id": uuid.uuid4().hex, **fields}.items()}
        async with self.session.post(self.address + path, data=form, allow_redirects=False) as answer:
            assert answer.status == 303, f"{path}: {answer.status}\n{(await answer.text())[:2000]}"

    async def read(self, path: str) -> str:
        async with self.session.get(self.address + path) as answer:
            text = await answer.text()
            assert answer.status == 200, f"{path}: {answer.status}\n{text[:2000]}"
            return text

    async def leave(self) -> None:
        await self.session.close()
