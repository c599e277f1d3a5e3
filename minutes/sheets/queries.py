"""What stands on the sheets of one session."""

from __future__ import annotations

from datetime import timedelta

from agenda.attachments import queries as attachments
from agenda.attendance import queries as attendance
from agenda.attendance.badges import code_of
from agenda.attendance.models import Seat, SeatState
from agenda.attendance.presence import presences
from agenda.ballots.announcing import announced
from agenda.ballots.methods.kinds import KIND_NAMES
from agenda.ballots.models import Ballot, BallotState
from agenda.items import queries as items
from agenda.masking import queries as masking
from agenda.motions.models import MOTION_KIND_NAMES, Motion
from agenda.sessions.models import Session, SessionState
from forum import clock
from forum.access import Actor
from forum.bodies.models import MEMBER_ROLE_NAMES
from forum.places.models import Place, PlaceKind
from minutes.action_items import queries as actions
from minutes.documents.badges import Badge, Badges
from minutes.documents.sheets import (
    AgendaLine,
    AgendaSheet,
    ResultEntry,
    ResultSheet,
    SignInRow,
    SignInSheet,
)
from minutes.drafting import wording
from minutes.drafting.draft import said
from minutes.drafting.models import Minutes
from minutes.record.presences import named_seats, who_was

CAME = {SeatState.PRESENT, SeatState.LEFT}


async def agenda(session: Session, reader: Actor | None, *, large: bool) -> AgendaSheet:
    """With names masked for who is not signed in. Each item begins when those before it have had their time."""
    planned = await items.agenda(session.id)
    titles = {} if reader else await items.public_titles(planned)
    attached = await attachments.names_of_items(session.id, reader)
    await masking.as_read([session], reader)
    lines, at = [], clock.local(session.starts_at)
    for item in planned:
        presenter = item.presenter if reader else ""
        title, begins = titles.get(item.id, item.title), f"{at:%H:%M}"
        lines.append(AgendaLine(title, item.planned_minutes, begins, presenter, attached.get(item.id, ())))
        at += timedelta(minutes=item.planned_minutes)
    facts = [("时间", wording.moment(clock.local(session.starts_at))), ("地点", session.venue)]
    if reader:
        facts += [("主持", session.chair.name), ("记录", session.recorder.name)]
    return AgendaSheet(session.title, tuple(facts), tuple(lines), large)


async def sign_in_sheet(session: Session) -> SignInSheet:
    """Before the session to be signed, afterwards with the times of who came."""
    seats, delegates = await attendance.seats(session.id), await attendance.delegates(session.id)
    entitled = [seat for seat in seats if seat.entitled]
    begun = session.opened_at is not None
    return SignInSheet(
        session.body.name,
        session.title,
        clock.local(session.starts_at).date(),
        session.venue,
        len(entitled),
        tuple(_signs(seat, delegates.get(seat.delegate_id or 0, "")) for seat in seats),
        sum(seat.state in CAME for seat in entitled) if begun else None,
    )


def _signs(seat: Seat, delegate: str) -> SignInRow:
    return SignInRow(
        seat.person.name if seat.person else "",
        seat.unit.name if seat.unit else _block(seat.person.place if seat.person else None),
        MEMBER_ROLE_NAMES[seat.role],
        f"{clock.local(seat.checked_in_at):%H:%M}" if seat.checked_in_at else "",
        _noted(seat, delegate),
        str(seat.number),
    )


def _noted(seat: Seat, delegate: str) -> str:
    left = f"{clock.local(seat.checked_out_at):%H:%M}离会" if seat.checked_out_at else ""
    excused = "请假" if seat.state is SeatState.EXCUSED else ""
    return "，".join(part for part in (f"代{delegate}" if delegate else "", excused, left) if part)


async def badges(session: Session, seat_id: int | None = None) -> Badges:
    """One for every seat, or for that one alone: somebody stands at the desk without theirs."""
    day = wording.full_date(clock.local(session.starts_at).date())
    seats = [seat for seat in await attendance.seats(session.id) if seat_id in (None, seat.id)]
    return Badges(session.body.name, session.title, day, tuple(map(_badge, seats)))


async def seats_to_come(person_id: int) -> list[Seat]:
    """Where somebody sits in a session whose notice is out or that is sitting."""
    states = [SessionState.NOTICED, SessionState.OPEN]
    seats = Seat.filter(person_id=person_id, session__state__in=states).order_by("session__starts_at")
    return await seats.prefetch_related("session__body")


def _badge(seat: Seat) -> Badge:
    beside = seat.unit.name if seat.unit else _block(seat.person.place if seat.person else None)
    role = "" if seat.asks else MEMBER_ROLE_NAMES[seat.role]
    return Badge(seat.number, seat.person.name if seat.person else "", beside, role, code_of(seat.id))


def _block(place: Place | None) -> str:
    """The sheet goes round the hall: nobody's room stands on it."""
    if place is None:
        return ""
    return place.path.removesuffix(place.name) if place.kind is PlaceKind.HOUSEHOLD else place.path


async def result_sheet(session: Session) -> ResultSheet:
    """Every ballot that was closed, in order; a void one decided nothing."""
    closed = (
        Ballot.filter(session_id=session.id, state=BallotState.CLOSED).order_by("id").prefetch_related("item", "motion")
    )
    present = await _present(session)
    entries = tuple([_counted(ballot, present.get(ballot.id, "")) for ballot in await closed])
    return ResultSheet(session.body.name, session.title, clock.local(session.starts_at).date(), entries)


async def _present(session: Session) -> dict[int, str]:
    """Who was here, by ballot; in writing nobody meets. The same people as before are not named again."""
    if session.in_writing:
        return {}
    named, told, last = await named_seats(session.id), {}, ""
    for one in await presences(session):
        if one.ballot:
            words = who_was(one, named)
            told[one.ballot] = "表决时在场的人同上。" if words == last else words
            last = words
    return told


def _counted(ballot: Ballot, present: str) -> ResultEntry:
    result = announced(ballot)
    return ResultEntry(
        f"第{ballot.item.position}项　{ballot.item.title}",
        ballot.question,
        f"{_on(ballot.motion)}{KIND_NAMES[ballot.kind]}，{_manner(ballot)}；应到{ballot.entitled}，实到{ballot.present}",
        tuple((line.word, line.shown) for line in result.lines),
        result.word,
        tuple(said(sentence) for sentence in result.sentences),
        present,
    )


def _on(motion: Motion | None) -> str:
    """Of what is not the matter itself: 修正案；"""
    if motion is None or not (motion.amends_id or motion.is_procedural):
        return ""
    return "修正案；" if motion.amends_id else f"程序性动议（{MOTION_KIND_NAMES[motion.kind]}）；"


def _manner(ballot: Ballot) -> str:
    return "无记名" if ballot.secret else "记名"


async def minutes_of(session_id: int) -> tuple[int, bool]:
    """The id of the session's minutes, 0 before there are any, and whether they are public."""
    found = await Minutes.get_or_none(session_id=session_id)
    return (found.id, found.is_public) if found else (0, False)


async def offered(session_id: int) -> tuple[bool, bool]:
    """Whether there is anything to print of action items and of ballots."""
    closed = await Ballot.exists(session_id=session_id, state=BallotState.CLOSED)
    return bool(await actions.of_session(session_id)), closed
