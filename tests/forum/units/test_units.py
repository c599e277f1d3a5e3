"""Units and volunteer teams: a page each, delegates with terms, former names, leaving and coming back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agenda.attendance.models import Seat
from agenda.items import commands as items
from agenda.sessions import commands as sessions
from agenda.sessions.models import SessionKind
from forum import clock
from forum.access import SYSTEM, Actor
from forum.bodies import commands as bodies
from forum.bodies import queries as body_queries
from forum.bodies.models import Membership, TeamKind, Unit, UnitKind
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.journal import Event
from forum.offices import commands as offices
from forum.people.models import RoleGrant
from forum.units import commands, queries
from forum.units.models import TeamMember
from tests import factories


def id_of(who: Actor) -> int:
    assert who.person_id is not None
    return who.person_id


async def test_a_renamed_unit_remembers_what_it_was_called(client: Any) -> None:
    unit = await factories.unit("梧桐物业服务有限公司")
    office = await client(await factories.secretary())
    page = await office.text(f"/units/{unit}")
    assert "梧桐物业服务有限公司" in page and "还没有领办过什么" in page
    changed = await office.submit(
        f"/units/{unit}", unit_name="梧桐城市服务有限公司", kind="property", contact="罗振东", address="1号楼底商"
    )
    assert changed.status_code == 303
    page = await office.text(f"/units/{unit}")
    assert "曾用名" in page and "梧桐物业服务有限公司" in page and "1号楼底商" in page
    other = await factories.unit("第三小学", UnitKind.SCHOOL)
    taken = await office.submit(f"/units/{other}", unit_name="梧桐城市服务有限公司", kind="school", address="学府路1号")
    text = await taken.get_data(as_text=True)
    assert taken.status_code == 422 and "已经有叫这个名称的单位" in text and 'value="学府路1号"' in text
    assert await Event.filter(kind="unit.renamed").count() == 1


async def test_a_unit_is_registered_once_with_its_address(client: Any) -> None:
    office = await client(await factories.secretary())
    made = await office.submit("/units", name="第三小学", kind="school", address="学府路1号")
    unit = await Unit.get()
    assert made.headers["Location"] == f"/units/{unit.id}" and unit.address == "学府路1号"
    again = await office.submit("/units", name="第三小学", kind="school", contact="李老师")
    assert again.status_code == 422 and 'value="李老师"' in await again.get_data(as_text=True)
    with pytest.raises(NotAllowed):
        await commands.register_unit("第四小学", UnitKind.SCHOOL, by=await factories.person())


async def test_delegates_and_substitutes_have_terms(client: Any) -> None:
    unit, delegate, other = await factories.unit(), await factories.person("罗振东"), await factories.person("沈建平")
    office, path, today = await client(await factories.secretary()), f"/units/{unit}/delegates", clock.today()
    until = today + timedelta(days=3)
    assert (await office.submit(path, name="罗振东", until=until)).status_code == 303
    assert (await office.submit(path, name="沈建平", substitute="1")).status_code == 303
    assert (await office.submit(path, name="沈建平")).status_code == 409
    before = await office.submit(path, name="罗振东", first=until + timedelta(days=5), until=until)
    assert before.status_code == 422 and "不能早于第一天" in await before.get_data(as_text=True)
    assert await queries.delegate_of(unit) == delegate.person_id
    with clock.set_to(clock.now() + timedelta(days=4)):
        assert await queries.delegate_of(unit) == other.person_id, "the substitute where there is no delegate"
    page = await office.text(f"/units/{unit}")
    assert "替补" in page and "即将到期" in page


async def test_whose_time_as_delegate_is_over_is_not_called_for_the_unit(database: Any) -> None:
    """The seat is the unit's: a session seats who acts for it on its day. A roll that stands is not touched."""
    body, office = await factories.body(0, "joint_council", units=True), await factories.secretary()
    unit, was, now = await factories.unit(), await factories.person(), await factories.person()
    await commands.name_delegate(unit, id_of(was), by=office, until=clock.today() + timedelta(days=5))
    await commands.name_delegate(unit, id_of(now), by=office, first=clock.today() + timedelta(days=6))
    await bodies.seat_member(body.id, by=SYSTEM, unit_id=unit, person_id=id_of(was))
    assert await _called(body.id, office, days=4) == id_of(was)
    assert await _called(body.id, office, days=9) == id_of(now)
    assert await Seat.filter(person_id=id_of(was)).count() == 1


async def _called(body_id: int, office: Actor, days: int) -> int | None:
    """Who is called for the body's one seat to a session some days from now."""
    starts_at, who = clock.now() + timedelta(days=days), id_of(office)
    session = await sessions.plan_session(
        body_id, SessionKind.JOINT_COUNCIL, "联席会", starts_at, "厅", who, who, by=office
    )
    await items.add_item(session, by=office, title="通报")
    await sessions.give_notice(session, by=office)
    return (await Seat.get(session_id=session)).person_id


async def test_a_unit_that_leaves_ends_its_seats_and_delegates(client: Any) -> None:
    body, unit, delegate = (
        await factories.body(0, "joint_council", units=True),
        await factories.unit(),
        await factories.person(),
    )
    secretary = await factories.secretary()
    await commands.name_delegate(unit, id_of(delegate), by=secretary)
    await bodies.seat_member(body.id, by=SYSTEM, unit_id=unit, person_id=id_of(delegate))
    office = await client(secretary)
    assert (await office.submit(f"/units/{unit}/leave")).status_code == 303
    assert await body_queries.members(body.id) == [] and await body_queries.units() == []
    assert (await factories.actor(id_of(delegate))).units == frozenset()
    assert (await office.submit(f"/units/{unit}/leave")).status_code == 409
    assert (await office.submit(f"/units/{unit}/delegates", name=delegate.name)).status_code == 409
    assert "已退出的单位" in await office.text("/units") and "重新加入" in await office.text(f"/units/{unit}")
    assert (await office.submit(f"/units/{unit}/back")).status_code == 303
    assert [one.id for one in await body_queries.units()] == [unit]
    assert (await Membership.get()).ended_on == clock.today(), "a seat is given anew"
    assert await RoleGrant.filter(unit_id=unit, ended_why="").count() == 0


# ---- volunteer teams ----


async def test_the_usual_teams_are_made_in_one_press_and_named_as_one_likes(client: Any) -> None:
    office = await client(await factories.secretary())
    page = await office.text("/teams")
    assert "志愿服务总队" in page and "邻里调解志愿服务队" in page
    made = await office.submit("/teams/usual", general="梧桐里志愿服务总队", standing="理论宣讲队\n助老队\n助老队\n")
    assert made.status_code == 303
    assert [(one.name, one.team) for one in await Unit.all().order_by("id")] == [
        ("梧桐里志愿服务总队", TeamKind.GENERAL), ("理论宣讲队", TeamKind.STANDING), ("助老队", TeamKind.STANDING),
    ]  # fmt: skip
    again = await office.submit("/teams/usual", general="另一支总队", standing="助老队")
    assert again.status_code == 409 and await Unit.all().count() == 3
    free = await office.submit("/teams", name="银发理发队", skills="理发、修面")
    assert free.status_code == 303 and "理发、修面" in await office.text("/teams")
    assert (await office.submit("/teams", name="助老队")).status_code == 422


async def test_the_register_says_how_many_teams_there_are_of_each_kind(client: Any) -> None:
    """1 + 7 + N: one general team, seven standing ones, of which some may be missing, and any number of others."""
    office = await client(await factories.secretary())
    await office.submit("/teams", name="银发理发队")
    assert "先建总队" in await office.text("/teams"), "a team of another kind does not stand in its way"
    await office.submit("/teams", name="梧桐里志愿服务总队", team="general")
    await office.submit("/teams", name="助老队", team="standing")
    second = await office.submit("/teams", name="另一支总队", team="general")
    assert second.status_code == 409 and 'value="另一支总队"' in await second.get_data(as_text=True)
    page = await office.text("/teams")
    assert "先建总队" not in page and "还差6支" in page and 'value="general"' not in page.partition("<aside>")[2]
    standing = await office.text("/teams", query_string={"kind": "standing"})
    assert "助老队" in standing and "银发理发队" not in standing
    assert "银发理发队" in await office.text("/teams", query_string={"kind": "nonsense"})


async def test_a_team_s_leader_acts_for_it_as_long_as_they_lead(database: Any) -> None:
    office, one, other = await factories.secretary(), await factories.person(), await factories.person()
    team = await commands.register_unit("助老队", UnitKind.VOLUNTEERS, by=office, team=TeamKind.STANDING)
    first = await commands.join_team(team, id_of(one), by=office, leads=True)
    assert (await factories.actor(id_of(one))).units == {team}
    second = await commands.join_team(team, id_of(other), by=office)
    assert (await factories.actor(id_of(other))).units == frozenset()
    await commands.lead_team(second, by=office)
    assert (await factories.actor(id_of(one))).units == frozenset()
    assert (await factories.actor(id_of(other))).units == {team}
    await offices.end_term(("team", second), by=office, why="本人辞去")
    assert (await factories.actor(id_of(other))).units == frozenset()
    assert [member.person_id for member in (await queries.teams())[0][1]] == [id_of(one)]
    with pytest.raises(RuleBroken):
        await commands.join_team(team, id_of(one), by=office)
    with pytest.raises(RuleBroken):
        await commands.lead_team(second, by=office)
    assert await TeamMember.filter(id=first, leads=False).exists()


async def test_a_team_takes_on_tasks_and_shows_them(database: Any) -> None:
    office = await factories.secretary()
    team = await commands.register_unit("助老队", UnitKind.VOLUNTEERS, by=office, team=TeamKind.STANDING)
    assert team in {unit.id for unit in await body_queries.units()}
    with pytest.raises(RuleBroken):
        await commands.join_team(await factories.unit(), id_of(office), by=office)
    with pytest.raises(BadInput):
        await commands.join_team(team, 9999, by=office)
