"""What may come in on a socket, looked at before Engine.IO and Socket.IO read it.

They answer a frame that is none with a traceback, leave the socket behind, or wait for ever for a client that polls.
Only what our pages send gets past: pongs, the upgrade, connect and leave, and events as JSON on the one namespace.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

MOST_BYTES = 32_768
MOST_AT_ONCE = 16
"""Frames in one polling request: Engine.IO takes no more."""

_SAID = r'3|41|40(\{.*\})?|42\d{0,9}(\["(?!(?:dis)?connect").*\])'
_POLLED = re.compile(f"1|{_SAID}", re.DOTALL)
# A socket that says goodbye ("1") is hung up on like one that says nonsense.
_ON_WEBSOCKET = re.compile(f"2probe|5|{_SAID}", re.DOTALL)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


def readable(frame: str | bytes, *, polled: bool = False) -> bool:
    """Whether our pages could have sent this."""
    if not isinstance(frame, str) or len(frame) > MOST_BYTES:
        return False
    found = (_POLLED if polled else _ON_WEBSOCKET).fullmatch(frame)
    return found is not None and all(_is_json(part) for part in found.groups() if part)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


class Guard:
    """Around the application: hangs up on a socket that sends anything else, answers 400 to such a polling request."""

    def __init__(self, app: App, path: str) -> None:
        self.app, self.path = app, path

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"} and scope["path"].startswith(self.path):
            if scope["type"] == "websocket":
                receive = _listening(receive)
            elif scope["method"] == "POST":
                body = await _body(scope, receive)
                if not all(readable(frame, polled=True) for frame in body.split("\x1e")):
                    return await _refuse(send)
                receive = _once(body.encode(), receive)
        await self.app(scope, receive, send)


def _listening(receive: Receive) -> Receive:
    async def listen() -> Message:
        message = await receive()
        if message["type"] != "websocket.receive":
            return message
        frame = message["text"] if message.get("text") is not None else message.get("bytes")
        return message if readable(frame or "") else {"type": "websocket.disconnect", "code": 1007}

    return listen


async def _body(scope: Message, receive: Receive) -> str:
    """Empty, which is no frame, for what is too long, has no length or is no text."""
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    if not lengths or not lengths[0].isdigit() or int(lengths[0]) > MOST_BYTES:
        return ""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message["type"] == "http.request" and message.get("more_body", False)
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return ""
    return text if text.count("\x1e") < MOST_AT_ONCE else ""


def _once(body: bytes, receive: Receive) -> Receive:
    """Give what was read already, then whatever comes after it."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def take() -> Message:
        return waiting.pop() if waiting else await receive()

    return take


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
