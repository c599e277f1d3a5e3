"""One socket: its sign-in, its events answered in order, never a traceback; and what it speaks, for other clients.

Line
    Socket.IO 5 over Engine.IO 4 at /live/, namespace "/": the official clients speak it. By hand: a WebSocket to
    /live/?EIO=4&transport=websocket with the cookies of a browser that is signed in, and no foreign Origin. All frames
    are text. The server begins with `0{"sid","pingInterval","pingTimeout",…}`, in ms. Answer each `2` with `3` within
    pingTimeout; a line on which no `2` comes for both together is dead.
    Polling: GET the same with transport=polling for that `0{…}`. From then on add &sid=…: a GET waits for frames, a
    POST brings up to 16, U+001E between them. To go on by WebSocket open one with that sid, say `2probe`, wait for
    `3probe` and for your GET to end (with `6`, which means nothing), and say `5`.

Coming in
    Say `40`, or `40{"language":"en"}`; a wall `40{"wall":TOKEN}` with its link's token. You hear `40{"sid":…}`, or
    `44{"message":SENTENCE,"data":{"code":CODE,"said":SENTENCE}}` in the reader's language. CODE is
    signed_out      nobody is signed in here: come back after signing in
    another         the page says `"as":PERSON` and somebody else is signed in here by now: load it again
    too_many        this sign-in has 50 sockets open: try later
    unavailable     the server could not look: try later
    `40/other,` is told `44/other,{…}` with unknown_namespace; the line stays good. Say `40` within 30 seconds and join
    within 120 (a wall: 30), or be hung up on.

Asking
    `42N["event",{…}]`, N a number of yours, is answered `43N[{…}]`, in the order in which you asked: {"done":true,…} or
    {"done":false,"code":CODE,"said":SENTENCE}. CODE is
    not_allowed, not_found, bad_input, unknown_event, not_now (the rules, or the state of the matter), refused (else)
    too_fast        30 at once and 10 a second are taken
    unavailable     nothing was stored: ask the same again
    join {room, audience, versions} → {now, slots, mine}. `versions` has the version of each slot that you have, {} at
    first; `slots` are the newer ones. You leave the room that you were in. `now` as in the next.
    time {} → {now}, the server's clock, ms since 1970. Half the round trip is how wrong you may be.
    All else are commands, {command_id, …} → {answer}; agenda/room/live.py has them, its audiences and slots.
    `command_id` is yours: 8 to 64 of ASCII "!" to "~", new for each deed. "done":true means that it is on the server's
    disk, no answer that nobody knows: send the same with the same id, by any socket. It acts once, answered alike.

Being told: `42["event",…]`, never with a number
    slots [{slot, version, html}]   show what has a greater version than yours; numbers are left out
    mine {…}                        what is this person's alone, all of it
    presence {online}               how many people have the room open; counts for nothing
    behind {}                       you read too slowly, and some of these three were dropped: join again
    revoked {}                      the wall's link is good no longer: show nothing
    and `41`, no event: you are out. `40` again tells why. Frames come in the order in which they were made; what a
    command changes is told soon, before or after its answer; what `join` answers is no older than what came before.

Hung up on, without a word, is who sends bytes, more than 32,768 characters or any frame but these; who sends 600 frames
in ten seconds, lets 64 answers or 524,288 characters wait, or takes nothing for 40 seconds. A sid that has a WebSocket
gets no second one. Come back after a second, ever more seldom, say `40`, and join with your versions.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import socketio
import structlog
from socketio import packet

from forum import clock, i18n
from forum.access import Actor
from forum.errors import N_, Refusal
from forum.lines import Line, Outbox
from forum.pulse import keep_alive
from forum.screens import Ready

if TYPE_CHECKING:
    from forum.live import Hub

log = structlog.get_logger()
MOST_SOCKETS = 50
"""Of one sign-in. There is no limit to an address: all phones of a hall, or behind a proxy, have the same."""
MOST_OUTSIDE = 10_000
"""Connections that have not come in yet: twice as many as when all of a town come back at once."""
CONNECTED_WITHIN = 30.0
JOINED_WITHIN = 120.0
LOOKS_EVERY = 10.0
CODES = {
    400: "refused",
    403: "not_allowed",
    404: "not_found",
    409: "not_now",
    422: "bad_input",
    429: "too_fast",
    503: "unavailable",
}


@dataclass(slots=True, eq=False)
class Client:
    """One socket: who it is, and the room and audience it has joined. `wall` is the token a projector came with."""

    actor: Actor | None
    language: str
    wall: str | None = None
    room_id: int | None = None
    audience: str = ""
    tokens: float = 30.0
    seen: float = field(default_factory=time.monotonic)

    def may_speak(self) -> bool:
        """Token bucket: 30 messages at once, 10 a second."""
        now = time.monotonic()
        self.tokens = min(30.0, self.tokens + (now - self.seen) * 10)
        self.seen = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


class PlainJson:
    """JSON for the wire: Chinese as itself, three bytes a character instead of six; an answer that is JSON already."""

    loads = staticmethod(json.loads)

    @staticmethod
    def dumps(value: Any, **how: Any) -> str:
        if type(value) is list and len(value) == 1 and isinstance(value[0], Ready):
            return f"[{value[0]}]"  # an answer that was encoded once for many
        return json.dumps(value, ensure_ascii=False, **how)


class Server(socketio.AsyncServer):
    """python-socketio's, within bounds: what waits for a client, what it says, and how long it may be nobody.

    `clients` are those in the namespace, by their sid.
    """

    def __init__(self, clients: dict[str, Client], **options: Any) -> None:
        super().__init__(**options)
        self.clients = clients
        self.eio.create_queue = lambda: Outbox(self._hang_up)
        self.eio._async = {**self.eio._async, "websocket": Line}
        keep_alive(self.eio)
        self._watch: asyncio.Task[None] | None = None

    async def _handle_eio_connect(self, eio_sid: str, environ: dict[str, Any]) -> bool:
        if len(self.eio.sockets) - len(self.clients) > MOST_OUTSIDE:
            return False
        await super()._handle_eio_connect(eio_sid, environ)
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._look_after())
        return True

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        await super()._handle_eio_disconnect(eio_sid, reason)
        # The library keeps it for a while, answers what is posted to it with a traceback, and lets its last poll hang.
        if client := self.eio.sockets.pop(eio_sid, None):
            asyncio.get_running_loop().call_soon(client.queue.put_nowait, None)

    async def _handle_eio_message(self, eio_sid: str, data: Any) -> None:
        client = self.eio.sockets.get(eio_sid)
        if client is not None and client.queue.line is None:
            client.queue.count()
        if client is not None and not client.queue.shut:
            await super()._handle_eio_message(eio_sid, data)

    async def _handle_connect(self, eio_sid: str, namespace: str | None, data: Any) -> None:
        if namespace not in {None, "/"}:
            refusal = refused("unknown_namespace", N_("服务器不认识这个操作，请刷新页面。"), self.environ[eio_sid])
            error = self.packet_class(packet.CONNECT_ERROR, data=refusal.error_args, namespace=namespace)
            await self._send_packet(eio_sid, error)
        elif not self.manager.sid_from_eio_sid(eio_sid, "/"):
            await super()._handle_connect(eio_sid, namespace, data)

    def _hang_up(self, outbox: Outbox) -> None:
        if outbox.line is not None:
            return outbox.line.hang_up()
        for client in self.eio.sockets.values():
            if client.queue is outbox:
                self.start_background_task(client.close, wait=False, abort=True)

    async def _look_after(self) -> None:
        while self.eio.sockets:
            await asyncio.sleep(LOOKS_EVERY)
            for engine_id, client in tuple(self.eio.sockets.items()):
                if not client.closed and self._overstays(engine_id, client.queue):
                    client.queue.give_up("has not come in")

    def _overstays(self, engine_id: str, outbox: Outbox) -> bool:
        """Who is signed in may be refused again and again, and asks again; a wall joins at once or is none."""
        now = time.monotonic()
        client = self.clients.get(self.manager.sid_from_eio_sid(engine_id, "/") or "")
        if client is None:
            return now - outbox.opened > CONNECTED_WITHIN
        if client.actor is None:
            return client.room_id is None and now - outbox.opened > CONNECTED_WITHIN
        return client.room_id is None and now - client.seen > JOINED_WITHIN


class Namespace(socketio.AsyncNamespace):
    """Events of one client run in order (the server awaits each). An unknown or malformed event gets a sentence."""

    def __init__(self, hub: Hub) -> None:
        super().__init__("/")
        self.hub = hub
        self.open: Counter[int] = Counter()

    async def on_connect(self, sid: str, environ: dict[str, Any], auth: Any) -> bool:
        wall, asked = _given(auth, "wall"), _given(auth, "language")
        actor = await self._actor(environ)
        if actor is None and wall is None:
            raise refused("signed_out", N_("登录已失效，请重新登录。"), environ)
        whose = _given(auth, "as")
        if whose and actor and wall is None and whose != str(actor.person_id):
            raise refused("another", N_("这台手机换成了另一位，页面要重新打开。"), environ)
        if self.server.manager.eio_sid_from_sid(sid, "/") not in self.server.eio.sockets:
            return False  # gone meanwhile: nobody would tell when it leaves
        if actor and actor.sign_in_id is not None:
            if self.open[actor.sign_in_id] >= MOST_SOCKETS:
                raise refused("too_many", N_("同一个登录打开的页面太多了，请先关掉几个。"), environ)
            self.open[actor.sign_in_id] += 1
        # The hall's page is the hall's, whoever's browser shows it.
        self.hub.clients[sid] = Client(actor, "zh" if wall else _language(environ, asked), wall)
        _forget_handshake(environ)
        return True

    async def _actor(self, environ: dict[str, Any]) -> Actor | None:
        try:
            return await self.hub.actor_of(_cookies(environ).get(self.hub.cookie_name, ""))
        except Exception as error:
            log.exception("no sign-in could be read")
            raise refused("unavailable", N_("服务器正忙，请稍等，页面会自动再连。"), environ) from error

    async def on_disconnect(self, sid: str, reason: str = "") -> None:
        client = self.hub.clients.get(sid)
        if client and client.actor and client.actor.sign_in_id is not None:
            self.open[client.actor.sign_in_id] -= 1
            if not self.open[client.actor.sign_in_id]:
                del self.open[client.actor.sign_in_id]
        self.hub.left(sid)

    async def trigger_event(self, event: str, *args: Any) -> Any:
        if event in {"connect", "disconnect"}:
            return await super().trigger_event(event, *args)
        sid, data = args[0], args[1] if len(args) > 1 and isinstance(args[1], dict) else {}
        client = self.hub.clients.get(sid)
        if client is None:
            return None
        return await self._answer(event, sid, client, data)

    async def _answer(self, event: str, sid: str, client: Client, data: dict[str, Any]) -> dict[str, Any] | Ready:
        translate = i18n.translator(client.language)
        if not client.may_speak():
            return not_done("too_fast", translate(N_("操作太快了，请稍等一下。")))
        handler = self.hub.handlers.get(event)
        try:
            if event == "join":
                return await self.hub.join(sid, client, data)
            if event == "time":
                return {"done": True, "now": int(clock.now().timestamp() * 1000)}
            if handler is None:
                return not_done("unknown_event", translate(N_("服务器不认识这个操作，请刷新页面。")))
            return {"done": True, "answer": await handler(client, data)}
        except Refusal as refusal:
            return not_done(CODES.get(refusal.status, "refused"), refusal.said(translate))
        except (ValueError, TypeError, KeyError, OverflowError):
            return not_done("bad_input", translate(N_("发来的数据不完整，请刷新页面再试。")))
        except Exception:
            log.exception("socket event failed", event_name=event)
            return not_done("unavailable", translate(N_("服务器出了问题，没有记下。请再试一次。")))


def not_done(code: str, said: str) -> dict[str, Any]:
    return {"done": False, "code": code, "said": said}


def refused(code: str, text: str, environ: dict[str, Any]) -> socketio.exceptions.ConnectionRefusedError:
    said = i18n.translator(_language(environ))(text)
    return socketio.exceptions.ConnectionRefusedError(said, {"code": code, "said": said})


def _forget_handshake(environ: dict[str, Any]) -> None:
    """What a WebSocket's headers take is a fifth of what a client costs, and nobody asks for them again."""
    scope = environ.get("asgi.scope", {})
    if scope.get("type") != "websocket":
        return
    protocol: Any = getattr(environ["asgi.send"], "__self__", None)
    kept = {name: value for name, value in environ.items() if name in {"HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE"}}
    environ.clear()
    environ.update(kept)  # it may leave the namespace, and connect to it again
    scope["headers"] = []
    with suppress(AttributeError):
        protocol.request.headers.clear()
        protocol.response.headers.clear()


def _given(auth: Any, name: str) -> str | None:
    given = auth.get(name) if isinstance(auth, dict) else None
    return given if isinstance(given, str) else None


def _language(environ: dict[str, Any], asked: str | None = None) -> str:
    chosen = (one for one in (asked, _cookies(environ).get("language")) if one in i18n.LANGUAGES)
    return next(chosen, None) or i18n.preferred(environ.get("HTTP_ACCEPT_LANGUAGE", ""))


def _cookies(environ: dict[str, Any]) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in environ.get("HTTP_COOKIE", "").split(";"))
    return {name: value.strip('"') for name, _, value in pairs if name}
