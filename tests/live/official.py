"""The official JavaScript client, in a process of its own, played from here."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.servers import node_found

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20
missing = "" if node_found() and (ROOT / "node_modules" / "socket.io-client").exists() else "Node or socket.io-client"


class Node:
    """Node with any number of clients; `open` makes one."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.clients: dict[str, Official] = {}

    async def start(self) -> None:
        pipe = asyncio.subprocess.PIPE
        script = str(Path(__file__).with_name("conformance.js"))
        self.process = await asyncio.create_subprocess_exec(
            node_found(), script, cwd=ROOT, stdin=pipe, stdout=pipe, limit=2**24
        )
        self._reading = asyncio.create_task(self._read())

    async def stop(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        await asyncio.wait_for(self.process.wait(), PATIENCE)
        await self._reading

    async def _read(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            told = json.loads(line)
            await self.clients[told["name"]].hear(told["heard"], told["data"])

    def order(self, **what: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(what).encode() + b"\n")

    def open(self, cookie: dict[str, str] | None = None, namespace: str = "/", **options: Any) -> Official:
        """With the options that our pages give it, but for the pauses, and these."""
        client = Official(self, f"client {len(self.clients)}")
        self.clients[client.name] = client
        given = {
            "path": "/live",
            "transports": ["websocket", "polling"],
            "extraHeaders": cookie or {},
            "reconnectionDelay": 50,
            "reconnectionDelayMax": 100,
            "forceNew": True,
            **options,
        }
        self.order(do="open", name=client.name, url=self.address + namespace, options=given)
        return client


class Official:
    """One client; `heard` keeps, in order, what it was told, as conformance.js says."""

    def __init__(self, node: Node, name: str) -> None:
        self.node, self.name = node, name
        self.heard: list[tuple[Any, Any]] = []
        self._asked = 0
        self._news = asyncio.Condition()

    async def hear(self, what: Any, data: Any) -> None:
        async with self._news:
            self.heard.append((what, data))
            self._news.notify_all()

    def say(self, event: str, data: Any = None) -> None:
        """Without asking for an answer."""
        self.node.order(do="emit", name=self.name, event=event, data=data)

    def ask(self, event: str, data: Any) -> int:
        self._asked += 1
        self.node.order(do="emit", name=self.name, event=event, data=data, ask=self._asked)
        return self._asked

    async def call(self, event: str, **data: Any) -> dict[str, Any]:
        return dict(await self.hears(self.ask(event, data)))

    async def hears(self, what: Any, times: int = 1) -> Any:
        """Gives what came with it the so manyeth time, waiting for it."""
        await self.until(lambda: len(self.told(what)) >= times, what)
        return self.told(what)[times - 1]

    async def until(self, true: Callable[[], Any], what: Any = "") -> None:
        try:
            async with asyncio.timeout(PATIENCE), self._news:
                await self._news.wait_for(true)
        except TimeoutError:
            raise AssertionError(f"{what} did not happen; heard: {str(self.heard)[:2000]}") from None

    def told(self, what: Any) -> list[Any]:
        return [data for heard, data in self.heard if heard == what]

    def connect(self) -> None:
        self.node.order(do="connect", name=self.name)

    def close(self) -> None:
        self.node.order(do="close", name=self.name)
