from __future__ import annotations

from typing import Any

import pytest

from agenda.attendance import recusals as commands
from agenda.attendance.models import Recusal
from agenda.ballots import commands as ballots
from agenda.ballots.models import Ballot
from agenda.ballots.rule_sets import PRESETS
from agenda.ballots.rules import Choice
from agenda.items import commands as items
from agenda.room.view import load
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

WHY = "是这项工程的承包人"


def seat(hall: Hall, who: int) -> int:
    return hall.seat_of(hall.members[who])


async def aside(by_recorder: bool = False, **more: Any) -> Hall:
    """The first member stands aside in the item that is open."""
    hall = await make.motion_put(**more)
    if by_recorder:
        await commands.enter_recusal(hall.item_id, seat(hall, 0), WHY, by=hall.recorder)
    else:
        await commands.declare_recusal(hall.item_id, WHY, by=hall.members[0])
    return hall


async def entered() -> Hall:
    return await aside(by_recorder=True)


async def aside_in_a_ballot() -> Hall:
    hall = await aside()
    hall.ballot_id = await ballots.open_ballot(hall.motion_id, by=hall.chair)
    return hall


async def talked_out() -> Hall:
    hall = await make.item_open()
    await items.close_item(hall.item_id, by=hall.chair)
    return hall


async def with_observer() -> Hall:
    return await make.item_open(members=2, observers=1)


def declares(who: int, reason: str = WHY) -> Any:
    return lambda hall, **kw: commands.declare_recusal(hall.item_id, reason, by=hall.members[who], **kw)


def enters(who: str) -> Any:
    return lambda hall, **kw: commands.enter_recusal(
        hall.item_id, seat(hall, 1), WHY, by=hall.members[0] if who == "member" else getattr(hall, who), **kw
    )


def ends(who: str) -> Any:
    async def end(hall: Hall, **kw: Any) -> None:
        by = hall.members[int(who)] if who.isdigit() else getattr(hall, who)
        await commands.end_recusal((await Recusal.get()).id, by=by, **kw)

    return end


DEEDS = [
    Deed("declare_recusal", make.item_open, declares(0), "recusal.declared",
         lambda h, answer: {"recusal": answer, "item": h.item_id, "seat": seat(h, 0)}),
    Deed("enter_recusal", make.item_open, enters("recorder"), "recusal.declared", lambda h, _: {"seat": seat(h, 1)}),
    Deed("enter_recusal by the chair", make.item_open, enters("chair"), "recusal.declared"),
    Deed("end_recusal", aside, ends("0"), "recusal.ended", lambda h, _: {"seat": seat(h, 0)}),
    Deed("end_recusal by the recorder", entered, ends("recorder"), "recusal.ended"),
]  # fmt: skip

REFUSED = [
    Refused("entered by a member", make.item_open, enters("member"), NotAllowed, "主持人和记录员"),
    Refused("from outside", make.item_open, lambda h, **kw: commands.declare_recusal(
        h.item_id, WHY, by=h.secretary, **kw), RuleBroken, "不在本次会议的名册上"),
    Refused("without a reason", make.item_open, declares(0, " "), BadInput, "写明回避的原因"),
    Refused("an observer", with_observer, declares(2), RuleBroken, "列席人员不参加表决"),
    Refused("twice", aside, declares(0), RuleBroken, "已经回避"),
    Refused("during a ballot", make.ballot_open, declares(0), RuleBroken, "名单已经定了"),
    Refused("back during a ballot", aside_in_a_ballot, ends("0"), RuleBroken, "名单已经定了"),
    Refused("after the item", talked_out, declares(0), RuleBroken, "已经议完"),
    Refused("somebody else's", aside, ends("1"), NotAllowed, "只有自己声明的"),
    Refused("what the recorder entered", entered, ends("0"), NotAllowed, "请找记录员"),
    Refused("no such recusal", aside, lambda h, **kw: commands.end_recusal(9, by=h.chair, **kw), NotFound, "找不到"),
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


@pytest.mark.parametrize(("leaves", "entitled"), [(True, 4), (False, 5)])
async def test_who_stands_aside_has_no_vote_and_leaves_the_roll_where_the_rules_say_so(
    database: Any, leaves: bool, entitled: int
) -> None:
    hall = await aside(rules=PRESETS["simple"].edited(recusal_leaves_roll=leaves))
    assert (await load(hall.room_id)).quorum.present == 4
    ballot_id = await ballots.open_ballot(hall.motion_id, by=hall.chair)
    ballot = await Ballot.get(id=ballot_id)
    assert (ballot.entitled, ballot.present) == (entitled, 4)
    with pytest.raises(RuleBroken):
        await ballots.cast_vote(ballot_id, Choice.FOR, by=hall.members[0], command_id=new_id())
    with pytest.raises(RuleBroken, match="回避"):
        await ballots.admit_late(ballot_id, seat(hall, 0), by=hall.chair)


async def test_who_comes_back_between_ballots_is_in_the_next(database: Any) -> None:
    hall = await aside()
    first = await ballots.open_ballot(hall.motion_id, by=hall.chair)
    await ballots.void_ballot(first, "再表决一次", by=hall.chair)
    await ends("0")(hall)
    second = await ballots.open_ballot(hall.motion_id, by=hall.chair)
    assert [(await Ballot.get(id=one)).present for one in (first, second)] == [4, 5]


async def test_standing_aside_in_one_item_is_for_that_item(database: Any) -> None:
    hall = await make.item_open(topics=2)
    await commands.declare_recusal(hall.items[1], WHY, by=hall.members[0])
    assert (await load(hall.room_id)).quorum.entitled == 5
    await items.close_item(hall.item_id, by=hall.chair)
    await items.open_item(hall.items[1], by=hall.chair)
    assert (await load(hall.room_id)).quorum.entitled == 4
