"""What others keep of the board and ask for again: answered with what is new only, and made once for many."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Coroutine, Hashable
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from quart import Response, request
from werkzeug.http import http_date

V = TypeVar("V")
FRESH = 300
"""Seconds somebody may go by what they have."""


def kept(content: bytes, kind: str, changed: datetime | None = None, fresh: int = FRESH) -> Response:
    """With what a reader needs to ask only for what is new."""
    response = Response(content, content_type=kind)
    response.headers["Cache-Control"] = f"public, max-age={fresh}"
    response.headers["Vary"] = "Cookie, Accept-Language"
    response.set_etag(hashlib.sha256(content).hexdigest()[:32])
    if changed:
        response.headers["Last-Modified"] = http_date(changed.astimezone(UTC))
    if request.if_none_match:
        unchanged = request.if_none_match.contains(response.get_etag()[0] or "")
    else:
        since = request.if_modified_since
        unchanged = bool(changed and since and changed.replace(microsecond=0) <= since)
    if unchanged:
        response.status_code = 304
        response.set_data(b"")
    return response


class MadeOnce(Generic[V]):
    """What many ask for at the same moment is made once, for all of them; nothing is kept once it is made.

    `key` has everything that makes a difference: it is made with the first one's language and address.
    """

    def __init__(self) -> None:
        self._making: dict[Hashable, asyncio.Task[V]] = {}

    async def get(self, key: Hashable, make: Callable[[], Coroutine[Any, Any, V]]) -> V:
        """Raises what `make` raises. Goes on for the others when the first hangs up."""
        making = self._making.get(key)
        if making is None or making.done() or making.get_loop() is not asyncio.get_running_loop():
            making = self._making[key] = asyncio.create_task(make())
            making.add_done_callback(lambda done: self._made(key, done))
        return await asyncio.shield(making)

    def _made(self, key: Hashable, done: asyncio.Task[V]) -> None:
        if self._making.get(key) is done:
            del self._making[key]
        if not done.cancelled():
            done.exception()  # taken: whoever asked may be gone
