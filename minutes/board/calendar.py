"""Sessions as iCalendar (RFC 5545): one UID for good, SEQUENCE counts moves, one called off says CANCELLED."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from icalendar import Calendar, Event, vText

from forum import clock


@dataclass(frozen=True)
class Entry:
    """A session in a calendar; times are aware."""

    id: int
    title: str
    begins: datetime
    ends: datetime
    venue: str
    organ: str
    sequence: int
    changed_at: datetime
    cancelled: bool = False
    note: str = ""


def calendar(name: str, entries: Iterable[Entry], address: str) -> bytes:
    """`address` is the house's own, without a slash at the end."""
    made = Calendar()
    made.add("prodid", "-//yishi//calendar//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", str(clock.SHANGHAI))
    for entry in entries:
        made.add_component(_event(entry, address))
    made.add_missing_timezones()
    return made.to_ical()


def _event(entry: Entry, address: str) -> Event:
    event = Event()
    event.add("uid", f"session-{entry.id}@{urlsplit(address).hostname or 'yishi'}")
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("summary", entry.title)
    event.add("dtstart", entry.begins.astimezone(clock.SHANGHAI))
    event.add("dtend", entry.ends.astimezone(clock.SHANGHAI))
    event["location"] = vText(entry.venue)
    event.add("description", "\n".join(filter(None, [entry.organ, entry.note])))
    event.add("url", f"{address}/sessions/{entry.id}")
    return event
