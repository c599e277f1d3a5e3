"""评事 of the year's works: who is not content has it done again or is answered, and what was said stays to be read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from forum import clock
from forum.access import Actor
from forum.app import House
from forum.echoes import queries as echoes
from forum.errors import NotAllowed, NotFound, RuleBroken
from forum.journal import Event
from minutes.projects.models import RatingSource
from minutes.works import commands, judging, links, queries
from minutes.works.models import WorkRating, WorkSite, WorkState
from tests import factories
from tests.forum.search.test_search import titles
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused
from tests.minutes.works.test_works import planned

pytestmark = pytest.mark.usefixtures("app")


class Made:
    def __init__(self, id: int, office: Actor, raters: list[Actor]) -> None:
        self.id, self.office, self.raters, self.rating = id, office, raters, 0


async def finished() -> Made:
    """Done, and rated by nobody."""
    at = Made(0, await factories.secretary(), [await factories.person() for _ in range(3)])
    at.id, _ = await planned(at.office, sites=["1号楼"])
    await _done(at)
    return at


async def _done(at: Made) -> None:
    sites = [one.id for one in await WorkSite.filter(work_id=at.id)]
    await commands.report_work(at.id, "换了", sites, by=at.office)
    await commands.finish_work(at.id, by=at.office)


async def one_unhappy() -> Made:
    at = await finished()
    await judging.rate_work(at.id, 2, "太暗", by=at.raters[0])
    at.rating = (await WorkRating.get(work_id=at.id)).id
    return at


def _again(at: Made, **kw: Any) -> Any:
    return judging.reopen_work(at.id, "两盏不亮", by=kw.pop("by", at.office), **kw)


def _answer(at: Made, **kw: Any) -> Any:
    return judging.answer_rating(at.rating, "明天换亮的", by=kw.pop("by", at.office), **kw)


DEEDS = [
    Deed("rated", finished, lambda at, **kw: judging.rate_work(at.id, 5, by=at.raters[0], **kw), "work.rated",
         lambda at, _: {"work": at.id}),
    Deed("reopened", finished, _again, "work.reopened", lambda at, _: {"work": at.id, "round": 2}),
    Deed("answered", one_unhappy, _answer, "work.rating_answered", lambda at, _: {"rating": at.rating}),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_every_command_is_recorded_and_sent_twice_acts_once(deed: Deed) -> None:
    await check_recorded(deed)
    await check_acts_once(deed)


async def content() -> Made:
    at = await finished()
    await judging.rate_work(at.id, 3, by=at.raters[0])
    at.rating = (await WorkRating.get(work_id=at.id)).id
    return at


async def answered() -> Made:
    at = await one_unhappy()
    await _answer(at)
    return at


async def begun_again() -> Made:
    at = await one_unhappy()
    await _again(at)
    return at


REFUSED = [
    Refused("by a resident", finished, lambda at, **kw: _again(at, by=at.raters[0], **kw), NotAllowed, "实事"),
    Refused("answered by a resident", one_unhappy, lambda at, **kw: _answer(at, by=at.raters[1], **kw), NotAllowed,
            "实事"),
    Refused("not done", begun_again, _again, RuleBroken, "已办成的"),
    Refused("who is content", content, _answer, RuleBroken, "不用再答复"),
    Refused("answered twice", answered, _answer, RuleBroken, "不用再答复"),
    Refused("of a round that is over", begun_again, _answer, RuleBroken, "不用再答复"),
    Refused("no such rating", finished, _answer, NotFound, "这条评价"),
    Refused("done by saying so", begun_again, lambda at, **kw: commands.finish_work(at.id, by=at.office, **kw),
            RuleBroken, "还没有报过进展"),
]  # fmt: skip


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refusal_says_why_and_writes_nothing(refused: Refused) -> None:
    await check_refused(refused)


async def heard(reader: Actor) -> list[str]:
    return [line.said for one in await echoes.told(reader.person_id or 0, new=True) for line in one.lines.lines]


async def waiting(at: Made) -> list[str]:
    return [link.href for link in await links.tasks(at.office)]


@pytest.mark.parametrize(
    ("scores", "again"), [([1, 1], False), ([1, 5, 3], False), ([1, 2, 5], True), ([3, 2, 1], True)]
)
async def test_a_median_of_two_or_less_of_three_and_more_has_it_done_again(scores: list[int], again: bool) -> None:
    at = await finished()
    told = [await judging.rate_work(at.id, score, by=who) for score, who in zip(scores, at.raters, strict=False)]
    assert told == [*[False] * (len(scores) - 1), again]
    work = await queries.work(at.id)
    assert (work.state is WorkState.UNDER_WAY, work.round) == (again, 1 + again)
    assert await Event.filter(kind="work.reopened").count() == again
    assert not await Event.filter(kind__startswith="work.r", by_id__in=[who.person_id for who in at.raters]).exists()


async def test_four_of_whom_half_are_content_are_not_enough() -> None:
    at = await finished()
    for score in (3, 3, 2, 2):
        assert not await judging.rate_work(at.id, score, by=at.office, source=RatingSource.DESK)
    assert (await queries.work(at.id)).state is WorkState.DONE, "two and a half"


async def test_it_goes_a_second_round_with_days_for_it_and_who_rated_is_asked_again(client: Any) -> None:
    at = await finished()
    with clock.set_to(clock.now() + timedelta(days=60)):
        for who, words in zip(at.raters, ("太暗", "没装好", "又坏了"), strict=True):
            await judging.rate_work(at.id, 1, words, by=who)
        work, today = await queries.work(at.id), clock.today()
        assert work.due_on > today and links.mark(work)[0] == "reopened", "it is not late at once"
        assert await waiting(at) == [f"/works/{at.id}#report"]
        assert not await WorkRating.exists(person_id__not_isnull=True), "which words were whose is not known any more"
        assert [await heard(one) for one in at.raters[:2]] == [["居民不满意，退回重办"]] * 2
        await commands.change_work(at.id, await _as_planned(at), by=at.office)
    with clock.set_to(clock.now() + timedelta(days=61)):
        await commands.report_work(at.id, "全换了新的", by=at.office)
        await commands.finish_work(at.id, by=at.office)
        assert await waiting(at) == [] and "重新办好了，请再评一次" in await heard(at.raters[0])
        assert await judging.rate_work(at.id, 5, "亮了", by=at.raters[0]) is False
        with pytest.raises(RuleBroken, match="评价过"):
            await judging.rate_work(at.id, 5, by=at.raters[0])
        page = await (await client()).text(f"/works/{at.id}")
        assert page.index("第 2 轮") < page.index("亮了") < page.index("第 1 轮") < page.index("没装好")
        assert "退回重办" in page and 'action="/works' not in page


async def _as_planned(at: Made) -> commands.Plan:
    """Its day in the next year may stay."""
    work = await queries.work(at.id)
    return commands.Plan(work.year, "换楼道灯", work.lead_id, work.due_on, sites=["1号楼"])


async def test_one_who_is_not_content_is_answered_in_public_and_hears_of_it(client: Any) -> None:
    at = await one_unhappy()
    assert await waiting(at) == [f"/works/{at.id}#rating-{at.rating}"]
    await judging.rate_work(at.id, 5, by=at.raters[1])
    office, path = await client(at.office), f"/work-ratings/{at.rating}/answer"
    await office.text(f"/works/{at.id}")
    refused = await office.submit(path, answer=" ")
    assert refused.status_code == 422 and "请填写" in await refused.get_data(as_text=True)
    assert (await office.submit(path, answer="明天换亮的")).status_code == 303
    assert await waiting(at) == [] and await heard(at.raters[0]) == ["社区答复了您的评价"]
    assert await heard(at.raters[1]) == []
    public = await (await client()).text(f"/works/{at.id}")
    assert "社区答复：明天换亮的" in public and path not in public
    typed = await office.submit(f"/works/{at.id}/reopen", again="")
    assert typed.status_code == 422
    assert (await office.submit(f"/works/{at.id}/reopen", again="两盏不亮")).status_code == 303
    assert "两盏不亮" in await (await client()).text(f"/works/{at.id}")


async def test_a_work_is_found_by_everybody_and_by_residents_names_only_inside(app: House) -> None:
    at = await one_unhappy()
    await factories.person("慕容小雨")
    await judging.answer_rating(at.rating, "慕容小雨家门口那盏明天换亮的", by=at.office)
    for reader in (None, at.raters[1], at.office):
        assert await titles(app, "换亮的", reader, kind="work") == ["更换楼道灯"]
        assert await titles(app, "太暗", reader, kind="work")
    assert await titles(app, "慕容小雨", at.raters[1], kind="work") and not await titles(app, "慕容小雨", None)
    twice, _ = await planned(at.office, text="重复列了一遍")
    assert await titles(app, "重复列了", None, kind="work")
    await commands.remove_work(twice, by=at.office)
    assert not await titles(app, "重复列了", None)
