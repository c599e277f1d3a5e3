from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from agenda.floor import chairing, commands, queries
from agenda.floor.models import Hand, HandState
from agenda.floor.rules import FloorRules, StopReason
from agenda.items import commands as items
from agenda.room.view import load
from forum import clock
from forum.errors import BadInput, NotAllowed, RuleBroken
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


class Floor(Hall):
    """A hall whose first member speaks."""

    hand: int = 0


async def speaking(**given: Any) -> Floor:
    hall = Floor(**vars(await make.item_open(**given)))
    hall.hand = await commands.raise_hand(hall.item_id, by=hall.members[0])
    await commands.give_floor(hall.hand, by=hall.chair)
    return hall


async def paused() -> Floor:
    hall = await speaking()
    await chairing.pause_speech(hall.item_id, by=hall.chair)
    return hall


async def drawn_out() -> Floor:
    hall = await speaking()
    for seconds in (60, 60):
        await chairing.extend_speech(hall.item_id, seconds, by=hall.chair)
    return hall


async def without_limit() -> Floor:
    made = await make.body(3)
    await commands.adopt_floor_rules(made.id, FloorRules(minutes_per_speech=0), by=await make.secretary())
    return await speaking(body=made)


def over(name: str, *given: Any, by: str = "chair") -> Any:
    """A command on the item's speech."""
    return lambda hall, **kw: getattr(chairing, name)(hall.item_id, *given, by=getattr(hall, by), **kw)


def of_hand(**more: Any) -> Any:
    return lambda h, _: {"hand": h.hand, "seat": h.seat_of(h.members[0]), **more}


DEEDS = [
    Deed("pause_speech", speaking, over("pause_speech"), "floor.paused", of_hand()),
    Deed("resume_speech", paused, over("resume_speech"), "floor.resumed", of_hand()),
    Deed("extend_speech", speaking, over("extend_speech", 30), "floor.extended", of_hand(seconds=30)),
    Deed("stop_speech", speaking, over("stop_speech", StopReason.OFF_TOPIC), "floor.stopped",
         of_hand(reason="off_topic")),
]  # fmt: skip

REFUSED = [
    Refused("pausing nobody", make.item_open, over("pause_speech"), RuleBroken, "没有人在发言"),
    Refused("pausing twice", paused, over("pause_speech"), RuleBroken, "已经暂停"),
    Refused("going on unpaused", speaking, over("resume_speech"), RuleBroken, "没有暂停"),
    Refused("the recorder pauses", speaking, over("pause_speech", by="recorder"), NotAllowed, "只有本次会议的主持人"),
    Refused("more than the body grants", drawn_out, over("extend_speech", 30), RuleBroken, "最多延长120秒"),
    Refused("more of what has no end", without_limit, over("extend_speech", 30), RuleBroken, "不限时"),
    Refused("an hour more", speaking, over("extend_speech", 3600), BadInput, "30秒或1分钟"),
    Refused("stopping nobody", make.item_open, over("stop_speech", StopReason.DISORDER), RuleBroken, "没有人在发言"),
    Refused("the recorder stops", speaking, over("stop_speech", StopReason.DISORDER, by="recorder"), NotAllowed,
            "只有本次会议的主持人"),
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


async def test_a_paused_speech_has_as_much_time_left_when_it_goes_on(database: Any) -> None:
    hall = Floor(**vars(await make.item_open()))
    hand = await commands.raise_hand(hall.item_id, by=hall.members[0])
    began = clock.now()

    def after(seconds: int) -> Any:
        return clock.set_to(began + timedelta(seconds=seconds))

    with after(0):
        await commands.give_floor(hand, by=hall.chair)
    with after(50):
        await chairing.pause_speech(hall.item_id, by=hall.chair)
    with after(350):
        await chairing.resume_speech(hall.item_id, by=hall.chair)
    assert (await Hand.get(id=hand)).ends_at == began + timedelta(seconds=420)
    with after(360):
        await commands.yield_floor(hall.item_id, by=hall.chair)
    time = await queries.speaking_time(hall.session_id)
    assert time.lasted == timedelta(seconds=60)


async def test_a_speech_that_ends_while_it_is_paused_lasted_until_the_pause(database: Any) -> None:
    hall = await speaking()
    began = (await Hand.get(id=hall.hand)).started_at
    assert began is not None
    with clock.set_to(began + timedelta(seconds=40)):
        await chairing.pause_speech(hall.item_id, by=hall.chair)
    with clock.set_to(began + timedelta(seconds=400)):
        await items.close_item(hall.item_id, by=hall.chair)
    assert (await queries.speaking_time(hall.session_id)).lasted == timedelta(seconds=40)


async def test_more_time_pressed_five_times_at_once_is_granted_up_to_the_limit(database: Any) -> None:
    hall = await speaking()
    before = (await Hand.get(id=hall.hand)).ends_at
    pressed = [chairing.extend_speech(hall.item_id, 60, by=hall.chair) for _ in range(5)]
    results = await asyncio.gather(*pressed, return_exceptions=True)
    assert sum(isinstance(one, RuleBroken) for one in results) == 3
    after = (await Hand.get(id=hall.hand)).ends_at
    assert before is not None and after == before + timedelta(minutes=2)


async def test_who_has_overrun_has_the_time_granted_before_them_and_the_overrun_counts(database: Any) -> None:
    hall = await speaking()
    began = (await Hand.get(id=hall.hand)).started_at
    assert began is not None
    late = began + timedelta(minutes=2, seconds=45)
    with clock.set_to(late):
        await chairing.extend_speech(hall.item_id, 60, by=hall.chair)
        assert (await Hand.get(id=hall.hand)).ends_at == late + timedelta(seconds=60)
        with pytest.raises(RuleBroken, match="最多延长"):
            await chairing.extend_speech(hall.item_id, 30, by=hall.chair)


async def test_time_that_was_paused_is_not_taken_for_time_granted(database: Any) -> None:
    hall = await speaking()
    with clock.set_to(clock.now() + timedelta(seconds=20)):
        await chairing.pause_speech(hall.item_id, by=hall.chair)
    with clock.set_to(clock.now() + timedelta(minutes=20)):
        await chairing.resume_speech(hall.item_id, by=hall.chair)
        view = await load(hall.room_id)
    assert [step.blocked for step in view.speech] == [None, None, None]


async def test_the_chair_sees_which_way_the_clock_can_go_and_that_more_time_is_used_up(database: Any) -> None:
    assert [step.key for step in (await load((await speaking()).room_id)).speech] == ["P", "A", "M"]
    stopped = (await load((await paused()).room_id)).speech[0]
    assert stopped.path.endswith("/resume") and stopped.label.text == "继续计时"
    assert all(step.blocked for step in (await load((await drawn_out()).room_id)).speech[1:])
    assert [step.key for step in (await load((await without_limit()).room_id)).speech] == ["P"]


async def test_a_stopped_speech_is_over_and_counts(database: Any) -> None:
    hall = await speaking()
    await chairing.stop_speech(hall.item_id, StopReason.PERSONAL, by=hall.chair)
    assert (await Hand.get(id=hall.hand)).state is HandState.SPOKEN
    assert len(await queries.speeches(hall.item_id)) == 1
