"""What a session asked for comes by itself onto the body's next agenda, as it stands until that session opens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agenda.items import commands as items
from agenda.items.models import AgendaItem, ItemKind
from agenda.planning import commands as planning
from agenda.planning import rules
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session, SessionKind, SessionState
from forum import clock
from minutes.action_items import commands, following, links, working
from minutes.action_items.models import ActionItem, ActionState
from minutes.drafting.earlier import last_session
from tests import factories

pytestmark = pytest.mark.usefixtures("app")


async def asked_for(*texts: str) -> tuple[factories.Hall, list[int]]:
    """A session over, in which a unit took on these."""
    hall = await factories.item_open()
    unit, due = await factories.unit("梧桐物业"), clock.today() + timedelta(days=9)
    ids = [await commands.assign_action(hall.item_id, text, unit, due, by=hall.recorder) for text in texts]
    await items.close_item(hall.item_id, by=hall.chair)
    await sessions.close_session(hall.session_id, by=hall.chair)
    return hall, ids


async def next_of(hall: factories.Hall, days: int = 20, template: str = "") -> int:
    session_id: int = await planning.plan(
        template, body_id=hall.body_id, kind=SessionKind.FORUM, title="下一次", venue="厅",
        starts_at=clock.now() + timedelta(days=days), chair_id=hall.chair.person_id,
        recorder_id=hall.recorder.person_id, by=hall.secretary,
    )  # fmt: skip
    return session_id


async def kinds_of(session_id: int) -> list[ItemKind]:
    return [item.kind for item in await AgendaItem.filter(session_id=session_id).order_by("position")]


async def told(session_id: int) -> list[tuple[str, ActionState, bool]]:
    found = await following.followed(await Session.get(id=session_id))
    return [(one.action.text, one.state, one.late) for one in found]


async def test_the_next_session_that_is_planned_begins_with_it() -> None:
    hall, _ = await asked_for("换主管", "清杂物")
    assert await kinds_of(await next_of(hall)) == [ItemKind.FOLLOW_UP]
    assert (await kinds_of(await next_of(hall, 40, "forum"))).count(ItemKind.FOLLOW_UP) == 1


async def test_one_that_is_planned_already_gets_it_when_the_hall_goes_home(client: Any) -> None:
    hall = await factories.item_open()
    coming = await next_of(hall)
    await planning.lay_out(coming, "forum", by=hall.secretary)
    for item in await AgendaItem.filter(session_id=coming, kind=ItemKind.FOLLOW_UP):
        await items.drop_item(item.id, by=hall.secretary)
    unit = await factories.unit()
    await commands.assign_action(hall.item_id, "换主管", unit, clock.today(), by=hall.recorder)
    await items.close_item(hall.item_id, by=hall.chair)
    await sessions.close_session(hall.session_id, by=hall.chair)
    assert await kinds_of(coming) == [ItemKind.FOLLOW_UP, ItemKind.REPORT, ItemKind.CLAIMING]


async def test_where_nothing_is_owed_or_the_agenda_has_it_nothing_comes() -> None:
    hall, ids = await asked_for("换主管")
    await working.hand_in(ids[0], "换好了", by=hall.secretary)
    assert await kinds_of(await next_of(hall)) == []
    await ActionItem.filter(id=ids[0]).update(state=ActionState.IN_HAND)
    coming = await next_of(hall)
    await planning.stand_follow_up(coming, by=hall.secretary)
    assert await kinds_of(coming) == [ItemKind.FOLLOW_UP]


def test_no_talk_and_no_fixed_agenda_tells_of_earlier_sessions() -> None:
    planned = SessionState.PLANNED
    assert rules.tells_of_earlier(SessionKind.FORUM, planned, [])
    assert not rules.tells_of_earlier(SessionKind.TALK, planned, [])
    assert not rules.tells_of_earlier(SessionKind.WRITTEN, planned, [])
    assert not rules.tells_of_earlier(SessionKind.FORUM, SessionState.NOTICED, [])
    assert not rules.tells_of_earlier(SessionKind.FORUM, planned, [ItemKind.FOLLOW_UP])


async def test_it_stands_as_it_is_until_the_session_opens_and_then_as_it_was(client: Any) -> None:
    hall, (first, second, _) = await asked_for("换主管", "清杂物", "补路面")
    coming = await next_of(hall)
    assert [state for _, state, _ in await told(coming)] == [ActionState.ASSIGNED] * 3
    await working.hand_in(first, "换好了", by=hall.secretary)
    await ActionItem.filter(id=second).update(due_on=clock.today() - timedelta(days=1))
    assert [(text, late) for text, _, late in await told(coming)] == [
        ("清杂物", True), ("补路面", False), ("换主管", False),
    ]  # fmt: skip
    page = await (await client(hall.members[0])).text(f"/sessions/{coming}")
    assert "以前定下的任务 3 项，办结 1 项" in page and "超期没办完" in page
    assert "补路面" not in await (await client()).text(f"/sessions/{coming}"), "visitors read it in the minutes, masked"
    await Session.filter(id=coming).update(opened_at=clock.now(), state=SessionState.OPEN)
    with clock.set_to(clock.now() + timedelta(days=1)):
        await working.report_progress(second, "在清", by=hall.secretary)
        assert dict((text, state) for text, state, _ in await told(coming))["清杂物"] is ActionState.ASSIGNED


async def test_the_hall_reads_it_at_that_item_and_the_minutes_keep_older_ones_in_sight(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hall, (first, _) = await asked_for("换主管", "清杂物")
    second = await next_of(hall)
    item = await AgendaItem.get(session_id=second, kind=ItemKind.FOLLOW_UP)
    lines = [line() for line in await links.outcomes_of_item(item.id)]
    assert len(lines) == 2 and "换主管（梧桐物业" in lines[0]
    monkeypatch.setattr(links, "TOLD_IN_THE_HALL", 1)
    assert [line() for line in await links.outcomes_of_item(item.id)][1:] == ["还有 1 项"]
    assert await links.outcomes_of_item(hall.item_id) and len(await links.outcomes_of_item(hall.item_id)) == 2
    now = clock.now() + timedelta(days=20)
    await Session.filter(id=second).update(opened_at=now, closed_at=now, state=SessionState.CLOSED)
    unit = await factories.unit("街道城管办")
    await ActionItem.create(
        item_id=item.id, project_id=(await ActionItem.get(id=first)).project_id, text="补路面", lead_id=unit,
        due_on=clock.today(), recorded_at=now, moved_at=now,
    )  # fmt: skip
    third = await Session.get(id=await next_of(hall, 40))
    with clock.set_to(now + timedelta(days=2)):
        last = await last_session(third)
    assert last is not None and [one.text for one in last.actions] == ["补路面"]
    assert [one.text for one in last.still] == ["换主管", "清杂物"]
