"""A poster for the stairwell: a large code that leads to the notice board, or to one session."""

from __future__ import annotations

from dataclasses import dataclass

from forum.people.slips import qr_picture
from minutes.documents.official import Sheet

SIZES = {"a4": (210, 297), "a3": (297, 420)}
"""In mm."""


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
    def qr(self) -> str:
        return qr_picture(self.address)


def poster(made: Poster, size: str) -> Sheet:
    width, height = SIZES[size]
    said = {"p": made, "width": width, "height": height, "unit": width / 210, "document_title": made.title}
    return Sheet("poster.html", said)
