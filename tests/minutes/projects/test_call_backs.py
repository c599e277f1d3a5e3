"""回访, ratings without a name, and many low ones."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest

from agenda.items import commands as items
from forum import clock
from forum.access import Actor
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.journal import Event
from forum.offices import commands as offices
from forum.offices.models import Office
from forum.people import commands as people
from forum.people import credentials
from forum.people.models import Role
from forum.topics.models import Topic
from minutes import links
from minutes.action_items import commands as actions
from minutes.action_items.models import ActionItem, ActionNote, ActionState
from minutes.overview import boards, queries, rules
from minutes.overview.measures import MEASURES
from minutes.projects import asking, commands
from minutes.projects.models import Project, ProjectState, Rating, RatingSource
from tests import factories

pytestmark = pytest.mark.usefixtures("app")
PHONE = RatingSource.PHONE


class Done:
    id: int
    office: Actor
    proposer: Actor

    async def state(self) -> ProjectState:
        return (await Project.get(id=self.id)).state

    async def asked(self) -> bool:
        """Whether the office is told to call somebody back."""
        return any(f"/projects/{self.id}#call-back" == link.href for link in await links.tasks(self.office))


async def finished(**given: Any) -> Done:
    hall, unit, made = await factories.item_open(**given), await factories.unit(), Done()
    due_on = clock.today() + timedelta(days=1)
    action_id = await actions.assign_action(hall.item_id, "更换主管", unit, due_on, by=hall.recorder)
    await items.close_item(hall.item_id, by=hall.chair)
    await factories.finish(action_id, by=await factories.person(unit_id=unit))
    made.id = (await ActionItem.get(id=action_id)).project_id
    made.office = await factories.secretary()
    made.proposer = hall.topics[0].proposer if hall.topics else made.office
    return made


async def test_the_proposer_who_was_called_closes_or_reopens_as_if_they_had_rated() -> None:
    done = await finished()
    proposer = done.proposer.person_id
    assert await commands.enter_rating(done.id, 2, PHONE, "一楼还返水", by=done.office, person_id=proposer) is True
    assert await done.state() is ProjectState.REOPENED
    assert (await ActionItem.get()).state is ActionState.REOPENED
    rating = await Rating.get()
    assert (rating.source, rating.entered_by_id, rating.person_id) == (PHONE, done.office.person_id, proposer)
    again = await finished()
    await commands.enter_rating(again.id, 4, PHONE, by=again.office, person_id=again.proposer.person_id)
    assert await again.state() is ProjectState.CLOSED
    with pytest.raises(RuleBroken, match="已经评价过"):
        await commands.rate_project(again.id, 1, by=again.proposer)


async def test_somebody_affected_who_was_called_closes_only_what_nobody_asked_for() -> None:
    done = await finished()
    await commands.enter_rating(done.id, 5, PHONE, by=done.office)
    assert await done.state() is ProjectState.DONE
    free = await finished(topics=0, free_items=["楼道堆物整治"])
    assert await free.asked(), "nobody else is asked"
    await commands.enter_rating(free.id, 5, RatingSource.VISIT, "干净多了", by=free.office)
    assert await free.state() is ProjectState.CLOSED
    assert not await free.asked()


async def test_a_proposer_who_has_not_rated_for_a_week_is_called_back() -> None:
    done = await finished()
    assert not await done.asked()
    with clock.set_to(clock.now() + timedelta(days=7)):
        assert await done.asked()


async def test_many_low_ratings_reopen_and_the_history_stays() -> None:
    done = await finished()
    await commands.rate_project(done.id, 5, by=done.proposer)
    assert await done.state() is ProjectState.CLOSED
    for score, reopened in ((1, False), (2, True)):
        assert await commands.rate_project(done.id, score, by=await factories.person()) is reopened
    assert await done.state() is ProjectState.REOPENED
    assert [(one.round, one.score) for one in await Rating.all()] == [(1, 5), (1, 1), (1, 2)]


async def test_an_anonymous_one_is_counted_once_and_kept_without_a_name() -> None:
    done = await finished()
    proposer, before = done.proposer, await Event.all().count()
    for _ in range(2):
        await commands.rate_project(done.id, 4, by=done.proposer, anonymous=True, command_id="4e0c")
    for anonymous in (True, False):
        with pytest.raises(RuleBroken, match="已经评价过"):
            await commands.rate_project(done.id, 5, by=done.proposer, anonymous=anonymous)
    with pytest.raises(RuleBroken, match="已经评价过"):
        await commands.enter_rating(done.id, 5, PHONE, by=done.office, person_id=proposer.person_id)
    rating = await Rating.get()
    assert rating.person_id is None and clock.local(rating.at).time() == time(), "neither who nor at which hour"
    told = await Event.all().order_by("id").offset(before)
    assert {"project.rated", "project.closed", "topic.moved"} <= {one.kind for one in told}
    assert {one.by_id for one in told} == {None}
    credentials.configure("another installation", quick=True)
    assert not await asking.rated_by(await Project.get(id=done.id), proposer.person_id or 0), "by our secret alone"


async def test_who_rated_unnamed_before_there_were_marks_rates_no_second_time_in_that_round() -> None:
    """As a database of before has it: the rating is nobody's, and an event says who rated, not what is theirs."""
    done, earlier = await finished(), await factories.person()
    await commands.rate_project(done.id, 4, by=earlier, anonymous=True)
    await Rating.filter(project_id=done.id).update(mark=None)
    await Event.filter(kind="project.rated").update(by_id=earlier.person_id)
    with pytest.raises(RuleBroken, match="已经评价过"):
        await commands.rate_project(done.id, 1, by=earlier)
    assert not await asking.to_rate(earlier)
    await commands.rate_project(done.id, 1, by=await factories.person())
    assert await commands.rate_project(done.id, 2, by=done.proposer), "a new round"
    await Project.filter(id=done.id).update(state=ProjectState.DONE)
    await commands.rate_project(done.id, 5, by=earlier)


async def test_an_anonymous_one_that_reopens_names_nobody_on_any_page(client: Any) -> None:
    done = await finished()
    await commands.rate_project(done.id, 2, "坡道还滑", by=done.proposer, anonymous=True)
    assert (await ActionNote.all().order_by("-id").first()).by_id is None  # type: ignore[union-attr]
    for reader in (done.office, done.proposer, None):
        browser = await (client(reader) if reader else client())
        pages = [
            await browser.text(path) for path in (f"/projects/{done.id}", f"/actions/{(await ActionItem.get()).id}")
        ]
        assert all("坡道还滑" in page and "一位居民" in page for page in pages)
        rated = pages[0].split('id="ratings"')[1]
        assert done.proposer.name not in rated and "提出人</span>" not in rated


async def test_only_who_stands_at_the_desk_enters_what_others_said_and_says_how_it_was_asked() -> None:
    done = await finished()
    await commands.enter_rating(done.id, 4, RatingSource.DESK, by=await factories.person("", Role.RECORDER))
    await Rating.all().delete()
    with pytest.raises(NotAllowed):
        await commands.enter_rating(done.id, 5, PHONE, by=done.proposer)
    with pytest.raises(BadInput):
        await commands.enter_rating(done.id, 5, RatingSource.DEVICE, by=done.office)
    with pytest.raises(BadInput):
        await commands.enter_rating(done.id, 5, PHONE, by=done.office, person_id=done.office.person_id)
    assert await Rating.all().count() == 0


async def test_who_visits_the_block_calls_back_there_and_is_not_told_who_proposed_it_unnamed() -> None:
    where = await factories.community()
    worker, elsewhere = await factories.person(), await factories.person()
    done, office = await finished(), await factories.secretary()
    other = await people.keep_place("grid", "第四网格", by=office, parent_id=where.community)
    for someone, place in ((worker, where.grid), (elsewhere, other)):
        await offices.appoint(someone.person_id or 0, Office.GRID_WORKER, place, by=office)
    project = await Project.get(id=done.id)
    assert [one.id for one in await asking.to_ask(project, worker)] == [done.proposer.person_id]
    with pytest.raises(NotAllowed, match="负责这里的网格员"):
        await commands.enter_rating(done.id, 4, RatingSource.VISIT, by=elsewhere)
    await Topic.all().update(anonymous=True)
    assert await asking.to_ask(project, worker) == []
    with pytest.raises(BadInput):
        await commands.enter_rating(done.id, 4, PHONE, by=worker, person_id=done.proposer.person_id)
    await commands.enter_rating(done.id, 4, RatingSource.VISIT, "坡道好走了", by=worker)
    assert [(one.person_id, one.entered_by_id) for one in await Rating.all()] == [(None, worker.person_id)]


async def test_who_visits_is_told_whom_to_call_back_there_and_the_dashboard_counts_the_same() -> None:
    where = await factories.community()
    worker, elsewhere = await factories.person(), await factories.person()
    done, office = await finished(), await factories.secretary()
    await finished(topics=0, free_items=["全社区的事"])
    other = await people.keep_place("grid", "第四网格", by=office, parent_id=where.community)
    for someone, place in ((worker, where.grid), (elsewhere, other)):
        await offices.appoint(someone.person_id or 0, Office.GRID_WORKER, place, by=office)

    async def told(by: Actor, place: int) -> list[str]:
        board = await boards.of_place(place, by, rules.asked("", clock.today())[1])
        measure = MEASURES["projects-to-call-back"]
        rows, count = await queries.listed(measure, board.scope, 1)
        asked = [link.href for link in await links.tasks(by) if link.href.endswith("#call-back")]
        assert board.shows(measure) and sorted(asked) == sorted(row.href for row in rows) and count == len(asked)
        assert await queries.counts([measure.name], board.scope) == {measure.name: count}
        return asked

    assert await told(worker, where.grid) == [], "the proposer is given a week"
    with clock.set_to(clock.now() + timedelta(days=7)):
        assert await told(worker, where.grid) == [f"/projects/{done.id}#call-back"]
        assert await told(elsewhere, other) == []
        assert len(await told(office, where.community)) == 2
        await commands.enter_rating(done.id, 4, PHONE, by=worker, person_id=done.proposer.person_id)
        assert await told(worker, where.grid) == []


async def test_from_the_projects_page(client: Any) -> None:
    done = await finished()
    office, at = await client(done.office), f"/projects/{done.id}"
    form = await office.text(at)
    assert "问的是谁" in form and f"{done.proposer.name}（提出人）</option>" in form
    assert "问的是谁" not in await (await client(done.proposer)).text(at)
    refused = await office.submit(f"{at}/call-backs", source="phone", words="满意的")
    text = await refused.get_data(as_text=True)
    assert refused.status_code == 422 and "满意的" in text
    sent = await office.submit(
        f"{at}/call-backs", source="phone", words="满意的", score=5, person_id=done.proposer.person_id
    )
    assert sent.status_code == 303
    page = await office.text(at)
    assert "电话回访" in page and "满意的" in page and await done.state() is ProjectState.CLOSED
