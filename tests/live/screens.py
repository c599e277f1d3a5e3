"""A device in the hall without a browser: it reads its page, joins, and keeps its slots as static/js/live.js does."""

from __future__ import annotations

import asyncio
import difflib
import json
import re
from contextlib import suppress
from html.parser import HTMLParser
from typing import Any

import aiohttp

from agenda.room.live import SLOTS
from tests.helpers.proxy import Wire

GONE = (aiohttp.ClientError, OSError, TimeoutError)

# What only the console may press, and what nobody may know before a ballot has closed.
PRESIDING = re.compile(r'action="/(sessions|items|ballots|hands|seats)/\d+/(open|close|floor|yield|desk|check-|excuse)')


class LivePart(HTMLParser):
    """What live.js takes from a page: its slots with their versions, and what is in `data-…` of #live."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.markup = markup
        self.slots: dict[str, tuple[int, str]] = {}
        self.live: dict[str, str] = {}
        self._lines = [0]
        for line in markup.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self._inside: tuple[str, int, int] | None = None
        self._depth = 0
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if known.get("id") == "live":
            self.live = known
        if tag != "div":
            return
        self._depth += 1
        if "data-slot" in known:
            began = self._at() + len(self.get_starttag_text() or "")
            self._inside, self._depth = (known["data-slot"], int(known["data-version"]), began), 0

    def handle_endtag(self, tag: str) -> None:
        if tag != "div":
            return
        if self._inside and not self._depth:
            name, version, began = self._inside
            self.slots[name] = (version, self.markup[began : self._at()])
            self._inside = None
        self._depth -= 1

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


class Markup(HTMLParser):
    """The forms in a piece of markup, as (path, fields, blocked), and the first value of each `data-…`."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[tuple[str, dict[str, str], bool]] = []
        self.data: dict[str, str] = {}
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        for name, value in known.items():
            if name.startswith("data-"):
                self.data.setdefault(name, value)
        if tag == "form":
            self.forms.append((known["action"], {}, False))
        if tag == "input" and self.forms:
            self.forms[-1][1][known["name"]] = known.get("value", "")
        if tag == "button" and "disabled" in known and self.forms:
            self.forms[-1] = (*self.forms[-1][:2], True)


def normalised(markup: str) -> str:
    """Without what differs between two renderings of the same: ids made for each form, and clocks that run."""
    markup = re.sub(r'(name="command_id" value=")[^"]*', r"\1", markup)
    markup = re.sub(r'(<span class="timer"[^>]*>)[^<]*', r"\1", markup)
    return re.sub(r"\s+", " ", markup).strip()


class Device:
    """Somebody's browser without its network troubles; the sign-in and the language are in `headers`."""

    def __init__(self, address: str, language: str, headers: dict[str, str], person_id: int = 0) -> None:
        self.address, self.language, self.headers, self.person_id = address, language, headers, person_id
        self._http = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())

    async def read(self, path: str) -> str:
        async with self._http.get(self.address + path, headers=self.headers) as answer:
            text = await answer.text()
            assert answer.status == 200, f"{path}: {answer.status}\n{text[:2000]}"
            return text

    async def press(self, path: str, **fields: Any) -> dict[str, Any]:
        """Send a form as a script does; gives {done, said}. A refusal is an answer, a crash is not."""
        form = {name: str(value) for name, value in fields.items()}
        headers = {**self.headers, "Accept": "application/json", "Sec-Fetch-Site": "same-origin"}
        async with self._http.post(self.address + path, data=form, headers=headers) as answer:
            assert answer.status < 500, f"{path}: {answer.status}\n{(await answer.text())[:2000]}"
            return dict(await answer.json())

    async def close(self) -> None:
        await self._http.close()


class LiveScreen:
    """One open page. `slots` and `mine` are what it shows; `start` keeps it joined whenever its wire lets it."""

    def __init__(self, who: str, wire: Wire, device: Device, path: str, wall: str | None = None) -> None:
        self.who, self.wire, self.device, self.path, self.wall = who, wire, device, path, wall
        self.slots: dict[str, tuple[int, str]] = {}
        self.mine: dict[str, Any] = {}
        self.presence: int | None = None
        self.room_id, self.audience = 0, ""
        self.joined = False
        self.joins = 0
        self.wrong: list[str] = []
        self._socket: aiohttp.ClientWebSocketResponse
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._join_asked: asyncio.Future[Any] | None = None
        self._newest: dict[str, int] = {}
        self._going: asyncio.Task[None] | None = None

    # ---- the page ----

    async def open(self) -> None:
        """A page load: the socket goes, and what is shown is replaced by the server's rendering."""
        await self._stop()
        fresh = await self.fresh()
        self.slots, self.mine = fresh.slots, json.loads(fresh.live.get("data-mine", "{}"))
        self.room_id, self.audience = int(fresh.live["data-room"]), fresh.live["data-audience"]
        self._going = asyncio.create_task(self._keep_joined())

    async def fresh(self) -> LivePart:
        """The same page opened now, past the wire."""
        return LivePart(await self.device.read(self.path))

    async def leave(self) -> None:
        await self._stop()
        await self.wire.stop()

    async def _stop(self) -> None:
        if self._going:
            self._going.cancel()
            await asyncio.gather(self._going, return_exceptions=True)
        self.joined = False

    # ---- pressing ----

    async def say(self, event: str, **data: Any) -> dict[str, Any] | None:
        """Send an event by the socket; None if there is none now, or no answer comes."""
        if not self.joined:
            return None
        with suppress(*GONE):
            answer = await asyncio.wait_for(await self._ask(event, data), 0.3)
            if event == "vote.cast" and answer["done"]:
                self.mine |= {"ballot": data["ballot"], "on_roll": True}
                self.mine["vote"] = {"choice": data["choice"], "source": "device"}
            return dict(answer)
        return None

    def shows(self) -> Markup:
        return Markup("".join(html for _, html in self.slots.values()))

    def forms(self, slot: str) -> list[tuple[str, dict[str, str], bool]]:
        return Markup(self.slots.get(slot, (0, ""))[1]).forms

    # ---- the connection ----

    async def _keep_joined(self) -> None:
        while True:
            with suppress(*GONE):
                if self.wire.up:
                    await self._follow()
            self.joined = False
            await asyncio.sleep(0.02)

    async def _follow(self) -> None:
        """Be connected, joined and told, until the connection ends."""
        self._newest, self._asked = {}, {}
        address = self.wire.address + "/live/?EIO=4&transport=websocket"
        async with aiohttp.ClientSession(headers=self.device.headers) as http, http.ws_connect(address) as socket:
            self._socket = socket
            await socket.send_str("40" + json.dumps({"wall": self.wall} if self.wall else {}))
            async for message in socket:
                await self._hear(str(message.data))

    async def _hear(self, packet: str) -> None:
        """In the order in which it comes, as a browser does: an answer is taken in before what is sent after it."""
        found = re.match(r"(4[0-4]|[0-6])(\d*)", packet)
        assert found is not None, packet
        kind, number = found.groups()
        body = json.loads(packet[found.end() :]) if packet[found.end() :] else None
        if kind == "2":
            await self._socket.send_str("3")
        elif kind == "40":
            await self._join()
        elif kind == "43":
            if self._asked[int(number)] is self._join_asked:
                self._joined(body[0])
            elif not (asked := self._asked[int(number)]).done():
                asked.set_result(body[0])
        elif packet.startswith('42["behind"'):
            await self._join()
        elif kind == "42":
            getattr(self, f"_set_{body[0]}")(body[1])
        elif kind in {"41", "44"}:
            await self._socket.close()

    async def _join(self) -> None:
        """Asked anew, what was asked before is left aside."""
        versions = {name: version for name, (version, _) in self.slots.items()}
        asked = {"room": self.room_id, "audience": self.audience, "versions": versions}
        self._join_asked = await self._ask("join", asked)

    async def _ask(self, event: str, data: dict[str, Any]) -> asyncio.Future[Any]:
        number = len(self._asked) + 1
        self._asked[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_str(f"42{number}{json.dumps([event, data])}")
        return self._asked[number]

    def _joined(self, answer: dict[str, Any]) -> None:
        if not answer["done"]:
            self.wrong.append(f"refused: {answer}")
            return
        self._take(answer["slots"])
        self.mine = answer["mine"]
        self.joined = True
        self.joins += 1

    def _set_slots(self, slots: list[dict[str, Any]]) -> None:
        for slot in slots:
            if slot["version"] < self._newest.get(slot["slot"], 0):
                self.wrong.append(f"{slot['slot']} went back to {slot['version']}")
            self._newest[slot["slot"]] = slot["version"]
        self._take(slots)

    def _set_mine(self, mine: dict[str, Any]) -> None:
        self.mine = mine

    def _set_revoked(self, _: dict[str, Any]) -> None:
        self.wrong.append("was told that its link is revoked")

    def _set_presence(self, presence: dict[str, Any]) -> None:
        self.presence = presence["online"]

    def _take(self, slots: list[dict[str, Any]]) -> None:
        own = {slot.name for slot in SLOTS if self.audience in slot.audiences}
        for slot in slots:
            name, version, html = slot["slot"], slot["version"], slot["html"]
            if name not in own or (self.audience != "console" and PRESIDING.search(html)):
                self.wrong.append(f"was sent what is not for a {self.audience}: {name} {html[:300]}")
            if name not in self.slots or version <= self.slots[name][0]:
                continue
            stays = _key(html) and _key(html) == _key(self.slots[name][1])
            self.slots[name] = (version, self.slots[name][1] if stays else html)

    # ---- against what it should show now ----

    def differences(self, slots: dict[str, str], loaded: dict[str, Any]) -> list[str]:
        """Where this screen shows something else than these slots and `loaded`, what is personal; empty: they agree."""
        found = [] if self.joined else ["not joined"]
        assert slots and set(slots) == set(self.slots)
        found += self.differs_from(slots)
        if self.audience == "participant":
            now = Markup("".join(slots.values()))
            mine, theirs = personal(self.mine, now), personal(loaded, now)
            if mine != theirs:
                found.append(f"mine: {mine}, loaded: {theirs}")
        return [f"{self.who} ({self.audience}): {difference}" for difference in found]

    def differs_from(self, slots: dict[str, str]) -> list[str]:
        shown = {name: (version, normalised(html)) for name, (version, html) in self.slots.items()}
        theirs = {name: normalised(html) for name, html in slots.items()}
        return [
            f"{name} at {version}:\n{_lines(html, theirs[name])}"
            for name, (version, html) in shown.items()
            if html != theirs[name]
        ]


def personal(mine: dict[str, Any], shown: Markup) -> dict[str, Any]:
    """What live.js makes of personal data on a page that shows this: a hand of another item is down, and so on."""
    item = int(shown.data.get("data-current-item") or 0)
    ballot = int(shown.data.get("data-ballot") or 0)
    known = bool(ballot) and mine.get("ballot") == ballot
    may = mine.get("on_roll") if known else mine.get("present") and mine.get("entitled")
    return {
        "seat": mine.get("seat"),
        "present": mine.get("present"),
        "entitled": mine.get("entitled"),
        "hand": mine.get("hand") if mine.get("item") == item else None,
        "vote": mine.get("vote") if known else None,
        "may vote": bool(ballot and may),
    }


def _key(html: str) -> str | None:
    found = re.match(r'\s*<div data-key="([^"]*)"', html)
    return found.group(1) if found else None


def _lines(mine: str, theirs: str) -> str:
    broken = [text.replace("<", "\n<").splitlines() for text in (mine, theirs)]
    return "\n".join(difflib.unified_diff(*broken, "shown", "to be shown", lineterm="", n=1))
