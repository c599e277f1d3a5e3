"""事事有着落，件件有回音: through random lives, what was decided has an owner, and ends answered or waits in a list.

A life is a topic's: decided, given to units, worked on, checked, rated, reopened. After each step everything that is
not finished stands in the 待办 of somebody who can do something about it, and what a project does, its topic does.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from agenda.items import commands as items
from forum import clock
from forum.access import Actor
from forum.bodies import queries as bodies
from forum.errors import Refusal
from forum.topics.models import Topic, TopicState
from forum.units import commands as units
from minutes import links as rating_links
from minutes.action_items import checking, commands, links, striking, working
from minutes.action_items.models import STANDS, ActionExtension, ActionItem, ActionState, ActionStep
from minutes.action_items.rules import Waits, waits_for
from minutes.chasing import commands as chasing
from minutes.chasing.models import Means
from minutes.projects import commands as projects
from minutes.projects import queries
from minutes.projects.models import Project, ProjectState
from tests import factories

pytestmark = pytest.mark.usefixtures("app")

# The least finished first: where a topic has two projects, its station is that one's.
FOLLOWS = {
    ProjectState.REOPENED: TopicState.REOPENED,
    ProjectState.IN_HAND: TopicState.IN_HAND,
    ProjectState.DONE: TopicState.DONE,
    ProjectState.CLOSED: TopicState.CLOSED,
}
Deed = Callable[["Life"], Awaitable[object]]


@dataclass
class Life:
    dice: random.Random
    hall: factories.Hall
    office: Actor
    delegates: dict[int, Actor]
    done: list[str] = field(default_factory=list)

    async def action(self) -> ActionItem:
        return self.dice.choice(await ActionItem.all() or [ActionItem(id=0, lead_id=0, due_on=clock.today())])

    async def unit(self, action: ActionItem) -> Actor:
        """The lead's delegate; now and then somebody who may not."""
        return self.delegates.get(action.lead_id, self.office) if self.dice.random() < 0.9 else self.hall.members[0]


async def begun(seed: int) -> Life:
    hall = await factories.item_open(topics=2)
    units = [await factories.unit() for _ in range(3)]
    delegates = {unit: await factories.person(unit_id=unit) for unit in units}
    return Life(random.Random(seed), hall, await factories.secretary(), delegates)


async def assign(life: Life) -> None:
    if await ActionItem.all().count() < 6:
        item = life.dice.choice(life.hall.items)
        lead, due = life.dice.choice(list(life.delegates)), clock.today() + timedelta(days=life.dice.randrange(20))
        await commands.assign_action(item, "一件任务", lead, due, by=life.hall.recorder)


async def by_unit(life: Life) -> None:
    action = await life.action()
    by, text = await life.unit(action), "办得怎样"
    steps = await ActionStep.filter(action_id=action.id)
    until = action.due_on + timedelta(days=life.dice.randrange(-1, 9))
    ways: list[Callable[[], Awaitable[object]]] = [
        lambda: working.accept(action.id, by=by), lambda: working.decline(action.id, text, by=by),
        lambda: working.file_plan(action.id, [(text, action.due_on)], by=by),
        lambda: working.report_progress(action.id, text, by=by),
        lambda: working.finish_step(action.id, steps[0].id if steps else 0, by=by),
        lambda: working.ask_extension(action.id, until, text, by=by),
        lambda: working.hand_in(action.id, text, by=by), lambda: working.hand_in(action.id, text, by=by),
    ]  # fmt: skip
    await life.dice.choice(ways)()


async def by_office(life: Life) -> None:
    action, text = await life.action(), "社区意见"
    asked = await ActionExtension.filter(action_id=action.id).order_by("-id").first()
    other, granted = life.dice.choice(list(life.delegates)), life.dice.random() < 0.5
    ways: list[Callable[[], Awaitable[object]]] = [
        lambda: checking.check(action.id, by=life.office), lambda: checking.check(action.id, by=life.office),
        lambda: checking.send_back(action.id, text, by=life.office),
        lambda: checking.uphold(action.id, text, by=life.office),
        lambda: checking.reassign(action.id, other, text, by=life.office),
        lambda: checking.answer_extension(asked.id if asked else 0, text, granted=granted, by=life.office),
        lambda: chasing.chase_up(action.id, Means.PHONE, by=life.office),
        lambda: striking.strike_action(action.id, "记重了", by=life.office),
    ]  # fmt: skip
    await life.dice.choice(ways)()


async def leave(life: Life) -> None:
    """Now and then a unit goes, while another stays."""
    here = [unit for unit in await bodies.units() if unit.id in life.delegates]
    if len(here) > 1 and life.dice.random() < 0.6:
        await units.let_unit_leave(life.dice.choice(here).id, by=life.office)


async def rate(life: Life) -> None:
    for project in await Project.filter(state=ProjectState.DONE):
        proposers = [topic.proposer for topic in life.hall.topics]
        by = life.dice.choice([*proposers, life.hall.members[0]])
        await projects.rate_project(project.id, life.dice.randint(1, 5), "评价", by=by)


STEPS: list[Deed] = [assign, by_unit, by_unit, by_unit, by_office, by_office, leave, rate]


@pytest.mark.parametrize("seed", range(4))
async def test_every_matter_has_an_owner_and_ends_answered_or_waits_for_somebody(seed: int) -> None:
    life = await begun(seed)
    await items.close_item(life.hall.item_id, by=life.hall.chair)
    await items.open_item(life.hall.items[1], by=life.hall.chair)
    await assign(life)
    for _ in range(40):
        step = life.dice.choice(STEPS)
        try:
            await step(life)
            life.done.append(step.__name__)
        except Refusal as refusal:
            life.done.append(f"{step.__name__}: {refusal.said(str)}")
        await nothing_is_forgotten(life)
    await brought_to_an_end(life)


async def nothing_is_forgotten(life: Life) -> None:
    waiting = {who: await waits_in(by) for who, by in life.delegates.items()}
    office, here = await waits_in(life.office), {unit.id for unit in await bodies.units()}
    for action in await ActionItem.all():
        assert action.lead_id in life.delegates, life.done
        if not action.is_over:
            theirs = waits_for(action.state) is Waits.UNIT and action.lead_id in here
            lists = waiting[action.lead_id] if theirs else office
            assert f"/actions/{action.id}" in lists, life.done
    for asked in await ActionExtension.filter(state="asked"):
        assert f"/actions/{asked.action_id}" in office, life.done
    for project in await Project.all():
        await _project_is_followed(project, life)


async def _project_is_followed(project: Project, life: Life) -> None:
    states = {action.state for action in await ActionItem.filter(STANDS, project_id=project.id)}
    assert (states == {ActionState.DONE}) == (project.state in {ProjectState.DONE, ProjectState.CLOSED}), life.done
    assert bool(states) is (project.state is not ProjectState.WITHDRAWN), life.done
    for topic_id in await queries.topics_followed(project):
        least = min(await queries.states_of(topic_id), key=list(FOLLOWS).index, default=None)
        stands = {FOLLOWS[least]} if least else {TopicState.SCHEDULED, TopicState.DECIDED}
        assert (await Topic.get(id=topic_id)).state in stands, life.done
    if project.state is ProjectState.DONE:
        asked = [
            topic.proposer for topic in life.hall.topics if topic.proposer.person_id in await queries.proposers(project)
        ]
        assert asked and all([f"/projects/{project.id}#rate" in await waits_in(by) for by in asked]), life.done


async def waits_in(by: Actor) -> set[str]:
    return {link.href for link in [*await links.tasks(by), *await rating_links.tasks(by)]}


async def brought_to_an_end(life: Life) -> None:
    """From wherever it came to, those whom it waits for bring it to an end."""
    here = [unit.id for unit in await bodies.units() if unit.id in life.delegates]
    for action in await ActionItem.filter(STANDS):
        state = action.state
        if action.lead_id not in here and waits_for(state) is not Waits.NOBODY and state is not ActionState.HANDED_IN:
            await checking.reassign(action.id, here[0], "它退出了", by=life.office)
            await action.refresh_from_db()
        elif state is ActionState.DECLINED:
            await checking.uphold(action.id, "归你们", by=life.office)
        if state not in {ActionState.DONE, ActionState.HANDED_IN}:
            await working.hand_in(action.id, "办好了", by=life.delegates[action.lead_id])
        if state is not ActionState.DONE:
            await checking.check(action.id, by=life.office)
    for project in await Project.filter(state=ProjectState.DONE):
        proposers = await queries.proposers(project)
        by = next(topic.proposer for topic in life.hall.topics if topic.proposer.person_id in proposers)
        await projects.rate_project(project.id, 5, "满意", by=by)
    ended = {project.state for project in await Project.all()}
    assert ended <= {ProjectState.CLOSED, ProjectState.WITHDRAWN}, life.done
