"""A poster for the stairwell: a large code that leads to the notice board, or to one session."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from forum.people.slips import qr_picture
from minutes.documents.official import Sheet

SIZES = {"a4": (210, 297), "a3": (297, 420)}
"""In mm."""
# The rest in mm of an A4 poster, as its template sets it: an A3 one is the same, larger.
TEXT, FACT, MATTER = 178, 154, 169
"""How wide a line is."""
ROOM = 269 - 118 - 31
"""How high the page is without its code, rules and margins."""


def _height(text: str, size: float, width: float, leading: float = 1.5) -> float:
    return ceil(len(text) * size / width) * size * leading


@dataclass(frozen=True)
class Poster:
    """`facts` are (label, text); `matters` what is on the agenda. Public words only."""

    organ: str
    title: str
    lead: str
    address: str
    facts: tuple[tuple[str, str], ...] = ()
    matters: tuple[str, ...] = ()

    @property
    def title_size(self) -> float:
        count = max(len(self.title), 1)
        return 11 if count > 24 else 14 if count > 12 else min(22, 176 / count)

    @property
    def shown(self) -> tuple[str, ...]:
        """As many matters as there is room for above the code, with a line that says how many there are in all."""
        room = ROOM - _height(self.organ, 7, TEXT) - _height(self.title, self.title_size, TEXT - 4, 1.25)
        room -= sum(_height(text, 7.6, FACT) + 2 for _, text in self.facts)
        for at, matter in enumerate(self.matters):
            room -= _height(matter, 6.4, MATTER)
            if room < 9.6:
                return self.matters[:at]
        return self.matters

    @property
    def qr(self) -> str:
        return qr_picture(self.address)


def poster(made: Poster, size: str) -> Sheet:
    width, height = SIZES[size]
    said = {"p": made, "width": width, "height": height, "unit": width / 210, "document_title": made.title}
    return Sheet("poster.html", said)
