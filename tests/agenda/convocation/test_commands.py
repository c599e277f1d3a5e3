from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agenda.attendance import commands as attendance
from agenda.attendance.models import Reply, Seat, SeatState
from agenda.ballots import commands as ballots
from agenda.convocation import commands, queries
from agenda.floor import commands as floor
from agenda.floor.models import Hand, HandState
from agenda.items import commands as items
from agenda.items import queries as agendas
from agenda.items.models import AgendaItem, ItemState
from agenda.motions import commands as motions
from agenda.planning import queries as planning
from agenda.room.view import load
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session, SessionState
from forum import clock
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.journal import Event
from forum.topics.models import Topic, TopicState
from minutes.drafting.draft import draft
from minutes.drafting.queries import gather
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

LATER = timedelta(days=20)


async def due(**given: Any) -> Hall:
    """Noticed, and its hour has come; nobody is here."""
    return await make.session_noticed(starts_at=clock.now() - timedelta(minutes=5), **given)


async def too_few(**given: Any) -> Hall:
    """Open with two of five here, and no item taken up."""
    return await make.session_open(present=2, topics=2, free_items=["商量停车"], **given)


async def lost(**given: Any) -> Hall:
    """An item is open with a motion before it and hands up when three of five leave."""
    hall = await make.motion_put(topics=2, free_items=["商量停车"], **given)
    await floor.raise_hand(hall.item_id, by=hall.members[0])
    for member in hall.members[2:]:
        await attendance.check_out(hall.seat_of(member), by=hall.recorder)
    return hall


def answers(reply: Reply = Reply.COMING, **kw: Any) -> Any:
    return lambda h, **more: commands.answer_call(h.session_id, reply, **{"by": h.members[0], **kw, **more})


def records(reply: Reply = Reply.EXCUSED) -> Any:
    return lambda h, **kw: commands.record_reply(h.seat_of(h.members[0]), reply, **{"by": h.recorder, **kw})


def moves(**to: Any) -> Any:
    def act(h: Hall, **kw: Any) -> Any:
        told = {"starts_at": clock.now() + LATER, "venue": "新会场", "planned_minutes": 90, "by": h.secretary, **to}
        return commands.move_session(h.session_id, **{**told, **kw})

    return act


def adjourns(**given: Any) -> Any:
    def act(h: Hall, **kw: Any) -> Any:
        told = {"starts_at": clock.now() + LATER, "venue": "议事厅", "by": h.chair, **given}
        return commands.adjourn_session(h.session_id, **{**told, **kw})

    return act


def by_member(act: Any) -> Any:
    return lambda h, **kw: act(h, by=h.members[0], **kw)


async def checked_in() -> Hall:
    hall = await make.session_noticed()
    await attendance.check_in(hall.session_id, by=hall.members[0])
    return hall


async def no_proxies() -> Hall:
    return await make.session_noticed(rules=make.casting().edited(proxies_at_most=0))


async def blocking() -> Hall:
    return await make.session_noticed(rules=make.casting().edited(short_notice_blocks=True))


DEEDS = [
    Deed("answer_call", make.session_noticed, answers(), "seat.answered",
         lambda h, _: {"seat": h.seat_of(h.members[0]), "reply": "coming"}),
    Deed("record_reply", make.session_noticed, records(), "seat.answered",
         lambda h, _: {"seat": h.seat_of(h.members[0]), "reply": "excused"}),
    Deed("move_session", make.session_noticed, moves(), "session.moved",
         lambda h, _: {"session": h.session_id, "venue": True}),
    Deed("adjourn_session", too_few, adjourns(), "session.adjourned",
         lambda h, answer: {"session": h.session_id, "again": answer}, frozenset({"item.carried_over"})),
]  # fmt: skip

REFUSED = [
    Refused("somebody not called", make.session_noticed, answers(by=None), NotAllowed, "请先登录"),
    Refused("the chair has no seat", make.session_noticed, lambda h, **kw: commands.answer_call(
        h.session_id, Reply.COMING, by=h.chair, **kw), RuleBroken, "不在本次会议的名册上"),
    Refused("after it opened", make.session_open, answers(), RuleBroken, "会前才能答复"),
    Refused("already here", checked_in, answers(), RuleBroken, "已经签到"),
    Refused("no mandates by the rules", no_proxies, answers(Reply.PROXY), RuleBroken, "不能委托他人"),
    Refused("in writing", make.written_noticed, answers(), RuleBroken, "不开会"),
    Refused("a member records", make.session_noticed, by_member(records()), NotAllowed, "主持人和记录员"),
    Refused("of no seat", make.session_noticed, lambda h, **kw: commands.record_reply(
        999, Reply.COMING, by=h.recorder, **kw), NotFound, "找不到这个席位"),
    Refused("the chair moves", make.session_noticed, lambda h, **kw: moves()(h, by=h.chair, **kw), NotAllowed,
            "只有社区书记"),
    Refused("moved while open", make.session_open, moves(), RuleBroken, "不能改期"),
    Refused("moved into the past", make.session_noticed, moves(starts_at=clock.now() - LATER), BadInput, "现在以后"),
    Refused("moved too near", blocking, moves(starts_at=clock.now() + timedelta(days=1)), RuleBroken, "来不及"),
    Refused("a member adjourns", too_few, by_member(adjourns()), NotAllowed, "只有本次会议的主持人"),
    Refused("with a quorum", make.session_open, adjourns(), RuleBroken, "已经到法定人数"),
    Refused("before its hour", make.session_noticed, adjourns(), RuleBroken, "还没有到开会时间"),
    Refused("before its notice", make.session_planned, adjourns(), RuleBroken, "还没有发通知"),
    Refused("to a day gone by", too_few, adjourns(starts_at=clock.now() - LATER), BadInput, "现在以后"),
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


# ---- those called answer -----------------------------------------------------------------------------------------


async def test_who_asks_to_be_excused_is_excused_and_may_think_better_of_it(database: Any) -> None:
    hall = await make.session_noticed()
    seat_id = hall.seat_of(hall.members[0])
    await commands.answer_call(hall.session_id, Reply.EXCUSED, "出差", by=hall.members[0])
    seat = await Seat.get(id=seat_id)
    assert (seat.state, seat.reply, seat.reply_reason) == (SeatState.EXCUSED, Reply.EXCUSED, "出差")
    await commands.answer_call(hall.session_id, Reply.COMING, by=hall.members[0])
    seat = await Seat.get(id=seat_id)
    assert (seat.state, seat.reply, seat.reply_reason) == (SeatState.EXPECTED, Reply.COMING, "")


async def test_who_was_excused_can_still_come(database: Any) -> None:
    hall = await make.session_noticed()
    await commands.answer_call(hall.session_id, Reply.EXCUSED, by=hall.members[0])
    await attendance.check_in(hall.session_id, by=hall.members[0])
    assert (await Seat.get(id=hall.seat_of(hall.members[0]))).state is SeatState.PRESENT


async def test_answers_are_counted_of_the_entitled_alone(database: Any) -> None:
    hall = await make.session_noticed(members=5, observers=1)
    for member, reply in zip(hall.members[:3], Reply, strict=True):
        await commands.answer_call(hall.session_id, reply, by=member)
    await commands.answer_call(hall.session_id, Reply.COMING, by=hall.members[5])
    await attendance.check_in(hall.session_id, by=hall.members[3])
    told = await queries.replies(hall.session_id)
    assert (told.entitled, told.answered, told.waiting) == (5, 4, 1)
    assert told.by_reply == dict.fromkeys(Reply, 1)


async def test_nobody_votes_for_an_observer(database: Any) -> None:
    hall = await make.session_noticed(members=2, observers=1)
    with pytest.raises(RuleBroken, match="不能委托"):
        await commands.answer_call(hall.session_id, Reply.PROXY, by=hall.members[2])


async def test_an_excuse_entered_at_the_desk_is_an_answer_too(database: Any) -> None:
    hall = await make.session_noticed()
    await attendance.excuse(hall.seat_of(hall.members[0]), by=hall.recorder)
    assert (await queries.replies(hall.session_id)).by_reply[Reply.EXCUSED] == 1
    assert hall.session_id not in await queries.waiting_for(hall.members[0].person_id or 0)


@pytest.mark.parametrize(("shown", "words", "numbers"), [
    ("waiting", "", [2, 3, 4]), ("excused", "", [1]), ("all", "", [1, 2, 3, 4]), ("all", "3", [3]), ("coming", "", []),
])  # fmt: skip
async def test_the_list_of_those_called_is_narrowed(database: Any, shown: str, words: str, numbers: list[int]) -> None:
    hall = await make.session_noticed(members=4)
    await commands.answer_call(hall.session_id, Reply.EXCUSED, by=hall.members[0])
    found, pages = await queries.seats(hall.session_id, shown, words, 1)
    assert ([seat.number for seat in found], pages) == (numbers, 1)


async def test_somebody_called_is_found_by_a_part_of_the_name(database: Any) -> None:
    hall = await make.session_noticed(members=4)
    found, _ = await queries.seats(hall.session_id, "all", hall.members[2].name[1:], 1)
    assert hall.seat_of(hall.members[2]) in {seat.id for seat in found}
    assert await queries.seats(hall.session_id, "all", "没有这个人", 7) == ([], 1)


# ---- moved -------------------------------------------------------------------------------------------------------


async def test_a_session_moved_keeps_the_answers_and_asks_again(database: Any) -> None:
    hall = await make.session_noticed()
    before = await Session.get(id=hall.session_id)
    await commands.answer_call(hall.session_id, Reply.COMING, by=hall.members[0])
    await moves()(hall)
    session, seat = await Session.get(id=hall.session_id), await Seat.get(id=hall.seat_of(hall.members[0]))
    assert (session.moved_from, session.moved_venue) == (before.starts_at, before.venue)
    assert (seat.reply, seat.replied_at) == (Reply.COMING, None)
    assert (await queries.replies(hall.session_id)).waiting == 5
    event = await Event.get(room_id=hall.room_id, kind="session.moved")
    assert event.data["before"] == before.starts_at.isoformat()


async def test_a_longer_session_asks_nobody_again(database: Any) -> None:
    hall = await make.session_noticed()
    before = await Session.get(id=hall.session_id)
    await commands.answer_call(hall.session_id, Reply.COMING, by=hall.members[0])
    await moves(starts_at=before.starts_at, venue=before.venue, planned_minutes=120)(hall)
    assert (await Seat.get(id=hall.seat_of(hall.members[0]))).replied_at is not None
    assert (await Session.get(id=hall.session_id)).moved_from is None


@pytest.mark.parametrize(("days", "waived"), [(2, True), (4, False)])
async def test_a_new_day_counts_as_noticed_now(database: Any, days: int, waived: bool) -> None:
    hall = await make.session_noticed(starts_at=clock.now() + timedelta(days=1 if not waived else 9))
    await moves(starts_at=clock.now() + timedelta(days=days))(hall)
    assert (await Session.get(id=hall.session_id)).notice_waived is waived


async def test_another_room_on_the_same_day_needs_no_new_notice(database: Any) -> None:
    hall = await blocking()
    before = await Session.get(id=hall.session_id)
    with clock.set_to(before.starts_at - timedelta(hours=3)):
        await moves(starts_at=before.starts_at)(hall)
    assert (await Session.get(id=hall.session_id)).notice_waived is False


async def test_moving_to_where_it_is_changes_nothing(database: Any) -> None:
    hall = await make.session_noticed()
    at = await Session.get(id=hall.session_id)
    before = await everything()
    with pytest.raises(RuleBroken, match="都没有改"):
        await moves(starts_at=at.starts_at, venue=at.venue)(hall)
    assert await everything() == before


# ---- too few -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arrange", [due, too_few, lost], ids=["not opened", "opened", "lost during an item"])
async def test_an_adjourned_session_goes_on_with_the_same_items(database: Any, arrange: Any) -> None:
    hall = await arrange()
    again = await adjourns()(hall)
    first, second = await Session.get(id=hall.session_id), await Session.get(id=again)
    assert (first.state, first.adjourned) == (SessionState.CLOSED, True)
    assert (second.state, second.reconvenes_id, second.chair_id) == (SessionState.PLANNED, first.id, first.chair_id)
    assert second.title == "第三次居民议事会（续会）"
    old, new = await agendas.agenda(first.id), await agendas.agenda(second.id)
    assert {item.state for item in old} == {ItemState.CARRIED_OVER}
    assert [(item.title, item.topic_id, item.carried_from_id) for item in new] == [
        (item.title, item.topic_id, item.id) for item in old
    ]
    assert {(await Topic.get(id=topic.id)).state for topic in hall.topics} == {TopicState.SCHEDULED}
    assert await planning.left_over(second) == []


async def test_what_was_settled_stays_settled(database: Any) -> None:
    hall = await lost()
    await items.close_item(hall.item_id, by=hall.chair)
    again = await adjourns()(hall)
    assert len(await agendas.agenda(again)) == 2
    assert (await AgendaItem.get(id=hall.item_id)).state is ItemState.DONE


async def test_breaking_up_during_an_item_lowers_hands(database: Any) -> None:
    hall = await lost()
    await adjourns()(hall)
    assert {hand.state for hand in await Hand.all()} == {HandState.WITHDRAWN}


async def test_a_session_that_breaks_up_again_keeps_its_name(database: Any) -> None:
    hall = await too_few()
    again = await adjourns()(hall)
    await sessions.give_notice(again, by=hall.secretary)
    with clock.set_to(clock.now() + LATER + timedelta(hours=1)):
        third = await commands.adjourn_session(again, clock.now() + LATER, "议事厅", by=hall.secretary)
    assert (await Session.get(id=third)).title == "第三次居民议事会（续会）"


async def test_the_minutes_say_why_it_broke_up_and_when_it_goes_on(database: Any) -> None:
    hall = await lost()
    await adjourns()(hall)
    text = draft(await gather(hall.session_id))
    assert "法定人数3人，到会人数不足，未达到法定人数，会议休会，改于" in text
    assert "因未达到法定人数本次未议完，转入续会审议" in text and "因时间所限" not in text


async def test_losing_the_quorum_is_shown_at_once_and_blocks_the_ballot(database: Any) -> None:
    hall = await make.motion_put()
    assert (await load(hall.room_id)).quorum.met
    for member in hall.members[2:]:
        await attendance.check_out(hall.seat_of(member), by=hall.recorder)
    view = await load(hall.room_id)
    assert not view.quorum.met and view.short_of_quorum
    assert view.steps.next and view.steps.next.blocked
    with pytest.raises(RuleBroken, match="不能表决"):
        await ballots.open_ballot(hall.motion_id, by=hall.chair)
    await motions.withdraw_motion(hall.motion_id, by=hall.chair)


async def test_every_screen_says_that_it_broke_up_and_when_it_goes_on(database: Any) -> None:
    hall = await too_few()
    again = await adjourns()(hall)
    view = await load(hall.room_id)
    assert view.again and view.again.id == again
