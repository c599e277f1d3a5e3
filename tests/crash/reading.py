"""What can be read from a screen's markup."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from tests.crash.phone import Phone

SETTLED = ("carried", "lost")
"""States of a motion that was voted on."""
_FORM = re.compile(r'<form method="post" action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
_FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@dataclass(frozen=True)
class Offer:
    """A form a screen shows."""

    path: str
    fields: dict[str, str]
    shut: bool
    grave: bool


def offers(markup: str) -> list[Offer]:
    found = []
    for path, inside in _FORM.findall(markup):
        fields = {name: html.unescape(value) for name, value in _FIELD.findall(inside) if name != "command_id"}
        found.append(Offer(html.unescape(path), fields, " disabled" in inside, "data-grave" in inside))
    return found


def found(pattern: str, markup: str) -> str:
    """The pattern's group; empty where it is not there."""
    match = re.search(pattern, markup)
    return match[1] if match else ""


def hand_of(phone: Phone, item: str) -> int | None:
    """As the page: what it knew of the hand ends with the item."""
    return phone.mine.get("hand") if str(phone.mine.get("item")) == item else None


def unlike(one: Any, other: Any) -> str:
    """What two dictionaries differ in."""
    keys = [key for key in sorted({*one, *other}) if one.get(key) != other.get(key)]
    return "; ".join(f"{key}: {one.get(key)!r} is not {other.get(key)!r}" for key in keys)
