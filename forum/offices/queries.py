from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from forum.bodies.models import Membership
from forum.offices import rules
from forum.offices.models import OFFICE_NAMES, Appointment, Office
from forum.people.models import RoleGrant
from forum.people.names import mask_text, masked
from forum.people.queries import named_in
from forum.places import queries as places
from forum.places.models import Place
from forum.terms import Term, counting
from forum.units.models import TeamMember


@dataclass(frozen=True)
class Officer:
    """Who answers for a place: `at` is the place itself or the nearest above it that has somebody in this office."""

    office: Office
    appointment: Appointment
    at: Place

    @property
    def name(self) -> str:
        return str(self.appointment.person.name)


@dataclass(frozen=True)
class PublicOfficer:
    """The same as anybody may read it: `office` in the source language, the name masked unless it is public, of the
    contacts only what was published for work: never the number that the register keeps.
    """

    office: str
    name: str
    contact: str
    at: str


async def officers_of(place_id: int) -> list[Officer]:
    """Who answers for a place today, in the order of the offices: each as near to it as there is somebody."""
    place = await places.place(place_id)
    way = [place, *await places.above(place)]
    found = await Appointment.filter(counting(), place_id__in=[one.id for one in way]).prefetch_related("person")
    known, at = {one.id: one for one in found}, {one.id: one for one in way}
    held: dict[Office, dict[int, list[int]]] = {}
    for one in found:
        held.setdefault(one.office, {}).setdefault(one.place_id, []).append(one.id)
    nearest = rules.nearest(held, [one.id for one in way])
    return [
        Officer(office, known[id], at[nearest[office][0]])
        for office in OFFICE_NAMES
        if office in nearest
        for id in nearest[office][1]
    ]


async def public_officers_of(place_id: int) -> list[PublicOfficer]:
    """Those of `officers_of` as the notice board shows them: contacts for work only."""
    return [as_public(officer) for officer in await officers_of(place_id)]


def as_public(officer: Officer) -> PublicOfficer:
    one = officer.appointment
    name = officer.name if one.name_public or one.person.official else masked(officer.name)
    contact = "" if rules.is_private(one.contact, one.person.phone) else one.contact
    return PublicOfficer(OFFICE_NAMES[officer.office], name, contact, officer.at.path)


async def public_by_place() -> dict[int, list[PublicOfficer]]:
    """Everybody in office today as the notice board shows them, by the place they have it at, in the offices' order."""
    held = await of_places()
    order = list(OFFICE_NAMES)
    found = {}
    for id, ones in held.items():
        ones.sort(key=lambda one: order.index(one.office))
        found[id] = [as_public(Officer(one.office, one, one.place)) for one in ones]
    return await _without_names(found)


async def _without_names(found: dict[int, list[PublicOfficer]]) -> dict[int, list[PublicOfficer]]:
    """A contact may name a resident by mistake."""
    named = await named_in(" ".join(one.contact for ones in found.values() for one in ones))
    return {
        id: [replace(one, contact=mask_text(one.contact, named, keep=[one.name])) for one in ones]
        for id, ones in found.items()
    }


async def at_place(place_id: int) -> list[Appointment]:
    """Everybody who has, has had or will have an office right there, in the order of the offices, newest first."""
    found = await Appointment.filter(place_id=place_id).order_by("-started_on", "-id").prefetch_related("person")
    order = list(OFFICE_NAMES)
    return sorted(found, key=lambda one: order.index(one.office))


async def of_person(person_id: int) -> list[Appointment]:
    return await Appointment.filter(person_id=person_id).order_by("-id").prefetch_related("place")


async def of_places() -> dict[int, list[Appointment]]:
    """Everybody in office today by place, for the tree."""
    found: dict[int, list[Appointment]] = {}
    for one in await Appointment.filter(counting()).order_by("id").select_related("person", "place"):
        found.setdefault(one.place_id, []).append(one)
    return found


def same_as(row: Term) -> dict[str, Any]:
    """What another term would have to be for the two to clash."""
    if isinstance(row, Membership):
        who = {"unit_id": row.unit_id} if row.unit_id else {"person_id": row.person_id}
        return {"body_id": row.body_id, **who}
    if isinstance(row, RoleGrant):
        return {"person_id": row.person_id, "role": row.role, "unit_id": row.unit_id}
    if isinstance(row, TeamMember):
        return {"person_id": row.person_id, "unit_id": row.unit_id}
    assert isinstance(row, Appointment)
    who = {} if row.office in rules.ONE_AT_A_TIME else {"person_id": row.person_id}
    return {"place_id": row.place_id, "office": row.office, **who}
