"""What others keep of the board and ask for again: answered with what is new only."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from quart import Response, request
from werkzeug.http import http_date

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
