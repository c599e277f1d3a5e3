from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from forum import clock
from forum.access import Actor, Permission, require
from forum.bodies.models import MemberRole, Membership
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction
from forum.offices import queries, rules
from forum.offices.models import HELD_AT, Appointment, Office
from forum.offices.terms import KINDS, Which
from forum.people import commands as people
from forum.people.models import Person, Role, RoleGrant
from forum.places import commands as places
from forum.places import queries as place_queries
from forum.places.models import Place
from forum.terms import Term, TermState, check_span, counting, end_after, not_over, overlapping
from forum.units.commands import no_longer_acts
from forum.units.models import TeamMember


@command
async def appoint(
    person_id: int,
    office: Office,
    place_id: int,
    *,
    by: Actor,
    first: date | None = None,
    until: date | None = None,
    contact: str = "",
    name_public: bool = False,
) -> int:
    """Give somebody an office at a place, from `first` (today) to the last day `until`; gives its id.

    Where only one can hold it, whoever does is relieved on that day.
    """
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        place, first = await place_queries.place(place_id), first or clock.today()
        rules.check_office(office, place.kind in HELD_AT[office], in_use=place.closed_on is None)
        check_span(first, until)
        await _check_person(person_id, office)
        rules.check_contact(contact, (await Person.get(id=person_id)).phone)
        if office in rules.ONE_AT_A_TIME:
            await _relieve(place, office, first, by=by)
        await _check_free(person_id, office, place_id, first, until)
        made = await Appointment.create(
            person_id=person_id, office=office, place_id=place_id, contact=contact, name_public=name_public,
            started_on=first, ended_on=end_after(until),
        )  # fmt: skip
        record("office.given", by, appointment=made.id, person=person_id, place=place_id, office=office.value)
        return answer(made.id)


async def _check_person(person_id: int, office: Office) -> None:
    if not await Person.exists(id=person_id):
        raise BadInput({"person_id": Sentence(N_("请从列表中选一项。"))})
    sits = Membership.filter(counting(), person_id=person_id).exclude(role=MemberRole.OBSERVER)
    if office is Office.ADOPTING_MEMBER and not await sits.exists():
        raise BadInput({"name": Sentence(N_("包联委员要先是某个组织的成员，请先列入名册。"))})


async def _relieve(place: Place, office: Office, first: date, *, by: Actor) -> None:
    held = Appointment.filter(overlapping(first, None), place_id=place.id, office=office)
    for one in await held:
        if one.started_on is not None and one.started_on >= first:
            raise RuleBroken(N_("这个职务那天起已经定了人，请先结束那一任。"))
        await end_term(("office", one.id), by=by, day=first, why=N_("由新任接替"))


async def _check_free(person_id: int, office: Office, place_id: int, first: date, until: date | None) -> None:
    span = overlapping(first, end_after(until))
    if await Appointment.filter(span, person_id=person_id, office=office, place_id=place_id).exists():
        raise RuleBroken(N_("他在这里已经担任这个职务了。"))


@command
async def change_contact(appointment_id: int, contact: str, *, by: Actor, name_public: bool = False) -> None:
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        appointment = await Appointment.get_or_none(not_over(), id=appointment_id).prefetch_related("person")
        if appointment is None:
            raise NotFound(N_("找不到这个职务。"))
        rules.check_contact(contact, appointment.person.phone)
        await Appointment.filter(id=appointment_id).update(contact=contact, name_public=name_public)
        record("office.changed", by, appointment=appointment_id)


@command
async def close_place(place_id: int, *, by: Actor) -> int:
    """Take a place out of use: offices there, and below it, end with it. Gives how many places."""
    async with transaction():
        count = await places.close_place(place_id, by=by)
        closed = [place_id, *(one.id for one in await place_queries.below(place_id))]
        for one in await Appointment.filter(not_over(), place_id__in=closed):
            await end_term(("office", one.id), by=by, why=N_("地方停用"))
        return answer(count)


# ---- terms of every kind ----


@command
async def end_term(which: Which, *, by: Actor, day: date | None = None, why: str = "") -> None:
    """End a term early: from `day`, today where none is given, it no longer counts."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        row, day = await _row(which), day or clock.today()
        if row.state is TermState.ENDED:
            raise RuleBroken(N_("这一任已经结束了。"))
        if row.ended_on is not None and day > row.ended_on:
            raise BadInput({"day": Sentence(N_("原定的任期比这一天还短。"))})
        await _check_may_end(row, by, day)
        if isinstance(row, TeamMember) and row.leads:
            await no_longer_acts(row, day, why)
        await type(row).filter(pk=row.pk).update(ended_on=day, ended_why=why)
        record("term.ended", by, **{KINDS[which[0]].key: row.pk}, on=day.isoformat())


async def _check_may_end(row: Term, by: Actor, day: date) -> None:
    """The last administrator stays: through the same rule as taking a role back."""
    if isinstance(row, RoleGrant) and row.role is Role.ADMINISTRATOR:
        if day > clock.today():
            raise BadInput({"day": Sentence(N_("管理员不设任期：到期没有人能接着管。"))})
        await people.withdraw_role(row.id, by=by)


@command
async def renew_terms(which: Collection[Which], until: date, *, by: Actor) -> int:
    """Let terms go on to the last day `until`, those too that have just run out; gives how many."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        if not which:
            raise BadInput({"which": Sentence(N_("请至少选一项。"))})
        if until < clock.today():
            raise BadInput({"until": Sentence(N_("续任要到今天以后。"))})
        check_span(clock.today(), until)
        for one in which:
            await _renew(one, until, by)
        return answer(len(which))


async def _renew(which: Which, until: date, by: Actor) -> None:
    row = await _row(which)
    if row.started_on is not None and row.started_on > until:
        raise BadInput({"until": Sentence(N_("任期的最后一天不能早于第一天。"))})
    if row.ended_on is not None and await _taken(row, row.ended_on, until):
        raise RuleBroken(N_("这个席位或职务已经有新的一任，不能续。"))
    was, end = row.ended_on.isoformat() if row.ended_on else None, end_after(until)
    await type(row).filter(pk=row.pk).update(ended_on=end, ended_why="")
    record("term.renewed", by, **{KINDS[which[0]].key: row.pk}, was=was, until=until.isoformat())


async def _taken(row: Term, from_day: date, until: date) -> bool:
    """Has somebody been given the same since?"""
    same: dict[str, Any] = queries.same_as(row)
    return await type(row).filter(overlapping(from_day, end_after(until)), **same).exclude(pk=row.pk).exists()


async def _row(which: Which) -> Term:
    kind, id = which
    row = await KINDS[kind].model.get_or_none(pk=id) if kind in KINDS else None
    if row is None:
        raise NotFound(N_("找不到这一任。"))
    return row
