"""What only one person's screen shows of a session: their seat, their hand, their votes, for themselves and others."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from agenda.attendance import queries as attendance
from agenda.attendance.models import Mandate, Recusal, Seat, SeatState
from agenda.ballots import figures
from agenda.ballots import queries as ballots
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import Ballot, Vote, VoteSource
from agenda.ballots.queries import FrozenRoll
from agenda.discussion import queries as discussion
from agenda.discussion.models import Contribution
from agenda.floor.models import Hand, HandState
from agenda.floor.rules import HandKind
from agenda.groups import queries as groups
from agenda.items.models import AgendaItem, ItemState
from agenda.statements import queries as statements
from forum import i18n
from forum.journal import Event


async def personal(room_id: int, person_id: int) -> dict[str, Any]:
    """What only one person's screen shows: their seat, their hand, their vote in the open ballot."""
    return (await personal_of_all(room_id, [person_id]))[person_id]


async def personal_of_all(room_id: int, person_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """`personal` by person: a handful of queries, however many people it is asked for."""
    called = Seat.filter(session__room_id=room_id, person_id__in=person_ids)
    # Who has several seats here is shown the first that may vote: the last of these.
    rows = await called.order_by("entitled", "-number").values_list(
        "person_id", "id", "session_id", "entitled", "state"
    )
    if not rows:
        return {person_id: {"seat": None} for person_id in person_ids}
    seats = {person_id: (seat_id, entitled, SeatState(state)) for person_id, seat_id, _, entitled, state in rows}
    session_id, seat_ids = rows[0][2], [seat_id for seat_id, _, _ in seats.values()]
    item = await AgendaItem.filter(session_id=session_id, state=ItemState.OPEN).first()
    hands = await _hands_of(item.id, seat_ids) if item else {}
    own, hidden = await _written_by(item.id, seat_ids) if item else ({}, {})
    supports = await discussion.supported_by(item.id, seat_ids) if item else {}
    marks = await statements.marks_of(item.id, seat_ids) if item else {}
    declined = await statements.declined_of(item.id, seat_ids) if item else {}
    in_groups = await groups.group_of_each(item.id, seat_ids) if item else {}
    ballot = await ballots.open_ballot(session_id)
    roll = await ballots.roll_of(ballot.id) if ballot else None
    mandates = await attendance.standing_mandates(session_id)
    held = _held_by(mandates, {seat: person for person, (seat, *_) in seats.items()}, roll)
    holders = {mandate.principal_id: mandate.holder.label for mandate in mandates}
    principals = [one["seat"] for each in held.values() for one in each]
    votes = await _votes_of(ballot, {*seat_ids, *principals}) if ballot else {}
    aside = await _recusals_of(item.id, seat_ids) if item else {}
    reminded = await _reminded(room_id, ballot) if ballot else 0
    mine = {
        person_id: {
            "seat": seat_id,
            "present": state is SeatState.PRESENT,
            "entitled": bool(entitled),
            "item": item.id if item else None,
            "hand": hands.get((seat_id, False)),
            "urgent": hands.get((seat_id, True)),
            "own": own.get(seat_id, []),
            "supports": supports.get(seat_id, []),
            "hidden": hidden.get(seat_id, []),
            "ballot": ballot.id if ballot else None,
            "on_roll": roll is not None and seat_id in roll.seats and seat_id not in roll.holder_of,
            "vote": votes.get(seat_id),
            "held": [{**one, "vote": votes.get(one["seat"])} for one in held.get(person_id, ())],
            "holder": holders.get(seat_id),
            "recusal": aside.get(seat_id),
            "reminded": reminded,
            "marks": marks.get(seat_id, {}),
            "declined": declined.get(seat_id, []),
            "group": in_groups.get(seat_id),
        }
        for person_id, (seat_id, entitled, state) in seats.items()
    }
    return {person_id: mine.get(person_id, {"seat": None}) for person_id in person_ids}


def _held_by(
    mandates: list[Mandate], person_of: dict[int, int], roll: FrozenRoll | None
) -> dict[int, list[dict[str, Any]]]:
    """{seat, name, scope} of those each person votes for, by their seat: in the open ballot, or in the next."""
    held: dict[int, list[dict[str, Any]]] = {}
    for one in mandates:
        counts = roll is None or roll.holder_of.get(one.principal_id) == one.holder_id
        if one.holder_id in person_of and counts:
            line = {"seat": one.principal_id, "name": one.principal.label, "scope": one.scope}
            held.setdefault(person_of[one.holder_id], []).append(line)
    return held


async def _recusals_of(item_id: int, seat_ids: Collection[int]) -> dict[int, int]:
    """The recusal of each who stands aside in an item."""
    found = Recusal.filter(item_id=item_id, seat_id__in=seat_ids, ended_at=None)
    return dict(await found.values_list("seat_id", "id"))


async def _reminded(room_id: int, ballot: Ballot) -> int:
    """The number of the chair's last reminder in this ballot; 0 where there was none."""
    last = await Event.filter(room_id=room_id, kind="ballot.reminded").order_by("-seq").first()
    return last.seq if last and last.data["ballot"] == ballot.id else 0


async def _hands_of(item_id: int, seat_ids: Collection[int]) -> dict[tuple[int, bool], int]:
    """The hand each seat has up, waiting or at the microphone, and the urgent one: a point of order or a reply."""
    up = Hand.filter(item_id=item_id, seat_id__in=seat_ids, state__in=[HandState.WAITING, HandState.SPEAKING])
    rows = await up.order_by("-id").values_list("seat_id", "kind", "id")
    return {(seat, kind != HandKind.SPEECH): hand for seat, kind, hand in rows}


async def _written_by(
    item_id: int, seat_ids: Collection[int]
) -> tuple[dict[int, list[int]], dict[int, list[dict[str, str]]]]:
    """The ids of what each seat wrote, and {text, reason} of what of it the chair has hidden."""
    own: dict[int, list[int]] = {}
    hidden: dict[int, list[dict[str, str]]] = {}
    rows = Contribution.filter(item_id=item_id, seat_id__in=seat_ids).order_by("id")
    for seat, id, text, at, reason in await rows.values_list("seat_id", "id", "text", "hidden_at", "hidden_reason"):
        own.setdefault(seat, []).append(id)
        if at:
            hidden.setdefault(seat, []).append({"text": text, "reason": reason})
    return own, hidden


async def _votes_of(ballot: Ballot, seat_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """What each has given: of plain votes the choice, of other papers also its words in every language. Of a secret
    one only that it is there.
    """
    rows = await Vote.filter(ballot_id=ballot.id, seat_id__in=seat_ids).values_list("seat_id", "choice", "source")
    found: dict[int, dict[str, Any]] = {}
    for seat_id, choice, source in rows:
        found[seat_id] = {"choice": choice, "source": VoteSource(source).value}
        if choice and ballot.kind is not Kind.YES_NO:
            found[seat_id]["said"] = words_of(ballot, choice)
    return found


def words_of(ballot: Ballot, kept: str) -> dict[str, str]:
    """A kept paper in words, by language."""
    said = figures.said(ballot, kept)
    return {code: said.said(i18n.translator(code)) for code in i18n.LANGUAGES}
