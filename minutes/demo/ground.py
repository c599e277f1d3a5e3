"""The ground of the demo: places, people, units and bodies, through the commands everybody uses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from agenda.ballots.rule_sets import PRESETS
from forum import clock
from forum.access import SYSTEM, Actor
from forum.bodies import commands as bodies
from forum.bodies.models import MemberRole
from forum.people import commands as people
from forum.people import queries as people_queries
from forum.people.models import Person, Role
from forum.places.models import PlaceKind
from minutes.demo import people as who


@dataclass
class Ground:
    """Ids by name, and people as commands see them. `today` is the day of the load, `now` its moment."""

    now: datetime
    today: date
    people: dict[str, Actor] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    bodies: dict[str, int] = field(default_factory=dict)
    topics: dict[str, int] = field(default_factory=dict)
    sessions: dict[str, int] = field(default_factory=dict)
    actions: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of_today(cls) -> Ground:
        now = clock.local(clock.now())
        return cls(now, now.date())

    @property
    def office(self) -> Actor:
        return self.people[who.SECRETARY]

    def id_of(self, name: str) -> int:
        person_id = self.people[name].person_id
        assert person_id is not None
        return person_id

    def moment(self, day: int, hour: int, minute: int = 0) -> datetime:
        """`day` counts from today; hours are the community's own."""
        return clock.from_local(self.today + timedelta(days=day), time(hour, minute))

    def later(self, moment: datetime, **passed: float) -> datetime:
        """Some time after `moment`, but never in the future."""
        return min(moment + timedelta(**passed), self.now)


async def lay(ground: Ground) -> None:
    """Register everything."""
    await _places(ground)
    await _people(ground)
    await _units(ground)
    await _bodies(ground)


async def _places(ground: Ground) -> None:
    street = await people.keep_place(PlaceKind.SUBDISTRICT, who.SUBDISTRICT, by=SYSTEM)
    community = await people.keep_place(PlaceKind.COMMUNITY, who.COMMUNITY, by=SYSTEM, parent_id=street)
    ground.places["街道"], ground.places["社区"] = street, community
    for grid, blocks in who.GRIDS.items():
        grid_id = await people.keep_place(PlaceKind.GRID, grid, by=SYSTEM, parent_id=community)
        ground.places[grid] = grid_id
        for block in blocks:
            ground.places[block] = await people.keep_place(PlaceKind.BLOCK, block, by=SYSTEM, parent_id=grid_id)


async def _people(ground: Ground) -> None:
    for name in who.OFFICIALS:
        person_id = await people.register_person(name, by=SYSTEM, place_id=ground.places["社区"], official=True)
        await _know(ground, name, person_id)
    for name, block, room in who.residents():
        block_id = ground.places[block]
        household = await people.keep_place(PlaceKind.HOUSEHOLD, room, by=SYSTEM, parent_id=block_id)
        ground.places[f"{block}{room}"] = household
        await _know(ground, name, await people.register_person(name, by=SYSTEM, place_id=household))
    for name, *roles in (
        (who.SECRETARY, Role.SECRETARY, Role.CHAIR),
        (who.RECORDER, Role.RECORDER),
        (who.ADMINISTRATOR, Role.ADMINISTRATOR),
    ):
        for role in roles:
            await people.grant_role(ground.id_of(name), role, by=SYSTEM)
        await _know(ground, name, ground.id_of(name))


async def _units(ground: Ground) -> None:
    for unit in who.UNITS:
        contact = f"{unit.delegate}（联络人）"
        unit_id = await bodies.keep_unit(unit.name, unit.kind, by=SYSTEM, contact=contact)
        ground.units[unit.short] = unit_id
        known = ground.people.get(unit.delegate)
        person_id = known.person_id if known else await people.register_person(unit.delegate, by=SYSTEM)
        assert person_id is not None
        await people.grant_role(person_id, Role.DELEGATE, by=SYSTEM, unit_id=unit_id)
        await _know(ground, unit.delegate, person_id)


async def _know(ground: Ground, name: str, person_id: int) -> None:
    ground.people[name] = await people_queries.actor_for(await Person.get(id=person_id))


async def _bodies(ground: Ground) -> None:
    for name, (preset, seats) in who.BODIES.items():
        body_id = await _body(ground, name, preset)
        for role, person in seats:
            await bodies.seat_member(body_id, by=SYSTEM, person_id=ground.id_of(person), role=role)
    body_id = await _body(ground, who.JOINT, "joint_council")
    for unit in who.UNITS:
        seat = {"person_id": ground.id_of(unit.delegate), "unit_id": ground.units[unit.short]}
        await bodies.seat_member(body_id, by=SYSTEM, role=MemberRole.DELEGATE, **seat)


async def _body(ground: Ground, name: str, preset: str) -> int:
    rules = PRESETS[preset].to_json()
    ground.bodies[name] = await bodies.found_body(
        name, who.ORGAN, rules, by=SYSTEM, seats_units=preset == "joint_council"
    )
    return ground.bodies[name]
