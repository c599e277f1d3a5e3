from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from agenda.attendance import commands as attendance
from agenda.ballots import commands as ballots
from agenda.floor import chairing, commands, queries
from agenda.floor.models import Hand, HandState
from agenda.floor.rules import FloorRules, HandKind, Stance
from agenda.items import commands as items
from agenda.sessions.models import Session
from forum import clock
from forum.bodies.models import Body
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from forum.journal import Event
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import (
    Deed,
    Refused,
    check_acts_once,
    check_acts_once_at_once,
    check_recorded,
    check_refused,
)

RULES = FloorRules()


class Floor(Hall):
    """A hall with an item open; the first member's hand is up as `hand`."""

    hand: int = 0


async def hand_up() -> Floor:
    hall = Floor(**vars(await make.item_open()))
    hall.hand = await commands.raise_hand(hall.item_id, Stance.FOR, by=hall.members[0])
    return hall


async def speaking() -> Floor:
    hall = await hand_up()
    await commands.give_floor(hall.hand, by=hall.chair)
    return hall


async def spoken_twice() -> Floor:
    hall = await speaking()
    await commands.yield_floor(hall.item_id, by=hall.members[0])
    again = await commands.raise_hand(hall.item_id, by=hall.members[0])
    await commands.give_floor(again, by=hall.chair)
    await commands.yield_floor(hall.item_id, by=hall.chair)
    return hall


async def one_absent() -> Hall:
    return await make.item_open(present=4)


async def talked_out() -> Floor:
    hall = await hand_up()
    await items.close_item(hall.item_id, by=hall.chair)
    return hall


async def three_waiting() -> Floor:
    hall = await hand_up()
    for member in hall.members[1:3]:
        await commands.raise_hand(hall.item_id, by=member)
    return hall


def calls_on(number: int) -> Any:
    return lambda hall, **given: chairing.call_on(hall.item_id, number, by=hall.chair, **given)


def enters(number: int) -> Any:
    return lambda hall, **given: commands.enter_hand(hall.item_id, number, by=hall.recorder, **given)


def raises(who: int) -> Any:
    return lambda hall, **given: commands.raise_hand(hall.item_id, by=hall.members[who], **given)


DEEDS = [
    Deed("raise_hand", make.item_open, lambda h, **kw: commands.raise_hand(
        h.item_id, Stance.AGAINST, by=h.members[1], **kw), "hand.raised",
         lambda h, answer: {"hand": answer, "seat": h.seat_of(h.members[1]), "stance": "against"}),
    Deed("raise_hand: a point of order", hand_up, lambda h, **kw: commands.raise_hand(
        h.item_id, Stance.FOR, by=h.members[0], kind=HandKind.ORDER_POINT, **kw), "hand.raised",
         lambda h, answer: {"hand": answer, "seat": h.seat_of(h.members[0]), "stance": None, "of": "order_point"}),
    Deed("enter_hand", make.item_open, lambda h, **kw: commands.enter_hand(
        h.item_id, 3, Stance.FOR, by=h.chair, **kw), "hand.raised",
         lambda h, answer: {"hand": answer, "seat": h.seat_of(h.members[2]), "stance": "for", "of": "speech"}),
    Deed("lower_hand", hand_up, lambda h, **kw: commands.lower_hand(h.hand, by=h.members[0], **kw), "hand.lowered",
         lambda h, _: {"hand": h.hand, "seat": h.seat_of(h.members[0])}),
    Deed("give_floor", hand_up, lambda h, **kw: commands.give_floor(h.hand, by=h.chair, **kw), "floor.given",
         lambda h, _: {"hand": h.hand, "seat": h.seat_of(h.members[0]), "overruled": False}),
    Deed("call_on a hand that waits", three_waiting, calls_on(3), "floor.given",
         lambda h, answer: {"hand": answer, "seat": h.seat_of(h.members[2]), "overruled": True}),
    Deed("yield_floor", speaking, lambda h, **kw: commands.yield_floor(h.item_id, by=h.members[0], **kw),
         "floor.yielded", lambda h, _: {"hand": h.hand, "seat": h.seat_of(h.members[0])}),
]  # fmt: skip

REFUSED = [
    Refused("no item is open", make.session_open, lambda h, **kw: commands.raise_hand(
        h.items[0], by=h.members[0], **kw), RuleBroken, "没有在议"),
    Refused("the item is over", talked_out, raises(1), RuleBroken, "没有在议"),
    Refused("no such item", make.item_open, lambda h, **kw: commands.raise_hand(999, by=h.members[0], **kw), NotFound,
            "找不到这个议程项"),
    Refused("not checked in", one_absent, raises(4), RuleBroken, "请先签到"),
    Refused("not on the roll", make.item_open, lambda h, **kw: commands.raise_hand(
        h.item_id, by=h.secretary, **kw), RuleBroken, "可以旁听"),
    Refused("nobody", make.item_open, lambda h, **kw: commands.raise_hand(h.item_id, by=None, **kw), NotAllowed,
            "请先登录"),
    Refused("a hand up already", hand_up, raises(0), RuleBroken, "已经在发言队列里"),
    Refused("the same hand from the hall", hand_up, enters(1), RuleBroken, "已经在发言队列里"),
    Refused("no such number", make.item_open, enters(99), BadInput, "没有99号"),
    Refused("a number that is not here", one_absent, enters(5), BadInput, "5号还没有签到"),
    Refused("a member enters for another", make.item_open, lambda h, **kw: commands.enter_hand(
        h.item_id, 2, by=h.members[0], **kw), NotAllowed, "只有本次会议的主持人和记录员"),
    Refused("a reply to nobody", hand_up, lambda h, **kw: commands.raise_hand(
        h.item_id, by=h.members[1], kind=HandKind.REPLY, **kw), RuleBroken, "没有要答辩的"),
    Refused("while speaking", speaking, raises(0), RuleBroken, "已经在发言队列里"),
    Refused("a third speech", spoken_twice, raises(0), RuleBroken, "最多发言 2 次"),
    Refused("somebody else's hand", hand_up, lambda h, **kw: commands.lower_hand(
        h.hand, by=h.members[1], **kw), NotAllowed, "只能放下自己举的手"),
    Refused("no such hand", hand_up, lambda h, **kw: commands.lower_hand(999, by=h.chair, **kw), NotFound,
            "找不到这只手"),
    Refused("lowered at the microphone", speaking, lambda h, **kw: commands.lower_hand(
        h.hand, by=h.members[0], **kw), RuleBroken, "已经不在队列里"),
    Refused("called on without being here", one_absent, calls_on(5), BadInput, "5号还没有签到"),
    Refused("called on after the item", talked_out, calls_on(1), RuleBroken, "没有在议"),
    Refused("the recorder calls on somebody", hand_up, lambda h, **kw: chairing.call_on(
        h.item_id, 1, by=h.recorder, **kw), NotAllowed, "只有本次会议的主持人"),
    Refused("called on while people vote", make.ballot_open, calls_on(1), RuleBroken, "正在表决"),
    Refused("a member gives the floor", hand_up, lambda h, **kw: commands.give_floor(
        h.hand, by=h.members[0], **kw), NotAllowed, "只有本次会议的主持人"),
    Refused("given twice", speaking, lambda h, **kw: commands.give_floor(h.hand, by=h.chair, **kw), RuleBroken,
            "已经不在队列里"),
    Refused("given after the item", talked_out, lambda h, **kw: commands.give_floor(h.hand, by=h.chair, **kw),
            RuleBroken, "没有在议"),
    Refused("nobody speaks", hand_up, lambda h, **kw: commands.yield_floor(h.item_id, by=h.chair, **kw), RuleBroken,
            "没有人在发言"),
    Refused("somebody else's speech", speaking, lambda h, **kw: commands.yield_floor(
        h.item_id, by=h.members[1], **kw), NotAllowed, "只有本次会议的主持人"),
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


async def test_who_has_not_been_heard_comes_first_and_passing_over_them_is_recorded(database: Any) -> None:
    hall = await speaking()
    await commands.yield_floor(hall.item_id, by=hall.members[0])
    heard = await commands.raise_hand(hall.item_id, by=hall.members[0])
    unheard = await commands.raise_hand(hall.item_id, by=hall.members[1])
    queue = await queries.queue(hall.item_id, RULES)
    assert [hand.id for hand in queue.waiting] == [unheard, heard]
    assert queue.suggestion is not None and queue.suggestion.hand.id == unheard
    await commands.give_floor(heard, by=hall.chair)
    assert (await Event.filter(kind="floor.given").order_by("-id").first()).data["overruled"] is True


async def test_the_clock_of_a_speech_runs_two_minutes_and_says_when_it_ends(database: Any) -> None:
    hall = await hand_up()
    began = clock.now()
    with clock.set_to(began):
        await commands.give_floor(hall.hand, by=hall.chair)
    hand = await Hand.get(id=hall.hand)
    assert hand.ends_at - hand.started_at == timedelta(minutes=2)
    event = await Event.get(kind="floor.given")
    assert event.data["ends_at"] == hand.ends_at.isoformat()


async def test_giving_the_floor_ends_the_speech_before(database: Any) -> None:
    hall = await speaking()
    second = await commands.raise_hand(hall.item_id, by=hall.members[1])
    await commands.give_floor(second, by=hall.chair)
    states = [(await Hand.get(id=hand)).state for hand in (hall.hand, second)]
    assert states == [HandState.SPOKEN, HandState.SPEAKING]
    kinds = await Event.filter(room_id=hall.room_id).order_by("-seq").limit(2).values_list("kind", flat=True)
    assert kinds == ["floor.given", "floor.yielded"]


async def test_only_one_speaks_also_when_two_hands_are_recognised_at_once(database: Any) -> None:
    hall = await hand_up()
    second = await commands.raise_hand(hall.item_id, by=hall.members[1])
    await asyncio.gather(*(commands.give_floor(hand, by=hall.chair) for hand in (hall.hand, second)))
    assert await Hand.filter(item_id=hall.item_id, state=HandState.SPEAKING).count() == 1


async def test_one_person_raising_ten_hands_at_once_has_one_up(database: Any) -> None:
    hall = await make.item_open()
    raised = await asyncio.gather(*(raises(0)(hall) for _ in range(10)), return_exceptions=True)
    assert sum(isinstance(one, int) for one in raised) == 1
    assert sum(isinstance(one, RuleBroken) for one in raised) == 9


async def test_a_phone_and_the_chair_s_device_at_once_queue_a_seat_once(database: Any) -> None:
    hall = await make.item_open()
    entered = [commands.enter_hand(hall.item_id, 1, by=who) for who in (hall.chair, hall.recorder) for _ in range(3)]
    pressed = [raises(0)(hall) for _ in range(3)]
    results = await asyncio.gather(*entered, *pressed, return_exceptions=True)
    assert sum(isinstance(one, int) for one in results) == 1
    assert sum(isinstance(one, RuleBroken) for one in results) == 8
    assert await Hand.filter(seat_id=hall.seat_of(hall.members[0])).count() == 1


async def test_points_of_order_raised_at_once_are_one_beside_the_ordinary_hand(database: Any) -> None:
    hall = await hand_up()
    points = (commands.raise_hand(hall.item_id, by=hall.members[0], kind=kind) for kind in [HandKind.ORDER_POINT] * 4)
    results = await asyncio.gather(*points, return_exceptions=True)
    assert sum(isinstance(one, int) for one in results) == 1
    waiting = (await queries.queue(hall.item_id, RULES)).waiting
    assert [hand.kind for hand in waiting] == [HandKind.ORDER_POINT, HandKind.SPEECH]


async def test_a_hand_from_the_hall_says_who_entered_it_and_one_s_own_does_not(database: Any) -> None:
    hall = await hand_up()
    entered = await commands.enter_hand(hall.item_id, 2, by=hall.recorder)
    assert (await Hand.get(id=entered)).entered_by_id == hall.recorder.person_id
    assert (await Hand.get(id=hall.hand)).entered_by_id is None


async def test_who_was_asked_replies_before_the_queue_and_it_uses_up_no_speech(database: Any) -> None:
    hall = await speaking()
    waiting = await commands.raise_hand(hall.item_id, by=hall.members[1])
    reply = await commands.enter_hand(hall.item_id, 3, by=hall.chair, kind=HandKind.REPLY)
    queue = await queries.queue(hall.item_id, RULES)
    assert [hand.id for hand in queue.waiting] == [reply, waiting]
    for _ in range(RULES.speeches_per_item):
        await commands.give_floor(reply, by=hall.chair)
        assert (await Event.filter(kind="floor.given").order_by("-id").first()).data["overruled"] is False
        await commands.yield_floor(hall.item_id, by=hall.chair)
        reply = await commands.enter_hand(hall.item_id, 3, by=hall.chair, kind=HandKind.REPLY)
    await commands.raise_hand(hall.item_id, by=hall.members[2])


async def test_a_session_keeps_the_rules_of_order_its_notice_was_given_with(database: Any) -> None:
    hall = await make.item_open()
    await commands.adopt_floor_rules(hall.body_id, FloorRules(minutes_per_speech=3), by=hall.secretary)
    frozen = queries.rules_of(await Session.get(id=hall.session_id))
    assert frozen == RULES
    body = await Body.get(id=hall.body_id)
    later = await make.session_noticed(make.BodyMade(hall.body_id, hall.members))
    assert queries.rules_of(await Session.get(id=later.session_id)) == queries.rules_of_body(body)
    assert queries.rules_of_body(body) == FloorRules(minutes_per_speech=3)


async def test_the_body_s_own_limits_are_kept_in_the_hall(database: Any) -> None:
    made = await make.body(3)
    chosen = FloorRules(minutes_per_speech=0, speeches_per_item=1, state_stance=True)
    await commands.adopt_floor_rules(made.id, chosen, by=await make.secretary())
    hall = await make.item_open(made)
    with pytest.raises(RuleBroken, match="请先表明"):
        await raises(0)(hall)
    hand = await commands.raise_hand(hall.item_id, Stance.FOR, by=hall.members[0])
    await commands.give_floor(hand, by=hall.chair)
    assert (await Hand.get(id=hand)).ends_at is None
    await commands.yield_floor(hall.item_id, by=hall.chair)
    with pytest.raises(RuleBroken, match="最多发言"):
        await commands.raise_hand(hall.item_id, Stance.FOR, by=hall.members[0])


async def test_only_the_office_changes_rules_of_order_and_not_to_the_same(database: Any) -> None:
    made = await make.body(3)
    with pytest.raises(NotAllowed):
        await commands.adopt_floor_rules(made.id, FloorRules(minutes_per_speech=3), by=made.members[0])
    with pytest.raises(RuleBroken, match="没有什么要改"):
        await commands.adopt_floor_rules(made.id, RULES, by=await make.secretary())
    with pytest.raises(NotFound):
        await commands.adopt_floor_rules(999, RULES, by=await make.secretary())
    assert await Event.filter(kind="floor_rules.adopted").count() == 0


async def test_the_chair_may_take_a_hand_down(database: Any) -> None:
    hall = await hand_up()
    await commands.lower_hand(hall.hand, by=hall.chair)
    assert (await Hand.get(id=hall.hand)).state is HandState.WITHDRAWN


async def test_who_has_left_does_not_speak_from_outside(database: Any) -> None:
    hall = await make.item_open()
    await attendance.check_out(hall.seat_of(hall.members[0]), by=hall.recorder)
    with pytest.raises(RuleBroken):
        await raises(0)(hall)
    assert await Hand.all().count() == 0


async def test_nobody_is_given_the_floor_while_a_ballot_is_open(database: Any) -> None:
    hall = await make.motion_put()
    hand = await commands.raise_hand(hall.item_id, by=hall.members[0])
    await ballots.open_ballot(hall.motion_id, by=hall.chair)
    with pytest.raises(RuleBroken, match="正在表决"):
        await commands.give_floor(hand, by=hall.chair)
    assert (await Hand.get(id=hand)).state is HandState.WAITING


async def test_who_leaves_the_hall_leaves_the_queue(database: Any) -> None:
    hall = await hand_up()
    seat = (await Hand.get(id=hall.hand)).seat_id
    await attendance.check_out(seat, by=hall.recorder)
    assert (await Hand.get(id=hall.hand)).state is HandState.WITHDRAWN
    assert not (await queries.queue(hall.item_id, RULES)).waiting


async def test_the_chair_calls_on_somebody_by_number_and_whoever_speaks_yields(client: Any) -> None:
    hall = await speaking()
    chair = await client(hall.chair)
    asked = await chair.submit(f"/items/{hall.item_id}/hands", number="3", meant="question", now="1")
    assert asked.status_code == 303
    at = await Hand.get(state=HandState.SPEAKING)
    assert (at.seat_id, at.stance) == (hall.seat_of(hall.members[2]), Stance.QUESTION)
    assert (await Hand.get(id=hall.hand)).state is HandState.SPOKEN
    kinds = [event.kind for event in await Event.filter(room_id=hall.room_id).order_by("-seq").limit(3)]
    assert kinds[::-1] == ["hand.raised", "floor.yielded", "floor.given"]
