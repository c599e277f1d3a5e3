"""How a step is taken back: each slice says it of its own events, in a file `undoing.py`.

Nothing is deleted. What is taken back stays in the record, and so does that it was: the event of the undoing holds the
number of what it undoes as `undoes`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from agenda.attendance.models import Seat
from agenda.sessions.models import Session
from forum.access import Actor
from forum.errors import N_, RuleBroken, Sentence
from forum.journal import Event


class Overtaken(Exception):
    """The step is over without anybody having taken it back: the one before it may still be."""


def _always(event: Event) -> bool:
    return True


@dataclass(frozen=True)
class Way:
    """`says` names the step on the button.

    `check` raises RuleBroken with why it can not be taken back any more, or Overtaken. `take_back` does it inside the
    command's transaction: the first event it records, of the kind `leaves`, is the undoing. `presides`: by whoever
    presides, else by who did it. `is_step`: whether it was done at the console, and is not what somebody in the hall
    did for themselves or a part of another step.
    """

    says: Callable[[Event], Awaitable[Sentence]]
    check: Callable[[Event], Awaitable[None]]
    take_back: Callable[[Event, Session, Actor], Awaitable[None]]
    leaves: str
    presides: bool = True
    is_step: Callable[[Event], bool] = _always


def by_another(event: Event) -> bool:
    """Not by the person it concerns: entered at the console, or done by the chair."""
    return event.by_id is not None and event.by_id != event.data.get("person")


def plain(text: str) -> Callable[[Event], Awaitable[Sentence]]:
    """A step that is named with the figures of its event."""

    async def says(event: Event) -> Sentence:
        return Sentence(text, {name: value for name, value in event.data.items() if isinstance(value, int | str)})

    return says


def of_seat(text: str) -> Callable[[Event], Awaitable[Sentence]]:
    """A step that is named with {who} of its event's seat."""

    async def says(event: Event) -> Sentence:
        return Sentence(text, {"who": await seat_label(event.data["seat"]), **_figures(event)})

    return says


def _figures(event: Event) -> dict[str, int]:
    return {name: value for name, value in event.data.items() if name == "seconds"}


async def seat_label(seat_id: int) -> str:
    seat = await Seat.get(id=seat_id).prefetch_related("person", "unit")
    return seat.label


async def nothing_against(event: Event) -> None:
    """For steps whose own command says whether it may be."""


async def refuse_after(event: Event, words: str, *kinds: str) -> None:
    """Raises RuleBroken with `words` if anything of these kinds, or first words of kinds, has happened since."""
    later = await Event.filter(room_id=event.room_id, seq__gt=event.seq).order_by("seq")
    undone = {one.data["undoes"] for one in later if "undoes" in one.data}
    stands = (one.kind for one in later if one.seq not in undone and "undoes" not in one.data)
    if any(kind in kinds or kind.partition(".")[0] in kinds for kind in stands):
        raise RuleBroken(words)


NOT_BACK = N_("这一步不能撤销。")
