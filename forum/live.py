"""The live side: sign-in at the handshake, rooms by audience, slots pushed after a commit, catch-up after a gap.

A *screen* is made of *slots*. After a commit each touched slot is rendered once per audience and language from the
partial its full page uses, and sent to that audience. A slot's version is its room's `seq` (shifted, with room for the
votes of the open ballot, which have no events): a page carries the versions it was rendered with, and a client that
comes back sends the ones it has and gets what is newer.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import socketio
import structlog
from tortoise.functions import Max

from forum import clock, i18n, pages
from forum.broadcast import Broadcaster
from forum.errors import Refusal
from forum.journal import Event, Room
from forum.people import queries as people
from forum.sockets import Client, Namespace, PlainJson

log = structlog.get_logger()
VOTE_BITS = 20
ROOMS_KEPT = 16
PRESENCE_INTERVAL = 1.0
PRESENCE_AUDIENCE = "console"
STRANGERS = (
    "bad-origin", "bad-sid", "bad-version", "bad-transport", "bad-upgrade", "bad-jsonp-index", "not-connected",
    "unexpected-http",
)  # fmt: skip
"""What Engine.IO logs as errors of the first client that does it, by its keys."""


def version(seq: int, votes: int = 0) -> int:
    """A slot's version: the room's seq, then the votes counted in it. Fits a JavaScript number for 2^33 events."""
    return (seq << VOTE_BITS) + votes


@dataclass(frozen=True)
class Slot:
    """A part of a screen: its template is given the room's `view` and the `audience`.

    `touched_by` are kinds of events, or their first words ("seat" for seat.checked_in and the rest). A `calm` slot
    changes often and is sent at most every few hundred milliseconds. `more` loads what only this slot shows.
    """

    name: str
    template: str
    audiences: frozenset[str]
    touched_by: frozenset[str]
    calm: bool = False
    more: Callable[[Any], Awaitable[dict[str, Any]]] | None = None

    def is_touched_by(self, kind: str) -> bool:
        return kind in self.touched_by or kind.partition(".")[0] in self.touched_by


@dataclass
class _Seen:
    """What a room looks like at one version: its view, and each slot's markup by audience and language."""

    at: int
    view: Any
    html: dict[tuple[str, str, str], str] = field(default_factory=dict)
    kinds: dict[str, int] | None = None


Handler = Callable[[Client, dict[str, Any]], Awaitable[Any]]
Admit = Callable[[Client, int, str], Awaitable[None]]


class Hub:
    """All screens of this process."""

    def __init__(self, calm_interval: float = 0.25, direct_sending: bool = True) -> None:
        self.slots: dict[str, Slot] = {}
        self.handlers: dict[str, Handler] = {}
        self.admit: Admit | None = None
        self.load_view: Callable[[int], Awaitable[Any]] | None = None
        self.personal: Callable[[int, int], Awaitable[dict[str, Any]]] | None = None
        self.votes_counted: Callable[[int], Awaitable[int]] | None = None
        self.calm_interval = calm_interval
        self.clients: dict[str, Client] = {}
        self.here: dict[int, Counter[tuple[str, str]]] = {}
        self._presence: dict[int, asyncio.Task[None]] = {}
        self.cookie_name = ""
        self.load_token: Callable[[str], str | None] = lambda _: None
        self._seen: OrderedDict[int, _Seen] = OrderedDict()
        self._dirty: dict[int, set[str]] = {}
        self._flushers: dict[int, asyncio.Task[None]] = {}
        self._stirred: dict[int, asyncio.Event] = {}
        self.sio = socketio.AsyncServer(
            async_mode="asgi",
            async_handlers=False,
            client_manager=Broadcaster() if direct_sending else None,
            json=PlainJson,
            ping_interval=20,
            ping_timeout=20,
            max_http_buffer_size=32_768,
            logger=False,
            engineio_logger=False,
        )
        # What a stranger sends is no error of ours, not even the first time.
        self.sio.eio.log_message_keys.update(STRANGERS)
        self.sio.register_namespace(Namespace(self))

    # ---- what changed ----

    async def heard(self, events: list[Event]) -> None:
        """Listener of the journal: mark the slots these events touch, tell the people they concern."""
        for event in events:
            if event.kind == "person.signed_out":
                await self.drop_sign_in(event.data["sign_in"])
            if event.kind in {"role.granted", "role.withdrawn"}:
                await self._look_again(event.data["person"])
            kinds = {slot.name for slot in self.slots.values() if slot.is_touched_by(event.kind)}
            if kinds:
                self.touch(event.room_id, kinds)
            if (person := event.data.get("person")) is not None:
                await self.tell_person(event.room_id, person)

    def touch(self, room_id: int, slots: Iterable[str]) -> None:
        """Have these slots rendered and sent soon; many touches become one."""
        if not self.here.get(room_id):
            return
        self._dirty.setdefault(room_id, set()).update(slots)
        self._stirred.setdefault(room_id, asyncio.Event()).set()
        if room_id not in self._flushers or self._flushers[room_id].done():
            self._flushers[room_id] = asyncio.create_task(self._flush(room_id))

    async def tell_person(self, room_id: int, person_id: int) -> None:
        if self.personal is None or not self._members(f"{room_id}:person:{person_id}"):
            return
        await self.sio.emit("mine", await self.personal(room_id, person_id), room=f"{room_id}:person:{person_id}")

    async def _flush(self, room_id: int) -> None:
        """Send what is dirty until nothing is; calm slots wait for their interval."""
        calm_at = 0.0
        while dirty := self._dirty.get(room_id):
            due = time.monotonic() >= calm_at
            names = {name for name in dirty if due or not self.slots[name].calm}
            if not names:
                await self._wait_for_calm(room_id, calm_at - time.monotonic())
                continue
            dirty -= names
            if any(self.slots[name].calm for name in names):
                calm_at = time.monotonic() + self.calm_interval
            try:
                await self._send(room_id, names)
            except Exception:
                log.exception("slots not sent", room=room_id, slots=sorted(names))
        self._dirty.pop(room_id, None)

    async def _wait_for_calm(self, room_id: int, seconds: float) -> None:
        stirred = self._stirred[room_id]
        stirred.clear()
        try:
            await asyncio.wait_for(stirred.wait(), max(0.0, seconds))
        except TimeoutError:
            return

    async def _send(self, room_id: int, names: set[str]) -> None:
        for audience, language in self._audiences(room_id):
            slots = await self.render(room_id, audience, language, names)
            if slots:
                await self.sio.emit("slots", slots, room=f"{room_id}:{audience}:{language}")

    def _audiences(self, room_id: int) -> list[tuple[str, str]]:
        return sorted(self.here.get(room_id, ()))

    def _members(self, room: str) -> bool:
        rooms = self.sio.manager.rooms.get("/", {})
        return bool(rooms.get(room))

    # ---- rendering ----

    async def render(
        self, room_id: int, audience: str, language: str, names: Iterable[str], at: int | None = None
    ) -> list[dict[str, Any]]:
        """The named slots an audience has, as {slot, version, html}; what an audience may not see is not rendered."""
        at = await self.version_of(room_id) if at is None else at
        token = i18n.language.set(language)
        try:
            return [
                {"slot": name, "version": at, "html": await self.html(name, room_id, audience, at)}
                for name in sorted(names)
                if audience in self.slots[name].audiences
            ]
        finally:
            i18n.language.reset(token)

    async def html(self, name: str, room_id: int, audience: str, at: int) -> str:
        """A slot's markup in the current language: made once a version, however many screens ask for it."""
        seen = await self._seen_at(room_id, at)
        key = (name, audience, i18n.language.get())
        if key not in seen.html:
            slot = self.slots[name]
            more = await slot.more(seen.view) if slot.more else {}
            template = pages.environment.get_template(slot.template)
            seen.html[key] = template.render(view=seen.view, audience=audience, **more)
        return seen.html[key]

    async def _seen_at(self, room_id: int, at: int) -> _Seen:
        seen = self._seen.get(room_id)
        if seen is None or seen.at != at:
            assert self.load_view is not None
            seen = self._seen[room_id] = _Seen(at, await self.load_view(room_id))
            while len(self._seen) > ROOMS_KEPT:
                self._seen.popitem(last=False)
        return seen

    async def version_of(self, room_id: int) -> int:
        """Read before what it stamps: a slot may be newer than its version says, never older."""
        room = await Room.get(id=room_id)
        votes = await self.votes_counted(room_id) if self.votes_counted else 0
        return version(room.seq, votes)

    async def screen(self, room_id: int, audience: str) -> dict[str, Any]:
        """For a full page: `version`, and every slot's markup by name."""
        at = await self.version_of(room_id)
        names = [name for name, slot in self.slots.items() if audience in slot.audiences]
        return {"version": at, "slots": {name: await self.html(name, room_id, audience, at) for name in names}}

    # ---- joining ----

    async def join(self, sid: str, client: Client, asked: dict[str, Any]) -> dict[str, Any]:
        """Answer with the slots newer than the client's, its clock offset's other half, and what is personal."""
        room_id, audience = int(asked.get("room", 0)), str(asked.get("audience", ""))
        assert self.admit is not None
        versions = asked.get("versions") or {}
        if not isinstance(versions, dict):
            raise ValueError("versions")
        await self.admit(client, room_id, audience)
        await self._leave_rooms(sid)
        self._enter(client, room_id, audience)
        await self.sio.enter_room(sid, f"{room_id}:{audience}:{client.language}")
        if client.actor and client.actor.person_id is not None:
            await self.sio.enter_room(sid, f"{room_id}:person:{client.actor.person_id}")
        return {
            "now": int(clock.now().timestamp() * 1000),
            "slots": await self._newer(room_id, client, versions),
            "mine": await self._mine(room_id, client),
        }

    async def _newer(self, room_id: int, client: Client, versions: dict[str, Any]) -> list[dict[str, Any]]:
        """Slots touched since the versions a client has: from the journal, so it holds across restarts."""
        known = {name: v for name, v in versions.items() if isinstance(v, int) and name in self.slots}
        at = await self.version_of(room_id)
        kinds = await self._last_of_kinds(room_id, at) if known else {}
        names = {
            name
            for name, slot in self.slots.items()
            if name not in known
            or any(seq > (known[name] >> VOTE_BITS) and slot.is_touched_by(kind) for kind, seq in kinds.items())
            or slot.calm
        }
        return await self.render(room_id, client.audience, client.language, names, at)

    async def _last_of_kinds(self, room_id: int, at: int) -> dict[str, int]:
        """The newest event of each kind, by kind: read once a version, for the thousands who come back together."""
        seen = await self._seen_at(room_id, at)
        if seen.kinds is None:
            newest = Event.filter(room_id=room_id).annotate(last=Max("seq")).group_by("kind")
            seen.kinds = dict(await newest.values_list("kind", "last"))
        return seen.kinds

    async def _mine(self, room_id: int, client: Client) -> dict[str, Any]:
        if self.personal is None or client.actor is None or client.actor.person_id is None:
            return {}
        return await self.personal(room_id, client.actor.person_id)

    async def _leave_rooms(self, sid: str) -> None:
        """One screen at a time: a wall that joined once more as something else would outlive its link."""
        for room in self.sio.rooms(sid, "/"):
            if room != sid:
                await self.sio.leave_room(sid, room)

    def _enter(self, client: Client, room_id: int, audience: str) -> None:
        self._leave(client)
        client.room_id, client.audience = room_id, audience
        self.here.setdefault(room_id, Counter())[audience, client.language] += 1
        self._tell_presence_soon(room_id)

    def _leave(self, client: Client) -> None:
        if client.room_id is None:
            return
        here = self.here[client.room_id]
        here[client.audience, client.language] -= 1
        if not here[client.audience, client.language]:
            del here[client.audience, client.language]
        self._tell_presence_soon(client.room_id)
        client.room_id = None

    def left(self, sid: str) -> None:
        """A socket is gone."""
        if client := self.clients.pop(sid, None):
            self._leave(client)

    def _tell_presence_soon(self, room_id: int) -> None:
        """Three thousand phones coming back are one message to the console, not three thousand to everybody."""
        if room_id not in self._presence or self._presence[room_id].done():
            self._presence[room_id] = asyncio.create_task(self._tell_presence(room_id))

    async def _tell_presence(self, room_id: int) -> None:
        """How many people's devices are connected: shown to the chair, never counted for anything."""
        await asyncio.sleep(PRESENCE_INTERVAL)
        people_here = {c.actor.person_id for c in self.clients.values() if c.room_id == room_id and c.actor}
        for audience, language in self._audiences(room_id):
            if audience == PRESENCE_AUDIENCE:
                await self.sio.emit("presence", {"online": len(people_here)}, room=f"{room_id}:{audience}:{language}")

    def on(self, name: str, handler: Handler) -> None:
        self.handlers[name] = handler

    async def drop_walls(self, room_id: int) -> None:
        """Disconnect the projectors of a room whose link has been revoked."""
        for sid, client in list(self.clients.items()):
            if client.room_id == room_id and client.audience == "projector":
                await self.sio.emit("revoked", {}, to=sid)
                await self.sio.disconnect(sid)

    async def drop_sign_in(self, sign_in_id: int) -> None:
        for sid, client in list(self.clients.items()):
            if client.actor and client.actor.sign_in_id == sign_in_id:
                await self.sio.disconnect(sid)

    async def _look_again(self, person_id: int) -> None:
        """A role was given or taken: the person's open screens show what they may see now, or go."""
        for sid, client in list(self.clients.items()):
            if client.actor is None or client.actor.person_id != person_id:
                continue
            client.actor = await people.actor_for(await people.person(person_id), client.actor.sign_in_id)
            try:
                if client.room_id is not None and self.admit:
                    await self.admit(client, client.room_id, client.audience)
            except Refusal:
                await self.sio.disconnect(sid)


def tune_garbage_collector() -> None:
    """With thousands of sockets the default thresholds spend two fifths of the time looking for cycles that aren't."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)
