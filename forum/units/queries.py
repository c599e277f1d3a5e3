from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from tortoise.expressions import Q
from tortoise.functions import Count

from forum import clock
from forum.bodies import queries as bodies
from forum.bodies.models import Membership, TeamKind, Unit
from forum.errors import N_, NotFound
from forum.people.models import Role, RoleGrant
from forum.terms import counting
from forum.units.models import TeamMember, UnitName

PAGE = 100

STANDING = (
    N_("理论宣讲志愿服务队"),
    N_("助老扶幼志愿服务队"),
    N_("邻里调解志愿服务队"),
    N_("环境卫生志愿服务队"),
    N_("平安巡逻志愿服务队"),
    N_("医疗健康志愿服务队"),
    N_("文体科普志愿服务队"),
)
"""The seven standing teams as they are usually named; each neighbourhood changes them as it likes."""


async def unit(unit_id: int) -> Unit:
    """Raises NotFound."""
    found = await Unit.get_or_none(id=unit_id)
    if found is None:
        raise NotFound(N_("找不到这个单位。"))
    return found


async def team_member(member_id: int) -> TeamMember:
    """Raises NotFound."""
    found = await TeamMember.get_or_none(id=member_id)
    if found is None:
        raise NotFound(N_("找不到这位队员。"))
    return found


async def page_of(page: int, words: str = "") -> tuple[list[Unit], int]:
    """A page of the units here that are no teams, and how many there are; `words` of their name."""
    found = bodies.here_now().filter(team=None, name__icontains=words)
    return await found.order_by("kind", "id").offset((page - 1) * PAGE).limit(PAGE), await found.count()


async def left() -> list[Unit]:
    return await Unit.filter(team=None, left_on__lte=clock.today()).order_by("kind", "id")


async def teams() -> list[tuple[Unit, list[TeamMember]]]:
    """Teams of today, the general one first, with those who are in them."""
    order = list(TeamKind)
    found = await Unit.filter(Q(left_on=None) | Q(left_on__gt=clock.today()), team__not_isnull=True).order_by("id")
    members = await TeamMember.filter(counting(), unit_id__in=[one.id for one in found]).prefetch_related("person")
    of_team: dict[int, list[TeamMember]] = {}
    for member in members:
        of_team.setdefault(member.unit_id, []).append(member)
    return [(one, of_team.get(one.id, [])) for one in sorted(found, key=lambda one: order.index(one.team or order[-1]))]


async def former_names(unit_id: int) -> list[UnitName]:
    return await UnitName.filter(unit_id=unit_id).order_by("-id")


async def delegates(unit_id: int) -> list[RoleGrant]:
    """Everybody who acts, has acted or will act for it: delegates before substitutes, today's before others."""
    found = RoleGrant.filter(unit_id=unit_id, role=Role.DELEGATE).order_by("substitute", "-id")
    return await found.prefetch_related("person")


async def seats(unit_id: int) -> list[Membership]:
    """Its seats in bodies, those of today first."""
    found = await Membership.filter(unit_id=unit_id).order_by("-id").prefetch_related("body", "person")
    return sorted(found, key=lambda one: not one.counts)


async def volunteers(unit_id: int) -> list[TeamMember]:
    """Of a team: whoever leads it first, then as they came, then who was in it."""
    found = await TeamMember.filter(unit_id=unit_id).order_by("id").prefetch_related("person")
    return sorted(found, key=lambda one: (not one.counts, not one.leads))


async def delegate_of(unit_id: int, on: date | None = None) -> int | None:
    """The person who acts for it on a day, today where none is given: its delegate, else a substitute."""
    acting = RoleGrant.filter(counting(on=on), unit_id=unit_id, role=Role.DELEGATE)
    grant = await acting.order_by("substitute", "-id").first()
    return grant.person_id if grant else None


async def sitting_for(members: Sequence[Membership], on: date | None = None) -> dict[int, int | None]:
    """Who takes each seat on a day, by membership: a unit's not somebody whose time as its delegate is over."""
    units = [one.unit_id for one in members if one.unit_id and one.person_id]
    grants = await RoleGrant.filter(unit_id__in=units, role=Role.DELEGATE)
    day = on or clock.today()
    acts = {(one.unit_id, one.person_id) for one in grants if one.counts_on(day)}
    over = {(one.unit_id, one.person_id) for one in grants} - acts
    sitting = {one.id: one.person_id for one in members}
    for one in members:
        if one.unit_id and (one.unit_id, one.person_id) in over:
            sitting[one.id] = await delegate_of(one.unit_id, day)
    return sitting


@dataclass(frozen=True)
class Counted:
    """How many sit, act or volunteer for a unit today."""

    delegates: int = 0
    seats: int = 0


async def counted(units: Collection[int]) -> dict[int, Counted]:
    """By unit; two queries, however many units."""
    acting = RoleGrant.filter(counting(), unit_id__in=units, role=Role.DELEGATE).group_by("unit_id")
    sitting = Membership.filter(counting(), unit_id__in=units).group_by("unit_id")
    delegates = dict(await acting.annotate(n=Count("id")).values_list("unit_id", "n"))
    seats = dict(await sitting.annotate(n=Count("id")).values_list("unit_id", "n"))
    return {one: Counted(delegates.get(one, 0), seats.get(one, 0)) for one in units}
