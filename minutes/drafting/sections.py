"""The minutes as sections: how they make one text, and how a text falls into sections again; pure.

A section with a title becomes a chapter; its number, 一、 and so on, is counted here and never typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from forum.markdown import escaped, unescaped
from minutes.drafting.wording import DIGITS, numeral

OVERVIEW = "overview"
_OWN = "own-"
_HEADING = re.compile(rf"^## (?:[{DIGITS}十百]+、)?(.*)$", re.M)


@dataclass(frozen=True)
class Part:
    """A section: `key` stays the same whatever becomes of its title and text; without a title it is no chapter."""

    key: str
    title: str
    text: str


def composed(parts: Iterable[Part]) -> str:
    """The whole text; a section of which nothing is left is left out."""
    texts, number = [], 0
    for part in parts:
        if not part.text.strip():
            continue
        number += bool(part.title)
        heading = f"## {numeral(number)}、{escaped(part.title)}\n\n" if part.title else ""
        texts.append(heading + part.text.strip("\n"))
    return "\n\n".join(texts)


def split(text: str) -> list[Part]:
    """The sections of a text, each with a new key of its own."""
    first, *chapters = _HEADING.split(text)
    found = [Part(OVERVIEW, "", first.strip("\n"))]
    for number, (title, body) in enumerate(zip(chapters[::2], chapters[1::2], strict=True), 1):
        found.append(Part(f"{_OWN}{number}", unescaped(title).strip(), body.strip("\n")))
    return found


def rekeyed(parts: Sequence[Part], known: Sequence[Part]) -> list[Part]:
    """With the keys of the known sections that have their titles; others get keys that nobody has."""
    free = {part.title: part.key for part in reversed(known)}
    taken = {part.key for part in known}
    found: list[Part] = []
    for part in parts:
        key = free.pop(part.title, "") or new_key(taken)
        taken.add(key)
        found.append(replace(part, key=key))
    return found


def new_key(taken: Iterable[str]) -> str:
    numbers = [int(key.removeprefix(_OWN)) for key in taken if re.fullmatch(rf"{_OWN}\d+", key)]
    return f"{_OWN}{max(numbers, default=0) + 1}"


def keeps_all(before: str, after: str) -> bool:
    """Whether every character of a text is still there, in order: whoever wrote the other has lost nothing of it."""
    rest = iter(after)
    return all(character in rest for character in before)
