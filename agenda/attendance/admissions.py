"""Who is not on the roll as it was noticed: observers at the door, members who joined late, substitutes of delegates.

A member who joined the body after the notice changes how many are entitled, and with it the quorum: the recorder asks
with a reason, the chair consents. Observers change nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from agenda.attendance import rules
from agenda.attendance.commands import tick_off
from agenda.attendance.models import Mandate, Seat
from agenda.attendance.quorum import note_quorum
from agenda.ballots import queries as ballots
from agenda.ballots.models import Ballot, BallotState
from agenda.sessions.commands import require_chair, require_doors_open, session_for_command
from agenda.sessions.models import Session
from forum import clock
from forum.access import Actor, Permission, require
from forum.bodies.models import MemberRole, Membership, Unit
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from forum.journal import Event, answer, command, record, transaction
from forum.people import commands as people
from forum.people.commands import Slip
from forum.people.models import Person, Role, RoleGrant
from forum.terms import counting, not_over

# ---- added after the notice --------------------------------------------------------------------------------------


@command
async def add_observer(
    session_id: int,
    name: str = "",
    *,
    by: Actor,
    person_id: int | None = None,
    unit_id: int | None = None,
    is_here: bool = True,
) -> int:
    """Somebody of the register, or a guest by name, sits as an observer; gives the seat's id."""
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await require_doors_open(session)
        rules.check_added(in_writing=session.in_writing, seated=await _number_of(session_id, person_id))
        if unit_id and not await Unit.exists(id=unit_id):
            raise BadInput({"unit_id": Sentence(N_("请从列表中选一项。"))})
        person, registered = await _person(person_id, name)
        seat = await _add(session_id, person_id=person.id, unit_id=unit_id, role=MemberRole.OBSERVER)
        record("seat.added", by, seat=seat.id, person=person.id, asks=False, registered=registered)
        if is_here:
            await tick_off(seat.id, by=by)
        return answer(seat.id)


@command
async def ask_for_member(session_id: int, membership_id: int, reason: str, *, by: Actor, is_here: bool = True) -> int:
    """A member who joined the body after the notice takes a seat and waits for the chair's consent; gives its id.

    Who sits as an observer already keeps that seat.
    """
    session = await session_for_command(session_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await require_doors_open(session)
        member = await Membership.filter(counting(), id=membership_id, body_id=session.body_id).first()
        if member is None or member.role is MemberRole.OBSERVER:
            raise BadInput({"membership": Sentence(N_("请从后来加入的成员中选一位。"))})
        if not reason.strip():
            raise BadInput({"reason": Sentence(N_("请写明增补的理由，理由会记入会议记录。"))})
        seat = await _seat_for(session, member)
        await Seat.filter(id=seat.id).update(
            unit_id=member.unit_id, role=member.role, group=member.group, weight=member.weight,
            added_reason=reason.strip(),
        )  # fmt: skip
        record("seat.added", by, seat=seat.id, person=member.person_id, asks=True, registered=False)
        if is_here and not seat.is_present:
            await tick_off(seat.id, by=by)
        return answer(seat.id)


async def _seat_for(session: Session, member: Membership) -> Seat:
    whose: dict[str, Any] = {"unit_id": member.unit_id} if member.unit_id else {"person_id": member.person_id}
    known = await Seat.filter(session_id=session.id, **whose).order_by("-entitled", "number").first()
    observes = known is not None and known.role is MemberRole.OBSERVER
    rules.check_added(in_writing=session.in_writing, seated=known.number if known and not observes else None)
    return known or await _add(session.id, person_id=member.person_id, unit_id=member.unit_id, role=member.role)


async def _add(session_id: int, **who: Any) -> Seat:
    last = await Seat.filter(session_id=session_id).order_by("-number").first()
    number = last.number + 1 if last else 1
    return await Seat.create(session_id=session_id, number=number, entitled=False, added_at=clock.now(), **who)


@command
async def consent_to_member(seat_id: int, *, by: Actor) -> None:
    """The chair lets a member added late count among the entitled, from now on."""
    seat, session = await _seat_and_session(seat_id)
    async with transaction(session.room_id):
        await _check_answer(seat, session, by)
        await Seat.filter(id=seat_id).update(entitled=True)
        entitled = await Seat.filter(session_id=session.id, entitled=True).count()
        record("seat.entitled", by, seat=seat_id, person=seat.person_id, entitled=entitled)
        await note_quorum(session, by)


@command
async def decline_member(seat_id: int, *, by: Actor) -> None:
    """They stay as an observer."""
    seat, session = await _seat_and_session(seat_id)
    async with transaction(session.room_id):
        await _check_answer(seat, session, by)
        await Seat.filter(id=seat_id).update(role=MemberRole.OBSERVER)
        record("seat.declined", by, seat=seat_id, person=seat.person_id)


async def _check_answer(seat: Seat, session: Session, by: Actor) -> None:
    await require_chair(session, by)
    await require_doors_open(session)
    await seat.refresh_from_db()
    ballot_open = await Ballot.exists(session_id=session.id, state=BallotState.OPEN)
    rules.check_answer(asks=seat.asks, ballot_open=ballot_open)


# ---- substitutes -------------------------------------------------------------------------------------------------


@command
async def substitute(seat_id: int, name: str = "", *, by: Actor, person_id: int | None = None) -> None:
    """Somebody of the unit, or a new person by name, sits for its delegate in this session. They check in as anybody.

    Substituted once more, it is still the delegate they sit for.
    """
    seat, session = await _seat_and_session(seat_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await require_doors_open(session)
        await seat.refresh_from_db()
        chosen = await _of_unit(seat.unit_id, person_id, name)
        rules.check_substitute(
            sits_for_unit=seat.unit_id is not None and not session.in_writing,
            present=seat.is_present,
            holds_mandate=await Mandate.exists(holder_id=seat_id, ended_at=None),
            seated=await _number_of(session.id, chosen, entitled=True),
        )
        person, registered = await _person(chosen, name)
        delegate_id = seat.delegate_id or seat.person_id
        await _sit(seat, person.id, None if person.id == delegate_id else delegate_id)
        record("seat.substituted", by, seat=seat_id, unit=seat.unit_id, person=person.id, delegate=delegate_id,
               registered=registered)  # fmt: skip
    ballots.forget_rolls_of(session.id)


@command
async def end_substitution(seat_id: int, *, by: Actor) -> None:
    """The delegate comes after all."""
    seat, session = await _seat_and_session(seat_id)
    async with transaction(session.room_id):
        require(by, Permission.RECORD, session)
        await require_doors_open(session)
        await seat.refresh_from_db()
        if seat.delegate_id is None:
            raise RuleBroken(N_("这一席没有换人。"))
        rules.check_substitute(sits_for_unit=True, present=seat.is_present, holds_mandate=False, seated=None)
        before, delegate_id = seat.person_id, seat.delegate_id
        await _sit(seat, delegate_id, None)
        record("seat.substitution_ended", by, seat=seat_id, unit=seat.unit_id, person=delegate_id, delegate=before)
    ballots.forget_rolls_of(session.id)


async def _sit(seat: Seat, person_id: int, delegate_id: int | None) -> None:
    await Seat.filter(id=seat.id).update(person_id=person_id, delegate_id=delegate_id)


async def _of_unit(unit_id: int | None, person_id: int | None, name: str) -> int | None:
    """Who is meant, if they are known as the unit's; a name that nobody of it has is a new person."""
    known = {person.id: person for person in await people_of_unit(unit_id)} if unit_id else {}
    if person_id is not None and person_id not in known:
        raise BadInput({"person": Sentence(N_("请选本单位的人，或者填姓名。"))})
    called = [person.id for person in known.values() if person.name == name]
    return person_id or (called[0] if len(called) == 1 else None)


async def people_of_unit(unit_id: int) -> list[Person]:
    """Its delegates, and who has sat for it before."""
    delegates = await RoleGrant.filter(counting(), unit_id=unit_id, role=Role.DELEGATE).values_list(
        "person_id", flat=True
    )
    sat = await Seat.filter(unit_id=unit_id, person_id__not_isnull=True).values_list("person_id", flat=True)
    members = await Membership.filter(counting(), unit_id=unit_id).values_list("person_id", flat=True)
    return await Person.filter(id__in=[*delegates, *sat, *members]).order_by("id")


# ---- people the register did not have ----------------------------------------------------------------------------


async def make_slip(seat_id: int, *, by: Actor) -> Slip:
    """An invitation for who was registered at this session's desk: with it they sign in on a phone of theirs.

    Others' are made by the office. Its secrets are in the answer and nowhere else.
    """
    seat, session = await _seat_and_session(seat_id)
    require(by, Permission.RECORD, session)
    if not await was_registered_here(session.room_id, seat.person_id):
        raise RuleBroken(N_("他在居民名册上，邀请单由社区书记做。"))
    return await people.invite(by=replace(by, roles=by.roles | {Role.SECRETARY}), person_id=seat.person_id)


async def was_registered_here(room_id: int, person_id: int | None) -> bool:
    """And is nothing but that: whoever has been given a role since is the office's to invite."""
    if person_id is None or await RoleGrant.filter(not_over(), person_id=person_id).exists():
        return False
    added = await Event.filter(room_id=room_id, kind__in=["seat.added", "seat.substituted"])
    return any(event.data["person"] == person_id and event.data["registered"] for event in added)


async def _person(person_id: int | None, name: str) -> tuple[Person, bool]:
    """Who it is, and whether they were not on the register until now."""
    if person_id is not None:
        known = await Person.get_or_none(id=person_id)
        if known is None:
            raise BadInput({"person": Sentence(N_("请从列表中选一项。"))})
        return known, False
    if not name:
        raise BadInput({"name": Sentence(N_("请填写姓名。"))})
    return await Person.create(name=name, joined_at=clock.now()), True


async def _number_of(session_id: int, person_id: int | None, **which: Any) -> int | None:
    if person_id is None:
        return None
    seat = await Seat.filter(session_id=session_id, person_id=person_id, **which).order_by("number").first()
    return seat.number if seat else None


async def _seat_and_session(seat_id: int) -> tuple[Seat, Session]:
    seat = await Seat.get_or_none(id=seat_id).prefetch_related("session")
    if seat is None:
        raise NotFound(N_("找不到这个席位。"))
    return seat, seat.session
