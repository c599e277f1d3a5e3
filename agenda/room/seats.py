"""The roll as the console shows it: who is here, who has voted and how, who is missing, what was counted by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agenda.attendance import queries as attendance
from agenda.attendance.models import CheckInMeans, Reply, Seat, SeatState
from agenda.ballots import queries as ballots
from agenda.ballots.models import Ballot, Block
from agenda.floor import queries as floor
from agenda.room.view import View
from forum.bodies.models import MemberRole
from forum.journal import Event

SEATS_AT_ONCE = 500
MISSING_SHOWN = 60
ARRIVALS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Named:
    name: str


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat as the recorder's list shows it: made by thousands, so without the model."""

    id: int
    number: int
    state: SeatState
    remote: bool
    entitled: bool
    reply: Reply | None
    person: Named | None
    unit: Named | None
    delegate: str = ""
    reason: str = ""
    """Why a member added late should count: the chair is asked."""

    @property
    def label(self) -> str:
        named = self.unit or self.person
        return named.name if named else ""


async def seats_of(view: View) -> dict[str, Any]:
    """The roll for the recorder's list, and who has voted in the open ballot."""
    ballot = view.ballot if view.ballot_open else None
    return {
        "seats": await _seat_lines(view.session.id),
        "voted": await ballots.sources(ballot.id) if ballot and view.tells_turnout else {},
        "on_roll": (await ballots.roll_of(ballot.id)).seats if ballot else frozenset(),
        "holder_of": {mandate.principal_id: mandate.holder for mandate in view.standing.mandates},
        "holding": _holding(view),
        "recused": {recusal.seat_id for recusal in view.standing.recusals},
        "may_join": await _may_join(view, ballot) if ballot else frozenset(),
    }


async def _may_join(view: View, ballot: Ballot) -> set[int]:
    """Whom the chair may admit to an open ballot: here now, or with a holder who is on its roll."""
    on_roll = (await ballots.roll_of(ballot.id)).seats
    held = {mandate.principal_id for mandate in view.proxied if mandate.holder_id in on_roll}
    recused = {recusal.seat_id for recusal in view.standing.recusals}
    here = Seat.filter(session_id=view.session.id, entitled=True, state=SeatState.PRESENT)
    if not view.rules.remote_counts:
        here = here.exclude(means=CheckInMeans.REMOTE)
    return {*(row[0] for row in await here.values_list("id")), *held} - recused - on_roll


def _holding(view: View) -> dict[int, list[str]]:
    """Whom each holder votes for, by name."""
    holding: dict[int, list[str]] = {}
    for mandate in view.standing.mandates:
        holding.setdefault(mandate.holder_id, []).append(mandate.principal.label)
    return holding


async def counting_of(view: View) -> dict[str, Any]:
    """For the console while a ballot is open: who is missing, by name where it is by name; and what was counted by
    hand."""
    ballot = view.ballot if view.ballot_open else None
    if ballot is None:
        return {"missing": [], "missing_more": 0, "blocks": []}
    missing: list[str] = []
    if view.tells_turnout and not ballot.secret:
        voted, roll = await ballots.sources(ballot.id), await ballots.roll_of(ballot.id)
        missing = [line.label for line in await _seat_lines(view.session.id) if line.id in roll.seats - set(voted)]
    return {
        "missing": missing[:MISSING_SHOWN],
        "missing_more": len(missing) - len(missing[:MISSING_SHOWN]),
        "blocks": await Block.filter(ballot_id=ballot.id, struck_at=None),
    }


async def speaking_time_of(view: View) -> dict[str, Any]:
    """Who has spoken how long in this session, and who has not been heard."""
    return {"balance": await floor.speaking_time(view.session.id) if view.session.opened_at else None}


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody came or left, and when."""

    name: str
    at: datetime
    left: bool


async def arrivals_of(view: View) -> dict[str, Any]:
    """Who came or left last, newest first."""
    kinds = ["seat.checked_in", "seat.checked_out"]
    events = await Event.filter(room_id=view.session.room_id, kind__in=kinds).order_by("-seq").limit(ARRIVALS_SHOWN)
    seats = Seat.filter(id__in=[event.data["seat"] for event in events]).prefetch_related("person", "unit")
    names = {seat.id: seat.label for seat in await seats}
    lines = [Arrival(names.get(one.data["seat"], ""), one.at, one.kind == kinds[1]) for one in events]
    return {"arrivals": lines}


async def _seat_lines(session_id: int) -> list[SeatLine]:
    lines: list[SeatLine] = []
    seats = Seat.filter(session_id=session_id).order_by("number")
    columns = (
        "id", "number", "state", "means", "entitled", "reply", "person__name", "unit__name", "delegate_id", "role",
        "added_reason",
    )  # fmt: skip
    delegates = await attendance.delegates(session_id)
    # A part at a time: others have their turn in between.
    while (
        rows := await seats.filter(number__gt=lines[-1].number if lines else -1)
        .limit(SEATS_AT_ONCE)
        .values_list(*columns)
    ):
        for id, number, state, means, entitled, reply, person, unit, delegate, role, reason in rows:
            asks = not entitled and role != MemberRole.OBSERVER
            lines.append(
                SeatLine(
                    id, number, SeatState(state), means == CheckInMeans.REMOTE, bool(entitled),
                    Reply(reply) if reply else None, _named(person), _named(unit), delegates.get(delegate or 0, ""),
                    reason if asks else "",
                )
            )  # fmt: skip
    return lines


def _named(name: str | None) -> Named | None:
    return None if name is None else Named(name)
