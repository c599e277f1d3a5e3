"""A whistle that a community has let blow by itself: once, one at a time, told to those concerned, and called off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.links import units_whistled
from agenda.sessions.models import Session, SessionState
from agenda.whistles.models import UnitCall, Whistle
from forum import clock, clockwork, parts
from forum.access import SYSTEM
from forum.echoes import queries as echoes
from forum.errors import NotAllowed
from forum.journal import Event
from forum.people.models import RoleGrant
from forum.todo import queries as todo
from minutes.action_items import commands as actions
from minutes.action_items import working
from minutes.action_items.models import ActionItem
from minutes.chasing import commands, queries, rules
from minutes.chasing.by_rule import blow_due
from minutes.chasing.models import ChaseUp, Means
from minutes.chasing.rules import Figures
from minutes.record.queries import record
from tests import factories

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00
BY_ITSELF = Figures(blows=True)

pytestmark = pytest.mark.usefixtures("app")


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.booleans())
def test_by_the_clock_nobody_is_called_but_in_working_hours(now: datetime, working: bool) -> None:
    assert rules.may_blow(now, working=working) is (working and 9 <= now.hour < 16)


@pytest.fixture
async def late() -> Any:
    """Two overdue action items of two units, the first longer; a third unit helps. The office, and a joint council."""
    with clock.set_to(MONDAY):
        hall = await factories.item_open()
        leads, helper = [await factories.unit("梧桐物业"), await factories.unit("自来水公司")], await factories.unit()
        found = []
        for days, unit in zip((12, 9), leads, strict=True):
            action_id = await actions.assign_action(
                hall.item_id, "更换防滑地砖", unit, clock.today(), by=hall.recorder, helpers=[helper]
            )
            await ActionItem.filter(id=action_id).update(due_on=clock.today() - timedelta(days=days))
            found.append(action_id)
        await factories.body(2, units=True)
        office = await factories.secretary()
        await commands.set_figures(BY_ITSELF, by=office)
        delegates = [await factories.person(unit_id=unit) for unit in (*leads, helper)]
    return {"actions": found, "leads": leads, "helper": helper, "office": office, "delegates": delegates}


async def whistles() -> list[int]:
    return [chase.action_id for chase in await ChaseUp.filter(means=Means.WHISTLE, by_rule=True).order_by("id")]


async def test_it_is_blown_once_however_often_the_house_looks_and_told_to_those_concerned(late: Any) -> None:
    with clock.set_to(MONDAY):
        for _ in range(3):
            await clockwork.look()
        assert await whistles() == [late["actions"][0]], "the longest overdue"
        whistle = await Whistle.get()
        session = await Session.get(id=whistle.session_id)
        assert (session.chair_id, whistle.by_rule) == (late["office"].person_id, True)
        assert {call.unit_id for call in await UnitCall.all()} == {late["leads"][0], late["helper"]}
        at = f"/sessions/{session.id}/whistle"
        assert at in [task.href for task in await todo.tasks(late["office"])]
        called, other, helping = late["delegates"]
        assert [len(await units_whistled(by)) for by in (called, other, helping)] == [1, 0, 1]
        assert [await echoes.unread(by.person_id) for by in (called, other, helping)] == [1, 0, 1]
        assert await echoes.unread(late["office"].person_id) == 1
        assert "按督办的规则吹哨" in str((await record(session))[0])


async def test_one_at_a_time_and_no_second_on_the_same_day(late: Any) -> None:
    with clock.set_to(MONDAY):
        await blow_due()
    with clock.set_to(MONDAY + timedelta(days=1)):
        await blow_due()
        assert len(await whistles()) == 1, "its sitting is not over"
        await Session.filter(id=(await Whistle.get()).session_id).update(state=SessionState.CLOSED)
        await blow_due()
        assert await whistles() == late["actions"]
        await Session.all().update(state=SessionState.CLOSED)
        await blow_due()
        assert len(await whistles()) == 2, "each once"


@pytest.mark.parametrize("days, hour", [(0, 18), (0, -2), (5, 0)], ids=["evening", "early", "a day off"])
async def test_out_of_working_hours_it_waits(late: Any, days: int, hour: int) -> None:
    with clock.set_to(MONDAY + timedelta(days=days, hours=hour)):
        await blow_due()
    assert await whistles() == []


async def test_as_a_community_begins_it_is_only_proposed(late: Any) -> None:
    assert Figures().blows is False
    with clock.set_to(MONDAY):
        await commands.set_figures(Figures(), by=late["office"])
        await blow_due()
        assert await commands.whistle_by_rule(late["actions"][0], by=SYSTEM) is None
        assert await whistles() == [] and len(await queries.to_whistle(await ActionItem.all())) == 2
        with pytest.raises(NotAllowed):
            await commands.whistle_by_rule(late["actions"][0], by=late["delegates"][0])


async def test_progress_counts_chase_ups_anew(late: Any) -> None:
    with clock.set_to(MONDAY):
        await commands.set_figures(Figures(whistle_days=30, whistle_chases=2), by=late["office"])
        first = late["actions"][0]
        for _ in range(2):
            await commands.chase_up(first, Means.PHONE, by=late["office"])
        assert [one.id for one in await queries.to_whistle(await ActionItem.all())] == [first]
    with clock.set_to(MONDAY + timedelta(hours=1)):
        await working.report_progress(first, "换了一半", by=late["delegates"][0])
        assert await queries.to_whistle(await ActionItem.all()) == []


async def test_called_off_it_says_so_to_whom_it_called_and_is_not_blown_again(client: Any, late: Any) -> None:
    with clock.set_to(MONDAY):
        await blow_due()
        session_id = (await Whistle.get()).session_id
        office, call = await client(late["office"]), await UnitCall.get(unit_id=late["leads"][0])
        assert f'action="/sessions/{session_id}/cancel"' in await office.text(f"/sessions/{session_id}/whistle")
        assert (await office.submit(f"/sessions/{session_id}/cancel", reason="物业已经在修")).status_code == 303
        report = await (await client()).text(f"/w/{call.token}")
        assert "已经取消" in report and "物业已经在修" in report and "我们到了" not in report
        assert "取消这次吹哨" not in await office.text(f"/sessions/{session_id}/whistle")
        assert f"/sessions/{session_id}/whistle" not in [task.href for task in await todo.tasks(late["office"])]
    with clock.set_to(MONDAY + timedelta(days=1)):
        await blow_due()
        assert await whistles() == late["actions"], "the next one's turn, not the same again"


async def test_who_left_the_office_presides_over_nothing_any_more(late: Any) -> None:
    with clock.set_to(MONDAY):
        await RoleGrant.filter(person_id=late["office"].person_id).update(ended_on=clock.today())
        await blow_due()
        assert (await Session.get(id=(await Whistle.get()).session_id)).chair_id != late["office"].person_id


async def test_one_work_that_fails_keeps_no_other_from_being_done(
    late: Any, monkeypatch: pytest.MonkeyPatch, errors: Any
) -> None:
    async def fails() -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(parts, "by_the_clock", {"broken": fails, **parts.by_the_clock})
    with clock.set_to(MONDAY):
        await clockwork.look()
    assert errors.take("failed by the clock")
    assert len(await whistles()) == 1


async def test_whose_it_is_stands_on_the_page_of_figures_and_in_the_story(client: Any, late: Any) -> None:
    with clock.set_to(MONDAY):
        office = await client(late["office"])
        page = await office.text("/actions/figures")
        assert "现在有2项任务到了这个数" in page and 'value="1" checked' in page
        await blow_due()
        story = await office.text(f"/actions/{late['actions'][0]}")
        assert "按督办的规则" in story and "按规则自己吹的" in story and "一位居民" not in story
        told = await Event.filter(kind="whistle.blown").first()
        assert told is not None and told.by_id is None
        form = {"whistle_days": "7", "whistle_chases": "2", "answer_days": "3", "link_days": "30"}
        refused = await office.submit("/actions/figures", **{**form, "answer_days": "0", "blows": "0"})
        assert refused.status_code == 422 and 'value="0" checked' in await refused.get_data(as_text=True)
        await office.submit("/actions/figures", **form, blows="0")
        assert (await queries.figures()).blows is False
