"""Who was here for each item and each ballot of a session, as its events have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agenda.attendance import queries, stays
from agenda.attendance.stays import Attendees
from agenda.ballots.models import Ballot, RollEntry
from agenda.items.models import AgendaItem
from agenda.sessions.models import Session
from forum.journal import Event

WHOLE, PART, PROXIED, ABSENT = "whole", "part", "proxied", "absent"


@dataclass(frozen=True)
class Presence:
    """In one item, or as one of its ballots opened: `ballot` is 0 for the item itself.

    `proxied` are seats somebody else voted for, `late` those the chair admitted to the open ballot.
    """

    item: int
    position: int
    title: str
    attendees: Attendees
    ballot: int = 0
    proxied: frozenset[int] = frozenset()
    late: frozenset[int] = frozenset()

    def mark(self, seat: int) -> str:
        if seat in self.attendees.left or seat in self.attendees.came or seat in self.late:
            return PART
        if seat in self.attendees.here:
            return WHOLE
        return PROXIED if seat in self.proxied else ABSENT


async def presences(session: Session) -> list[Presence]:
    """In the order of the proceedings; of items that were taken up."""
    kinds = ["item.opened", "item.closed", "ballot.opened"]
    events = await Event.filter(room_id=session.room_id, kind__in=kinds).order_by("seq")
    known = await queries.stays_of(session.room_id)
    items = {item.id: item for item in await AgendaItem.filter(session_id=session.id)}
    ballots = {ballot.id: ballot for ballot in await Ballot.filter(session_id=session.id)}
    closed = {event.data["item"]: event.seq for event in events if event.kind == "item.closed"}
    over = (await Event.filter(room_id=session.room_id, kind="session.closed").first()) if session.closed_at else None
    found: list[Presence] = []
    back = {event.data["undoes"] for event in await Event.filter(room_id=session.room_id, kind="item.opening_undone")}
    for event in (each for each in events if each.seq not in back):
        if event.kind == "item.opened" and (item := items.get(event.data["item"])):
            last = closed.get(item.id, over.seq if over else None)
            found.append(Presence(item.id, item.position, item.title, stays.during(known, event.seq, last)))
        elif event.kind == "ballot.opened" and (ballot := ballots.get(event.data["ballot"])):
            here = frozenset(stays.here_at(known, event.seq))
            found.append(await _in_ballot(ballot, items[ballot.item_id], here))
    return found


async def _in_ballot(ballot: Ballot, item: AgendaItem, here: frozenset[int]) -> Presence:
    rows = await RollEntry.filter(ballot_id=ballot.id).values_list("seat_id", "holder_id", "admitted_at")
    return Presence(
        item.id,
        item.position,
        ballot.question,
        Attendees(here, frozenset(), frozenset()),
        ballot.id,
        frozenset(seat for seat, holder, _ in rows if holder is not None),
        frozenset(seat for seat, holder, admitted in rows if admitted is not None and holder is None),
    )


def names_of(presence: Presence, named: Sequence[tuple[int, str]]) -> list[tuple[str, list[str]]]:
    """Names by how they took part, in the order given, as (mark, names); marks that nobody has are left out."""
    by_mark: dict[str, list[str]] = {WHOLE: [], PART: [], PROXIED: []}
    for seat, name in named:
        if (mark := presence.mark(seat)) != ABSENT:
            by_mark[mark].append(name)
    return [(mark, names) for mark, names in by_mark.items() if names]
