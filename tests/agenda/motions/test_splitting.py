"""A motion voted on in parts: each has its own result, and those carried are the decision."""

from __future__ import annotations

from typing import Any

import pytest

from agenda.ballots import commands as ballots
from agenda.ballots.models import Ballot
from agenda.ballots.rules import Choice
from agenda.items import commands as items
from agenda.motions import commands, queries, splitting
from agenda.motions.models import Motion, MotionState
from agenda.room.view import load
from agenda.sessions import commands as sessions
from forum.errors import BadInput, NotAllowed, RuleBroken
from minutes.drafting.draft import draft
from minutes.drafting.queries import gather
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused, new_id

PARTS = ["两周内更换3号楼排水主管", "费用由物业承担", "施工时在楼门口公示"]


async def put() -> Hall:
    return await make.motion_put(members=3, question="，".join(PARTS))


async def split() -> Hall:
    hall = await put()
    await splitting.split_motion(hall.motion_id, PARTS, by=hall.chair)
    return hall


async def amended() -> Hall:
    hall = await put()
    await commands.put_amendment(hall.motion_id, "改成另一句", by=hall.chair)
    return hall


def splits(parts: list[str], who: int | str = "chair") -> Any:
    return lambda hall, **kw: splitting.split_motion(
        hall.motion_id, parts, by=hall.chair if who == "chair" else hall.members[int(who)], **kw
    )


REFUSED = [
    Refused("into one", put, splits(PARTS[:1]), BadInput, "分成2到6项"),
    Refused("into seven", put, splits(["一"] * 7), BadInput, "分成2到6项"),
    Refused("into more than can be decided", put, splits(["长" * 200] * 2), BadInput, "最多400个字"),
    Refused("again", split, splits(PARTS), RuleBroken, "提交会议的动议"),
    Refused("before its amendment", amended, splits(PARTS), RuleBroken, "修正案还没有处理完"),
    Refused("by anybody", put, splits(PARTS, 1), NotAllowed, "提出人和主持人"),
]


async def decided(hall: Hall, choice: Choice) -> None:
    current = await queries.current(hall.item_id)
    assert current is not None
    ballot_id = await ballots.open_ballot(current.id, by=hall.chair)
    for member in hall.members:
        await ballots.cast_vote(ballot_id, choice, by=member, command_id=new_id())
    await ballots.close_ballot(ballot_id, by=hall.chair)


async def test_a_split_is_recorded_once(database: Any) -> None:
    deed = Deed("split", put, splits(PARTS), "motion.split", lambda h, _: {"motion": h.motion_id})
    await check_recorded(deed)
    await check_acts_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_split_that_cannot_be_says_why(database: Any, refused: Refused) -> None:
    await check_refused(refused)


async def test_parts_come_in_order_and_those_carried_are_the_decision(database: Any) -> None:
    hall = await split()
    for choice, words in zip((Choice.FOR, Choice.AGAINST, Choice.FOR), PARTS, strict=True):
        view = await load(hall.room_id)
        assert view.motion is not None and view.motion.text == words
        assert view.steps.next is not None and "部分" in view.steps.next.label.text
        await decided(hall, choice)
    whole = await Motion.get(id=hall.motion_id)
    assert (whole.state, whole.text) == (MotionState.CARRIED, f"{PARTS[0]}；{PARTS[2]}。")
    view = await load(hall.room_id)
    assert view.results[hall.item_id].outcome == "parts_carried"
    await items.close_item(hall.item_id, by=hall.chair)
    await sessions.close_session(hall.session_id, by=hall.chair)
    text = draft(await gather(hall.session_id))
    assert f"会议决定：{PARTS[0]}；{PARTS[2]}。" in text and f"“{PARTS[1]}”未获通过。" in text
    assert "该动议分3部分表决。" in text


async def test_with_no_part_carried_the_motion_is_lost(database: Any) -> None:
    hall = await split()
    for _ in PARTS:
        await decided(hall, Choice.AGAINST)
    assert (await Motion.get(id=hall.motion_id)).state is MotionState.LOST


async def test_a_void_ballot_on_the_last_part_brings_the_parts_back(database: Any) -> None:
    hall = await split()
    for _ in PARTS:
        await decided(hall, Choice.FOR)
    last = await Ballot.all().order_by("-id").first()
    assert last is not None
    await ballots.void_ballot(last.id, "清点有误", by=hall.chair)
    whole, current = await Motion.get(id=hall.motion_id), await queries.current(hall.item_id)
    assert (whole.state, whole.text) == (MotionState.SPLIT, "，".join(PARTS))
    assert current is not None and current.text == PARTS[2]


async def test_an_item_that_ends_before_the_last_part_keeps_what_was_carried(database: Any) -> None:
    hall = await split()
    await decided(hall, Choice.FOR)
    await items.close_item(hall.item_id, by=hall.chair)
    whole = await Motion.get(id=hall.motion_id)
    assert (whole.state, whole.text) == (MotionState.CARRIED, f"{PARTS[0]}。")
