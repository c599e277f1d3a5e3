"""Who has which section of which minutes open now: in memory, for a hint beside the section and never for a lock."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

GONE_AFTER = timedelta(seconds=20)
"""Pages say every few seconds where they are."""


@dataclass(frozen=True)
class Here:
    person_id: int
    name: str
    section: str
    seen_at: datetime


class Presence:
    def __init__(self) -> None:
        self._at: defaultdict[int, dict[tuple[int, str], Here]] = defaultdict(dict)

    def seen(self, minutes_id: int, tab: str, here: Here) -> list[Here]:
        """Note where a tab is; gives the other tabs that are in a section, whoever has been silent left out."""
        tabs = self._at[minutes_id]
        tabs[here.person_id, tab] = here
        for key, other in list(tabs.items()):
            if here.seen_at - other.seen_at > GONE_AFTER:
                del tabs[key]
        return [other for key, other in tabs.items() if key != (here.person_id, tab) and other.section]
