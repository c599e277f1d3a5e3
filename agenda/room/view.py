"""What the screens of one session show, read once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import segno
from tortoise.functions import Count

from agenda.attendance import rules as attendance_rules
from agenda.attendance.models import Seat, SeatState
from agenda.attendance.rules import Attendance
from agenda.ballots import queries as ballots
from agenda.ballots import rules as ballot_rules
from agenda.ballots.models import Ballot, BallotState, Vote, VoteSource
from agenda.ballots.rule_sets import RuleSet
from agenda.ballots.rules import Quorum, Verdict
from agenda.floor import queries as floor
from agenda.floor.models import Contribution, Hand, HandState
from agenda.floor.queries import Queue
from agenda.items import queries as items
from agenda.items.models import AgendaItem, ItemState
from agenda.motions import queries as motions
from agenda.motions.models import Motion, MotionState
from agenda.room.rules import Facts, Steps, steps
from agenda.sessions import queries as sessions
from agenda.sessions.models import Session, SessionState
from agenda.sessions.queries import Chair
from forum import parts
from forum.bodies.models import MemberRole
from forum.errors import N_, NotFound

QUEUE_SHOWN = 30
SEATS_AT_ONCE = 500
base_url = ""


@dataclass(frozen=True)
class View:
    """`item` is the item under discussion; `last` the one settled last, while the hall is between two items.

    `outcomes` are what units took on at it. `chair` is the device that presides, if one does.
    """

    session: Session
    chair: Chair | None
    items: list[AgendaItem]
    attendance: Attendance
    quorum: Quorum
    rules: RuleSet
    item: AgendaItem | None
    last: AgendaItem | None
    queue: Queue | None
    contributions: list[Contribution]
    motion: Motion | None
    ballot: Ballot | None
    voted: int
    verdict: Verdict | None
    results: dict[int, Ballot]
    outcomes: list[Callable[[], str]]
    steps: Steps

    @property
    def ballot_open(self) -> bool:
        return self.ballot is not None and self.ballot.state is BallotState.OPEN

    @property
    def joining(self) -> str:
        """Where the hall's QR code leads."""
        return f"{base_url}/c/{self.session.check_in_code}"

    @property
    def qr(self) -> str:
        return segno.make(self.joining, error="m").svg_inline(omitsize=True, border=0, svgclass=None, lineclass=None)

    @property
    def next_item(self) -> AgendaItem | None:
        return next((item for item in self.items if item.state is ItemState.WAITING), None)


async def load(room_id: int) -> View:
    """Raises NotFound for a room that is no session's."""
    session = await sessions.session_of_room(room_id)
    if session is None:
        raise NotFound(N_("找不到这次会议。"))
    agenda = await items.agenda(session.id)
    item = next((each for each in agenda if each.state is ItemState.OPEN), None)
    last = max((each for each in agenda if each.closed_at), key=lambda each: (each.closed_at, each.id), default=None)
    rule_set = RuleSet.from_json(session.rules)
    attendance = await _attendance(session.id)
    quorum = ballot_rules.quorum(rule_set, attendance.entitled, attendance.present)
    queue = await floor.queue(item.id) if item else None
    motion = await motions.current(item.id) if item else None
    ballot = await ballots.last_of_motion(motion.id) if motion else None
    voted = await ballots.voted(ballot.id) if ballot and ballot.state is BallotState.OPEN else 0
    facts = _facts(session, agenda, quorum, rule_set, item, queue, motion, ballot, voted)
    return View(
        session=session,
        chair=sessions.chair_of(session),
        items=agenda,
        attendance=attendance,
        quorum=quorum,
        rules=rule_set,
        item=item,
        last=last,
        queue=queue,
        contributions=await floor.contributions(item.id) if item else [],
        motion=motion,
        ballot=ballot,
        voted=voted,
        verdict=ballots.verdict(ballot) if ballot and ballot.state is BallotState.CLOSED else None,
        results=await _results(session.id),
        outcomes=await _outcomes(item or last),
        steps=steps(facts),
    )


async def _attendance(session_id: int) -> Attendance:
    """Counted in the database: a roll may hold thousands."""
    rows = (
        await Seat.filter(session_id=session_id)
        .annotate(count=Count("id"))
        .group_by("entitled", "role", "state")
        .values("entitled", "role", "state", "count")
    )
    seats = []
    for row in rows:
        seat = attendance_rules.SeatState(
            bool(row["entitled"]), row["role"] == MemberRole.OBSERVER, SeatState(row["state"])
        )
        seats += [seat] * row["count"]
    return attendance_rules.attendance(seats)


async def _outcomes(item: AgendaItem | None) -> list[Callable[[], str]]:
    return [line for lines in parts.outcomes_of_item for line in await lines(item.id)] if item else []


async def _results(session_id: int) -> dict[int, Ballot]:
    """The last closed ballot of each item, by item."""
    closed = Ballot.filter(session_id=session_id, state=BallotState.CLOSED).order_by("id").prefetch_related("motion")
    return {ballot.motion.item_id: ballot for ballot in await closed}


def _facts(
    session: Session,
    agenda: list[AgendaItem],
    quorum: Quorum,
    rule_set: RuleSet,
    item: AgendaItem | None,
    queue: Queue | None,
    motion: Motion | None,
    ballot: Ballot | None,
    voted: int,
) -> Facts:
    waiting = next((each for each in agenda if each.state is ItemState.WAITING), None)
    pending = motion is not None and motion.state in {MotionState.MOVED, MotionState.PUT}
    first = queue.waiting[0] if queue and queue.waiting else None
    running = ballot if ballot and ballot.state is BallotState.OPEN else None
    return Facts(
        session_id=session.id,
        noticed=session.state is SessionState.NOTICED,
        open=session.is_open,
        quorum_met=quorum.met,
        binding=rule_set.binding,
        item_id=item.id if item else None,
        next_item=(waiting.id, waiting.position, waiting.title) if waiting else None,
        speaking=queue.speaking.seat.label if queue and queue.speaking else "",
        next_speaker=(first.id, first.seat.label, queue.suggestion.reason)
        if first and queue and queue.suggestion
        else None,
        waiting=len(queue.waiting) if queue else 0,
        begun=bool(queue and queue.heard) or (motion is not None and not pending),
        items_left=sum(each.state is ItemState.WAITING for each in agenda),
        present=quorum.present,
        needed=quorum.needed,
        motion_id=motion.id if motion and pending else None,
        motion_waits_for_second=motion is not None and motion.state is MotionState.MOVED,
        ballot_id=running.id if running else None,
        voted=voted,
        on_roll=running.present if running else 0,
    )


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
    ballot = await ballots.open_ballot(session_id)
    votes = await _votes_of(ballot.id, seat_ids) if ballot else {}
    on_roll = (await ballots.roll_of(ballot.id)).seats if ballot else frozenset()
    mine = {
        person_id: {
            "seat": seat_id,
            "present": state is SeatState.PRESENT,
            "entitled": bool(entitled),
            "item": item.id if item else None,
            "hand": hands.get(seat_id),
            "ballot": ballot.id if ballot else None,
            "on_roll": seat_id in on_roll,
            "vote": votes.get(seat_id),
        }
        for person_id, (seat_id, entitled, state) in seats.items()
    }
    return {person_id: mine.get(person_id, {"seat": None}) for person_id in person_ids}


async def _hands_of(item_id: int, seat_ids: Collection[int]) -> dict[int, int]:
    """The hand each seat has up, waiting or at the microphone."""
    up = Hand.filter(item_id=item_id, seat_id__in=seat_ids, state__in=[HandState.WAITING, HandState.SPEAKING])
    return dict(await up.order_by("-id").values_list("seat_id", "id"))


async def _votes_of(ballot_id: int, seat_ids: Collection[int]) -> dict[int, dict[str, str]]:
    rows = await Vote.filter(ballot_id=ballot_id, seat_id__in=seat_ids).values_list("seat_id", "choice", "source")
    return {seat_id: {"choice": choice, "source": VoteSource(source).value} for seat_id, choice, source in rows}


@dataclass(frozen=True, slots=True)
class Named:
    name: str


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat as the recorder's list shows it: made by thousands, so without the model."""

    id: int
    number: int
    state: SeatState
    entitled: bool
    person: Named | None
    unit: Named | None

    @property
    def label(self) -> str:
        named = self.unit or self.person
        return named.name if named else ""


async def seats_of(view: View) -> dict[str, Any]:
    """The roll for the recorder's list, and who has voted in the open ballot."""
    ballot = view.ballot if view.ballot_open else None
    return {
        "seats": await _seat_lines(view.session.id),
        "voted": await ballots.sources(ballot.id) if ballot else {},
        "on_roll": (await ballots.roll_of(ballot.id)).seats if ballot else frozenset(),
    }


async def _seat_lines(session_id: int) -> list[SeatLine]:
    lines: list[SeatLine] = []
    seats = Seat.filter(session_id=session_id).order_by("number")
    columns = ("id", "number", "state", "entitled", "person__name", "unit__name")
    # A part at a time: others have their turn in between.
    while (
        rows := await seats.filter(number__gt=lines[-1].number if lines else -1)
        .limit(SEATS_AT_ONCE)
        .values_list(*columns)
    ):
        for id, number, state, entitled, person, unit in rows:
            named = [Named(name) if name is not None else None for name in (person, unit)]
            lines.append(SeatLine(id, number, SeatState(state), bool(entitled), *named))
    return lines
