from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from forum import clock
from forum.access import SYSTEM, Actor
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.people.models import Role
from forum.topics import commands, queries
from forum.topics.models import Category, Means, Topic, TopicState
from forum.topics.rules import Terms
from tests import factories as make
from tests.helpers.deeds import (
    Deed,
    Refused,
    check_acts_once,
    check_acts_once_at_once,
    check_recorded,
    check_refused,
)


@dataclass
class Scene:
    """A topic with as many seconds as it needs, somebody else, and the secretary."""

    topic_id: int
    proposer: Actor
    seconder: Actor
    somebody: Actor
    office: Actor
    place_id: int


async def proposed() -> Scene:
    made, where = await make.topic(), await make.community()
    return Scene(made.id, made.proposer, await make.person(), await make.person(), await make.secretary(), where.block)


async def seconded() -> Scene:
    made, where = await make.seconded_topic(), await make.community()
    somebody, office = await make.person(), await make.secretary()
    return Scene(made.id, made.proposer, made.seconders[0], somebody, office, where.block)


async def accepted() -> Scene:
    scene = await seconded()
    await commands.accept_topic(scene.topic_id, by=scene.office)
    return scene


async def scheduled() -> Scene:
    scene = await accepted()
    await commands.schedule_topic(scene.topic_id, by=scene.office)
    return scene


def propose(scene: Scene, *, by: Actor | None = None, **given: Any) -> Any:
    typed: dict[str, Any] = {"title": "活动室改作音乐室", "text": "晚上空着。", "category": Category.FACILITIES}
    return commands.propose_topic(**{**typed, "place_id": scene.place_id}, by=by or scene.somebody, **given)


DEEDS = [
    Deed("propose_topic", proposed, propose, "topic.proposed", lambda _, answer: {"topic": answer}),
    Deed(
        "second_topic",
        proposed,
        lambda s, **kw: commands.second_topic(s.topic_id, by=s.somebody, **kw),
        "topic.seconded",
        lambda s, _: {"topic": s.topic_id},
    ),
    Deed(
        "accept_topic",
        seconded,
        lambda s, **kw: commands.accept_topic(s.topic_id, "下周上会。", by=s.office, **kw),
        "topic.accepted",
        lambda s, _: {"topic": s.topic_id},
    ),
    Deed(
        "return_topic",
        proposed,
        lambda s, **kw: commands.return_topic(s.topic_id, "物业已在处理。", by=s.office, **kw),
        "topic.returned",
        lambda s, _: {"topic": s.topic_id},
    ),
    Deed(
        "schedule_topic",
        accepted,
        lambda s, **kw: commands.schedule_topic(s.topic_id, by=s.office, **kw),
        "topic.moved",
        lambda s, _: {"topic": s.topic_id, "state": "scheduled"},
    ),
    Deed(
        "unschedule_topic",
        scheduled,
        lambda s, **kw: commands.unschedule_topic(s.topic_id, by=s.office, **kw),
        "topic.moved",
        lambda s, _: {"topic": s.topic_id, "state": "accepted"},
    ),
    Deed(
        "decide_topic",
        scheduled,
        lambda s, **kw: commands.decide_topic(s.topic_id, by=s.office, **kw),
        "topic.moved",
        lambda s, _: {"topic": s.topic_id, "state": "decided"},
    ),
    Deed(
        "follow_project",
        scheduled,
        lambda s, **kw: commands.follow_project(s.topic_id, TopicState.DONE, by=s.office, **kw),
        "topic.moved",
        lambda s, _: {"topic": s.topic_id, "state": "done"},
    ),
    Deed(
        "keep_terms",
        proposed,
        lambda s, **kw: commands.keep_terms(Terms(seconds=3), by=s.office, **kw),
        "topic.terms_kept",
    ),
]


async def _second_twice(scene: Scene, **given: Any) -> None:
    await commands.second_topic(scene.topic_id, by=scene.seconder, **given)


REFUSED = [
    Refused("nobody proposes", proposed, lambda s, **kw: commands.propose_topic(
        "题", "文", Category.SAFETY, s.place_id, by=None, **kw), NotAllowed, "请先登录"),
    Refused("the system proposes nothing", proposed, lambda s, **kw: propose(s, by=SYSTEM, **kw), NotAllowed,
            "请先登录"),
    Refused("a place that is not there", proposed, lambda s, **kw: commands.propose_topic(
        "题", "文", Category.SAFETY, 999, by=s.somebody, **kw), BadInput, "请从列表中选一项"),
    Refused("one's own topic", proposed, lambda s, **kw: commands.second_topic(
        s.topic_id, by=s.proposer, **kw), RuleBroken, "自己提出的议题"),
    Refused("a second second", seconded, _second_twice, RuleBroken, "已经附议过"),
    Refused("a second too late", accepted, lambda s, **kw: commands.second_topic(
        s.topic_id, by=s.somebody, **kw), RuleBroken, "已经过了征集附议的阶段"),
    Refused("a second of no topic", proposed, lambda s, **kw: commands.second_topic(
        999, by=s.somebody, **kw), NotFound, "找不到这个议题"),
    Refused("a resident accepts", seconded, lambda s, **kw: commands.accept_topic(
        s.topic_id, by=s.proposer, **kw), NotAllowed, "只有社区书记可以受理议题"),
    Refused("too few seconds", proposed, lambda s, **kw: commands.accept_topic(
        s.topic_id, by=s.office, **kw), RuleBroken, "还差 2 人附议"),
    Refused("accepted already", accepted, lambda s, **kw: commands.accept_topic(
        s.topic_id, by=s.office, **kw), RuleBroken, "已经答复过"),
    Refused("a resident returns", proposed, lambda s, **kw: commands.return_topic(
        s.topic_id, "不行", by=s.somebody, **kw), NotAllowed, "只有社区书记"),
    Refused("returned from an agenda", scheduled, lambda s, **kw: commands.return_topic(
        s.topic_id, "不行", by=s.office, **kw), RuleBroken, "不能退回"),
    Refused("scheduled without being accepted", seconded, lambda s, **kw: commands.schedule_topic(
        s.topic_id, by=s.office, **kw), RuleBroken, "还没有受理"),
    Refused("scheduled twice", scheduled, lambda s, **kw: commands.schedule_topic(
        s.topic_id, by=s.office, **kw), RuleBroken, "不能列入议程"),
    Refused("a resident changes the terms", proposed, lambda s, **kw: commands.keep_terms(
        Terms(), by=s.somebody, **kw), NotAllowed, "只有社区书记"),
    Refused("closed before it was done", scheduled, lambda s, **kw: commands.follow_project(
        s.topic_id, TopicState.CLOSED, by=s.office, **kw), RuleBroken, "还没有把结果告诉提出人"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_records_one_fact_with_ids_only(database: Any, deed: Deed) -> None:
    await check_recorded(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_sent_twice_acts_once(database: Any, deed: Deed) -> None:
    await check_acts_once(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_sent_five_times_at_once_acts_once(database: Any, deed: Deed) -> None:
    await check_acts_once_at_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refused_command_says_why_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)


async def test_a_proposer_is_owed_an_answer_within_five_working_days(database: Any) -> None:
    with clock.set_to(datetime(2026, 11, 20, 17, tzinfo=UTC)):  # Saturday the 21st, 1 a.m. in Shanghai
        made = await make.topic()
    topic = await Topic.get(id=made.id)
    assert topic.reply_due.isoformat() == "2026-11-27"
    assert [one.topic.id for one in await queries.waiting()] == [made.id]


async def test_an_answer_is_what_the_proposer_reads(database: Any) -> None:
    scene = await seconded()
    await commands.return_topic(scene.topic_id, "物业已经在换水管,本月底完工。", by=scene.office)
    topic = await queries.topic(scene.topic_id)
    [told] = topic.answers
    assert (topic.state, told.words, told.means) == (TopicState.RETURNED, "物业已经在换水管,本月底完工。", Means.HERE)
    assert topic.answered_at is not None and topic.settled_at is not None
    assert await queries.waiting() == []


async def test_a_second_counts_once_a_person_also_when_ten_are_sent_at_once(database: Any) -> None:
    """Ten different commands: it is the rule that holds, not the command's id."""
    scene = await proposed()
    sent = [commands.second_topic(scene.topic_id, by=scene.somebody, command_id=f"a-phone-{n}") for n in range(10)]
    answers = await asyncio.gather(*sent, return_exceptions=True)
    assert sum(answer is None for answer in answers) == 1
    assert sum(isinstance(answer, RuleBroken) for answer in answers) == 9
    assert len((await queries.topic(scene.topic_id)).seconds) == 1


async def test_a_decided_topic_keeps_the_day_and_one_in_hand_does_not_fall_back(database: Any) -> None:
    scene = await scheduled()
    await commands.follow_project(scene.topic_id, TopicState.IN_HAND, by=scene.office)
    await commands.decide_topic(scene.topic_id, by=scene.office)
    topic = await Topic.get(id=scene.topic_id)
    assert topic.state is TopicState.IN_HAND
    assert topic.decided_at is not None


async def test_the_communitys_own_terms_hold_for_what_comes_after(database: Any) -> None:
    before, office = await make.topic(), await make.secretary()
    await commands.keep_terms(Terms(seconds=0, reply_days=2), by=office)
    with clock.set_to(datetime(2026, 11, 27, 4, tzinfo=UTC)):  # a Friday
        after = await make.topic()
    assert (await Topic.get(id=after.id)).reply_due.isoformat() == "2026-12-01"
    assert (await Topic.get(id=before.id)).reply_due > clock.today()
    await commands.accept_topic(after.id, by=office)


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.RECORDER, Role.CHAIR])
async def test_only_the_office_screens_topics(database: Any, role: Role) -> None:
    scene = await seconded()
    by = await make.person("", role)
    with pytest.raises(NotAllowed):
        await commands.accept_topic(scene.topic_id, by=by)
    assert (await Topic.get(id=scene.topic_id)).state is TopicState.PROPOSED
