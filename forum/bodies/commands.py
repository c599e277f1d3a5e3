from __future__ import annotations

from datetime import date
from typing import Any

from forum import clock
from forum.access import Actor, Permission, require
from forum.bodies.models import Body, Channel, MemberRole, Membership, RuleVersion, TeamKind, Unit, UnitKind
from forum.errors import N_, BadInput, NotFound, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction
from forum.people.models import Person
from forum.terms import check_span, end_after, overlapping


@command
async def found_body(name: str, organ: str, rules: dict[str, Any], *, by: Actor, seats_units: bool = False) -> int:
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        if await Body.exists(name=name):
            raise BadInput({"name": Sentence(N_("已经有叫这个名称的组织了。"))})
        body = await Body.create(name=name, organ=organ, rules=rules, seats_units=seats_units)
        await RuleVersion.create(body_id=body.id, rules=rules, adopted_at=clock.now(), adopted_by_id=by.person_id)
        record("body.founded", by, body=body.id)
        return answer(body.id)


@command
async def keep_unit(name: str, kind: UnitKind, *, by: Actor, contact: str = "") -> int:
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        team = TeamKind.FREE if kind is UnitKind.VOLUNTEERS else None
        unit, made = await Unit.get_or_create(name=name, defaults={"kind": kind, "contact": contact, "team": team})
        if made:
            record("unit.kept", by, unit=unit.id)
        return answer(unit.id)


@command
async def seat_member(
    body_id: int,
    *,
    by: Actor,
    person_id: int | None = None,
    unit_id: int | None = None,
    role: MemberRole = MemberRole.MEMBER,
    group: str = "",
    weight: int = 0,
    first: date | None = None,
    until: date | None = None,
    channel: Channel | None = None,
) -> int:
    """Give a person, or a unit with the delegate who sits for it, a seat in a body; `weight` as its rules measure.

    From the day `first` to the last day `until`; where they are not given, from now and without an end.
    """
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        check_span(first or clock.today(), until)
        await _check_seat(body_id, person_id, unit_id, first, until)
        number = await next_number(body_id)
        member = await Membership.create(
            body_id=body_id, person_id=person_id, unit_id=unit_id, role=role, group=group, weight=weight, number=number,
            started_on=first, ended_on=end_after(until), channel=channel,
        )  # fmt: skip
        record("member.seated", by, body=body_id, membership=member.id)
        return answer(member.id)


async def _check_seat(
    body_id: int, person_id: int | None, unit_id: int | None, first: date | None, until: date | None
) -> None:
    """In a body of units each unit sits once at a time, in one of people each person."""
    body = await Body.get_or_none(id=body_id)
    if body is None:
        raise NotFound(N_("找不到这个组织。"))
    if body.seats_units and not await Unit.exists(id=unit_id or 0):
        raise BadInput({"unit_id": Sentence(N_("请从列表中选一项。"))})
    if (person_id or not body.seats_units) and not await Person.exists(id=person_id or 0):
        raise BadInput({"person_id": Sentence(N_("请从列表中选一项。"))})
    who: dict[str, Any] = {"unit_id": unit_id} if body.seats_units else {"person_id": person_id}
    if await Membership.filter(overlapping(first, end_after(until)), body_id=body_id, **who).exists():
        raise RuleBroken(N_("名册上已经有这一席了。"))


async def next_number(body_id: int) -> int:
    last = await Membership.filter(body_id=body_id).order_by("-number").first()
    return last.number + 1 if last else 1
