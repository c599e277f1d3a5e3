from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from agenda.items import commands as items
from agenda.items import queries as agendas
from agenda.items.models import AgendaItem, ItemKind
from agenda.planning import commands, queries
from agenda.planning.rules import TEMPLATES
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session, SessionKind
from forum import clock
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.topics import commands as topics
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_acts_once_at_once, check_recorded, check_refused


async def empty() -> Hall:
    return await make.session_planned(topics=0)


async def three() -> Hall:
    return await make.session_planned(topics=1, free_items=["通报消防检查", "商量停车"])


async def next_planned(hall: Hall, *, of_body: int = 0) -> Hall:
    """Another session of the same body, planned and empty."""
    session_id = await sessions.plan_session(
        of_body or hall.body_id, SessionKind.FORUM, "第四次居民议事会", clock.now() + timedelta(days=30), "议事厅",
        hall.chair.person_id or 0, hall.recorder.person_id or 0, by=hall.secretary,
    )  # fmt: skip
    room_id = (await Session.get(id=session_id)).room_id
    return Hall(session_id, room_id, hall.body_id, hall.secretary, hall.chair, hall.recorder, hall.members,
                hall.items, hall.topics)  # fmt: skip


async def left_over() -> Hall:
    """A session closed with a topic and a free item not reached; then the next one, planned."""
    hall = await make.item_open(topics=2, free_items=["商量停车"])
    await items.close_item(hall.item_id, by=hall.chair)
    await sessions.close_session(hall.session_id, by=hall.chair)
    return await next_planned(hall)


def by_office(name: str, *given: Any) -> Any:
    return lambda h, **kw: getattr(commands, name)(h.session_id, *given, **{"by": h.secretary, **kw})


def of_item(name: str, at: int, *given: Any) -> Any:
    return lambda h, **kw: getattr(commands, name)(h.items[at], *given, **{"by": h.secretary, **kw})


def by_member(act: Any) -> Any:
    return lambda h, **kw: act(h, by=h.members[0], **kw)


DEEDS = [
    Deed("change_item", three, of_item("change_item", 1, "通报电动车检查", 5, "王秀兰"), "item.changed",
         lambda h, _: {"item": h.items[1], "minutes": 5}),
    Deed("move_item", three, of_item("move_item", 2, 1), "item.moved", lambda h, _: {"item": h.items[2], "place": 1}),
]  # fmt: skip
ONCE = [
    *DEEDS,
    Deed("lay_out", empty, by_office("lay_out", "forum"), "item.added"),
    Deed("take_over", left_over, by_office("take_over"), "item.added"),
]

REFUSED = [
    Refused("a member changes", three, by_member(of_item("change_item", 1, "别的", 5)), NotAllowed, "只有社区书记"),
    Refused("a topic renamed", three, of_item("change_item", 0, "别的", 5), BadInput, "议题叫什么"),
    Refused("no title left", three, of_item("change_item", 1, "", 5), BadInput, "请填写"),
    Refused("changed after the notice", make.session_noticed, of_item("change_item", 0, "", 5), RuleBroken, "议程已定"),
    Refused("a member moves", three, by_member(of_item("move_item", 1, 1)), NotAllowed, "只有社区书记"),
    Refused("moved after the notice", make.session_noticed, of_item("move_item", 0, 1), RuleBroken, "议程已定"),
    Refused("a member lays out", empty, by_member(by_office("lay_out", "forum")), NotAllowed, "只有社区书记"),
    Refused("laid out twice", three, by_office("lay_out", "forum"), RuleBroken, "只能用在空的议程上"),
    Refused("another kind's template", empty, by_office("lay_out", "talk"), BadInput, "不适合这种形式"),
    Refused("no such template", empty, by_office("lay_out", "nothing"), BadInput, "不适合这种形式"),
    Refused("laid out after the notice", make.session_noticed, by_office("lay_out", "forum"), RuleBroken, "议程已定"),
    Refused("nothing left over", three, by_office("take_over"), RuleBroken, "没有留下没议完的"),
    Refused("a member takes over", left_over, by_member(by_office("take_over")), NotAllowed, "只有社区书记"),
]


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_records_one_fact_with_ids_only(database: Any, deed: Deed) -> None:
    await check_recorded(deed)


@pytest.mark.parametrize("deed", ONCE, ids=str)
async def test_a_command_sent_twice_acts_once(database: Any, deed: Deed) -> None:
    await check_acts_once(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_sent_five_times_at_once_acts_once(database: Any, deed: Deed) -> None:
    await check_acts_once_at_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refused_command_says_why_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)


async def order(hall: Hall) -> list[int]:
    agenda = await agendas.agenda(hall.session_id)
    assert [item.position for item in agenda] == list(range(1, len(agenda) + 1))
    return [item.id for item in agenda]


@pytest.mark.parametrize(("at", "place", "then"), [
    (2, 1, [2, 0, 1]), (0, 2, [1, 0, 2]), (0, 3, [1, 2, 0]), (1, 0, [1, 0, 2]), (1, 99, [0, 2, 1]), (1, 2, [0, 1, 2]),
])  # fmt: skip
async def test_an_item_goes_where_it_is_put_and_the_others_close_up(
    database: Any, at: int, place: int, then: list[int]
) -> None:
    hall = await three()
    await commands.move_item(hall.items[at], place, by=hall.secretary)
    assert await order(hall) == [hall.items[one] for one in then]


async def test_items_moved_at_once_keep_places_of_their_own(database: Any) -> None:
    hall = await three()
    await asyncio.gather(*(commands.move_item(item, 1, by=hall.secretary) for item in hall.items * 3))
    assert sorted(await order(hall)) == sorted(hall.items)


@pytest.mark.parametrize("name", TEMPLATES)
async def test_a_template_puts_its_items_on_the_agenda_of_a_session_it_is_for(database: Any, name: str) -> None:
    template = TEMPLATES[name]
    for kind in template.kinds:
        units = kind is SessionKind.JOINT_COUNCIL
        body = await make.body(2, "joint_council" if units else "simple", units=units)
        hall = await make.session_planned(body, kind=kind, topics=0)
        await commands.lay_out(hall.session_id, name, by=hall.secretary)
        agenda = await agendas.agenda(hall.session_id)
        assert [(item.kind, item.title, item.planned_minutes) for item in agenda] == [
            (line.kind, line.title, line.minutes) for line in template.lines
        ]


async def test_a_session_is_planned_with_a_template_or_not_at_all(database: Any) -> None:
    hall = await empty()
    told = {
        "body_id": hall.body_id, "kind": SessionKind.FORUM, "title": "会", "venue": "厅",
        "starts_at": clock.now() + timedelta(days=9), "chair_id": hall.chair.person_id,
        "recorder_id": hall.recorder.person_id,
    }  # fmt: skip
    made = await commands.plan("committee", by=hall.secretary, **told)
    assert len(await agendas.agenda(made)) == len(TEMPLATES["committee"].lines)
    count = await Session.all().count()
    with pytest.raises(BadInput):
        await commands.plan("talk", by=hall.secretary, **told)
    assert await Session.all().count() == count


async def test_what_was_not_reached_is_taken_over_once_with_where_it_comes_from(database: Any) -> None:
    hall = await left_over()
    offered = await queries.left_over(await Session.get(id=hall.session_id))
    assert [item.title for item in offered] == [offered[0].title, "商量停车"]
    await commands.take_over(hall.session_id, by=hall.secretary)
    agenda = await agendas.agenda(hall.session_id)
    assert [item.carried_from_id for item in agenda] == [item.id for item in offered]
    assert [item.kind for item in agenda] == [ItemKind.TOPIC, ItemKind.FREE]
    assert await queries.left_over(await Session.get(id=hall.session_id)) == []
    sources = await queries.carried_from(agenda)
    assert {source.title for source in sources.values()} == {"第三次居民议事会"}


async def test_an_item_taken_over_and_dropped_is_offered_again(database: Any) -> None:
    hall = await left_over()
    await commands.take_over(hall.session_id, by=hall.secretary)
    for item in await agendas.agenda(hall.session_id):
        await items.drop_item(item.id, by=hall.secretary)
    assert len(await queries.left_over(await Session.get(id=hall.session_id))) == 2


async def test_a_topic_chosen_from_the_list_goes_on_from_where_it_was_not_reached(database: Any) -> None:
    hall = await left_over()
    added = await items.add_item(hall.session_id, by=hall.secretary, topic_id=hall.topics[1].id)
    assert (await AgendaItem.get(id=added)).carried_from_id == hall.items[1]
    offered = await queries.left_over(await Session.get(id=hall.session_id))
    assert [item.title for item in offered] == ["商量停车"]


async def test_a_topic_that_was_returned_meanwhile_is_not_offered(database: Any) -> None:
    hall = await left_over()
    await topics.return_topic(hall.topics[1].id, "已经解决", by=hall.secretary)
    offered = await queries.left_over(await Session.get(id=hall.session_id))
    assert [item.title for item in offered] == ["商量停车"]


async def test_nothing_is_offered_of_another_body_s_session(database: Any) -> None:
    hall = await left_over()
    other = await next_planned(hall, of_body=(await make.body()).id)
    assert await queries.left_over(await Session.get(id=other.session_id)) == []


async def test_standing_items_are_not_carried_over_for_they_come_again(database: Any) -> None:
    hall = await make.session_planned(topics=0)
    await commands.lay_out(hall.session_id, "forum", by=hall.secretary)
    await sessions.cancel_session(hall.session_id, by=hall.secretary)
    following = await next_planned(hall)
    assert await queries.left_over(await Session.get(id=following.session_id)) == []


async def test_a_standing_item_without_a_title_is_named_by_its_kind(database: Any) -> None:
    hall = await empty()
    added = await items.add_item(hall.session_id, by=hall.secretary, kind=ItemKind.FOLLOW_UP, presenter="李建国")
    item = await AgendaItem.get(id=added)
    assert (item.title, item.presenter) == ("通报上次落实", "李建国")


async def test_lists_are_exchanged_in_a_joint_council_only(database: Any) -> None:
    hall = await empty()
    with pytest.raises(RuleBroken, match="联席会"):
        await items.add_item(hall.session_id, by=hall.secretary, kind=ItemKind.EXCHANGE)
