"""What is asked in writing, who has answered, and how far it is. Never what anybody answered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from agenda.attendance.models import Seat
from agenda.ballots import figures
from agenda.ballots import queries as ballots
from agenda.ballots.announcing import Announced, announced
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import Ballot, BallotState, PreparedBallot, RollEntry, Vote, VoteSource
from agenda.deliveries.models import Reminder
from agenda.items import queries as items
from agenda.sessions.models import Session, SessionKind, SessionState
from forum import clock, i18n
from forum.access import Actor
from forum.errors import N_, NotFound


async def matters(session_id: int) -> list[PreparedBallot]:
    """The questions written down, by item."""
    found = PreparedBallot.filter(item__session_id=session_id, withdrawn_at=None)
    return await found.order_by("item__position", "id")


async def standing(session_id: int) -> list[Ballot]:
    """The ballots that were not declared void, in the order of the paper."""
    found = Ballot.filter(session_id=session_id).exclude(state=BallotState.VOID)
    return await found.order_by("item__position", "id").prefetch_related("item")


def tells_turnout(ballot: Ballot) -> bool:
    """Where only who objects must say so, who has returned a paper is as good as what is in it."""
    return ballot.kind is not Kind.OBJECTION


async def missing(session_id: int) -> int:
    """How many of the roll have not answered all open questions."""
    open_ = await Ballot.filter(session_id=session_id, state=BallotState.OPEN).only("id")
    left: set[int] = set()
    for ballot_id in [ballot.id for ballot in open_]:
        left |= (await ballots.roll_of(ballot_id)).seats - (await ballots.sources(ballot_id)).keys()
    return len(left)


# ---- a resident's own sheet --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """One question on the reader's sheet: whether they may answer, whether they have, and in what words."""

    ballot: Ballot
    on_roll: bool
    voted: bool
    source: VoteSource | None
    said: str
    may_follow: bool
    may_change: bool
    result: Announced | None


async def sheet(session: Session, reader: Actor) -> dict[str, Any]:
    """For the page on which the reader answers; `agenda` pairs each item with its questions."""
    asked = [await _asked(ballot, reader) for ballot in await standing(session.id)]
    by_item: dict[int, list[Asked]] = defaultdict(list)
    for one in asked:
        by_item[one.ballot.item_id].append(one)
    agenda = [(item, by_item[item.id]) for item in await items.agenda(session.id)]
    left = sum(one.on_roll and not one.voted and one.ballot.state is BallotState.OPEN for one in asked)
    return {
        "agenda": agenda,
        "left": left,
        "answered": sum(one.voted for one in asked),
        "taking": session.is_open and clock.now() < session.planned_end,
        "seat": await Seat.filter(session_id=session.id, person_id=reader.person_id).order_by("-entitled").first(),
    }


async def _asked(ballot: Ballot, reader: Actor) -> Asked:
    roll = await ballots.roll_of(ballot.id)
    seat_id = roll.seat_of_person.get(reader.person_id or 0)
    vote = await ballots.vote_of(ballot.id, seat_id) if seat_id else None
    said = i18n.say(figures.said(ballot, vote.choice)) if vote and vote.choice else ""
    own = vote is None or vote.source is VoteSource.DEVICE
    over = ballot.state is BallotState.CLOSED
    return Asked(
        ballot, seat_id is not None, vote is not None, vote.source if vote else None, said, roll.may_follow,
        roll.may_change and own, announced(ballot) if over else None,
    )  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """What waits for one person in a session in writing: so many questions, and whether they were reminded."""

    session: Session
    left: int
    reminded: bool


async def waiting_for(person_id: int) -> list[Waiting]:
    """Open sheets on which the person has not answered everything yet."""
    open_ = Session.filter(kind=SessionKind.WRITTEN, state=SessionState.OPEN).order_by("id")
    found = []
    for session in await open_.filter(seats__person_id=person_id, seats__entitled=True).distinct():
        if clock.now() >= session.planned_end:
            continue
        seats = await Seat.filter(session_id=session.id, person_id=person_id).values_list("id", flat=True)
        on_roll = RollEntry.filter(ballot__session_id=session.id, ballot__state=BallotState.OPEN, seat_id__in=seats)
        voted = Vote.filter(ballot__session_id=session.id, ballot__state=BallotState.OPEN, seat_id__in=seats)
        left = await on_roll.count() - await voted.count()
        if left:
            reminded = await Reminder.exists(session_id=session.id, seat_id__in=seats)
            found.append(Waiting(session, left, reminded))
    return found


async def to_count(actor: Actor) -> list[Session]:
    """Past their deadline and not yet counted, for who may count them."""
    open_ = await Session.filter(kind=SessionKind.WRITTEN, state=SessionState.OPEN).order_by("id")
    over = [session for session in open_ if session.planned_end <= clock.now()]
    return [session for session in over if actor.in_office or actor.person_id == session.chair_id]


async def session_of_matter(matter_id: int) -> int:
    """The id of its session. Raises NotFound."""
    found = await PreparedBallot.get_or_none(id=matter_id).prefetch_related("item")
    if found is None:
        raise NotFound(N_("找不到这个问题，可能已经撤下。"))
    return found.item.session_id
