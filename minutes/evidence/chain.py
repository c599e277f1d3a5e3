"""The chain over a session's events: who holds its last link can tell whether any event was changed; pure.

The link of an event is the SHA-256, in hexadecimal, of the link before it, a line feed, and the event as canonical JSON
in UTF-8: an object of at, by, data, kind and seq, keys sorted, no blanks, nothing escaped that need not be, `at` in UTC
with microseconds (2026-11-28T11:30:00.000000Z). Before the first event stands the SHA-256 of BEGINNING.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

BEGINNING = "yishi event chain 1"


class Fact(Protocol):
    """An event as the journal keeps it."""

    seq: int
    kind: str
    at: datetime
    by_id: int | None
    data: dict[str, Any]


@dataclass(frozen=True)
class Head:
    """The chain's last link and the number of the event it is of; `seq` 0 where there is none yet."""

    seq: int
    link: str


def plain(event: Fact) -> dict[str, Any]:
    """An event as it is exported and hashed."""
    at = event.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return {"seq": event.seq, "kind": event.kind, "at": at, "by": event.by_id, "data": event.data}


def canonical(event: Mapping[str, Any]) -> str:
    return json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def head(events: Iterable[Mapping[str, Any]], until: int | None = None) -> Head:
    """Of plain events in their order; up to and with `until`, where it is given."""
    found = Head(0, hashlib.sha256(BEGINNING.encode()).hexdigest())
    for event in events:
        if until is not None and event["seq"] > until:
            break
        text = f"{found.link}\n{canonical(event)}"
        found = Head(event["seq"], hashlib.sha256(text.encode()).hexdigest())
    return found
