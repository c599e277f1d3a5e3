"""送达与催办: that the papers reached somebody, on record; that who has not answered was asked again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from agenda.attendance.models import Seat
from agenda.deliveries import rules
from agenda.deliveries.models import Delivery, DeliveryMeans, Reminder
from agenda.sessions.commands import session_for_command
from agenda.sessions.models import Session, SessionState
from agenda.written import returned
from forum import clock
from forum.access import Actor, Permission, person_of, require
from forum.errors import N_, NotFound, RuleBroken
from forum.journal import answer, command, record, transaction


@command
async def record_deliveries(
    session_id: int,
    seat_ids: Collection[int],
    means: DeliveryMeans,
    delivered_on: date,
    witness: str = "",
    *,
    by: Actor,
) -> int:
    """For all of these seats that have none on record yet. Gives how many; RuleBroken where that is nobody."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await session.refresh_from_db()
        rules.check_record(session.kind, session.state)
        noticed_on = clock.local(session.noticed_at or clock.now()).date()
        rules.check_day(delivered_on, noticed_on=noticed_on, today=clock.today())
        seats = await _not_reached(session_id, seat_ids)
        if not seats:
            raise RuleBroken(N_("没有要登记的：一席也没有选，或者选的都登记过了。"))
        await _reach(seats, session_id, means, delivered_on, witness.strip(), by)
        return answer(len(seats))


async def note_seen(session: Session, *, by: Actor) -> None:
    """Whoever opens the papers on a device, signed in, has them: recorded once, by itself."""
    if not session.is_open or by.person_id is None or clock.now() >= session.planned_end:
        return
    mine = await Seat.filter(session_id=session.id, person_id=by.person_id).values_list("id", flat=True)
    if await _not_reached(session.id, [int(str(seat)) for seat in mine]):
        await _see(session, by=by)


@command
async def _see(session: Session, *, by: Actor) -> None:
    async with transaction(session.room_id):
        await session.refresh_from_db()
        if session.state is not SessionState.OPEN:
            return
        mine = await Seat.filter(session_id=session.id, person_id=person_of(by)).values_list("id", flat=True)
        seats = await _not_reached(session.id, [int(str(seat)) for seat in mine])
        if seats:
            await _reach(seats, session.id, DeliveryMeans.DEVICE, clock.today(), "", by)


async def _not_reached(session_id: int, seat_ids: Collection[int]) -> list[int]:
    entitled = Seat.filter(session_id=session_id, id__in=list(seat_ids), entitled=True).order_by("number")
    reached = set(await Delivery.filter(session_id=session_id).values_list("seat_id", flat=True))
    return [int(str(seat)) for seat in await entitled.values_list("id", flat=True) if seat not in reached]


async def _reach(seats: list[int], session_id: int, means: DeliveryMeans, day: date, witness: str, by: Actor) -> None:
    now = clock.now()
    await Delivery.bulk_create(
        [
            Delivery(
                session_id=session_id, seat_id=seat, means=means, delivered_on=day, witness=witness,
                entered_by_id=by.person_id, entered_at=now,
            )
            for seat in seats
        ]
    )  # fmt: skip
    record("delivery.recorded", by, session=session_id, seats=seats, means=means.value, on=day.isoformat())


@command
async def take_back_delivery(session_id: int, seat_id: int, *, by: Actor) -> None:
    """It was entered by mistake: the record keeps both."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await session.refresh_from_db()
        rules.check_record(session.kind, session.state)
        found = await Delivery.get_or_none(session_id=session_id, seat_id=seat_id)
        if found is None:
            raise NotFound(N_("这一席没有登记过送达。"))
        await Delivery.filter(id=found.id).delete()
        record("delivery.withdrawn", by, session=session_id, seat=seat_id)


@command
async def remind(session_id: int, *, by: Actor) -> int:
    """Everybody who has not answered all questions and was not reminded today. Gives how many."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await session.refresh_from_db()
        now = clock.now()
        rules.check_remind(session.state, now=now, deadline=session.planned_end)
        missing = {
            line.seat_id: clock.local(line.reminded_at).date() if line.reminded_at else None
            for line in await returned.lines(session_id)
            if line.on_roll and not line.is_complete
        }
        seats = rules.to_remind(missing, clock.today())
        if not seats:
            raise RuleBroken(N_("没有要催的：都回了，或者今天都催过了。"))
        person = person_of(by)
        await Reminder.bulk_create(
            [Reminder(session_id=session_id, seat_id=seat, at=now, by_id=person) for seat in seats]
        )
        record("reminder.sent", by, session=session_id, seats=seats)
        return answer(len(seats))
