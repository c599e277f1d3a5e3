"""What stands before every page: same-origin writes, headers, limits on guessing."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from quart import Quart, Response, request

from forum.errors import N_, NotAllowed, TooMany

SAFE = {"GET", "HEAD", "OPTIONS"}


def install(app: Quart) -> None:
    app.before_request(refuse_foreign_writes)
    app.after_request(add_headers)


async def refuse_foreign_writes() -> None:
    """A write must come from our own pages: `Sec-Fetch-Site` where the browser sends it, else Origin or Referer."""
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        allowed = site in {"same-origin", "none"}
    else:
        source = request.headers.get("Origin") or request.headers.get("Referer") or ""
        allowed = bool(request.host) and _site(source) == request.host
    if not allowed:
        raise NotAllowed(N_("这个请求不是从本站页面发出的，没有执行。"))


def _site(address: str) -> str:
    with suppress(ValueError):
        return urlsplit(address).netloc
    return ""


async def add_headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", policy(request.host))
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def policy(host: str, framed_by: str = "'none'") -> str:
    """`framed_by`: whose pages may show this one in a frame."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self' ws://{host} wss://{host}; frame-src 'self'; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {framed_by}; manifest-src 'self'; worker-src 'self'"
    )


class Bucket:
    """Tries per key: `size` at once, one back every `seconds`. Old keys are forgotten, so memory stays bounded."""

    def __init__(self, size: int, seconds: float, keys: int = 10_000) -> None:
        self.size, self.seconds, self.keys = size, seconds, keys
        self.levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> bool:
        now = time.monotonic()
        level, seen = self.levels.pop(key, (float(self.size), now))
        level = min(float(self.size), level + (now - seen) / self.seconds)
        taken = level >= 1
        self.levels[key] = (level - taken, now)
        if len(self.levels) > self.keys:
            self.levels.popitem(last=False)
        return taken

    def give_back(self, key: str) -> None:
        level, seen = self.levels.get(key, (0.0, time.monotonic()))
        self.levels[key] = (min(float(self.size), level + 1), seen)


class Guesses:
    """Limits guessing at a secret, by address and over all. A right guess is given back, so a hall behind one router
    can join at once; a guess costs whoever is wrong."""

    def __init__(self, each: int = 12, every: float = 20.0, all_: int = 300) -> None:
        self.by_address = Bucket(each, every)
        self.over_all = Bucket(all_, 1.0)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def trying(self, address: str) -> AsyncIterator[None]:
        """Around one guess: leaving with an exception says it was wrong. Raises TooMany.

        One at a time from an address: sixty right ones sent at once must not empty the bucket while they are looked at,
        and no more wrong ones get through at once than one after another.
        """
        turn = self._turns.setdefault(address, asyncio.Lock())
        async with turn:
            self.spend(address)
            yield
            self.refund(address)

    def spend(self, address: str) -> None:
        """Raises TooMany."""
        if not (self.by_address.take(address) and self.over_all.take("all")):
            raise TooMany(N_("试的次数太多了，请等一分钟再试，或请工作人员帮忙。"))

    def refund(self, address: str) -> None:
        self.by_address.give_back(address)
        self.over_all.give_back("all")


def client_address() -> str:
    return request.remote_addr or "?"
