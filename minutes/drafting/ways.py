"""办事步骤 in the minutes: what a body calls the steps by which a matter goes, and where each stood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Stood:
    """A step of a way: where it `stood`, since when, and what is to be said of it."""

    name: str
    who: str
    stood: str
    day: date | None = None
    said: str = ""


@dataclass(frozen=True)
class Way:
    """The steps by which a matter goes that was on the agenda: whose they are, and what that body calls them."""

    matter: str
    body: str
    title: str
    steps: tuple[Stood, ...]
