"""What may be taken back next, with its name and with why it may not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agenda.undoing import rules
from agenda.undoing.rules import Fact
from agenda.undoing.way import Overtaken
from agenda.undoing.ways import FINAL, KINDS, WAYS
from forum.errors import RuleBroken, Sentence
from forum.journal import Event

LOOKED_BACK = 40
"""Events: what is further back is no last step of anybody."""


@dataclass(frozen=True)
class Undo:
    """The last step of the chair, or that of a person (`by`) who records. `says` is None where `why_not` says all."""

    seq: int
    by: int | None
    presides: bool
    says: Sentence | None = None
    why_not: Sentence | None = None


async def last_steps(room_id: int) -> list[Undo]:
    """The chair's, whoever presided then, and one of each who records; newest first."""
    newest = Event.filter(room_id=room_id, kind__in=KINDS).order_by("-seq").limit(LOOKED_BACK)
    rows = {row["seq"]: row for row in await newest.values("seq", "kind", "data", "by_id", "at", "room_id")}
    found: dict[int | None, Undo] = {}
    for fact in rules.standing(Fact(row["seq"], row["kind"], row["data"]) for row in rows.values()):
        row = rows[fact.seq]
        if (whose := _whose(fact, row["by_id"])) in found:
            continue
        if (undo := await _undo(Event(**row))) is not None:
            found[whose] = undo
    return list(found.values())


def _whose(fact: Fact, by: int | None) -> int | None:
    """None is the chair: whoever presides may take it back."""
    way = WAYS.get(fact.kind)
    return by if way is not None and not way.presides else None


async def _undo(event: Event) -> Undo | None:
    """None of what was no step, or is over."""
    if (why := FINAL.get(event.kind)) is not None:
        return Undo(event.seq, event.by_id, presides=True, why_not=Sentence(why))
    way = WAYS[event.kind]
    if not way.is_step(event):
        return None
    try:
        await way.check(event)
    except Overtaken:
        return None
    except RuleBroken as refusal:
        return Undo(event.seq, event.by_id, way.presides, await way.says(event), refusal.sentence)
    return Undo(event.seq, event.by_id, way.presides, await way.says(event))


async def is_taken_back(room_id: int, seq: int) -> bool:
    later = Event.filter(room_id=room_id, seq__gt=seq, kind__in=KINDS)
    return any(event.data.get("undoes") == seq for event in await later)


async def taken_back(room_id: int, *kinds: str) -> set[int]:
    """The seqs of these kinds of events that were taken back."""
    found = await Event.filter(room_id=room_id, kind__in=[WAYS[kind].leaves for kind in kinds])
    return {event.data["undoes"] for event in found if "undoes" in event.data}


async def shown(view: Any) -> dict[str, Any]:
    """For the console; `view` is agenda.room.view.View."""
    return {
        "undos": await last_steps(view.session.room_id) if view.session.opened_at or view.session.noticed_at else []
    }
