"""Terms of every kind in one list: seats in bodies, roles and delegates, offices at places, volunteers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from forum import clock, i18n
from forum.bodies.models import CHANNEL_NAMES, MEMBER_ROLE_NAMES, Membership, Unit
from forum.errors import N_
from forum.offices.models import OFFICE_NAMES, Appointment
from forum.people.models import ROLE_NAMES, Role, RoleGrant
from forum.terms import SOON, Term, TermState
from forum.units.models import TeamMember

Which = tuple[str, int]
"""A term by its kind, a key of `KINDS`, and its row's id."""


class Kind(NamedTuple):
    """A kind of term: `key` is what an event calls its id."""

    model: type[Term]
    key: str
    word: str


KINDS = {
    "seat": Kind(Membership, "membership", N_("席位")),
    "role": Kind(RoleGrant, "grant", N_("身份")),
    "office": Kind(Appointment, "appointment", N_("职务")),
    "team": Kind(TeamMember, "team_member", N_("志愿者")),
}


@dataclass(frozen=True)
class Line:
    """A term as it is listed: who, what, where one can look, and the days."""

    kind: str
    id: int
    who: str
    what: str
    href: str
    term: Term

    @property
    def which(self) -> str:
        return f"{self.kind}-{self.id}"

    @property
    def state(self) -> TermState:
        return self.term.state


RECENT = timedelta(days=60)
"""How long a term that has run out stays in the list, so that it can still be renewed."""


async def ending(day: date | None = None) -> list[Line]:
    """Those that end soon or have just run out by themselves, the earliest first; ended by somebody is ended."""
    today = day or clock.today()
    span = {"ended_on__gt": today - RECENT, "ended_on__lte": today + SOON, "ended_why": ""}
    found = [line for kind in KINDS for line in await lines(kind, **span)]
    return sorted(found, key=lambda line: (line.term.ended_on or date.max, line.kind, line.id))


async def soon() -> int:
    """How many end within the next days: what waits for the office."""
    today = clock.today()
    span = {"ended_on__gt": today, "ended_on__lte": today + SOON}
    return sum([await kind.model.filter(**span).count() for kind in KINDS.values()])


async def of_body(body_id: int) -> list[Line]:
    """Every seat the body has had, sitting or not, in order."""
    return await lines("seat", body_id=body_id)


async def of_person(person_id: int) -> list[Line]:
    """All somebody has, has had or will have, by kind: roles first."""
    kinds = ("role", "office", "seat", "team")
    return [line for kind in kinds for line in await lines(kind, person_id=person_id)]


async def lines(kind: str, **which: Any) -> list[Line]:
    """Terms of one kind, as its rows are filtered."""
    return await _LISTS[kind](which)


async def _seats(which: dict[str, Any]) -> list[Line]:
    seats = await Membership.filter(**which).order_by("body_id", "number").prefetch_related("person", "unit", "body")
    return [
        Line("seat", one.id, " · ".join(who.name for who in (one.unit, one.person) if who),
             f"{one.body.name} · {_seat(one)}", f"/bodies/{one.body_id}", one)
        for one in seats
    ]  # fmt: skip


def _seat(seat: Membership) -> str:
    role = i18n.translate(MEMBER_ROLE_NAMES[seat.role])
    return f"{role} · {i18n.translate(CHANNEL_NAMES[seat.channel])}" if seat.channel else role


async def _roles(which: dict[str, Any]) -> list[Line]:
    grants = await RoleGrant.filter(**which).order_by("id").prefetch_related("person")
    units = {one.id: one.name for one in await Unit.filter(id__in=[grant.unit_id for grant in grants])}
    return [
        Line("role", one.id, one.person.name, _role(one, units), _where(one), one)
        for one in grants
    ]  # fmt: skip


def _role(grant: RoleGrant, units: dict[int, str]) -> str:
    if grant.role is not Role.DELEGATE:
        return i18n.translate(ROLE_NAMES[grant.role])
    word = N_("{unit}的替补代表") if grant.substitute else N_("{unit}的代表")
    return i18n.say(word, unit=units.get(grant.unit_id or 0, ""))


def _where(grant: RoleGrant) -> str:
    return f"/units/{grant.unit_id}" if grant.unit_id else f"/people/{grant.person_id}"


async def _offices(which: dict[str, Any]) -> list[Line]:
    found = await Appointment.filter(**which).order_by("id").prefetch_related("person", "place")
    return [
        Line("office", one.id, one.person.name, f"{one.place.path} · {i18n.translate(OFFICE_NAMES[one.office])}",
             f"/places/{one.place_id}", one)
        for one in found
    ]  # fmt: skip


async def _volunteers(which: dict[str, Any]) -> list[Line]:
    found = await TeamMember.filter(**which).order_by("id").prefetch_related("person", "unit")
    return [
        Line("team", one.id, one.person.name, f"{one.unit.name} · {i18n.say(N_('队长') if one.leads else N_('队员'))}",
             f"/units/{one.unit_id}", one)
        for one in found
    ]  # fmt: skip


_LISTS = {"seat": _seats, "role": _roles, "office": _offices, "team": _volunteers}
