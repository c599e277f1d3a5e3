"""Who is not on the roll as it was noticed: observers, members who joined late, substitutes of delegates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from agenda.attendance import admissions, commands, queries
from agenda.attendance.models import Seat, SeatState
from agenda.ballots import commands as ballots
from agenda.floor import commands as floor
from agenda.masking import queries as masking
from agenda.sessions.models import Session
from forum.access import SYSTEM, Actor
from forum.bodies import commands as bodies
from forum.bodies.models import MemberRole
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.people import queries as people
from forum.people.models import Person
from minutes.publication.queries import _lists
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_acts_once_at_once, check_recorded, check_refused


@dataclass
class Late:
    """An open hall, and who joined its body since."""

    hall: Hall
    member: Actor
    membership: int
    seat: int = 0


async def joined(**given: Any) -> Late:
    hall = await make.item_open(members=4, observers=1, **given)
    return await _join(hall)


async def _join(hall: Hall) -> Late:
    someone = await make.person()
    return Late(hall, someone, await bodies.seat_member(hall.body_id, by=SYSTEM, person_id=someone.person_id))


async def asked() -> Late:
    late = await joined()
    late.seat = await ask(late)
    return late


async def council() -> Hall:
    return await make.session_noticed(members=4, units=True)


def ask(late: Late, **given: Any) -> Any:
    return admissions.ask_for_member(late.hall.session_id, late.membership, "补选当选", by=late.hall.recorder, **given)


def observe(hall: Hall, **given: Any) -> Any:
    return admissions.add_observer(hall.session_id, "林秀珍", by=hall.recorder, **given)


def consent(late: Late, **given: Any) -> Any:
    return admissions.consent_to_member(late.seat, by=late.hall.chair, **given)


def decline(late: Late, **given: Any) -> Any:
    return admissions.decline_member(late.seat, by=late.hall.chair, **given)


def replace_first(hall: Hall, **given: Any) -> Any:
    return admissions.substitute(hall.seat_of(hall.members[0]), "替补人", by=hall.recorder, **given)


async def substituted() -> Hall:
    hall = await council()
    await replace_first(hall)
    return hall


def back(hall: Hall, **given: Any) -> Any:
    return admissions.end_substitution(hall.seat_of(hall.members[0]), by=hall.recorder, **given)


CHECKED_IN = frozenset({"seat.checked_in"})
DEEDS = [
    Deed("observer", make.session_open, observe, "seat.added", lambda h, a: {"seat": a, "asks": False,
         "registered": True}, CHECKED_IN),
    Deed("member", joined, ask, "seat.added", lambda late, a: {"seat": a, "asks": True,
         "person": late.member.person_id}, CHECKED_IN),
    Deed("consent", asked, consent, "seat.entitled", lambda late, a: {"seat": late.seat, "entitled": 5}),
    Deed("decline", asked, decline, "seat.declined", lambda late, a: {"seat": late.seat}),
    Deed("substitute", council, replace_first, "seat.substituted",
         lambda h, a: {"delegate": h.members[0].person_id, "registered": True}),
    Deed("end", substituted, back, "seat.substitution_ended", lambda h, a: {"person": h.members[0].person_id}),
]  # fmt: skip


async def voting_while_asked() -> Late:
    hall = await make.motion_put(members=4)
    late = await _join(hall)
    late.seat = await ask(late)
    await ballots.open_ballot(hall.motion_id, by=hall.chair)
    return late


async def seated_twice() -> Hall:
    """The second unit's delegate is to sit for the first as well."""
    hall = await council()
    unit = (await Seat.get(id=hall.seat_of(hall.members[0]))).unit_id
    await make.people.grant_role(hall.members[1].person_id, make.Role.DELEGATE, by=SYSTEM, unit_id=unit)
    return hall


REFUSED = [
    Refused("a member adds", make.session_open, lambda h, **kw: admissions.add_observer(
        h.session_id, "人", by=h.members[0], **kw), NotAllowed, "主持人和记录员"),
    Refused("who sits there", make.session_open, lambda h, **kw: admissions.add_observer(
        h.session_id, by=h.recorder, person_id=h.members[1].person_id, **kw), RuleBroken, "已经在名册上：2号"),
    Refused("nobody", make.session_open, lambda h, **kw: admissions.add_observer(
        h.session_id, by=h.recorder, **kw), BadInput, "请填写姓名"),
    Refused("in writing", make.written_open, observe, RuleBroken, "名单已经定了"),
    Refused("before the notice", make.session_planned, observe, RuleBroken, "还没有通知"),
    Refused("without a reason", joined, lambda late, **kw: admissions.ask_for_member(
        late.hall.session_id, late.membership, " ", by=late.hall.recorder, **kw), BadInput, "增补的理由"),
    Refused("asked twice", asked, ask, RuleBroken, "已经在名册上"),
    Refused("the recorder consents", asked, lambda late, **kw: admissions.consent_to_member(
        late.seat, by=late.hall.recorder, **kw), NotAllowed, "主持人"),
    Refused("during a ballot", voting_while_asked, consent, RuleBroken, "应到人数已经定了"),
    Refused("nothing to answer", joined, lambda late, **kw: admissions.decline_member(
        late.hall.seat_of(late.hall.members[0]), by=late.hall.chair, **kw), RuleBroken, "没有等主持人同意"),
    Refused("a person's seat", make.session_open, replace_first, RuleBroken, "只有单位的席位"),
    Refused("whose delegate is here", lambda: make.session_open(members=4, units=True), replace_first, RuleBroken,
            "先给在场的人登记离场"),
    Refused("who sits for another", seated_twice, lambda h, **kw: admissions.substitute(
        h.seat_of(h.members[0]), by=h.recorder, person_id=h.members[1].person_id, **kw), RuleBroken, "已经是2号"),
    Refused("who is not of the unit", council, lambda h, **kw: admissions.substitute(
        h.seat_of(h.members[0]), by=h.recorder, person_id=h.members[2].person_id, **kw), BadInput, "请选本单位的人"),
    Refused("nobody to send back", council, back, RuleBroken, "没有换人"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_it_records_one_fact_with_ids_only_and_acts_once(database: Any, deed: Deed) -> None:
    await check_recorded(deed)
    await check_acts_once(deed)
    await check_acts_once_at_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_it_is_refused_in_words_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)


async def test_an_observer_is_never_counted_and_may_speak(database: Any) -> None:
    hall = await make.item_open(members=4)
    before = await queries.heads(hall.session_id)
    seat = await Seat.get(id=await observe(hall))
    assert (seat.entitled, seat.role, seat.state, seat.number) == (False, MemberRole.OBSERVER, SeatState.PRESENT, 5)
    assert await queries.heads(hall.session_id) == before
    assert await floor.enter_hand(hall.item_id, 5, by=hall.recorder)


async def test_a_late_member_counts_only_once_the_chair_has_consented(database: Any) -> None:
    late = await asked()
    assert (await queries.heads(late.hall.session_id), await queries.asking(late.hall.session_id)) == ((4, 4), 1)
    await consent(late)
    assert (await queries.heads(late.hall.session_id), await queries.asking(late.hall.session_id)) == ((5, 5), 0)


async def test_who_observes_already_keeps_that_seat_as_a_member(database: Any) -> None:
    late = await joined()
    observer = await admissions.add_observer(
        late.hall.session_id, by=late.hall.recorder, person_id=late.member.person_id
    )
    assert await ask(late) == observer
    assert (await Seat.get(id=observer)).asks


async def test_a_substitute_has_the_seat_and_the_delegate_has_not(database: Any) -> None:
    hall = await substituted()
    seat = await Seat.get(id=hall.seat_of(hall.members[0])).prefetch_related("person")
    assert seat.person is not None and seat.delegate_id == hall.members[0].person_id
    await commands.check_in(hall.session_id, by=await people.actor_for(seat.person))
    with pytest.raises(RuleBroken, match="不在本次会议的名册上"):
        await commands.check_in(hall.session_id, by=hall.members[0])


async def test_substituted_once_more_it_is_the_delegate_they_sit_for(database: Any) -> None:
    hall = await substituted()
    seat_id = hall.seat_of(hall.members[0])
    await admissions.substitute(seat_id, "另一人", by=hall.recorder)
    assert (await Seat.get(id=seat_id)).delegate_id == hall.members[0].person_id
    await admissions.substitute(seat_id, by=hall.recorder, person_id=hall.members[0].person_id)
    assert (await Seat.get(id=seat_id)).delegate_id is None


async def test_who_has_sat_for_a_unit_is_known_by_name_the_next_time(database: Any) -> None:
    body = await make.body(4, units=True)
    await replace_first(await make.session_noticed(body))
    again = await make.session_noticed(body)
    await replace_first(again)
    assert await Person.filter(name="替补人").count() == 1


async def test_a_slip_is_made_for_who_was_registered_at_the_desk_and_for_nobody_else(database: Any) -> None:
    hall = await substituted()
    slip = await admissions.make_slip(hall.seat_of(hall.members[0]), by=hall.recorder)
    invited = await people.invitation_by_pin(slip.pin)
    assert invited.person_id == (await Seat.get(id=hall.seat_of(hall.members[0]))).person_id
    with pytest.raises(RuleBroken, match="由社区书记做"):
        await admissions.make_slip(hall.seat_of(hall.members[1]), by=hall.recorder)


async def test_the_minutes_name_the_substitute_and_for_whom(database: Any) -> None:
    hall = await substituted()
    seat_id = hall.seat_of(hall.members[0])
    await commands.tick_off(seat_id, by=hall.recorder)
    session = await Session.get(id=hall.session_id)
    delegate = (await Person.get(id=hall.members[0].person_id)).name
    known = (await queries.seats(session.id), set[int](), await queries.delegates(session.id))
    assert _lists(*known, None)[0].names[0].text == f"替补人（代{delegate}）"
    public = str(_lists(*known, await masking.words(session, [])))
    assert "替补人" not in public and delegate not in public
