"""督办单 for one action item: numbered, with what was promised, how often it was chased up, and the unit's own door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forum.people.slips import qr_picture
from minutes.documents.official import Sheet
from minutes.drafting.wording import full_date


@dataclass(frozen=True)
class Chased:
    """An earlier chase-up, or this one: 第1次, when, how, and what was said."""

    number: str
    day: str
    means: str
    words: str


@dataclass(frozen=True)
class ChaseOrder:
    """`left` says how late it is, `state` for what it waits; `link` is "" where the unit's link holds no more.

    `steps` are those of its plan, (text, day, how it stands).
    """

    number: str
    unit: str
    organ: str
    day: date
    text: str
    source: str
    helping: str
    responsible: str
    criteria: str
    due: str
    left: str
    state: str
    answer_by: str
    words: str
    link: str = ""
    until: str = ""
    steps: tuple[tuple[str, str, str], ...] = ()
    chased: tuple[Chased, ...] = ()


def chase_order(slip: ChaseOrder) -> Sheet:
    said = {
        "s": slip,
        "qr": qr_picture(slip.link) if slip.link else "",
        "day": full_date(slip.day),
        "document_title": f"{slip.number}督办单",
    }
    return Sheet("chase_order.html", said)
