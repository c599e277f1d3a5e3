from __future__ import annotations

import asyncio
from typing import Any

import pytest

from agenda.ballots import commands as ballots
from agenda.ballots.rules import Choice
from agenda.items import commands as items
from agenda.motions import commands, queries
from agenda.motions.models import Motion, MotionState
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import (
    Deed,
    Refused,
    check_acts_once,
    check_acts_once_at_once,
    check_recorded,
    check_refused,
    new_id,
)

WORDS = "是否同意由物业公司在两周内更换排水主管?"


async def moved() -> Hall:
    hall = await make.item_open()
    hall.motion_id = await commands.move(hall.item_id, WORDS, by=hall.members[0])
    return hall


async def carried() -> Hall:
    hall = await make.ballot_open()
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    return hall


async def one_absent() -> Hall:
    return await make.item_open(present=4)


async def talked_out() -> Hall:
    hall = await moved()
    await items.close_item(hall.item_id, by=hall.chair)
    return hall


def moves(who: int) -> Any:
    return lambda hall, **given: commands.move(hall.item_id, WORDS, by=hall.members[who], **given)


def seconds(who: int) -> Any:
    return lambda hall, **given: commands.second_motion(hall.motion_id, by=hall.members[who], **given)


def withdraws(who: int) -> Any:
    return lambda hall, **given: commands.withdraw_motion(hall.motion_id, by=hall.members[who], **given)


def puts(hall: Hall, **given: Any) -> Any:
    return commands.put_motion(hall.item_id, WORDS, **{"by": hall.chair, **given})


def aloud(mover: int | None, seconder: int | None) -> Any:
    """By the numbers of their seats: members are numbered from 1, of whom the fifth is not here."""
    return lambda hall, **given: puts(hall, mover=mover, seconder=seconder, **given)


async def observed() -> Hall:
    return await make.item_open(members=5, present=4, observers=1)


DEEDS = [
    Deed("move", make.item_open, moves(0), "motion.moved",
         lambda h, answer: {"motion": answer, "seat": h.seat_of(h.members[0])}),
    Deed("second_motion", moved, seconds(1), "motion.seconded",
         lambda h, _: {"motion": h.motion_id, "seat": h.seat_of(h.members[1])}),
    Deed("put_motion", make.item_open, puts, "motion.put", lambda _, answer: {"motion": answer}),
    Deed("put_motion made aloud", make.item_open, aloud(2, 1), "motion.put", lambda h, answer: {
        "motion": answer, "seat": h.seat_of(h.members[1]), "seconder": h.seat_of(h.members[0])}),
    Deed("withdraw_motion", moved, withdraws(0), "motion.withdrawn", lambda h, _: {"motion": h.motion_id}),
]  # fmt: skip

REFUSED = [
    Refused("moved before an item", make.session_open, lambda h, **kw: commands.move(
        h.items[0], WORDS, by=h.members[0], **kw), RuleBroken, "没有在议"),
    Refused("moved from outside", make.item_open, lambda h, **kw: commands.move(
        h.item_id, WORDS, by=h.secretary, **kw), RuleBroken, "不在本次会议的名册上"),
    Refused("moved without being here", one_absent, moves(4), RuleBroken, "请先签到"),
    Refused("two motions at a time", moved, moves(1), RuleBroken, "一次只议一个动议"),
    Refused("moved beside the chair's", make.motion_put, moves(1), RuleBroken, "一次只议一个动议"),
    Refused("a mover seconds", moved, seconds(0), RuleBroken, "不能附议自己"),
    Refused("what needs no second", make.motion_put, seconds(1), RuleBroken, "不需要附议"),
    Refused("no such motion", moved, lambda h, **kw: commands.second_motion(999, by=h.members[1], **kw), NotFound,
            "找不到这个动议"),
    Refused("seconded after the item", talked_out, seconds(1), RuleBroken, "没有在议"),
    Refused("a member puts", make.item_open, lambda h, **kw: puts(h, by=h.members[0], **kw), NotAllowed,
            "只有本次会议的主持人"),
    Refused("put beside another", make.motion_put, puts, RuleBroken, "一次只议一个动议"),
    Refused("aloud without a second", make.item_open, aloud(1, None), BadInput, "要一起填"),
    Refused("aloud without a mover", make.item_open, aloud(None, 1), BadInput, "要一起填"),
    Refused("aloud seconded by the mover", make.item_open, aloud(1, 1), BadInput, "另一个人"),
    Refused("aloud by nobody of the roll", make.item_open, aloud(1, 99), BadInput, "没有99号"),
    Refused("aloud by somebody away", one_absent, aloud(5, 1), BadInput, "5号没有签到"),
    Refused("aloud by an observer", observed, aloud(1, 6), BadInput, "或者是列席"),
    Refused("somebody else's motion", moved, withdraws(1), NotAllowed, "只有提出人和主持人"),
    Refused("during its ballot", make.ballot_open, lambda h, **kw: commands.withdraw_motion(
        h.motion_id, by=h.chair, **kw), RuleBroken, "表决已经开始"),
    Refused("after its ballot", carried, lambda h, **kw: commands.withdraw_motion(
        h.motion_id, by=h.chair, **kw), RuleBroken, "已经处理完"),
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


async def test_one_of_ten_motions_moved_at_once_is_before_the_hall(database: Any) -> None:
    hall = await make.item_open(members=10)
    moved_at_once = await asyncio.gather(*(moves(who)(hall) for who in range(10)), return_exceptions=True)
    assert sum(isinstance(one, int) for one in moved_at_once) == 1
    assert sum(isinstance(one, RuleBroken) for one in moved_at_once) == 9


async def test_a_motion_taken_back_makes_room_for_the_next(database: Any) -> None:
    hall = await moved()
    await withdraws(0)(hall)
    second = await moves(1)(hall)
    current = await queries.current(hall.item_id)
    assert current is not None and current.id == second
    assert (await Motion.get(id=hall.motion_id)).state is MotionState.WITHDRAWN


async def test_the_chair_may_rule_a_motion_out(database: Any) -> None:
    hall = await moved()
    await commands.withdraw_motion(hall.motion_id, by=hall.chair)
    assert (await Motion.get(id=hall.motion_id)).state is MotionState.WITHDRAWN


async def test_a_seconded_motion_names_both(database: Any) -> None:
    hall = await moved()
    await seconds(1)(hall)
    motion = await Motion.get(id=hall.motion_id)
    assert (motion.state, motion.text) == (MotionState.PUT, WORDS)
    assert (motion.mover_id, motion.seconder_id) == (hall.seat_of(hall.members[0]), hall.seat_of(hall.members[1]))


async def test_a_motion_made_aloud_is_its_mover_s_and_the_record_names_both(client: Any) -> None:
    hall = await make.item_open(members=3)
    chair = await client(hall.chair)
    path = f"/items/{hall.item_id}/motions"
    refused = await chair.submit(path, text=WORDS, mover="2")
    assert refused.status_code == 422 and not await Motion.exists()
    assert (await chair.submit(path, text=WORDS, mover="2", seconder="1")).status_code == 303
    motion = await queries.current(hall.item_id)
    assert motion is not None and motion.state is MotionState.PUT
    assert (motion.mover_id, motion.seconder_id) == (hall.seat_of(hall.members[1]), hall.seat_of(hall.members[0]))
    told = f"{hall.members[1].name}在会场提出，{hall.members[0].name}附议，提请会议表决：{WORDS}"
    assert told in await chair.text(f"/sessions/{hall.session_id}/record")


async def test_a_reconsideration_made_aloud_is_its_mover_s(client: Any) -> None:
    hall = await make.ballot_open(members=3, question=WORDS)
    for member in hall.members:
        await ballots.cast_vote(hall.ballot_id, Choice.FOR, by=member, command_id=new_id())
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    chair, path = await client(hall.chair), f"/motions/{hall.motion_id}/reconsider"
    assert 'name="mover"' in (await chair.text(f"/sessions/{hall.session_id}/console")).partition('id="reconsider"')[2]
    refused = await chair.submit(path, seconder="1")
    assert refused.status_code == 422 and "要一起填" in await refused.get_data(as_text=True)
    assert (await chair.submit(path, mover="2", seconder="1")).status_code == 303
    mover, seconder = hall.members[1].name, hall.members[0].name
    record = await chair.text(f"/sessions/{hall.session_id}/record")
    assert f"{mover}在会场提出程序性动议，{seconder}附议：复议" in record


async def test_an_amendment_and_a_procedural_motion_made_aloud_are_their_movers_too(client: Any) -> None:
    hall = await make.motion_put(members=3, question=WORDS)
    chair = await client(hall.chair)
    both, better = {"mover": "2", "seconder": "1"}, "由物业公司在一周内更换排水主管"
    refused = await chair.submit(f"/motions/{hall.motion_id}/amendments", text=better, mover="2")
    assert refused.status_code == 422 and better in await refused.get_data(as_text=True)
    assert (await chair.submit(f"/motions/{hall.motion_id}/amendments", text=better, **both)).status_code == 303
    assert (await chair.submit(f"/items/{hall.item_id}/procedural", kind="recess", **both)).status_code == 303
    of_the_hall = await Motion.filter(mover_id=hall.seat_of(hall.members[1])).order_by("id")
    assert [(one.text, one.state, one.seconder_id) for one in of_the_hall] == [
        (better, MotionState.PUT, hall.seat_of(hall.members[0])),
        ("休息10分钟", MotionState.PUT, hall.seat_of(hall.members[0])),
    ]
    record = await chair.text(f"/sessions/{hall.session_id}/record")
    mover, seconder = hall.members[1].name, hall.members[0].name
    assert f"{mover}在会场提出修正案，{seconder}附议，改为：{better}" in record
    assert f"{mover}在会场提出程序性动议，{seconder}附议：休息10分钟" in record
