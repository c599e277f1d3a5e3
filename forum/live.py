"""The live side: rooms by audience, slots pushed after a commit, catch-up after a gap, sign-in at the handshake.

A *screen* is made of *slots* (screens.py). After a commit each touched slot is rendered once per audience and language
and sent to that audience. A page carries the versions it was rendered with, and a client that comes back sends the
ones it has and gets what is newer. A slot that is no newer than what a client has is left aside there.
"""

from __future__ import annotations

import asyncio
import gc
import json
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Set
from dataclasses import replace
from typing import Any

import structlog

from forum import clock
from forum.access import Actor
from forum.broadcast import Broadcaster
from forum.errors import Refusal
from forum.journal import Event
from forum.people import queries as people
from forum.rooms import Rooms
from forum.screens import Ready, Screens
from forum.sockets import Client, Namespace, PlainJson, Server
from forum.together import Together
from forum.watchers import Lane, Watchers, person_of

log = structlog.get_logger()
PRESENCE_INTERVAL = 1.0
PRESENCE_AUDIENCE = "console"
FIRST_RETRY, LONGEST_RETRY = 1.0, 30.0
CATCHING_UP = 5
RUSH = 30.0
STRANGERS = (
    "bad-origin", "bad-sid", "bad-version", "bad-transport", "bad-upgrade", "bad-jsonp-index", "not-connected",
    "unexpected-http",
)  # fmt: skip
"""What Engine.IO logs as errors of the first client that does it, by its keys."""

Handler = Callable[[Client, dict[str, Any]], Awaitable[Any]]
Admit = Callable[[Client, int, str], Awaitable[None]]
Personal = Callable[[int, Collection[int]], Awaitable[dict[int, dict[str, Any]]]]


class Hub:
    """All screens of this process."""

    def __init__(self, calm_interval: float = 0.25, direct_sending: bool = True) -> None:
        self.screens = Screens()
        self.slots = self.screens.slots
        self.handlers: dict[str, Handler] = {}
        self.admit: Admit | None = None
        self.personal: Personal | None = None
        self.calm_interval = calm_interval
        self.clients: dict[str, Client] = {}
        self.cookie_name = ""
        self.load_token: Callable[[str], str | None] = lambda _: None
        self._here: dict[int, Watchers] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._rights = 0
        self._actors = Together(people.actors_of)
        self._mine = Together(self._read_mine)
        self.sio = Server(
            self.clients,
            async_mode="asgi",
            async_handlers=False,
            client_manager=Broadcaster() if direct_sending else Rooms(),
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

    def on(self, name: str, handler: Handler) -> None:
        self.handlers[name] = handler

    # ---- what changed ----

    async def heard(self, events: list[Event]) -> None:
        """Listener of the journal: mark the slots these events touch and the people they concern."""
        for event in events:
            if event.kind == "person.signed_out":
                await self.drop_sign_in(event.data["sign_in"])
            if event.kind in {"role.granted", "role.withdrawn"}:
                await self._look_again(event.data["person"])
            touched = [slot for slot in self.slots.values() if slot.is_touched_by(event.kind)]
            self.touch(event.room_id, [slot.name for slot in touched if not slot.may_wait(event.kind)])
            self.touch(event.room_id, [slot.name for slot in touched if slot.may_wait(event.kind)], may_wait=True)
            if (person := event.data.get("person")) is not None:
                self.tell_people(event.room_id, [person])

    def votes_came(self, room_id: int) -> None:
        """There are more votes in the room's open ballot."""
        self.touch(room_id, [slot.name for slot in self.slots.values() if slot.votes], may_wait=True)

    def touch(self, room_id: int, slots: Iterable[str], *, may_wait: bool = False) -> None:
        """Have these slots rendered and sent soon; many touches become one."""
        if here := self._here.get(room_id):
            every = set(slots)
            slow = {name for name in every if self.slots[name].more}
            for lane, names in ((here.lane, every - slow), (here.slow_lane, slow)):
                if names:
                    lane.touch(names, may_wait)
                    self._keep_sending(room_id, here, lane)

    def _keep_sending(self, room_id: int, here: Watchers, lane: Lane) -> None:
        name = "slots" if lane is here.lane else "slow slots"
        here.keep_running(name, lambda: self._send_what_is_due(room_id, here, lane))

    def tell_people(self, room_id: int, people: Iterable[int]) -> None:
        """Send those of them who are here what is theirs alone: their seat, their hand, their vote."""
        if here := self._here.get(room_id):
            here.concerned.update(person for person in people if person in here.people)
            if here.concerned:
                here.keep_running("mine", lambda: self._tell(room_id, here))

    async def _send_what_is_due(self, room_id: int, here: Watchers, lane: Lane) -> None:
        while lane.dirty and self._here.get(room_id) is here:
            names, began = await lane.take_due(), time.monotonic()
            try:
                failed = await self._send(room_id, here, names, lane.tries)
            except Exception:
                log.exception("slots not sent", room=room_id, slots=sorted(names))
                failed = names
            if any(self.slots[name].is_ever_calm for name in names):
                lane.rest(began, self.calm_interval)
            if failed:
                _again(here, self.touch, room_id, failed)
            else:
                here.failures = 0

    async def _send(self, room_id: int, here: Watchers, names: set[str], tries: int) -> set[str]:
        """Gives the names of slots that could not be rendered."""
        failed: set[str] = set()
        for audience, language in here.smallest_first():
            wanted = {name for name in names if audience in self.slots[name].audiences}
            slots = await self._newest_slots(room_id, audience, language, wanted, tries) if wanted else []
            failed |= wanted - {slot["slot"] for slot in slots}
            if slots and self._here.get(room_id) is here:
                here.sent_at = max(here.sent_at, slots[0]["version"])
                await self.sio.emit("slots", slots, room=_room(room_id, audience, language))
        return failed

    async def _newest_slots(
        self, room_id: int, audience: str, language: str, names: set[str], tries: int
    ) -> list[dict[str, Any]]:
        """Made again if somebody who joined was shown something newer meanwhile: it would come to them as old."""
        for _ in range(tries):
            seen = await self.screens.newest(room_id)
            slots = await self.screens.render(seen, audience, language, names)
            if self.screens.is_newest(seen):
                break
        return slots

    async def _tell(self, room_id: int, here: Watchers) -> None:
        while here.concerned:
            people, here.concerned = here.concerned, set()
            try:
                found = await self._mine.of_all([(room_id, person) for person in people])
                for (_, person), mine in found.items():
                    if sids := here.people.get(person):
                        await self.sio.emit("mine", mine, to=list(sids))
            except Exception:
                log.exception("people not told", room=room_id, people=len(people))
                _again(here, self.tell_people, room_id, people)

    async def _read_mine(self, asked: Collection[tuple[int, int]]) -> dict[tuple[int, int], dict[str, Any]]:
        found: dict[tuple[int, int], dict[str, Any]] = {}
        assert self.personal is not None
        for room_id in {room for room, _ in asked}:
            mine = await self.personal(room_id, [person for room, person in asked if room == room_id])
            found |= {(room_id, person): each for person, each in mine.items()}
        return found

    # ---- coming ----

    async def screen(self, room_id: int, audience: str) -> dict[str, Any]:
        """For a full page: `version`, and every slot's markup by name."""
        return await self.screens.screen(room_id, audience)

    async def actor_of(self, token: str) -> Actor | None:
        """Who a sign-in cookie belongs to; read again if somebody's rights have changed meanwhile."""
        key = self.load_token(token)
        while key:
            rights = self._rights
            actor = await self._actors.of(key)
            if rights == self._rights:
                return actor
        return None

    async def join(self, sid: str, client: Client, asked: dict[str, Any]) -> Ready:
        """{room, audience, versions} → {done, now, slots, mine}: the server's clock in milliseconds, the slots newer
        than the client's, and what is personal. Raises Refusal.
        """
        room_id, audience = int(asked.get("room", 0)), str(asked.get("audience", ""))
        versions = asked.get("versions") or {}
        if not isinstance(versions, dict):
            raise ValueError("versions")
        await self._admit(client, room_id, audience)
        if self.clients.get(sid) is not client:
            return Ready("null")  # gone while it was waiting
        await self._enter(sid, client, room_id, audience)
        slots, mine = await self._caught_up(room_id, client, versions)
        now = int(clock.now().timestamp() * 1000)
        return Ready(f'{{"done":true,"now":{now},"slots":{slots},"mine":{json.dumps(mine, separators=(",", ":"))}}}')

    async def _admit(self, client: Client, room_id: int, audience: str) -> None:
        """Asked again if somebody's rights have changed while it was asked."""
        assert self.admit is not None
        rights = -1
        while rights != self._rights:
            rights = self._rights
            await self.admit(client, room_id, audience)

    async def _enter(self, sid: str, client: Client, room_id: int, audience: str) -> None:
        """Nothing here waits: who has been admitted is in, or is not in at all."""
        await self._leave(sid, client)
        client.room_id, client.audience = room_id, audience
        self._here.setdefault(room_id, Watchers(running=self._running)).enter(sid, client)
        await self.sio.enter_room(sid, _room(room_id, audience, client.language))
        self._tell_presence_soon(room_id)

    async def _leave(self, sid: str, client: Client) -> None:
        """One screen at a time: a wall that joined once more as something else would outlive its link."""
        if client.room_id is None:
            return
        await self.sio.leave_room(sid, _room(client.room_id, client.audience, client.language))
        self._go(sid, client)

    async def _caught_up(self, room_id: int, client: Client, versions: dict[str, Any]) -> tuple[Ready, dict[str, Any]]:
        """Asked again if the hall was sent something newer meanwhile: an answer never comes after what it precedes."""
        for _ in range(CATCHING_UP):
            seen, lacks_votes = await self.screens.newest_but_votes(room_id)
            answer = await self.screens.newer(seen, client.audience, client.language, versions)
            mine = await self._mine_of(room_id, client)
            here = self._here.get(room_id)
            if here is None or here.sent_at <= seen.at:
                break
        self.touch(room_id, answer.failed)
        if lacks_votes:
            self.votes_came(room_id)
        return answer.slots, mine

    async def _mine_of(self, room_id: int, client: Client) -> dict[str, Any]:
        person = person_of(client)
        return {} if self.personal is None or person is None else await self._mine.of((room_id, person))

    # ---- going ----

    def left(self, sid: str) -> None:
        """A socket is gone."""
        if client := self.clients.pop(sid, None):
            self._go(sid, client)

    async def fall_silent(self) -> None:
        """At shutdown: what is being read for somebody's screen would find the database closed."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _go(self, sid: str, client: Client) -> None:
        if client.room_id is None:
            return
        here = self._here[client.room_id]
        here.leave(sid, client)
        if here.audiences:
            self._tell_presence_soon(client.room_id)
        else:
            del self._here[client.room_id]
        client.room_id = None

    def _tell_presence_soon(self, room_id: int) -> None:
        """Three thousand phones coming back are one message to the console, not three thousand to everybody."""
        here = self._here[room_id]
        here.keep_running("presence", lambda: self._tell_presence(room_id, here))

    async def _tell_presence(self, room_id: int, here: Watchers) -> None:
        """How many people's devices are connected: shown to the chair, never counted for anything."""
        await asyncio.sleep(PRESENCE_INTERVAL)
        for audience, language in list(here.audiences):
            if audience == PRESENCE_AUDIENCE:
                online = {"online": len(here.people)}
                await self.sio.emit("presence", online, room=_room(room_id, audience, language))

    def with_several_screens(self, room_id: int) -> Set[int]:
        """People who have a room open more than once."""
        return self._here[room_id].several if room_id in self._here else frozenset()

    async def drop_walls(self, room_id: int, tokens: Collection[str]) -> None:
        """Disconnect the projectors of a room that came with these links."""
        self._rights += 1
        for sid, client in list(self.clients.items()):
            if client.room_id == room_id and client.audience == "projector" and client.wall in tokens:
                await self.sio.emit("revoked", {}, to=sid)
                await self.sio.disconnect(sid)

    async def drop_sign_in(self, sign_in_id: int) -> None:
        self._rights += 1
        for sid, client in list(self.clients.items()):
            if client.actor and client.actor.sign_in_id == sign_in_id:
                await self.sio.disconnect(sid)

    async def _look_again(self, person_id: int) -> None:
        """A role was given or taken: the person's open screens show what they may see now, or go."""
        self._rights += 1
        actor = await people.actor_for(await people.person(person_id))
        for sid, client in list(self.clients.items()):
            if client.actor is None or client.actor.person_id != person_id:
                continue
            client.actor = replace(actor, sign_in_id=client.actor.sign_in_id)
            try:
                if client.room_id is not None and self.admit:
                    await self.admit(client, client.room_id, client.audience)
            except Refusal:
                await self.sio.disconnect(sid)


def _room(room_id: int, audience: str, language: str) -> str:
    return f"{room_id}:{audience}:{language}"


def _again(here: Watchers, act: Callable[..., None], *given: Any) -> None:
    """A database that was locked for a moment must not leave a hall with what was before."""
    patience = min(LONGEST_RETRY, FIRST_RETRY * 2.0**here.failures)
    here.failures += 1
    asyncio.get_running_loop().call_later(patience, act, *given)


def tune_garbage_collector() -> None:
    """With thousands of sockets the default thresholds spend two fifths of the time looking for cycles that aren't.

    After a start everybody comes back at once, and what they bring stays: it is looked through when they are served.
    """
    gc.set_threshold(250_000, 20, 1000)
    gc.disable()
    _collect_and_freeze()
    asyncio.get_running_loop().call_later(RUSH, _after_the_rush)


def _after_the_rush() -> None:
    _collect_and_freeze()
    gc.enable()


def _collect_and_freeze() -> None:
    """What is there now and is no garbage is never looked through again."""
    gc.collect()
    gc.freeze()
