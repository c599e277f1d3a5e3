from __future__ import annotations

from agenda.attendance import queries, rules
from agenda.attendance.mandates import CAME, LEFT, end_mandates, forget_rolls, restore_mandates
from agenda.attendance.models import CheckInMeans, Mandate, Reply, Seat, SeatState
from agenda.attendance.quorum import note_quorum
from agenda.ballots.models import BallotState, RollEntry, Vote
from agenda.discussion.models import Contribution
from agenda.floor.models import Hand, HandState
from agenda.sessions.commands import session_for_command
from agenda.sessions.models import Session, SessionState
from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.bodies.models import MemberRole
from forum.errors import N_, NotFound, RuleBroken
from forum.journal import command, record, transaction


@command
async def check_in(session_id: int, *, by: Actor) -> None:
    """A person checks in their own seat, by the QR code in the hall. Checking in twice is one check-in."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        await _require_doors_open(session)
        seat = await Seat.filter(session_id=session_id, person_id=person_of(by)).order_by("-entitled", "number").first()
        if seat is None:
            seat = await _seat_of_comer(session, by)
        ended = await _seat_present(seat, session, CheckInMeans.QR, by)
    forget_rolls(ended)


async def _seat_of_comer(session: Session, by: Actor) -> Seat:
    """At a talk on the spot whoever comes takes a seat, but for who presides. Raises RuleBroken elsewhere."""
    if not session.on_the_spot or person_of(by) == session.chair_id:
        raise RuleBroken(N_("您不在本次会议的名册上，请到签到台找工作人员。"))
    last = await Seat.filter(session_id=session.id).order_by("-number").first()
    seat = await Seat.create(
        session_id=session.id, number=last.number + 1 if last else 1, person_id=person_of(by), entitled=False,
        role=MemberRole.OBSERVER, added_at=clock.now(),
    )  # fmt: skip
    record("seat.added", by, seat=seat.id, person=seat.person_id, asks=False, registered=False)
    return seat


@command
async def tick_off(seat_id: int, *, by: Actor, remote: bool = False) -> None:
    """The recorder ticks somebody off the list; `remote`: who takes part from elsewhere."""
    seat, session = await _seat_and_session(seat_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await _require_doors_open(session)
        await seat.refresh_from_db()
        ended = await _seat_present(seat, session, CheckInMeans.REMOTE if remote else CheckInMeans.RECORDER, by)
    forget_rolls(ended)


@command
async def check_out(seat_id: int, *, by: Actor) -> None:
    seat, session = await _seat_and_session(seat_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await seat.refresh_from_db()
        if not seat.is_present:
            raise RuleBroken(N_("这个席位没有签到。"))
        seat.state, seat.checked_out_at = SeatState.LEFT, clock.now()
        await seat.save(update_fields=["state", "checked_out_at"])
        await Hand.filter(seat_id=seat.id, state=HandState.WAITING).update(
            state=HandState.WITHDRAWN, ended_at=clock.now()
        )
        record("seat.checked_out", by, seat=seat.id, person=seat.person_id)
        ended = await Mandate.filter(holder_id=seat.id, ended_at=None)
        await end_mandates(ended, LEFT, by)
        await note_quorum(session, by)
    forget_rolls(ended)


@command
async def excuse(seat_id: int, *, by: Actor) -> None:
    seat, session = await _seat_and_session(seat_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await seat.refresh_from_db()
        if seat.state is not SeatState.EXPECTED:
            raise RuleBroken(N_("已经签到的人不能再记请假。"))
        seat.state, seat.reply, seat.replied_at = SeatState.EXCUSED, Reply.EXCUSED, clock.now()
        await seat.save(update_fields=["state", "reply", "replied_at"])
        record("seat.excused", by, seat=seat.id, person=seat.person_id)


@command
async def undo_mark(seat_id: int, *, by: Actor) -> None:
    """A tick or an excuse that was meant for somebody else is taken back: the seat is as it was before.

    Mandates that ended by it stand again. RuleBroken once the seat has done anything since.
    """
    seat, session = await _seat_and_session(seat_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await _require_doors_open(session)
        await seat.refresh_from_db()
        if seat.state is SeatState.PRESENT:
            await _undo_check_in(seat, session, by)
        elif seat.state is SeatState.EXCUSED:
            await Seat.filter(id=seat.id).update(state=SeatState.EXPECTED, reply=None, replied_at=None)
            record("seat.excuse_undone", by, seat=seat.id, person=seat.person_id)
        else:
            raise RuleBroken(N_("这一席没有可以撤销的登记。"))


async def _undo_check_in(seat: Seat, session: Session, by: Actor) -> None:
    since = seat.checked_in_at
    rules.check_undo(
        acted=await Hand.exists(seat_id=seat.id, raised_at__gte=since)
        or await Vote.exists(seat_id=seat.id, at__gte=since)
        or await Contribution.exists(seat_id=seat.id, at__gte=since),
        on_open_roll=await RollEntry.exists(seat_id=seat.id, ballot__state=BallotState.OPEN),
    )
    before = (await queries.stays_of(session.room_id)).get(seat.id, ())[:-1]
    excused = seat.reply is Reply.EXCUSED and seat.replied_at is not None
    last = before[-1] if before else None
    await Seat.filter(id=seat.id).update(
        state=SeatState.LEFT if last else SeatState.EXCUSED if excused else SeatState.EXPECTED,
        checked_in_at=last.came.at if last else None,
        checked_out_at=last.left.at if last and last.left else None,
        means=CheckInMeans(last.came.means) if last else None,
    )
    record("seat.check_in_undone", by, seat=seat.id, person=seat.person_id)
    await restore_mandates(seat.id, since, by)
    await note_quorum(session, by)


async def _seat_present(seat: Seat, session: Session, means: CheckInMeans, by: Actor) -> list[Mandate]:
    """Gives the mandates that end by it."""
    if seat.is_present:
        return []
    seat.state, seat.means, seat.checked_in_at, seat.checked_out_at = SeatState.PRESENT, means, clock.now(), None
    await seat.save(update_fields=["state", "means", "checked_in_at", "checked_out_at"])
    record("seat.checked_in", by, seat=seat.id, person=seat.person_id, means=means.value)
    ended = await Mandate.filter(principal_id=seat.id, ended_at=None)
    await end_mandates(ended, CAME, by)
    await note_quorum(session, by)
    return ended


async def _require_doors_open(session: Session) -> None:
    await session.refresh_from_db(fields=["state"])
    if session.state not in {SessionState.NOTICED, SessionState.OPEN}:
        raise RuleBroken(N_("现在不能签到：会议还没有通知，或已经闭会。"))


async def _seat_and_session(seat_id: int) -> tuple[Seat, Session]:
    seat = await Seat.get_or_none(id=seat_id).prefetch_related("session")
    if seat is None:
        raise NotFound(N_("找不到这个席位。"))
    return seat, seat.session


async def present_seat(session: Session, by: Actor) -> Seat:
    """The seat from which somebody acts in the hall now. Raises RuleBroken if they have none or are not checked in."""
    seat = await Seat.filter(session_id=session.id, person_id=person_of(by)).order_by("-entitled", "number").first()
    if seat is None:
        raise RuleBroken(N_("您不在本次会议的名册上，可以旁听，不能发言和表决。"))
    if not seat.is_present:
        raise RuleBroken(N_("请先签到，再参加议事。"))
    return seat
