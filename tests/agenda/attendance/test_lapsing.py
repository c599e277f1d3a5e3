"""A seat whose term ends between the notice and the opening does not count in the session."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agenda.attendance import mandates
from agenda.attendance.models import Mandate, Seat
from agenda.sessions import commands as sessions
from agenda.written import commands as written
from forum import clock
from forum.bodies.models import MemberRole, Membership
from forum.journal import Event
from forum.terms import end_after
from tests import factories as make


@pytest.mark.parametrize(("last_day", "counts"), [(-1, False), (0, True), (1, True)])
async def test_a_term_counts_to_the_end_of_its_last_day(database: Any, last_day: int, counts: bool) -> None:
    """Its last day is the day before the session opens, that day, the day after."""
    hall = await make.session_noticed(members=4)
    who, last = hall.members[1], clock.today() + timedelta(days=last_day)
    await Membership.filter(body_id=hall.body_id, person_id=who.person_id).update(ended_on=end_after(last))
    await sessions.open_session(hall.session_id, by=hall.chair)
    seat = await Seat.get(id=hall.seat_of(who))
    assert seat.entitled is counts and not seat.asks
    assert seat.role is (MemberRole.MEMBER if counts else MemberRole.OBSERVER)
    lapsed = await Event.filter(room_id=hall.room_id, kind="seat.lapsed")
    assert [event.data["seat"] for event in lapsed] == ([] if counts else [seat.id])
    opened = await Event.get(room_id=hall.room_id, kind="session.opened")
    assert opened.data["entitled"] == (4 if counts else 3), "the quorum is counted without them"


async def test_who_was_elected_anew_sits_on(database: Any) -> None:
    hall = await make.session_noticed(members=3)
    person_id, today = hall.members[0].person_id, clock.today()
    await Membership.filter(body_id=hall.body_id, person_id=person_id).update(ended_on=today)
    await Membership.create(body_id=hall.body_id, person_id=person_id, number=99, started_on=today)
    await sessions.open_session(hall.session_id, by=hall.chair)
    assert await Seat.filter(session_id=hall.session_id, entitled=True).count() == 3


async def test_a_mandate_ends_with_the_seat_that_gave_or_held_it(database: Any) -> None:
    hall = await make.session_noticed(members=4)
    one, other, third = (hall.seat_of(who) for who in hall.members[1:4])
    made = [
        await mandates.enter_mandate(hall.session_id, principal, holder, clock.today(), by=hall.recorder)
        for principal, holder in ((one, other), (third, other))
    ]
    over = Membership.filter(body_id=hall.body_id, person_id=hall.members[1].person_id)
    await over.update(ended_on=clock.today())
    await sessions.open_session(hall.session_id, by=hall.chair)
    reasons = [(await Mandate.get(id=mandate)).end_reason for mandate in made]
    assert reasons == ["lapsed", ""]
    assert await Event.filter(room_id=hall.room_id, kind="mandate.ended").count() == 1


async def test_owners_keep_the_seats_of_the_notice(database: Any) -> None:
    hall = await make.written_noticed(members=3)
    await Membership.filter(body_id=hall.body_id).update(ended_on=clock.today())

    await written.open_papers(hall.session_id, by=hall.chair)
    assert await Seat.filter(session_id=hall.session_id, entitled=True).count() == 3
