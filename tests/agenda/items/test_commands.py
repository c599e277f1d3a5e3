from __future__ import annotations

import asyncio
from typing import Any

import pytest

from agenda.floor import commands as floor
from agenda.floor.models import Hand, HandState
from agenda.items import commands, queries
from agenda.items.models import AgendaItem, ItemState
from agenda.motions.models import Motion, MotionState
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.topics.models import Topic, TopicState
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import (
    Deed,
    Refused,
    check_acts_once,
    check_acts_once_at_once,
    check_recorded,
    check_refused,
    everything,
)


async def with_topic_left() -> Hall:
    hall = await make.session_planned(free_items=["通报"])
    hall.topics.append(await make.accepted_topic())
    return hall


async def with_raw_topic() -> Hall:
    hall = await make.session_planned()
    hall.topics.append(await make.topic())
    return hall


async def talked_out() -> Hall:
    hall = await make.item_open()
    await commands.close_item(hall.item_id, by=hall.chair)
    return hall


def add(hall: Hall, **given: Any) -> Any:
    return commands.add_item(hall.session_id, **{"by": hall.secretary, "topic_id": hall.topics[-1].id, **given})


def first(name: str, who: str) -> Any:
    def act(hall: Hall, **given: Any) -> Any:
        by = hall.members[0] if who == "member" else getattr(hall, who)
        return getattr(commands, name)(hall.items[0], by=by, **given)

    return act


def second(hall: Hall, **given: Any) -> Any:
    return commands.open_item(hall.items[1], by=hall.chair, **given)


def nowhere(name: str) -> Any:
    return lambda hall, **given: getattr(commands, name)(999, by=hall.secretary, **given)


async def two_items() -> Hall:
    return await make.item_open(free_items=["通报"])


MOVES = frozenset({"topic.moved"})

DEEDS = [
    Deed("add_item of a topic", with_topic_left, add, "item.added",
         lambda h, answer: {"item": answer, "topic": h.topics[-1].id}, MOVES),
    Deed("add_item of its own", make.session_planned, lambda h, **kw: add(h, topic_id=None, title="通报", **kw),
         "item.added", lambda _, answer: {"item": answer, "topic": None}),
    Deed("drop_item", with_topic_left, first("drop_item", "secretary"), "item.dropped",
         lambda h, _: {"item": h.items[0], "topic": h.topics[0].id}, MOVES),
    Deed("open_item", make.session_open, first("open_item", "chair"), "item.opened",
         lambda h, _: {"item": h.items[0]}),
    Deed("close_item", make.item_open, first("close_item", "chair"), "item.closed",
         lambda h, _: {"item": h.items[0]}, MOVES),
]  # fmt: skip

REFUSED = [
    Refused("a member adds", with_topic_left, lambda h, **kw: add(h, by=h.members[0], **kw), NotAllowed,
            "只有社区书记可以安排会议"),
    Refused("to no session", make.session_planned, lambda h, **kw: commands.add_item(
        999, by=h.secretary, title="通报", **kw), NotFound, "找不到这次会议"),
    Refused("after the notice", make.session_noticed, lambda h, **kw: add(h, topic_id=None, title="通报", **kw),
            RuleBroken, "议程已定"),
    Refused("neither topic nor title", make.session_planned, lambda h, **kw: add(h, topic_id=None, **kw), BadInput,
            "请选一个议题"),
    Refused("a topic not accepted", with_raw_topic, add, RuleBroken, "还没有受理"),
    Refused("a topic twice", make.session_planned, add, RuleBroken, "不能列入议程"),
    Refused("no such topic", make.session_planned, lambda h, **kw: add(h, topic_id=999, **kw), NotFound,
            "找不到这个议题"),
    Refused("a member drops", make.session_planned, first("drop_item", "member"), NotAllowed, "只有社区书记"),
    Refused("dropped after the notice", make.session_noticed, first("drop_item", "secretary"), RuleBroken, "议程已定"),
    Refused("dropping nothing", make.session_planned, nowhere("drop_item"), NotFound, "找不到这个议程项"),
    Refused("before the sitting", make.session_noticed, first("open_item", "chair"), RuleBroken, "会议还没有开始"),
    Refused("a member opens", make.session_open, first("open_item", "member"), NotAllowed, "只有本次会议的主持人"),
    Refused("two at a time", two_items, second, RuleBroken, "一次只议一项"),
    Refused("a second time", talked_out, first("open_item", "chair"), RuleBroken, "已经议过"),
    Refused("a member ends", make.item_open, first("close_item", "member"), NotAllowed, "只有本次会议的主持人"),
    Refused("ending what has not begun", make.session_open, first("close_item", "chair"), RuleBroken, "没有在议"),
    Refused("ending during a ballot", make.ballot_open, first("close_item", "chair"), RuleBroken, "表决还没有结束"),
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


async def test_dropping_an_item_that_is_gone_takes_nothing_else_with_it(database: Any) -> None:
    hall = await with_topic_left()
    await commands.drop_item(hall.items[0], by=hall.secretary)
    before = await everything()
    with pytest.raises(NotFound):
        await commands.drop_item(hall.items[0], by=hall.secretary)
    assert await everything() == before


async def test_the_agenda_closes_up_when_an_item_is_dropped(database: Any) -> None:
    hall = await make.session_planned(topics=2, free_items=["通报消防检查情况"])
    await commands.drop_item(hall.items[0], by=hall.secretary)
    left = await queries.agenda(hall.session_id)
    assert [(item.id, item.position) for item in left] == [(hall.items[1], 1), (hall.items[2], 2)]
    assert (await Topic.get(id=hall.topics[0].id)).state is TopicState.ACCEPTED
    added = await commands.add_item(hall.session_id, by=hall.secretary, topic_id=hall.topics[0].id)
    assert (await AgendaItem.get(id=added)).position == 3


async def test_items_added_at_once_get_places_of_their_own(database: Any) -> None:
    hall = await make.session_planned(topics=0)
    titles = [f"通报第{n}件" for n in range(12)]
    await asyncio.gather(*(commands.add_item(hall.session_id, by=hall.secretary, title=title) for title in titles))
    assert [item.position for item in await queries.agenda(hall.session_id)] == list(range(1, 13))


async def test_ending_an_item_lowers_hands_ends_speeches_and_drops_pending_motions(database: Any) -> None:
    hall = await make.motion_put()
    speaking = await floor.raise_hand(hall.item_id, by=hall.members[0])
    waiting = await floor.raise_hand(hall.item_id, by=hall.members[1])
    await floor.give_floor(speaking, by=hall.chair)
    await commands.close_item(hall.item_id, by=hall.chair)
    assert (await Hand.get(id=speaking)).state is HandState.SPOKEN
    assert (await Hand.get(id=waiting)).state is HandState.WITHDRAWN
    assert (await Motion.get(id=hall.motion_id)).state is MotionState.WITHDRAWN
    assert (await AgendaItem.get(id=hall.item_id)).state is ItemState.DONE
    assert (await Topic.get(id=hall.topics[0].id)).state is TopicState.DECIDED
    assert await queries.open_item(hall.session_id) is None
