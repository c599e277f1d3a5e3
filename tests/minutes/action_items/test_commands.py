from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agenda.ballots import commands as ballots
from agenda.items import commands as items
from agenda.sessions import commands as sessions
from forum import clock
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.journal import Event
from forum.topics.models import Topic, TopicState
from minutes.action_items import commands
from minutes.action_items.models import ActionItem
from minutes.drafting import commands as drafting
from minutes.drafting.models import Minutes, MinutesState
from minutes.projects.models import Project, ProjectState
from tests import factories

pytestmark = pytest.mark.usefixtures("database")


def in_days(days: int) -> Any:
    return clock.today() + timedelta(days=days)


async def assigned(hall: factories.Hall, unit_id: int, **given: Any) -> int:
    return await commands.assign_action(hall.item_id, "更换排水主管", unit_id, in_days(14), by=hall.recorder, **given)


async def kinds() -> list[str]:
    return [event.kind for event in await Event.all().order_by("id")]


async def test_an_action_item_starts_the_topics_project_and_puts_the_topic_in_hand() -> None:
    hall = await factories.item_open()
    unit_id = await factories.unit()
    action = await ActionItem.get(id=await assigned(hall, unit_id, responsible="老赵"))
    project = await Project.get(id=action.project_id)
    assert (project.lead_id, project.topic_id, project.state) == (unit_id, hall.topics[0].id, ProjectState.IN_HAND)
    assert (await Topic.get(id=hall.topics[0].id)).state is TopicState.IN_HAND
    event = await Event.filter(kind="action.assigned").get()
    assert event.room_id == hall.room_id and event.data["action"] == action.id
    assert "老赵" not in str(event.data)


async def test_a_second_action_item_of_the_item_joins_its_project() -> None:
    for given in ({}, {"topics": 0, "free_items": ["楼道堆物整治"]}):
        hall = await factories.item_open(**given)
        first = await assigned(hall, await factories.unit())
        second = await assigned(hall, await factories.unit())
        projects = {(await ActionItem.get(id=action)).project_id for action in (first, second)}
        assert len(projects) == 1


async def test_sent_twice_it_is_one_action_item() -> None:
    hall = await factories.item_open()
    unit_id = await factories.unit()
    first = await assigned(hall, unit_id, command_id="same")
    assert await assigned(hall, unit_id, command_id="same") == first
    assert await ActionItem.all().count() == 1


async def test_only_chair_recorder_and_office_assign() -> None:
    hall = await factories.item_open()
    unit_id = await factories.unit()
    with pytest.raises(NotAllowed):
        await commands.assign_action(hall.item_id, "更换主管", unit_id, in_days(3), by=hall.members[0])
    assert await ActionItem.all().count() == 0
    assert "action.assigned" not in await kinds()


async def test_all_that_is_wrong_is_said_at_once_and_nothing_is_kept() -> None:
    hall = await factories.item_open()
    with pytest.raises(BadInput) as refused:
        await commands.assign_action(hall.item_id, "更换主管", 999, in_days(-1), by=hall.recorder, project_id=999)
    assert set(refused.value.fields) == {"lead_id", "due_on", "project_id"}
    assert await Project.all().count() == 0


async def test_no_action_item_before_the_item_is_taken_up_or_after_the_minutes_are_public() -> None:
    hall = await factories.session_open()
    hall.item_id = hall.items[0]
    unit_id = await factories.unit()
    with pytest.raises(RuleBroken, match="议到这一项"):
        await assigned(hall, unit_id)
    await items.open_item(hall.item_id, by=hall.chair)
    await items.close_item(hall.item_id, by=hall.chair)
    await assigned(hall, unit_id)
    await sessions.close_session(hall.session_id, by=hall.chair)
    await assigned(hall, unit_id)
    minutes_id = await drafting.draft_minutes(hall.session_id, by=hall.recorder)
    await Minutes.filter(id=minutes_id).update(state=MinutesState.PUBLISHED)
    with pytest.raises(RuleBroken, match="已经公布"):
        await assigned(hall, unit_id)


async def test_a_topic_that_joins_another_project_walks_with_it() -> None:
    hall = await factories.item_open(topics=2)
    unit_id = await factories.unit()
    delegate = await factories.person(unit_id=unit_id)
    first = await ActionItem.get(id=await assigned(hall, unit_id))
    await items.close_item(hall.item_id, by=hall.chair)
    hall.item_id = hall.items[1]
    await items.open_item(hall.item_id, by=hall.chair)
    second = await assigned(hall, unit_id, project_id=first.project_id)
    await items.close_item(hall.item_id, by=hall.chair)
    for action_id in (first.id, second):
        await factories.finish(action_id, by=delegate)
    assert [(await Topic.get(id=topic.id)).state for topic in hall.topics] == [TopicState.DONE, TopicState.DONE]


async def test_helpers_criteria_and_the_decision_are_kept_with_it() -> None:
    hall = await factories.ballot_open(members=3)
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    lead, helper = await factories.unit(), await factories.unit()
    action_id = await assigned(hall, lead, criteria="通水三次不漏", helpers=[helper, lead])
    action = await ActionItem.get(id=action_id).prefetch_related("helpers")
    assert (action.criteria, action.decision_id) == ("通水三次不漏", hall.ballot_id)
    assert [one.unit_id for one in action.helpers] == [helper]
    with pytest.raises(BadInput) as refused:
        await assigned(hall, lead, helpers=[999])
    assert set(refused.value.fields) == {"helpers"}
