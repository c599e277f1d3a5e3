"""Offices at places, and terms of every kind: they begin, run out by themselves, are renewed and ended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import clock
from forum.access import SYSTEM, Actor
from forum.bodies import commands as bodies
from forum.bodies import queries as body_queries
from forum.bodies.models import Membership
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.journal import Event
from forum.offices import commands, queries, terms
from forum.offices.models import Appointment, Office
from forum.people import commands as people
from forum.people.models import Role, RoleGrant
from forum.terms import TermState, end_after, last_day, state_of
from tests import factories

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def id_of(who: Actor) -> int:
    assert who.person_id is not None
    return who.person_id


# ---- the days of a term ----


NEAR = st.integers(-32, 32).map(lambda days: timedelta(days=days))
"""A day that has anything to say about a term is near one of its ends."""


@given(st.none() | DAYS, DAYS, NEAR)
def test_a_term_counts_on_its_last_day_and_not_on_the_next(first: date | None, last: date, near: timedelta) -> None:
    ends, day = end_after(last), last + near
    assert last_day(ends) == last
    counts = state_of(first, ends, day) in {TermState.RUNNING, TermState.ENDING}
    assert counts == (day <= last and (first is None or first <= day))


@given(DAYS, NEAR)
def test_an_end_that_is_near_is_said_before_it_comes(last: date, near: timedelta) -> None:
    day = last + near
    soon = timedelta(0) <= last - day < timedelta(days=30)
    assert (state_of(None, end_after(last), day) is TermState.ENDING) == soon


# ---- offices at places ----


async def test_an_officer_is_found_from_anywhere_below(database: Any) -> None:
    where, office = await factories.community(), await factories.secretary()
    room = await people.keep_place("household", "101室", by=SYSTEM, parent_id=where.block)
    worker, head = await factories.person("赵志强"), await factories.person("王秀兰")
    await commands.appoint(
        id_of(worker), Office.GRID_WORKER, where.grid, by=office, contact="8866-1234", name_public=True
    )
    await commands.appoint(id_of(head), Office.BLOCK_HEAD, where.block, by=office)
    found = await queries.officers_of(room)
    assert [(one.office, one.name, one.at.id) for one in found] == [
        (Office.GRID_WORKER, "赵志强", where.grid), (Office.BLOCK_HEAD, "王秀兰", where.block),
    ]  # fmt: skip
    public = await queries.public_officers_of(room)
    assert [(one.name, one.contact) for one in public] == [("赵志强", "8866-1234"), ("王某某", "")]
    assert await queries.officers_of(where.community) == []


async def test_a_block_has_one_head_and_the_earlier_one_stays_in_its_history(database: Any) -> None:
    where, office = await factories.community(), await factories.secretary()
    first, second = await factories.person(), await factories.person()
    today = clock.today()
    start, later = today - timedelta(days=90), today + timedelta(days=10)
    one = await commands.appoint(id_of(first), Office.BLOCK_HEAD, where.block, by=office, first=start)
    await commands.appoint(id_of(second), Office.BLOCK_HEAD, where.block, by=office, first=later)
    assert [each.name for each in await queries.officers_of(where.block)] == [first.name]
    assert (await Appointment.get(id=one)).ended_on == later
    assert await Event.filter(kind="term.ended").count() == 1
    with pytest.raises(RuleBroken):
        await commands.appoint(id_of(first), Office.BLOCK_HEAD, where.block, by=office, first=later)
    assert len(await queries.at_place(where.block)) == 2


async def test_a_grid_may_have_two_workers_but_nobody_twice(database: Any) -> None:
    where, office = await factories.community(), await factories.secretary()
    one, other = await factories.person(), await factories.person()
    await commands.appoint(id_of(one), Office.GRID_WORKER, where.grid, by=office)
    await commands.appoint(id_of(other), Office.GRID_WORKER, where.grid, by=office)
    with pytest.raises(RuleBroken, match="已经担任"):
        await commands.appoint(id_of(one), Office.GRID_WORKER, where.grid, by=office)
    assert len(await queries.officers_of(where.grid)) == 2
    with pytest.raises(NotAllowed):
        await commands.appoint(id_of(one), Office.STEWARD, where.grid, by=await factories.person())


async def test_who_adopts_a_grid_is_a_member_of_a_body(database: Any) -> None:
    where, office = await factories.community(), await factories.secretary()
    someone = await factories.person()
    with pytest.raises(BadInput):
        await commands.appoint(id_of(someone), Office.ADOPTING_MEMBER, where.grid, by=office)
    body = await factories.body(1)
    await commands.appoint(id_of(body.members[0]), Office.ADOPTING_MEMBER, where.grid, by=office)
    seat = await Membership.get(body_id=body.id)
    await commands.end_term(("seat", seat.id), by=office, why="换届")
    with pytest.raises(BadInput):
        await commands.appoint(id_of(body.members[0]), Office.ADOPTING_MEMBER, where.block, by=office)


@pytest.mark.parametrize(("office", "level"), [(Office.BLOCK_HEAD, "grid"), (Office.GRID_WORKER, "block")])
async def test_an_office_belongs_to_its_level(database: Any, office: Office, level: str) -> None:
    where, secretary = await factories.community(), await factories.secretary()
    with pytest.raises(BadInput):
        await commands.appoint(id_of(secretary), office, getattr(where, level), by=secretary)


# ---- terms end by themselves ----


async def test_a_seat_stops_counting_the_day_after_its_last(database: Any) -> None:
    body, someone, last = await factories.body(2), await factories.person(), clock.today()
    await bodies.seat_member(body.id, by=SYSTEM, person_id=id_of(someone), until=last)
    assert len(await body_queries.members(body.id)) == 3
    with clock.set_to(clock.now() + timedelta(days=1)):
        assert len(await body_queries.members(body.id)) == 2
        await bodies.seat_member(body.id, by=SYSTEM, person_id=id_of(someone))
    with pytest.raises(RuleBroken):
        await bodies.seat_member(body.id, by=SYSTEM, person_id=id_of(someone))


async def test_a_next_term_can_be_given_before_the_last_has_ended(database: Any) -> None:
    body, someone, today = await factories.body(0), await factories.person(), clock.today()
    month = timedelta(days=30)
    await bodies.seat_member(body.id, by=SYSTEM, person_id=id_of(someone), until=today + month)
    with pytest.raises(RuleBroken):
        await bodies.seat_member(body.id, by=SYSTEM, person_id=id_of(someone), first=today + month)
    await bodies.seat_member(body.id, by=SYSTEM, person_id=id_of(someone), first=today + month + timedelta(days=1))
    assert len(await body_queries.members(body.id)) == 1


async def test_a_role_is_held_until_its_last_day(database: Any) -> None:
    someone, today = await factories.person(), clock.today()
    await people.grant_role(id_of(someone), Role.RECORDER, by=SYSTEM, until=today)
    assert Role.RECORDER in (await factories.actor(id_of(someone))).roles
    with clock.set_to(clock.now() + timedelta(days=1)):
        assert Role.RECORDER not in (await factories.actor(id_of(someone))).roles
        await people.grant_role(id_of(someone), Role.RECORDER, by=SYSTEM)
        assert Role.RECORDER in (await factories.actor(id_of(someone))).roles


async def test_a_delegate_acts_for_the_unit_until_the_last_day(database: Any) -> None:
    unit, someone, today = await factories.unit(), await factories.person(), clock.today()
    await people.grant_role(id_of(someone), Role.DELEGATE, by=SYSTEM, unit_id=unit, first=today, until=today)
    assert (await factories.actor(id_of(someone))).units == {unit}
    for other_day in (-1, 1):
        with clock.set_to(clock.now() + timedelta(days=other_day)):
            assert (await factories.actor(id_of(someone))).units == frozenset()


async def test_an_administrator_has_no_term_and_the_last_one_stays(database: Any) -> None:
    admin = await factories.person("", Role.ADMINISTRATOR)
    with pytest.raises(BadInput):
        await people.grant_role(
            id_of(await factories.person()), Role.ADMINISTRATOR, by=admin, until=clock.today() + timedelta(days=9)
        )
    grant = await RoleGrant.get(person_id=admin.person_id)
    with pytest.raises(RuleBroken, match="最后一位管理员"):
        await commands.end_term(("role", grant.id), by=admin, why="x")


# ---- renewed and ended ----


async def test_what_ends_soon_is_listed_and_renewed_in_one_step(database: Any) -> None:
    where, office, today = await factories.community(), await factories.secretary(), clock.today()
    body, someone = await factories.body(1), await factories.person()
    seat = await bodies.seat_member(body.id, by=SYSTEM, person_id=id_of(someone), until=today + timedelta(days=5))
    given = await commands.appoint(
        id_of(someone), Office.BLOCK_HEAD, where.block, by=office, until=today + timedelta(days=40)
    )
    assert [(one.kind, one.id) for one in await terms.ending()] == [("seat", seat)] and await terms.soon() == 1
    with clock.set_to(clock.now() + timedelta(days=15)):
        assert [(one.kind, one.id) for one in await terms.ending()] == [("seat", seat), ("office", given)]
        assert await terms.soon() == 1, "what has run out waits for nobody, but can still be renewed"
        until = today + timedelta(days=400)
        which = [("seat", seat), ("office", given)]
        assert await commands.renew_terms(which, until, by=office, command_id="once") == 2
        assert await commands.renew_terms(which, until, by=office, command_id="once") == 2
        assert await terms.ending() == []
    assert await Event.filter(kind="term.renewed").count() == 2
    assert (await Membership.get(id=seat)).last_day == until


async def test_a_seat_that_somebody_has_again_is_not_renewed(database: Any) -> None:
    body, someone, office = await factories.body(0), await factories.person(), await factories.secretary()
    seat = await bodies.seat_member(body.id, by=SYSTEM, person_id=id_of(someone), until=clock.today())
    with clock.set_to(clock.now() + timedelta(days=2)):
        await bodies.seat_member(body.id, by=SYSTEM, person_id=id_of(someone))
        with pytest.raises(RuleBroken):
            await commands.renew_terms([("seat", seat)], clock.today() + timedelta(days=9), by=office)
    assert not await Event.filter(kind="term.renewed").exists()


@pytest.mark.parametrize("days", [-1, 366 * 11])
async def test_a_renewal_is_for_a_sensible_time(database: Any, days: int) -> None:
    body, office = await factories.body(1), await factories.secretary()
    seat = await Membership.get(body_id=body.id)
    with pytest.raises(BadInput):
        await commands.renew_terms([("seat", seat.id)], clock.today() + timedelta(days=days), by=office)
    with pytest.raises(BadInput):
        await commands.renew_terms([], clock.today() + timedelta(days=9), by=office)


async def test_the_office_renews_and_ends_on_its_page(client: Any) -> None:
    body, someone, today = await factories.body(1), await factories.person("王秀兰"), clock.today()
    seat = await bodies.seat_member(body.id, by=SYSTEM, person_id=id_of(someone), until=today + timedelta(days=5))
    office = await client(await factories.secretary())
    assert "1 个任期三十天内到期" in await office.text("/")
    assert "王秀兰" in await office.text("/terms")
    wrong = await office.submit("/terms/renew", which=f"seat-{seat}", until="哪天")
    assert wrong.status_code == 422 and 'value="哪天"' in await wrong.get_data(as_text=True)
    assert (await office.submit("/terms/renew", which="zoo-1", until=str(today))).status_code == 422
    done = await office.submit("/terms/renew", which=f"seat-{seat}", until=str(today + timedelta(days=700)))
    assert done.status_code == 303 and "任期三十天内到期" not in await office.text("/")
    assert (await office.submit("/terms/end", term=f"seat-{seat}", body=body.id)).status_code == 422, "say why"
    ended = await office.submit("/terms/end", term=f"seat-{seat}", body=body.id, why="<b>搬走</b>")
    assert ended.headers["Location"] == f"/terms?body={body.id}"
    page = await office.text(f"/terms?body={body.id}")
    assert "&lt;b&gt;搬走&lt;/b&gt;" in page and "<b>搬走" not in page
    assert "王秀兰" not in await office.text(f"/bodies/{body.id}")
    assert (await office.submit("/terms/end", term=f"seat-{seat}", why="再一次")).status_code == 409


async def test_an_appointment_from_the_place_s_page(client: Any) -> None:
    where = await factories.community()
    one, other = await factories.person("王秀兰"), await factories.person("王秀兰")
    office, path = await client(await factories.secretary()), f"/places/{where.block}/officers"
    asked = await office.submit(path, office="block_head", name="王秀兰", contact="居委会转")
    text = await asked.get_data(as_text=True)
    assert asked.status_code == 422 and f'value="{one.person_id}"' in text and 'value="居委会转"' in text
    unknown = await office.submit(path, office="block_head", name="没有这人")
    assert unknown.status_code == 422 and "/people/new?name=" in await unknown.get_data(as_text=True)
    given = await office.submit(path, office="block_head", name="王秀兰", person_id=other.person_id, contact="居委会转")
    assert given.status_code == 303
    made = await Appointment.get()
    assert made.person_id == other.person_id
    changed = await office.submit(f"/appointments/{made.id}/contact", contact="8866-1234", name_public="1")
    assert changed.status_code == 303
    assert [vars(each) for each in await queries.public_officers_of(where.block)] == [
        {"office": "楼栋长", "name": "王秀兰", "contact": "8866-1234", "at": "第三网格7号楼"}
    ]
    page = await office.text(f"/people/{other.person_id}")
    assert "第三网格7号楼 · 楼栋长" in page
