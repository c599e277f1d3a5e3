from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from forum.bodies.models import MemberRole, Membership
from forum.owners import rules, seating, staging
from forum.owners.lookalikes import plain
from forum.owners.models import Flat, RegisterDecision
from forum.owners.questions import Answer, Decisions, Problem, Settled
from forum.owners.rows import place_of
from forum.owners.rules import Owner, OwnerKind, OwnersRoll
from forum.owners.seating import Known, Seating, Somebody
from forum.owners.staging import Staged
from forum.people.models import Person
from forum.terms import counting, not_over

PAGE = 50


@dataclass(frozen=True)
class Prepared:
    """A register with the decisions taken so far. Who sits where is looked at once the owners are certain."""

    staged: Staged
    roll: OwnersRoll
    seating: Seating = field(default_factory=Seating)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.roll.problems or self.seating.problems

    @property
    def settled(self) -> tuple[Settled, ...]:
        return (*self.roll.settled, *self.seating.settled)

    @property
    def is_ready(self) -> bool:
        return not self.problems and bool(self.roll.owners)

    def count(self, kind: OwnerKind) -> int:
        return sum(owner.kind is kind for owner in self.roll.owners)

    @property
    def of_several(self) -> list[Owner]:
        """Those whose flats add up, the largest first."""
        found = [owner for owner in self.roll.owners if len(owner.flats) > 1]
        return sorted(found, key=lambda owner: (-len(owner.flats), owner.number))


async def prepared(body_id: int, staged: Staged, more: Mapping[str, Answer] | None = None) -> Prepared:
    """`more` are answers that are not stored yet. The merge of a large register keeps off the loop."""
    decisions = {**await decisions_of(body_id), **(more or {})}
    roll = await asyncio.to_thread(
        rules.merge,
        staged.rows,
        decisions,
        declared_area=staged.declared_area,
        declared_flats=staged.declared_flats,
    )
    if roll.problems or not roll.owners:
        return Prepared(staged, roll)
    known, people = await _known(body_id), await _people(body_id)
    return Prepared(staged, roll, await asyncio.to_thread(seating.seat, roll.owners, known, people, decisions))


async def waiting(body_id: int) -> Prepared | None:
    """The register that was read and is not imported yet."""
    staged = await asyncio.to_thread(staging.kept, body_id)
    return await prepared(body_id, staged) if staged else None


async def decisions_of(body_id: int) -> Decisions:
    rows = await RegisterDecision.filter(body_id=body_id).values_list("problem", "answer")
    return {problem: answer["answer"] for problem, answer in rows}


async def _known(body_id: int) -> list[Known]:
    """Seats that came from a register, as its flats say."""
    flats: dict[int, list[Flat]] = {}
    for flat in await Flat.filter(not_over("membership"), body_id=body_id).prefetch_related("membership"):
        if flat.membership_id is not None:
            flats.setdefault(flat.membership_id, []).append(flat)
    return [
        Known(
            membership_id,
            found[0].membership.person_id if found[0].membership else None,
            frozenset(plain(name) for flat in found for name in flat.owners),
            frozenset(place_of(flat.label) for flat in found),
            frozenset(document for flat in found for document in flat.documents if document),
            any(flat.by_developer for flat in found),
        )
        for membership_id, found in flats.items()
    ]


async def _people(body_id: int) -> list[Somebody]:
    seats = Membership.filter(not_over(), body_id=body_id, person_id__not_isnull=True)
    seat_of = dict(await seats.values_list("person_id", "id"))
    rows = await Person.all().order_by("id").values_list("id", "name", "place__path")
    return [Somebody(id, name, place or "", seat_of.get(id)) for id, name, place in rows]


# ---- the register as it stands -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """An owner of the register: the seat with its flats, `names` as in the register, `area` in 0.01 m²."""

    number: int
    person_id: int | None
    names: tuple[str, ...]
    flats: tuple[str, ...]
    area: int
    kind: OwnerKind


async def flats(body_id: int) -> list[Flat]:
    """In the order of the roll, each with its seat."""
    return await Flat.filter(body_id=body_id).order_by("membership__number", "id").prefetch_related("membership")


async def lines(body_id: int) -> list[Line]:
    """In the order of the roll."""
    of_seat: dict[int, list[Flat]] = {}
    seats: dict[int, Membership] = {}
    for flat in await Flat.filter(not_over("membership"), body_id=body_id).prefetch_related("membership"):
        if flat.membership is not None:
            seats[flat.membership.id] = flat.membership
            of_seat.setdefault(flat.membership.id, []).append(flat)
    return sorted((_line(seats[id], found) for id, found in of_seat.items()), key=lambda line: line.number)


def _line(seat: Membership, flats: list[Flat]) -> Line:
    names = tuple(dict.fromkeys(name for flat in flats for name in flat.owners))
    kind = OwnerKind.JOINT if len({plain(name) for name in names}) > 1 else OwnerKind.SOLE
    kind = OwnerKind.DEVELOPER if any(flat.by_developer for flat in flats) else kind
    return Line(seat.number, seat.person_id, names, tuple(flat.label for flat in flats), seat.weight, kind)


async def without_flats(body_id: int) -> list[str]:
    """Names of those who vote in the body and stand in no register: they count as heads, and with no area."""
    voting = Membership.filter(counting(), body_id=body_id).exclude(role=MemberRole.OBSERVER)
    with_flats = {flat.membership_id for flat in await Flat.filter(body_id=body_id)}
    seats = [seat for seat in await voting.prefetch_related("person", "unit") if seat.id not in with_flats]
    return [seat.unit.name if seat.unit else seat.person.name if seat.person else "" for seat in seats]


def found(among: list[Line], search: str) -> list[Line]:
    """By a part of a name or of a flat, however it is typed."""
    name, place = plain(search), place_of(search)
    return [
        line
        for line in among
        if any(name in plain(one) for one in line.names) or any(place in place_of(flat) for flat in line.flats)
    ]
