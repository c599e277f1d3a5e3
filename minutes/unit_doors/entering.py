"""At the door of a unit's link: guessing ends, no link sends without measure, and no search engine lists the page."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

from quart import Response, current_app, request

from forum.errors import N_, TooMany
from forum.security import Bucket, Guesses, client_address
from minutes.unit_doors.tokens import Kind, L, Link

TOKEN = "string(maxlength=40)"
CALLED, MOST_NAME, A_YEAR = "called", 20, 365 * 24 * 3600
AT_ONCE, EVERY = 12, 30.0
"""What one link may send: a dozen at once, one more each half minute."""


async def entered(kind: Kind[L], token: str) -> L:
    """A wrong token costs a guess, a right one is given back. Raises NotFound, TooMany."""
    guesses: Guesses = current_app.extensions.setdefault(f"{kind.purpose}_guesses", Guesses())
    async with guesses.trying(client_address()):
        return await kind.link_of(token)


def take_turn(kind: Kind[Any], link: Link) -> None:
    """Raises TooMany."""
    writes: Bucket = current_app.extensions.setdefault(f"{kind.purpose}_writes", Bucket(AT_ONCE, EVERY))
    if not writes.take(str(link.id)):
        raise TooMany(N_("送得太快了，请过一分钟再送；您写的都还在。"))


def called() -> str:
    """As whoever uses this device has called themselves at a unit's door: it is typed once, on whichever link."""
    return unquote(request.cookies.get(CALLED, ""))[:MOST_NAME]


def remembered(response: Response, name: str) -> Response:
    response.set_cookie(CALLED, quote(name), max_age=A_YEAR, samesite="Lax", httponly=True)
    return response


def unlisted(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
