from __future__ import annotations

from collections.abc import Collection
from datetime import date

from forum import clock
from forum.access import Actor, Permission, require
from forum.bodies import commands as bodies
from forum.bodies.models import Membership, TeamKind, Unit, UnitKind
from forum.errors import N_, BadInput, RuleBroken, Sentence
from forum.journal import answer, command, record, transaction
from forum.people import commands as people
from forum.people.models import Person, Role, RoleGrant
from forum.terms import check_span, end_after, not_over, overlapping
from forum.units import queries
from forum.units.models import TeamMember, UnitName


@command
async def register_unit(
    name: str,
    kind: UnitKind,
    *,
    by: Actor,
    contact: str = "",
    address: str = "",
    team: TeamKind | None = None,
    skills: str = "",
) -> int:
    """A new unit, or a team of volunteers where `team` says of which kind; gives its id. Raises BadInput."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        await _check_name(name)
        if team is TeamKind.GENERAL:
            await _check_one_general()
        unit_id = await bodies.keep_unit(name, kind, by=by, contact=contact)
        await Unit.filter(id=unit_id).update(address=address, skills=skills, joined_on=clock.today())
        if team:
            await Unit.filter(id=unit_id).update(team=team)
        return answer(unit_id)


async def _check_one_general(called: str = "") -> None:
    if await Unit.filter(team=TeamKind.GENERAL, left_on=None).exclude(name=called).exists():
        raise RuleBroken(N_("总队只有一支，已经有了。"))


async def _check_name(name: str, field: str = "name", unit_id: int = 0) -> None:
    if await Unit.filter(name=name).exclude(id=unit_id).exists():
        raise BadInput({field: Sentence(N_("已经有叫这个名称的单位了。"))})


@command
async def change_unit(
    unit_id: int, name: str, kind: UnitKind, *, by: Actor, contact: str = "", address: str = "", skills: str = ""
) -> None:
    """What the register says of a unit. A name it no longer has stays on its page, with the day."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        unit = await queries.unit(unit_id)
        await _check_name(name, "unit_name", unit_id)
        if name != unit.name:
            await UnitName.create(unit_id=unit_id, name=unit.name, until=clock.today())
            record("unit.renamed", by, unit=unit_id)
        unit.name, unit.contact, unit.address, unit.skills = name, contact, address, skills
        unit.kind = UnitKind.VOLUNTEERS if unit.team else kind
        await unit.save(update_fields=["name", "kind", "contact", "address", "skills"])
        record("unit.changed", by, unit=unit_id)


@command
async def let_unit_leave(unit_id: int, *, by: Actor) -> None:
    """The unit belongs to the neighbourhood no longer: its seats, delegates and volunteers end today.

    What it has taken on stays with it until somebody else does. Raises RuleBroken.
    """
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        unit = await queries.unit(unit_id)
        if not unit.is_here:
            raise RuleBroken(N_("这个单位已经退出了。"))
        today = clock.today()
        for model in (Membership, RoleGrant, TeamMember):
            await model.filter(not_over(), unit_id=unit_id).update(ended_on=today, ended_why=N_("单位退出"))
        await Unit.filter(id=unit_id).update(left_on=today)
        record("unit.left", by, unit=unit_id)


@command
async def take_unit_back(unit_id: int, *, by: Actor) -> None:
    """It belongs again; seats and delegates are given anew."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        if (await queries.unit(unit_id)).is_here:
            raise RuleBroken(N_("这个单位没有退出。"))
        await Unit.filter(id=unit_id).update(left_on=None, joined_on=clock.today())
        record("unit.back", by, unit=unit_id)


@command
async def name_delegate(
    unit_id: int,
    person_id: int,
    *,
    by: Actor,
    substitute: bool = False,
    first: date | None = None,
    until: date | None = None,
) -> None:
    """Let somebody act for the unit, in the place of its delegate where they are a substitute. Raises RuleBroken."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        await _check_here(unit_id)
        held = overlapping(first, end_after(until))
        if await RoleGrant.filter(held, person_id=person_id, role=Role.DELEGATE, unit_id=unit_id).exists():
            raise RuleBroken(N_("他已经是这个单位的代表了。"))
        await people.grant_role(
            person_id, Role.DELEGATE, by=by, unit_id=unit_id, substitute=substitute, first=first, until=until
        )


async def _check_here(unit_id: int) -> Unit:
    unit = await queries.unit(unit_id)
    if not unit.is_here:
        raise RuleBroken(N_("这个单位已经退出了。"))
    return unit


# ---- volunteer teams ----


@command
async def found_teams(general: str, standing: Collection[str], *, by: Actor) -> int:
    """The one general team and the standing ones, in one go; those there are already stay. Gives how many are new."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        wanted = [(general, TeamKind.GENERAL), *((name, TeamKind.STANDING) for name in dict.fromkeys(standing))]
        known = {unit.name for unit in await Unit.filter(name__in=[name for name, _ in wanted])}
        await _check_one_general(general)
        new = [(name, team) for name, team in wanted if name and name not in known]
        for name, team in new:
            await register_unit(name, UnitKind.VOLUNTEERS, by=by, team=team)
        return answer(len(new))


@command
async def join_team(unit_id: int, person_id: int, *, by: Actor, leads: bool = False, until: date | None = None) -> int:
    """A person of the register becomes a volunteer of the team; who leads it already hands over. Gives its id."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        unit = await _check_here(unit_id)
        if unit.team is None:
            raise RuleBroken(N_("这个单位不是志愿队。"))
        if not await Person.exists(id=person_id):
            raise BadInput({"person_id": Sentence(N_("请从列表中选一项。"))})
        check_span(clock.today(), until)
        if await TeamMember.filter(not_over(), unit_id=unit_id, person_id=person_id).exists():
            raise RuleBroken(N_("他已经在这支队里了。"))
        made = await TeamMember.create(
            unit_id=unit_id, person_id=person_id, started_on=clock.today(), ended_on=end_after(until)
        )
        record("team.joined", by, unit=unit_id, person=person_id, team_member=made.id)
        if leads:
            await lead_team(made.id, by=by)
        return answer(made.id)


@command
async def lead_team(member_id: int, *, by: Actor) -> None:
    """Make a volunteer the team's leader: acts for it as its delegate does, as long as they are in the team."""
    async with transaction():
        require(by, Permission.KEEP_REGISTER)
        member = await queries.team_member(member_id)
        if not member.counts:
            raise RuleBroken(N_("他已经不在队里了。"))
        led = TeamMember.filter(not_over(), unit_id=member.unit_id, leads=True).exclude(id=member_id)
        for one in await led:
            await _hand_over(one)
        await TeamMember.filter(id=member_id).update(leads=True)
        await people.grant_role(
            member.person_id, Role.DELEGATE, by=by, unit_id=member.unit_id, until=member.last_day
        )  # fmt: skip
        record("team.led", by, unit=member.unit_id, person=member.person_id, team_member=member_id)


async def _hand_over(leader: TeamMember) -> None:
    await TeamMember.filter(id=leader.id).update(leads=False)
    await no_longer_acts(leader, clock.today(), N_("由新任接替"))


async def no_longer_acts(leader: TeamMember, day: date, why: str) -> None:
    """What leading the team gave goes with it."""
    acts = RoleGrant.filter(not_over(), unit_id=leader.unit_id, person_id=leader.person_id, role=Role.DELEGATE)
    await acts.update(ended_on=day, ended_why=why)
