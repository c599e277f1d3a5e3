"""The roll as the desk at the door shows it: found by number, name, sound or unit, and who came last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agenda.attendance import badges
from agenda.attendance import queries as attendance
from agenda.attendance.models import CheckInMeans, Reply, Seat, SeatState
from agenda.desk import rules
from agenda.room.view import View
from agenda.sessions.models import Session
from forum.bodies.models import MemberRole, Membership
from forum.errors import N_, NotFound
from forum.people import pinyin
from forum.people import queries as people
from forum.people.models import Person
from forum.places.models import Place
from forum.terms import counting

AT_ONCE = 500
ARRIVALS = 6


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A seat at the desk, made by hundreds and so without the model.

    `person` is who sits for it now, in this session perhaps the substitute of `delegate`.
    """

    id: int
    number: int
    state: SeatState
    remote: bool
    entitled: bool
    reply: Reply | None
    since: datetime | None
    person: str
    unit: str
    place: str
    delegate: str
    asks: bool

    @property
    def label(self) -> str:
        return self.unit or self.person

    @property
    def beside(self) -> str:
        """What tells them from others of the name: who sits for the unit, or where somebody lives."""
        return self.person if self.unit else self.place

    @property
    def text(self) -> str:
        return f"{self.number} {self.unit} {self.person} {self.delegate}"

    @property
    def said(self) -> str:
        """How person, unit and delegate sound, as the page carries it."""
        return "|".join(pinyin.said(name) for name in (self.person, self.unit, self.delegate) if name)

    def is_meant_by(self, words: str) -> bool:
        if words.isdecimal():
            return self.number == int(words)
        names = (self.person, self.unit, self.delegate)
        return any(words in name or pinyin.sounds_like(name, words) for name in names if name)


COLUMNS = (
    "id", "number", "state", "means", "entitled", "reply", "checked_in_at", "checked_out_at", "person__name",
    "unit__name", "person__place__path", "person__place__kind", "person__place__parent__path", "delegate_id", "role",
)  # fmt: skip


async def lines(session_id: int) -> list[DeskLine]:
    """Every seat, in order."""
    found: list[DeskLine] = []
    seats = Seat.filter(session_id=session_id).order_by("number")
    delegates = await attendance.delegates(session_id)
    # A part at a time: others have their turn in between.
    while rows := await seats.filter(number__gt=found[-1].number if found else -1).limit(AT_ONCE).values_list(*COLUMNS):
        found += [_line(row, delegates) for row in rows]
    return found


async def line(seat: Seat) -> DeskLine:
    row = await Seat.filter(id=seat.id).values_list(*COLUMNS)
    return _line(row[0], await attendance.delegates(seat.session_id))


async def seat(seat_id: int) -> Seat:
    """With person and unit. Raises NotFound."""
    found = await Seat.get_or_none(id=seat_id).prefetch_related("person", "unit")
    if found is None:
        raise NotFound(N_("找不到这个席位。"))
    return found


def _line(row: Sequence[Any], delegates: dict[int, str]) -> DeskLine:
    id, number, state, means, entitled, reply, came, left, person, unit, path, kind, above, delegate, role = row
    return DeskLine(
        id, number, SeatState(state), means == CheckInMeans.REMOTE, bool(entitled), Reply(reply) if reply else None,
        left or came, person or "", unit or "", rules.block_of(path, kind, above), delegates.get(delegate or 0, ""),
        not entitled and role != MemberRole.OBSERVER,
    )  # fmt: skip


async def roll_of(view: View) -> dict[str, Any]:
    """For the desk's list."""
    holders = {mandate.principal_id: mandate.holder.label for mandate in view.standing.mandates}
    return {"lines": await lines(view.session.id), "holders": holders, "doors_open": doors_open(view)}


async def arrivals_of(view: View) -> dict[str, Any]:
    """Who came last, newest first."""
    here = [line for line in await lines(view.session.id) if line.state is SeatState.PRESENT and line.since]
    here.sort(key=lambda line: (line.since, line.id), reverse=True)
    return {"arrivals": here[:ARRIVALS], "doors_open": doors_open(view)}


def doors_open(view: View) -> bool:
    return view.session.state.value in rules.DOORS_OPEN


async def meant(session_id: int, typed: str) -> list[DeskLine]:
    """Whom a badge's code, a number, a name or its sound may mean. BadInput for a badge of another session."""
    known = await lines(session_id)
    if code := badges.read_code(typed):
        seat_id = await badges.seat_of_code(session_id, code, "who")
        return [line for line in known if line.id == seat_id]
    return [line for line in known if line.is_meant_by(typed)]


# ---- who is not on the roll ----------------------------------------------------------------------------------------


async def late_members(session: Session) -> list[tuple[int, str]]:
    """Members of the body without a seat of their own here: (membership, what the list says)."""
    seated = await Seat.filter(session_id=session.id).exclude(role=MemberRole.OBSERVER).values_list(
        "person_id", "unit_id"
    )  # fmt: skip
    people_here, units_here = {person for person, _ in seated}, {unit for _, unit in seated if unit}
    members = Membership.filter(counting(), body_id=session.body_id).exclude(role=MemberRole.OBSERVER)
    return [
        (member.id, " ".join(one.name for one in (member.unit, member.person) if one))
        for member in await members.order_by("number").prefetch_related("person", "unit")
        if (member.unit_id not in units_here if member.unit_id else member.person_id not in people_here)
    ]


async def namesakes(name: str) -> list[tuple[int, str]]:
    """People of the register with exactly that name: (person, name and block)."""
    found = await people.called(name) if name else []
    return [(one.id, " · ".join(part for part in (one.name, await _block(one)) if part)) for one in found]


async def _block(person: Person) -> str:
    if person.place is None:
        return ""
    above = await Place.get_or_none(id=person.place.parent_id)
    return rules.block_of(person.place.path, person.place.kind, above.path if above else None)
