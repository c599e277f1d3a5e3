from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agenda.attendance.models import Seat
from agenda.items.models import AgendaItem, ItemState
from agenda.sessions import commands
from agenda.sessions.models import Session, SessionKind, SessionState
from forum import clock
from forum.bodies.models import Body
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.journal import Event, Room
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


def plan(hall: Hall, *, kind: SessionKind = SessionKind.FORUM, **given: Any) -> Any:
    told = {"by": hall.secretary, "body_id": hall.body_id, "chair_id": hall.chair.person_id, **given}
    return commands.plan_session(
        kind=kind,
        title="第四次居民议事会",
        starts_at=clock.now() + timedelta(days=9),
        venue="社区二楼议事厅",
        recorder_id=hall.recorder.person_id,
        **told,
    )


async def without_agenda() -> Hall:
    return await make.session_planned(topics=0)


async def without_members() -> Hall:
    return await make.session_planned(members=0)


async def of_units() -> Hall:
    return await make.session_planned(members=2, units=True, preset="joint_council")


async def closed() -> Hall:
    hall = await make.session_open()
    await commands.close_session(hall.session_id, by=hall.chair)
    return hall


def on_session(name: str) -> Any:
    return lambda hall, **given: getattr(commands, name)(hall.session_id, **given)


def by_chair(name: str) -> Any:
    return lambda hall, **given: getattr(commands, name)(hall.session_id, by=hall.chair, **given)


def by_office(name: str) -> Any:
    return lambda hall, **given: getattr(commands, name)(hall.session_id, by=hall.secretary, **given)


def by_member(name: str) -> Any:
    return lambda hall, **given: getattr(commands, name)(hall.session_id, by=hall.members[0], **given)


def by_recorder(name: str) -> Any:
    return lambda hall, **given: getattr(commands, name)(hall.session_id, by=hall.recorder, **given)


def nowhere(name: str) -> Any:
    return lambda hall, **given: getattr(commands, name)(999, by=hall.secretary, **given)


def itself(hall: Hall, _: Any) -> dict[str, Any]:
    return {"session": hall.session_id}


CARRIED = frozenset({"item.carried_over", "topic.moved"})

DEEDS = [
    Deed("plan_session", make.session_planned, plan, "session.planned", lambda _, answer: {"session": answer}),
    Deed("give_notice", make.session_planned, by_office("give_notice"), "session.noticed",
         lambda hall, _: {"session": hall.session_id, "seats": 5, "waived": False}),
    Deed("open_session", make.session_noticed, by_chair("open_session"), "session.opened", itself),
    Deed("close_session", make.session_open, by_chair("close_session"), "session.closed", itself, CARRIED),
    Deed("cancel_session", make.session_noticed, lambda h, **kw: commands.cancel_session(
        h.session_id, "停电", by=h.secretary, **kw), "session.cancelled", itself, CARRIED),
]  # fmt: skip

REFUSED = [
    Refused("a member plans", make.session_planned, lambda h, **kw: plan(h, by=h.members[0], **kw), NotAllowed,
            "只有社区书记可以安排会议"),
    Refused("of no body", make.session_planned, lambda h, **kw: plan(h, body_id=999, **kw), NotFound,
            "找不到所选的组织或人员"),
    Refused("with no chair", make.session_planned, lambda h, **kw: plan(h, chair_id=999, **kw), NotFound,
            "找不到所选的组织或人员"),
    Refused("a joint council of people", make.session_planned, lambda h, **kw: plan(
        h, kind=SessionKind.JOINT_COUNCIL, **kw), RuleBroken, "联席会的席位是单位"),
    Refused("a forum of units", of_units, plan, RuleBroken, "议事厅的席位是居民"),
    Refused("the chair gives notice", make.session_planned, by_chair("give_notice"), NotAllowed, "只有社区书记"),
    Refused("notice of nothing", make.session_planned, nowhere("give_notice"), NotFound, "找不到这次会议"),
    Refused("noticed twice", make.session_noticed, by_office("give_notice"), RuleBroken, "已经发出"),
    Refused("no agenda", without_agenda, by_office("give_notice"), RuleBroken, "议程还是空的"),
    Refused("no members", without_members, by_office("give_notice"), RuleBroken, "名册还是空的"),
    Refused("a member opens", make.session_noticed, by_member("open_session"), NotAllowed, "只有本次会议的主持人"),
    Refused("the recorder opens", make.session_noticed, by_recorder("open_session"), NotAllowed,
            "只有本次会议的主持人"),
    Refused("opened without notice", make.session_planned, by_chair("open_session"), RuleBroken, "先发会议通知"),
    Refused("opened twice", make.session_open, by_chair("open_session"), RuleBroken, "会议已经开始"),
    Refused("opened after its end", closed, by_chair("open_session"), RuleBroken, "先发会议通知"),
    Refused("a member closes", make.session_open, by_member("close_session"), NotAllowed, "只有本次会议的主持人"),
    Refused("closed before it opened", make.session_noticed, by_chair("close_session"), RuleBroken, "没有在进行"),
    Refused("closed during an item", make.item_open, by_chair("close_session"), RuleBroken, "还有议题正在议"),
    Refused("the chair calls off", make.session_noticed, by_chair("cancel_session"), NotAllowed, "只有社区书记"),
    Refused("called off without a reason", make.session_noticed, by_office("cancel_session"), BadInput,
            "请写明为什么取消"),
    Refused("called off while open", make.session_open, by_office("cancel_session"), RuleBroken, "不能取消"),
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


async def test_a_session_has_a_room_of_its_own_and_its_events_stay_in_it(database: Any) -> None:
    first, second = await make.session_open(), await make.session_open()
    assert first.room_id != second.room_id
    kinds = {event.kind for event in await Event.filter(room_id=first.room_id)}
    assert {"session.noticed", "session.opened", "seat.checked_in"} <= kinds
    seats = {event.data["seat"] for event in await Event.filter(room_id=first.room_id, kind="seat.checked_in")}
    assert seats == set(first.seats.values())
    assert (await Room.get(id=first.room_id)).kind == "session"


async def test_notice_freezes_the_roll_and_the_rules(database: Any) -> None:
    from agenda.ballots.rule_sets import PRESETS
    from forum.bodies import commands as bodies

    hall = await make.session_noticed(members=3, observers=1)
    late = await make.person()
    await bodies.seat_member(hall.body_id, by=hall.secretary, person_id=late.person_id)
    await Body.filter(id=hall.body_id).update(rules=PRESETS["absolute"].to_json())
    seats = await Seat.filter(session_id=hall.session_id).order_by("number")
    assert [seat.entitled for seat in seats] == [True, True, True, False]
    assert (await Session.get(id=hall.session_id)).rules["preset"] == "simple"


@pytest.mark.parametrize(("days", "waived"), [(2, True), (4, False)])
async def test_a_short_notice_is_recorded_as_waived(database: Any, days: int, waived: bool) -> None:
    hall = await make.session_noticed(starts_at=clock.now() + timedelta(days=days))
    assert (await Session.get(id=hall.session_id)).notice_waived is waived
    assert (await Event.get(room_id=hall.room_id, kind="session.noticed")).data["waived"] is waived


async def test_what_was_not_reached_waits_for_the_next_agenda(database: Any) -> None:
    from agenda.items import commands as items

    hall = await make.item_open(topics=2, free_items=["通报消防检查情况"])
    await items.close_item(hall.item_id, by=hall.chair)
    await commands.close_session(hall.session_id, by=hall.chair)
    states = await AgendaItem.filter(session_id=hall.session_id).order_by("position").values_list("state", flat=True)
    assert states == [ItemState.DONE, ItemState.CARRIED_OVER, ItemState.CARRIED_OVER]
    assert (await Topic.get(id=hall.topics[0].id)).state is TopicState.DECIDED
    assert (await Topic.get(id=hall.topics[1].id)).state is TopicState.ACCEPTED
    assert await Event.filter(room_id=hall.room_id, kind="item.carried_over").count() == 2


async def test_a_session_called_off_gives_its_topics_back(database: Any) -> None:
    hall = await make.session_noticed(topics=2)
    await commands.cancel_session(hall.session_id, "停电", by=hall.secretary)
    assert (await Session.get(id=hall.session_id)).state is SessionState.CANCELLED
    assert {(await Topic.get(id=topic.id)).state for topic in hall.topics} == {TopicState.ACCEPTED}


async def test_the_chair_of_one_session_is_nobody_in_another(database: Any) -> None:
    mine, other = await make.session_noticed(), await make.session_noticed()
    with pytest.raises(NotAllowed):
        await commands.open_session(other.session_id, by=mine.chair)
    assert (await Session.get(id=other.session_id)).state is SessionState.NOTICED


@pytest.mark.parametrize(("preset", "days", "waived"), [("simple", 4, False), ("owners_ordinary", 16, False)])
async def test_how_early_notice_must_be_is_the_rule_set_s_business(
    database: Any, preset: str, days: int, waived: bool
) -> None:
    hall = await make.session_noticed(preset=preset, starts_at=clock.now() + timedelta(days=days))
    assert (await Session.get(id=hall.session_id)).notice_waived is waived


async def test_a_short_notice_blocks_where_the_rule_set_says_so(database: Any) -> None:
    hall = await make.session_planned(preset="owners_ordinary", starts_at=clock.now() + timedelta(days=14))
    before = await everything()
    with pytest.raises(RuleBroken, match="现在发通知已经来不及"):
        await commands.give_notice(hall.session_id, by=hall.secretary)
    assert await everything() == before
