"""评事 of answers: what was settled without a project is judged as a project is, by who asked and whom it concerns."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest

from forum import clock
from forum.access import SYSTEM, Actor
from forum.echoes import queries as echoes
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.following import commands as following
from forum.journal import Event
from forum.people.models import Person
from forum.topics import answering, lanes
from forum.topics import commands as topics
from forum.topics.models import Outcome, Topic, TopicReferral, TopicState
from forum.topics.queries import terms
from minutes.answers import asking, commands, links
from minutes.answers.models import AnswerRating
from minutes.projects.models import RatingSource
from tests import factories
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused

pytestmark = pytest.mark.usefixtures("app")
PHONE = RatingSource.PHONE


class Settled:
    """Done at once by a unit, and told to who asked; four others took part or live there, and one did not."""

    topic: int
    told: int
    office: Actor
    proposer: Actor
    seconder: Actor
    reader: Actor
    neighbour: Actor
    other: Actor
    delegate: Actor


async def settled(*, anonymous: bool = False) -> Settled:
    at = Settled()
    unit = await factories.unit()
    at.office, at.delegate = await factories.secretary(), await factories.person(unit_id=unit)
    for name in ("proposer", "seconder", "reader", "other"):
        setattr(at, name, await factories.person())
    at.neighbour = await factories.person(place_id=(await factories.community()).block)
    at.topic = (await factories.topic(at.proposer, anonymous=anonymous)).id
    await topics.second_topic(at.topic, by=at.seconder)
    await following.follow_topic(at.topic, by=at.reader)
    await lanes.take_fast_lane(at.topic, "马上去。", by=at.office, unit_id=unit)
    asked = await TopicReferral.get(topic_id=at.topic)
    await lanes.answer_for_unit(asked.id, True, "通了。", by=at.delegate)
    at.told = await newest(at)
    return at


async def newest(at: Settled) -> int:
    told = await asking.newest(at.topic)
    assert told is not None
    return told.id


async def rated() -> Settled:
    at = await settled()
    await commands.rate_answer(at.told, 4, by=at.proposer)
    return at


async def opened_again() -> Settled:
    at = await settled()
    assert await commands.rate_answer(at.told, 2, "还是堵。", by=at.proposer)
    return at


def rate(at: Settled, score: int = 4, *, by: Actor | None = None, **kw: Any) -> Any:
    return commands.rate_answer(at.told, score, "行", by=by or at.proposer, **kw)


def call(at: Settled, score: int = 4, source: RatingSource = PHONE, **kw: Any) -> Any:
    return commands.enter_answer_rating(at.told, score, source, "行", by=kw.pop("by", at.office), **kw)


DEEDS = [
    Deed("rated", settled, rate, "topic.judged",
         lambda at, _: {"topic": at.topic, "answer": at.told, "score": 4, "again": False}),
    Deed("rated low", settled, lambda at, **kw: rate(at, 1, **kw), "topic.judged", lambda at, _: {"again": True}),
    Deed("called back", settled, call, "topic.judged", lambda at, _: {"topic": at.topic, "again": False}),
]  # fmt: skip
REFUSED = [
    Refused("by the unit that did it", settled, lambda at, **kw: rate(at, by=at.delegate, **kw), NotAllowed, "您单位"),
    Refused("twice", rated, rate, RuleBroken, "已经评价过"),
    Refused("of what goes on", opened_again, rate, RuleBroken, "又往前走了"),
    Refused("no such score", settled, lambda at, **kw: rate(at, 6, **kw), BadInput, "1 到 5"),
    Refused("no such answer", settled, lambda at, **kw: commands.rate_answer(999, 3, by=at.proposer, **kw), NotFound,
            "这次答复"),
    Refused("called back by a resident", settled, lambda at, **kw: call(at, by=at.other, **kw), NotAllowed, "工作人员"),
    Refused("called back by no means", settled, lambda at, **kw: call(at, source=RatingSource.DEVICE, **kw), BadInput,
            "怎么问到的"),
    Refused("called back who has no part in it", settled,
            lambda at, **kw: call(at, person_id=at.other.person_id, **kw), BadInput, "从列表"),
    Refused("called back who has rated", rated, lambda at, **kw: call(at, person_id=at.proposer.person_id, **kw),
            RuleBroken, "已经评价过"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_every_command_is_recorded_and_sent_twice_acts_once(deed: Deed) -> None:
    await check_recorded(deed)
    await check_acts_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refusal_says_why_and_writes_nothing(refused: Refused) -> None:
    await check_refused(refused)


async def asked(who: Actor) -> list[str]:
    return [link.href for link in await links.tasks(who)]


async def state(at: Settled) -> TopicState:
    return (await Topic.get(id=at.topic)).state


async def test_who_asked_took_part_or_lives_there_is_asked_for_some_days_and_nobody_else() -> None:
    at = await settled()
    here = [f"/topics/{at.topic}#rate"]
    for who in (at.proposer, at.seconder, at.reader, at.neighbour):
        assert await asked(who) == here
    for who in (at.other, at.delegate, at.office, SYSTEM):
        assert await asked(who) == []
    await commands.rate_answer(at.told, 3, by=at.neighbour, anonymous=True)
    assert await asked(at.neighbour) == [] and await asked(at.seconder) == here
    with clock.set_to(clock.now() + timedelta(days=(await terms()).rating_days + 1)):
        assert await asked(at.proposer) == []


async def test_the_proposers_low_word_opens_it_again_each_time_and_both_rounds_stay_to_be_read(client: Any) -> None:
    at = await opened_again()
    assert await state(at) is TopicState.REOPENED
    told = [line.said for one in await echoes.told(at.seconder.person_id or 0, new=True) for line in one.lines.lines]
    assert "没办好，重新办理" in told
    await answering.answer_topic(at.topic, Outcome.RAISED, "报街道了。", by=at.office)
    at.told = await newest(at)
    assert await asked(at.proposer) == [f"/topics/{at.topic}#rate"]
    assert not await commands.rate_answer(at.told, 5, "好了。", by=at.proposer)
    topic = await Topic.get(id=at.topic)
    assert topic.state is TopicState.ANSWERED and topic.rated_at is not None
    page = await (await client()).text(f"/topics/{at.topic}")
    assert page.index("第 2 轮") < page.index("好了。") < page.index("第 1 轮") < page.index("还是堵。")
    assert page.count("之后退回重办") == 1 and at.proposer.name not in page


async def test_many_low_words_open_it_again_and_one_of_others_does_not() -> None:
    at = await settled()
    assert not await commands.rate_answer(at.told, 1, by=at.seconder)
    assert not await commands.rate_answer(at.told, 5, by=at.proposer)
    assert (await Topic.get(id=at.topic)).rated_at is not None
    assert await commands.rate_answer(at.told, 2, by=at.neighbour)
    topic = await Topic.get(id=at.topic)
    assert topic.state is TopicState.REOPENED and topic.rated_at is None


async def test_a_call_back_names_who_was_asked_and_their_low_word_is_theirs(client: Any) -> None:
    at = await settled()
    desk = await client(at.office)
    page = (await desk.text(f"/topics/{at.topic}")).partition('id="call-back"')[2]
    assert page.index(f"{at.proposer.name}（提出人）") < page.index(at.seconder.name) and at.other.name not in page
    path = f"/answers/{at.told}/call-backs"
    wrong = await desk.submit(path, source="phone", words="没通", person_id=str(at.proposer.person_id))
    typed = await wrong.get_data(as_text=True)
    assert wrong.status_code == 422 and "没通" in typed and 'id="call-back"' in typed
    sent = await desk.submit(path, source="phone", score="2", words="没通", person_id=str(at.proposer.person_id))
    assert sent.status_code == 303 and await state(at) is TopicState.REOPENED
    rating = await AnswerRating.get()
    assert (rating.person_id, rating.source, rating.entered_by_id) == (
        at.proposer.person_id, PHONE, at.office.person_id
    )  # fmt: skip
    assert "电话回访" in await (await client()).text(f"/topics/{at.topic}")


async def test_without_a_name_nobody_can_tell_whose_it_was(client: Any) -> None:
    at = await settled()
    seconder = await client(at.seconder)
    await seconder.text(f"/topics/{at.topic}")
    assert (
        await seconder.submit(f"/answers/{at.told}/ratings", score="2", words="慢", anonymous="1")
    ).status_code == 303
    rating = await AnswerRating.get()
    assert (rating.person_id, clock.local(rating.at).time()) == (None, time())
    assert (await Event.get(kind="topic.judged")).by_id is None
    with pytest.raises(RuleBroken):
        await commands.rate_answer(at.told, 5, by=at.seconder)
    office = await (await client(at.office)).text(f"/topics/{at.topic}")
    said = office.partition('id="ratings"')[2]
    assert "一位居民" in said and at.seconder.name not in said.partition("</section>")[0]


async def test_an_unnamed_proposer_is_not_told_by_their_rating(client: Any) -> None:
    at = await settled(anonymous=True)
    await commands.rate_answer(at.told, 4, "好", by=at.proposer)
    for reader, tells in ((at.other, False), (at.office, True), (at.proposer, True)):
        ratings = (await (await client(reader)).text(f"/topics/{at.topic}")).partition('id="ratings"')[2]
        assert ("提出人</span>" in ratings.partition("</section>")[0]) is tells


async def test_staff_who_took_part_are_not_asked() -> None:
    at = await settled()
    await Person.filter(id=at.reader.person_id).update(official=True)
    assert await asked(at.reader) == []
