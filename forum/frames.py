"""What may come in on a socket, looked at before Engine.IO and Socket.IO read it.

They answer a frame that is none with a traceback, leave the socket behind, or wait for ever for a client that polls.
Only what a client has to say gets past: pongs, the upgrade, connect (also to a namespace that is not there, which is
answered) and leave, and events as JSON on the one there is. No bytes: nothing here has any to send.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

MOST_BYTES = 32_768
MOST_AT_ONCE = 16
"""Frames in one polling request: Engine.IO takes no more."""
MOST_ASKED = 500
"""Bytes after the "?". Engine.IO repeats a sid it does not know, and cannot where that is long."""
SENT_WITHIN = 20.0

_SAID = r'3|41|40(?:/[^,\x1e]{0,99},)?(\{.*\})?|42\d{0,9}(\["(?!(?:dis)?connect").*\])'
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
            if len(scope["query_string"]) > MOST_ASKED:
                return await _refuse(scope, send)
            if scope["type"] == "websocket":
                receive = _listening(receive)
            elif scope["method"] == "POST":
                body = await _body(scope, receive)
                if not all(readable(frame, polled=True) for frame in body.split("\x1e")):
                    return await _refuse(scope, send)
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
    """Empty, which is no frame, for what is too long or too slow, has no length or is no text."""
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    if not lengths or not lengths[0].isdigit() or int(lengths[0]) > MOST_BYTES:
        return ""
    try:
        async with asyncio.timeout(SENT_WITHIN):
            text = (await _all_of(receive)).decode()
    except (TimeoutError, UnicodeDecodeError):
        return ""
    return text if text.count("\x1e") < MOST_AT_ONCE else ""


async def _all_of(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message["type"] == "http.request" and message.get("more_body", False)
    return body


def _once(body: bytes, receive: Receive) -> Receive:
    """Give what was read already, then whatever comes after it."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def take() -> Message:
        return waiting.pop() if waiting else await receive()

    return take


async def _refuse(scope: Message, send: Send) -> None:
    if scope["type"] == "websocket":
        return await send({"type": "websocket.close"})
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
