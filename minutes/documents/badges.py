"""胸牌: badges of 90 × 54 mm, ten on a sheet to be cut, with a code for the desk and the chair's device."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from forum.pages import STATIC
from forum.people.slips import qr_picture
from minutes.documents.official import Sheet

SHEET = 10


@dataclass(frozen=True)
class Badge:
    """`beside` is the unit, or where somebody lives; `role` 委员, 列席 …; a badge to be written on has no name."""

    number: int
    name: str
    beside: str
    role: str
    code: str

    @property
    def qr(self) -> str:
        return qr_picture(self.code)

    @property
    def parts(self) -> list[str]:
        """Of its name, each to stay on one line: 古丽巴哈尔·买买提 is turned after its dot."""
        first, *others = self.name.split("·")
        return [f"{part}·" for part in (first, *others[:-1])] + others[-1:] if others else [first]

    @property
    def size(self) -> str:
        """Of its name, by how long it is."""
        return "long" if len(self.name) > 8 else "wide" if len(self.name) > 4 else ""


@dataclass(frozen=True)
class Badges:
    body: str
    session: str
    day: str
    badges: tuple[Badge, ...]

    @property
    def sheets(self) -> list[tuple[Badge, ...]]:
        return [self.badges[at : at + SHEET] for at in range(0, len(self.badges), SHEET)]


def badge_sheets(made: Badges) -> Sheet:
    styles = Markup((STATIC / "css/badges.css").read_text(encoding="utf-8"))
    return Sheet("badges.html", {"b": made, "styles": styles, "document_title": f"{made.session}胸牌"})
