"""One socket: sign-in at the handshake, its events answered in order, never a traceback for what a client sent."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import socketio
import structlog

from forum import clock, i18n
from forum.access import Actor
from forum.errors import N_, Refusal
from forum.people import queries as people

if TYPE_CHECKING:
    from forum.live import Hub

log = structlog.get_logger()


@dataclass
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
    """JSON for the wire: Chinese as itself, three bytes a character instead of six."""

    loads = staticmethod(json.loads)

    @staticmethod
    def dumps(value: Any, **how: Any) -> str:
        return json.dumps(value, ensure_ascii=False, **how)


class Namespace(socketio.AsyncNamespace):
    """Events of one client run in order (the server awaits each). An unknown or malformed event gets a sentence."""

    def __init__(self, hub: Hub) -> None:
        super().__init__("/")
        self.hub = hub

    async def on_connect(self, sid: str, environ: dict[str, Any], auth: Any) -> bool:
        auth = auth if isinstance(auth, dict) else {}
        cookies = _cookies(environ.get("HTTP_COOKIE", ""))
        actor = await self._actor(cookies)
        wall = auth.get("wall")
        if actor is None and not isinstance(wall, str):
            return False
        wall = wall if isinstance(wall, str) else None
        language = cookies.get("language") or i18n.preferred(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        if wall:  # the hall's page, whoever's browser shows it
            language = "zh"
        self.hub.clients[sid] = Client(actor, language if language in i18n.LANGUAGES else "zh", wall)
        return True

    async def _actor(self, cookies: dict[str, str]) -> Actor | None:
        key = self.hub.load_token(cookies.get(self.hub.cookie_name, ""))
        return await people.actor_of(key) if key else None

    async def on_disconnect(self, sid: str, reason: str = "") -> None:
        self.hub.left(sid)

    async def trigger_event(self, event: str, *args: Any) -> Any:
        if event in {"connect", "disconnect"}:
            return await super().trigger_event(event, *args)
        sid, data = args[0], args[1] if len(args) > 1 and isinstance(args[1], dict) else {}
        client = self.hub.clients.get(sid)
        if client is None:
            return None
        return await self._answer(event, sid, client, data)

    async def _answer(self, event: str, sid: str, client: Client, data: dict[str, Any]) -> dict[str, Any]:
        translate = i18n.translator(client.language)
        if not client.may_speak():
            return {"done": False, "said": translate(N_("操作太快了，请稍等一下。"))}
        handler = self.hub.handlers.get(event)
        try:
            if event == "join":
                return {"done": True, **await self.hub.join(sid, client, data)}
            if event == "time":
                return {"done": True, "now": int(clock.now().timestamp() * 1000)}
            if handler is None:
                raise Refusal(N_("服务器不认识这个操作，请刷新页面。"))
            return {"done": True, "answer": await handler(client, data)}
        except Refusal as refusal:
            return {"done": False, "said": refusal.said(translate)}
        except (ValueError, TypeError, KeyError, OverflowError):
            return {"done": False, "said": translate(N_("发来的数据不完整，请刷新页面再试。"))}
        except Exception:
            log.exception("socket event failed", event_name=event)
            return {"done": False, "said": translate(N_("服务器出了问题，没有记下。请再试一次。"))}


def _cookies(header: str) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return {name: value.strip('"') for name, _, value in pairs if name}
