"""Those who asked for it and those it concerns are asked to rate; who carries it out is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum import clock
from forum.access import Actor
from forum.comments import commands as comments
from forum.errors import NotAllowed
from forum.following import commands as following
from forum.people.models import Person
from forum.topics import commands as topics
from forum.topics.models import Category, Topic
from forum.topics.rules import Terms
from minutes import links
from minutes.needs.models import Need
from minutes.projects import asking, commands
from minutes.projects.models import Project, ProjectState
from tests import factories
from tests.minutes.projects.test_call_backs import PHONE, finished

pytestmark = pytest.mark.usefixtures("app")
OWN, CONCERNED = "您提的事办结了，请您评价", "和您有关的事办结了，请您评一评"


async def told(someone: Actor) -> list[str]:
    return [link.note for link in await links.tasks(someone) if link.href.endswith("#rate")]


async def test_whom_it_concerns_is_asked_for_some_days_and_who_proposed_it_until_they_have_rated() -> None:
    done = await finished()
    topic = await Topic.get()
    where = await factories.community()
    seconder = await factories.actor((await topic.seconds.all().first()).person_id)  # type: ignore[union-attr]
    next_door = await factories.person(place_id=await factories.household())
    follower, commenter, stranger = [await factories.person(place_id=where.grid) for _ in range(3)]
    await following.follow_topic(topic.id, by=follower)
    await comments.post_comment(topic.id, "我家也漏", by=commenter)
    concerned = (seconder, next_door, follower, commenter)
    assert [await told(one) for one in concerned] == [[CONCERNED]] * 4
    assert await told(done.proposer) == [OWN] and await told(stranger) == []
    project = await Project.get(id=done.id)
    names = [one.name for one in await asking.to_ask(project, done.office)]
    assert names[0] == done.proposer.name and {seconder.name, follower.name, commenter.name} < set(names)
    assert next_door.name not in names, "those who took part are called, not everybody in the house"
    await commands.rate_project(done.id, 4, by=follower, anonymous=True)
    await commands.enter_rating(done.id, 4, PHONE, by=done.office, person_id=seconder.person_id)
    assert await told(follower) == [] and await told(seconder) == []
    await commands.rate_project(done.id, 5, by=done.proposer)
    assert await told(next_door) == [CONCERNED], "closing it is not the end of asking"
    with clock.set_to(clock.now() + timedelta(days=15)):
        assert await told(next_door) == []


async def test_a_proposer_is_asked_however_long_it_takes_and_others_as_long_as_the_community_says() -> None:
    done = await finished()
    next_door = await factories.person(place_id=await factories.household())
    with clock.set_to(clock.now() + timedelta(days=15)):
        assert await told(done.proposer) == [OWN] and await told(next_door) == []
        await topics.keep_terms(Terms(rating_days=20), by=done.office)
        assert await told(next_door) == [CONCERNED]


async def test_who_carries_it_out_does_not_judge_it_unless_they_asked_for_it() -> None:
    done = await finished()
    unit = (await Project.get(id=done.id)).lead_id
    colleague = await factories.person(unit_id=unit, place_id=await factories.household())
    assert await told(colleague) == []
    with pytest.raises(NotAllowed, match="请居民来评"):
        await commands.rate_project(done.id, 5, by=colleague)
    await Topic.all().update(proposer_id=colleague.person_id)
    assert await commands.rate_project(done.id, 2, by=colleague) is True


async def test_a_resident_whose_need_was_met_judges_it_and_staff_who_wrote_one_down_do_not() -> None:
    done = await finished(topics=0, free_items=["楼道堆物整治"])
    where, resident = await factories.community(), await factories.person()
    await Need.create(
        category=Category.SANITATION, text="楼道堆物", place_id=where.grid, raised_by_id=done.office.person_id,
        at=clock.now(), project_id=done.id,
    )  # fmt: skip
    await Person.filter(id=done.office.person_id).update(official=True)
    assert await told(done.office) == []
    await Need.all().update(raised_by_id=resident.person_id)
    assert await told(resident) == [OWN]
    assert await commands.rate_project(done.id, 4, by=resident) is False
    assert (await Project.get(id=done.id)).state is ProjectState.CLOSED
