"""评事 of the year's works: who asked for one, follows it or lives where it is, is told of it and asked to rate it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from forum import clock
from forum.access import Actor
from forum.echoes import queries as echoes
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.following import commands as following
from forum.people.models import Person
from forum.places.models import Place, PlaceKind
from forum.topics import commands as topics
from forum.topics.queries import terms
from minutes.projects.models import Project, ProjectState, RatingSource
from minutes.works import commands, judging, links, queries
from minutes.works.models import WorkSite, WorkState, YearWork
from tests import factories
from tests.helpers.deeds import Deed, check_acts_once, check_recorded
from tests.minutes.works.test_works import planned

pytestmark = pytest.mark.usefixtures("app")


class Town:
    """A work asked for in a topic, with a site at the block of `neighbour` and one at nobody's door."""

    office: Actor
    work: int
    topic: int
    proposer: Actor
    seconder: Actor
    reader: Actor
    follower: Actor
    neighbour: Actor
    other: Actor

    @property
    def everybody(self) -> list[Actor]:
        return [self.proposer, self.seconder, self.reader, self.follower, self.neighbour, self.other]


async def town() -> Town:
    at = Town()
    at.office = await factories.secretary()
    block = await Place.get(id=(await factories.community()).block)
    named = {"kind": PlaceKind.HOUSEHOLD, "path": f"{block.path}2-301"}
    home, _ = await Place.get_or_create(named, name="2-301", parent_id=block.id)
    for name in ("proposer", "seconder", "reader", "follower", "neighbour", "other"):
        setattr(at, name, await factories.person())
    await Person.filter(id=at.neighbour.person_id).update(place_id=home.id)
    at.topic = (await factories.topic(at.proposer)).id
    await topics.second_topic(at.topic, by=at.seconder)
    await following.follow_topic(at.topic, by=at.reader)
    at.work, _ = await planned(at.office, sites=[f"{block.name}2单元", "小花园"])
    await commands.link_topic(at.work, at.topic, by=at.office)
    await judging.follow_work(at.work, by=at.follower)
    return at


async def done(at: Town, sites: Sequence[str] = ()) -> Town:
    """Finished, with a report of each of its sites."""
    for one in await WorkSite.filter(work_id=at.work, done_on=None).order_by("id"):
        await commands.report_work(at.work, "做好了", [one.id], by=at.office)
    await commands.finish_work(at.work, by=at.office)
    return at


async def heard(who: Actor) -> list[str]:
    return [line.said for one in await echoes.told(who.person_id or 0, new=True) for line in one.lines.lines]


async def asked(who: Actor) -> list[str]:
    return [link.href for link in await links.tasks(who)]


DEEDS = [
    Deed("follow", town, lambda at, **kw: judging.follow_work(at.work, by=at.other, **kw), "work.followed",
         lambda at, _: {"work": at.work}),
    Deed("unfollow", town, lambda at, **kw: judging.unfollow_work(at.work, by=at.follower, **kw), "work.unfollowed",
         lambda at, _: {"work": at.work}),
    Deed("unlink a topic", town, lambda at, **kw: commands.unlink_topic(at.work, at.topic, by=at.office, **kw),
         "work.topic_unlinked", lambda at, _: {"work": at.work, "topic": at.topic}),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_every_command_is_recorded_and_sent_twice_acts_once(deed: Deed) -> None:
    await check_recorded(deed)
    await check_acts_once(deed)


async def test_whoever_has_a_part_in_it_hears_of_each_step_and_is_asked_once_for_the_whole(client: Any) -> None:
    at = await town()
    assert "列入了年度实事" in await heard(at.proposer) and "列入了年度实事" in await heard(at.seconder)
    await done(at)
    for who in (at.proposer, at.seconder, at.reader, at.follower, at.neighbour):
        assert (await heard(who)).count("办成了，请您评价") == 1
        assert await asked(who) == [f"/works/{at.work}#rate"]
    assert await heard(at.other) == [] and await asked(at.other) == []
    assert (await heard(at.follower)).count("办好了1处") == 1, "two in a row are one line"
    told = [line for one in await echoes.told(at.follower.person_id or 0, new=True) for line in one.lines.lines]
    near = [line for one in await echoes.told(at.neighbour.person_id or 0, new=True) for line in one.lines.lines]
    assert [line.times for line in told] == [2, 1] and [line.times for line in near] == [1, 1], "at their door only"
    entry = (await echoes.told(at.neighbour.person_id or 0, new=True))[0]
    assert entry.link and entry.link.href == f"/works/{at.work}#rate"
    await judging.rate_work(at.work, 4, by=at.neighbour)
    assert await asked(at.neighbour) == []
    page = await (await client(at.proposer)).text("/todo")
    assert f'href="/works/{at.work}#rate"' in page and "您提的实事办成了" in page


async def test_whom_it_only_concerns_is_asked_for_some_days_and_the_proposer_until_they_have_said_it() -> None:
    at = await done(await town())
    with clock.set_to(clock.now() + timedelta(days=(await terms()).rating_days + 1)):
        assert await asked(at.proposer) == [f"/works/{at.work}#rate"] and await asked(at.seconder) == []
        assert await judging.rate_work(at.work, 2, "还是暗", by=at.proposer), "the proposer's word has it done again"
        assert (await queries.work(at.work)).state is WorkState.UNDER_WAY
        assert "居民不满意，退回重办" in await heard(at.follower)


async def test_one_low_word_of_others_reopens_nothing_and_the_unit_does_not_rate_its_own() -> None:
    at = await done(await town())
    assert not await judging.rate_work(at.work, 1, by=at.seconder)
    lead = (await YearWork.get(id=at.work)).lead_id
    delegate = await factories.person(unit_id=lead)
    await judging.follow_work(at.work, by=delegate)
    assert await asked(delegate) == []
    with pytest.raises(NotAllowed, match="请居民来评"):
        await judging.rate_work(at.work, 5, by=delegate)


async def test_the_office_calls_back_who_asked_and_their_low_word_counts_as_theirs(client: Any) -> None:
    at = await done(await town())
    by_phone = {"by": at.office, "source": RatingSource.PHONE}
    office = await client(at.office)
    path = f"/works/{at.work}/ratings"
    page = await office.text(f"/works/{at.work}")
    assert page.index(at.proposer.name) < page.index(at.neighbour.name) and f">{at.other.name}<" not in page
    with pytest.raises(BadInput):
        await judging.rate_work(at.work, 1, asked_id=at.other.person_id, **by_phone)
    await judging.rate_work(at.work, 5, asked_id=at.neighbour.person_id, **by_phone)
    with pytest.raises(RuleBroken):
        await judging.rate_work(at.work, 5, asked_id=at.neighbour.person_id, **by_phone)
    sent = await office.submit(path, source="phone", score="1", words="没亮", asked_id=str(at.proposer.person_id))
    assert sent.status_code == 303 and (await queries.work(at.work)).round == 2
    public = await (await client()).text(f"/works/{at.work}")
    assert "没亮" in public and "电话回访" in public and at.proposer.name not in public


async def test_what_nobody_has_rated_comes_back_to_the_office() -> None:
    at = await done(await town())
    call = f"/works/{at.work}#call-back"
    assert call not in await asked(at.office), "those who are asked have some days"
    with clock.set_to(clock.now() + timedelta(days=(await terms()).call_back_days)):
        assert call in await asked(at.office)
        await judging.rate_work(at.work, 4, by=at.office, source=RatingSource.DESK)
        assert call not in await asked(at.office)
    lonely, _ = await planned(at.office)
    await commands.finish_work(lonely, by=at.office)
    assert f"/works/{lonely}#call-back" in await asked(at.office), "at once, where nobody is asked"


async def test_a_work_that_its_projects_are_rated_for_leads_to_their_forms() -> None:
    at = await town()
    lead = (await YearWork.get(id=at.work)).lead_id
    now = clock.now()
    project = await Project.create(
        title="补路", lead_id=await factories.unit(), state=ProjectState.DONE, started_at=now, done_at=now
    )
    await commands.link_project(at.work, project.id, by=at.office)
    await done(at)
    assert await asked(at.follower) == [f"/projects/{project.id}#rate"] and lead != project.lead_id
    assert await asked(at.other) == [] and f"/works/{at.work}#call-back" not in await asked(at.office)


async def test_who_asked_and_who_follows_goes_on_with_what_is_carried_over() -> None:
    at = await town()
    after = await commands.carry_over(at.work, "材料没到", by=at.office)
    work = await queries.work(after)
    assert [one.topic_id for one in work.topics] == [at.topic]
    assert [one.person_id for one in work.follows] == [at.follower.person_id]


async def test_a_topic_leads_to_its_work_and_a_work_to_its_topic(client: Any) -> None:
    at = await town()
    for reader in (None, at.other):
        browser = await client(reader)
        assert f'href="/works/{at.work}"' in await browser.text(f"/topics/{at.topic}")
        page = await browser.text(f"/works/{at.work}")
        assert f'href="/topics/{at.topic}"' in page and (f"/works/{at.work}/follow" in page) is (reader is not None)
    office = await client(at.office)
    wrong = await office.submit(f"/works/{at.work}/topics", topic_id="999999")
    assert wrong.status_code == 422
    assert (await office.submit(f"/works/{at.work}/topics/{at.topic}/unlink")).status_code == 303
    assert (await office.submit(f"/works/{at.work}/topics", topic_id=str(at.topic))).status_code == 303
