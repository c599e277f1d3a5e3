from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from agenda.items import commands as items
from forum import clock
from forum.access import Actor
from forum.errors import BadInput, NotFound, RuleBroken
from forum.journal import Event
from forum.topics.models import Topic, TopicState
from forum.workdays import queries as workdays
from minutes.action_items import commands as actions
from minutes.action_items.models import ActionItem, ActionNote, ActionState
from minutes.projects import asking, commands, queries
from minutes.projects.models import Project, ProjectState, Rating
from tests import factories

pytestmark = pytest.mark.usefixtures("database")


@dataclass
class Done:
    hall: factories.Hall
    project_id: int
    action_id: int
    proposer: Actor
    delegate: Actor

    async def project(self) -> Project:
        return await Project.get(id=self.project_id)

    async def topic_state(self) -> TopicState:
        return (await Topic.get(id=self.hall.topics[0].id)).state


@pytest.fixture
async def done() -> Done:
    """A project whose one action item has been reported done."""
    hall = await factories.item_open()
    unit_id = await factories.unit()
    delegate = await factories.person(unit_id=unit_id)
    due_on = clock.today() + timedelta(days=1)
    action_id = await actions.assign_action(hall.item_id, "更换主管", unit_id, due_on, by=hall.recorder)
    await items.close_item(hall.item_id, by=hall.chair)
    await factories.finish(action_id, "已更换。", by=delegate)
    project_id = (await ActionItem.get(id=action_id)).project_id
    return Done(hall, project_id, action_id, hall.topics[0].proposer, delegate)


async def kinds() -> list[str]:
    return [event.kind for event in await Event.all().order_by("id")]


async def test_a_content_proposer_closes_project_and_topic(done: Done) -> None:
    assert await commands.rate_project(done.project_id, 4, "谢谢", by=done.proposer) is False
    assert (await done.project()).state is ProjectState.CLOSED
    assert await done.topic_state() is TopicState.CLOSED
    assert (await kinds())[-1] == "project.closed"


@pytest.mark.parametrize("score", [1, 2])
async def test_a_low_rating_of_the_proposer_reopens_all_of_it(done: Done, score: int) -> None:
    assert await commands.rate_project(done.project_id, score, "一楼还是返水。", by=done.proposer) is True
    project, action = await done.project(), await ActionItem.get(id=done.action_id)
    assert (project.state, project.round, project.done_at) == (ProjectState.REOPENED, 2, None)
    assert await done.topic_state() is TopicState.REOPENED
    assert action.state is ActionState.REOPENED
    assert action.due_on >= await workdays.after(clock.today(), 5)
    assert [note.text for note in await ActionNote.filter(state=ActionState.REOPENED)] == ["一楼还是返水。"]
    assert {"project.reopened", "action.reopened"} <= set(await kinds())
    assert "返水" not in str([event.data for event in await Event.all()])


async def test_a_neighbours_rating_neither_closes_nor_reopens(done: Done) -> None:
    for score in (1, 5):
        assert await commands.rate_project(done.project_id, score, by=await factories.person()) is False
    assert (await done.project()).state is ProjectState.DONE
    assert await Rating.all().count() == 2
    assert not {"project.closed", "project.reopened"} & set(await kinds())


async def test_after_the_work_is_done_again_a_new_round_is_rated(done: Done) -> None:
    neighbour = await factories.person()
    await commands.rate_project(done.project_id, 3, by=neighbour)
    await commands.rate_project(done.project_id, 1, by=done.proposer)
    with pytest.raises(RuleBroken, match="还没有办结"):
        await commands.rate_project(done.project_id, 5, by=neighbour)
    await factories.finish(done.action_id, "加装止回阀。", by=done.delegate)
    await commands.rate_project(done.project_id, 5, by=neighbour)
    await commands.rate_project(done.project_id, 5, by=done.proposer)
    assert (await done.project()).state is ProjectState.CLOSED
    assert sorted([(r.round, r.score) for r in await Rating.all()]) == [(1, 1), (1, 3), (2, 5), (2, 5)]
    assert (await queries.scores([await done.project()]))[done.project_id] == [5, 5]


async def test_once_a_person_and_round_also_after_closing(done: Done) -> None:
    await commands.rate_project(done.project_id, 5, by=done.proposer)
    with pytest.raises(RuleBroken, match="已经评价过"):
        await commands.rate_project(done.project_id, 1, by=done.proposer)
    assert (await done.project()).state is ProjectState.CLOSED
    assert await Rating.all().count() == 1
    await commands.rate_project(done.project_id, 4, by=await factories.person())


async def test_a_rating_sent_twice_is_one_and_answers_the_same(done: Done) -> None:
    first = await commands.rate_project(done.project_id, 1, by=done.proposer, command_id="same")
    assert await commands.rate_project(done.project_id, 1, by=done.proposer, command_id="same") is first is True
    assert (await done.project()).round == 2


@pytest.mark.parametrize("score", [0, 6, -1])
async def test_a_score_outside_one_to_five_is_refused_by_the_command_itself(done: Done, score: int) -> None:
    with pytest.raises(BadInput):
        await commands.rate_project(done.project_id, score, by=done.proposer)
    assert await Rating.all().count() == 0


async def test_an_unknown_project_is_not_found() -> None:
    with pytest.raises(NotFound):
        await commands.rate_project(999, 5, by=await factories.person())


async def test_new_work_in_the_same_session_takes_a_done_project_in_hand_again(done: Done) -> None:
    unit_id = await factories.unit()
    due_on = clock.today() + timedelta(days=9)
    await actions.assign_action(done.hall.item_id, "恢复绿化", unit_id, due_on, by=done.hall.recorder)
    project = await done.project()
    assert (project.state, project.done_at) == (ProjectState.IN_HAND, None)
    assert await done.topic_state() is TopicState.IN_HAND


async def test_a_closed_project_takes_no_new_action_items(done: Done) -> None:
    await commands.rate_project(done.project_id, 5, by=done.proposer)
    with pytest.raises(BadInput) as refused:
        await actions.assign_action(
            done.hall.item_id,
            "恢复绿化",
            await factories.unit(),
            clock.today(),
            by=done.hall.recorder,
            project_id=done.project_id,
        )
    assert list(refused.value.fields) == ["project_id"]


async def test_the_proposer_is_asked_to_rate_until_they_have(done: Done) -> None:
    assert done.proposer.person_id is not None and done.delegate.person_id is not None
    assert [one.project.id for one in await asking.to_rate(done.proposer)] == [done.project_id]
    assert await asking.to_rate(done.delegate) == []
    await commands.rate_project(done.project_id, 3, by=done.proposer)
    assert await asking.to_rate(done.proposer) == []
