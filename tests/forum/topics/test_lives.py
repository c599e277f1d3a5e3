"""事事有着落，件件有回音: whatever happens to topics, each is answered or stands in somebody's list with a due day."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from forum import clock
from forum.access import Actor
from forum.errors import Refusal
from forum.intake import telling
from forum.topics import answering, commands, lanes, links, queries, rules
from forum.topics.models import (
    Means,
    MergeQuestion,
    Outcome,
    Topic,
    TopicAnswer,
    TopicReferral,
    TopicState,
)
from minutes.answers import commands as answers
from tests import factories as make

S = TopicState
# What the floors above do, and from which state: a session decides, a project is in hand, done, rated.
ABOVE = {
    "decide": ({S.SCHEDULED}, None),
    "in_hand": ({S.DECIDED, S.REOPENED}, S.IN_HAND),
    "done": ({S.IN_HAND}, S.DONE),
    "closed": ({S.DONE}, S.CLOSED),
    "reopened": ({S.DONE}, S.REOPENED),
}


@dataclass
class Town:
    office: Actor
    people: list[Actor]
    units: list[int]
    delegate: Actor
    now: datetime = datetime(2026, 11, 20, 2, tzinfo=UTC)
    topics: list[int] = field(default_factory=list)


async def town() -> Town:
    units = [await make.unit(), await make.unit()]  # the second has nobody who signs in
    people = [await make.person() for _ in range(4)]
    return Town(await make.secretary(), people, units, await make.person(unit_id=units[0]))


Pick = Callable[[list[Any]], Any]


async def _propose(town: Town, topic: int, pick: Pick) -> None:
    """A topic that has come some way already, so that short lives reach far."""
    made = await make.seconded_topic(pick(town.people))
    town.topics.append(made.id)
    way = [
        lambda: commands.accept_topic(made.id, by=town.office),
        lambda: commands.schedule_topic(made.id, by=town.office),
        lambda: commands.decide_topic(made.id, by=town.office),
        lambda: commands.follow_project(made.id, S.IN_HAND, by=town.office),
        lambda: commands.follow_project(made.id, S.DONE, by=town.office),
    ]
    for step in way[: pick(list(range(len(way) + 1)))]:
        await step()


async def _unit(town: Town, topic: int, pick: Pick) -> None:
    asked = await TopicReferral.filter(topic_id=topic).order_by("-id").first()
    if asked:
        await lanes.answer_for_unit(asked.id, pick([True, False]), "看过了。", by=pick([town.delegate, town.office]))


async def _judge(town: Town, topic: int, pick: Pick) -> None:
    told = await TopicAnswer.filter(topic_id=topic).order_by("-id").first()
    if told:
        person = Actor((await Topic.get(id=topic)).proposer_id)
        await answers.rate_answer(told.id, pick([1, 2, 3, 5]), "还差一点。", by=person)


async def _told(town: Town, topic: int, pick: Pick) -> None:
    told = await TopicAnswer.filter(topic_id=topic).order_by("-id").first()
    if told:
        await answering.tell_otherwise(told.id, Means.PHONE, by=town.office)


async def _agree(town: Town, topic: int, pick: Pick) -> None:
    question = await MergeQuestion.filter(agreed=None).order_by("id").first()
    if question:
        await lanes.answer_merge(question.id, pick([True, False]), by=Actor(question.person_id))


async def _above(town: Town, topic: int, pick: Pick) -> None:
    deed = pick(sorted(ABOVE))
    states, leads_to = ABOVE[deed]
    found = await Topic.get(id=topic)
    if found.state in states and (deed != "in_hand" or found.decided_at or found.done_at):
        if leads_to is None:
            await commands.decide_topic(topic, by=town.office)
        else:
            await commands.follow_project(topic, leads_to, by=town.office)


DEEDS: dict[str, Callable[[Town, int, Pick], Awaitable[Any]]] = {
    "propose": _propose,
    "second": lambda t, topic, pick: commands.second_topic(topic, by=pick(t.people)),
    "accept": lambda t, topic, pick: commands.accept_topic(topic, by=t.office, means=pick(list(Means))),
    "return": lambda t, topic, pick: commands.return_topic(topic, "请补充。", by=t.office, means=pick(list(Means))),
    "merge": lambda t, topic, pick: lanes.merge_topic(topic, pick(t.topics), by=t.office, means=pick(list(Means))),
    "fast": lambda t, topic, pick: lanes.take_fast_lane(topic, by=t.office, unit_id=pick([None, *t.units])),
    "refer": lambda t, topic, pick: lanes.refer_topic(topic, pick(t.units), by=t.office),
    "unit": _unit,
    "answer": lambda t, topic, pick: answering.answer_topic(
        topic, pick(list(Outcome)), "这样办。", by=t.office, means=pick(list(Means))
    ),
    "progress": lambda t, topic, pick: answering.tell_progress(topic, "在办。", by=t.office),
    "judge": _judge,
    "told": _told,
    "agree": _agree,
    "schedule": lambda t, topic, pick: commands.schedule_topic(topic, by=t.office),
    "above": _above,
}


OTHERS = {
    S.PROPOSED: ["second", "merge"],
    S.FAST: ["unit", "unit"],
    S.REFERRED: ["unit", "unit"],
    S.SCHEDULED: ["above", "above"],
    S.DECIDED: ["above", "above"],
    S.IN_HAND: ["above", "above"],
    S.DONE: ["above"],
    S.REOPENED: ["above"],
    S.ANSWERED: ["judge", "told"],
    S.RETURNED: ["told"],
    S.MERGED: ["agree", "told"],
}


def deeds_for(state: TopicState) -> list[str]:
    """What may well happen to it next, so that lives get far; and now and then what is refused."""
    return [*(deed for deed in rules.FROM if rules.may(deed, state)), *OTHERS.get(state, []), "propose", "answer"]


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(some.data())
async def test_every_topic_is_answered_or_waits_for_somebody_by_a_day(database: Any, data: Any) -> None:
    here = await town()

    def pick(choices: list[Any]) -> Any:
        return data.draw(some.sampled_from(choices))

    with clock.set_to(here.now):
        await _propose(here, 0, pick)
    for _ in range(data.draw(some.integers(5, 20))):
        here.now += timedelta(hours=pick([1, 1, 20, 100]))
        with clock.set_to(here.now):
            topic = pick(here.topics[-3:])
            try:
                await DEEDS[pick(deeds_for((await Topic.get(id=topic)).state))](here, topic, pick)
            except Refusal:
                continue
            await check(here)


async def check(here: Town) -> None:
    lists = [await hrefs(one) for one in (here.office, here.delegate)]
    owed = {one.topic.id for one in await queries.waiting()}
    for topic in await Topic.filter(id__in=here.topics).prefetch_related("answers"):
        if topic.state in rules.SETTLED or topic.state is S.DONE:
            await check_answered(topic, lists[0])
        else:
            assert topic.id in owed and topic.reply_due is not None
            on_its_way = topic.state in rules.ON_THEIR_WAY
            assert on_its_way or any(stands_in(topic, one) for one in lists), (topic.id, topic.state)
            with clock.set_to(max(clock.now(), clock.from_local(topic.reply_due, time()))):
                assert stands_in(topic, await hrefs(here.office)), (topic.id, topic.state)


async def check_answered(topic: Topic, office: set[str]) -> None:
    """With words and a class of its own, or that it goes on elsewhere; and whoever asked knows, or is to be told."""
    told = list(topic.answers)[-1]
    assert topic.state is S.MERGED or told.outcome in rules.CLOSING, (topic.state, told.outcome)
    if topic.state is S.MERGED:
        assert (await queries.end_of(topic)).state is not S.MERGED
    if topic.state in {S.RETURNED, S.MERGED, S.ANSWERED}:
        assert topic.settled_at is not None and told.state is topic.state
        assert told.means is not Means.HERE or f"/topics/{topic.id}#answers" in office


def stands_in(topic: Topic, list_of: set[str]) -> bool:
    return bool({f"/topics/{topic.id}#screening", f"/topics/{topic.id}#unit-answer"} & list_of)


async def hrefs(actor: Actor) -> set[str]:
    found = [*await links.tasks(actor), *await telling.tasks(actor)]
    assert all(one.due for one in found if "#merge" not in one.href)
    return {one.href for one in found}
