"""An amendment is settled before its motion; carried, the motion reads as it has it."""

from __future__ import annotations

from typing import Any

import pytest

from agenda.ballots import commands as ballots
from agenda.ballots.models import Ballot
from agenda.ballots.rules import Choice
from agenda.motions import commands, procedural, queries
from agenda.motions.models import Motion, MotionState
from agenda.room.view import load
from forum.errors import BadInput, NotAllowed, RuleBroken
from minutes.drafting.draft import draft
from minutes.drafting.queries import gather
from minutes.sheets import notices
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

OLD = "两周内更换3号楼排水主管，费用由物业承担"
NEW = "四周内更换3号楼排水主管，费用由维修资金承担"
NEWER = "四周内更换3号楼、5号楼排水主管，费用由维修资金承担"


async def put() -> Hall:
    return await make.motion_put(question=OLD)


async def unseconded() -> Hall:
    hall = await make.item_open()
    hall.motion_id = await commands.move(hall.item_id, OLD, by=hall.members[0])
    return hall


async def amended(by_chair: bool = True, **more: Any) -> Hall:
    """`ballot_id` holds the amendment's id until there is a ballot."""
    hall = await make.motion_put(question=OLD, **more)
    if by_chair:
        hall.ballot_id = await commands.put_amendment(hall.motion_id, NEW, by=hall.chair)
    else:
        hall.ballot_id = await commands.move_amendment(hall.motion_id, NEW, by=hall.members[0])
    return hall


async def moved() -> Hall:
    return await amended(by_chair=False)


async def voting_on_main() -> Hall:
    return await make.ballot_open(question=OLD)


def moves(who: int, text: str = NEW) -> Any:
    return lambda hall, **kw: commands.move_amendment(hall.motion_id, text, by=hall.members[who], **kw)


def puts(who: str = "chair") -> Any:
    return lambda hall, **kw: commands.put_amendment(
        hall.motion_id, NEW, by=hall.members[0] if who == "member" else hall.chair, **kw
    )


async def decided(hall: Hall, motion_id: int, choice: Choice) -> int:
    """Everybody votes alike."""
    ballot_id = await ballots.open_ballot(motion_id, by=hall.chair)
    for member in hall.members:
        await ballots.cast_vote(ballot_id, choice, by=member, command_id=new_id())
    await ballots.close_ballot(ballot_id, by=hall.chair)
    return ballot_id


async def main_of(hall: Hall) -> Motion:
    return await Motion.get(id=hall.motion_id)


DEEDS = [
    Deed("move_amendment", put, moves(0), "motion.amendment_moved",
         lambda h, answer: {"motion": answer, "amends": h.motion_id, "seat": h.seat_of(h.members[0])}),
    Deed("put_amendment", put, puts(), "motion.amendment_put",
         lambda h, answer: {"motion": answer, "amends": h.motion_id}),
    Deed("put_amendment made aloud", put, lambda h, **kw: commands.put_amendment(
        h.motion_id, NEW, by=h.chair, mover=2, seconder=1, **kw), "motion.amendment_put", lambda h, answer: {
        "motion": answer, "amends": h.motion_id,
        "seat": h.seat_of(h.members[1]), "seconder": h.seat_of(h.members[0])}),
    Deed("second an amendment", moved, lambda h, **kw: commands.second_motion(h.ballot_id, by=h.members[1], **kw),
         "motion.seconded", lambda h, _: {"motion": h.ballot_id}),
    Deed("withdraw an amendment", moved, lambda h, **kw: commands.withdraw_motion(h.ballot_id, by=h.members[0], **kw),
         "motion.withdrawn", lambda h, _: {"motion": h.ballot_id}),
]  # fmt: skip

REFUSED = [
    Refused("to what is not seconded", unseconded, moves(1), RuleBroken, "附议后才能提修正案"),
    Refused("a second one", amended, moves(1, NEWER), RuleBroken, "一次只议一个修正案"),
    Refused("to an amendment", amended, lambda h, **kw: commands.move_amendment(
        h.ballot_id, NEWER, by=h.members[1], **kw), RuleBroken, "不能对修正案再提修正案"),
    Refused("that changes nothing", put, moves(0, OLD), BadInput, "和动议原文一样"),
    Refused("during the vote", voting_on_main, moves(0), RuleBroken, "不能再提修正案"),
    Refused("aloud by nobody of the roll", put, lambda h, **kw: commands.put_amendment(
        h.motion_id, NEW, by=h.chair, mover=2, seconder=99, **kw), BadInput, "没有99号"),
    Refused("put by a member", put, puts("member"), NotAllowed, "只有本次会议的主持人"),
    Refused("seconded by its mover", moved, lambda h, **kw: commands.second_motion(
        h.ballot_id, by=h.members[0], **kw), RuleBroken, "不能附议自己"),
    Refused("the motion voted on first", amended, lambda h, **kw: ballots.open_ballot(
        h.motion_id, by=h.chair, **kw), RuleBroken, "修正案还没有处理完"),
    Refused("the motion taken back first", moved, lambda h, **kw: commands.withdraw_motion(
        h.motion_id, by=h.chair, **kw), RuleBroken, "修正案还没有处理完"),
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


async def test_a_carried_amendment_is_how_the_motion_reads_and_what_is_voted_on(database: Any) -> None:
    hall = await amended()
    first = await decided(hall, hall.ballot_id, Choice.FOR)
    assert (await Ballot.get(id=first)).question == NEW
    main = await main_of(hall)
    assert (main.text, main.original_text, main.state) == (NEW, OLD, MotionState.PUT)
    second = await decided(hall, hall.motion_id, Choice.FOR)
    assert (await Ballot.get(id=second)).question == NEW


async def test_a_lost_amendment_leaves_the_motion_as_it_is(database: Any) -> None:
    hall = await amended()
    await decided(hall, hall.ballot_id, Choice.AGAINST)
    main = await main_of(hall)
    assert (main.text, main.original_text, main.state) == (OLD, "", MotionState.PUT)


async def test_the_original_text_stays_through_two_amendments(database: Any) -> None:
    hall = await amended()
    await decided(hall, hall.ballot_id, Choice.FOR)
    again = await commands.put_amendment(hall.motion_id, NEWER, by=hall.chair)
    assert (await Motion.get(id=again)).original_text == NEW
    await decided(hall, again, Choice.FOR)
    main = await main_of(hall)
    assert (main.text, main.original_text) == (NEWER, OLD)


async def test_a_void_ballot_takes_back_what_it_had_changed(database: Any) -> None:
    hall = await amended()
    ballot_id = await decided(hall, hall.ballot_id, Choice.FOR)
    await ballots.void_ballot(ballot_id, "清点有误", by=hall.chair)
    main = await main_of(hall)
    assert (main.text, main.original_text) == (OLD, "")
    current = await queries.current(hall.item_id)
    assert current is not None and current.id == hall.ballot_id


async def test_a_tie_on_an_amendment_is_the_chairs_or_passed_over(database: Any) -> None:
    hall = await make.motion_put(question=OLD, members=2, rules=make.casting())
    amendment = await commands.put_amendment(hall.motion_id, NEW, by=hall.chair)
    ballot_id = await ballots.open_ballot(amendment, by=hall.chair)
    for member, choice in zip(hall.members, (Choice.FOR, Choice.AGAINST), strict=True):
        await ballots.cast_vote(ballot_id, choice, by=member, command_id=new_id())
    await ballots.close_ballot(ballot_id, by=hall.chair)
    steps = (await load(hall.room_id)).steps
    assert {"Y", "N", "B"} <= {step.key for step in steps.others}
    await ballots.break_tie(ballot_id, Choice.FOR, by=hall.chair)
    assert (await main_of(hall)).text == NEW


async def test_a_tie_on_an_amendment_is_over_once_the_motion_is_voted_on(database: Any) -> None:
    hall = await make.motion_put(question=OLD, members=2, rules=make.casting())
    amendment = await commands.put_amendment(hall.motion_id, NEW, by=hall.chair)
    tied = await ballots.open_ballot(amendment, by=hall.chair)
    for member, choice in zip(hall.members, (Choice.FOR, Choice.AGAINST), strict=True):
        await ballots.cast_vote(tied, choice, by=member, command_id=new_id())
    await ballots.close_ballot(tied, by=hall.chair)
    await ballots.open_ballot(hall.motion_id, by=hall.chair)
    with pytest.raises(RuleBroken):
        await ballots.break_tie(tied, Choice.FOR, by=hall.chair)


# ---- what the screens and the minutes say ----


async def test_the_consoles_next_step_is_the_amendment_and_then_the_motion(database: Any) -> None:
    hall = await amended()
    view = await load(hall.room_id)
    assert view.steps.next is not None
    assert view.steps.next.path == f"/motions/{hall.ballot_id}/ballot" and "修正案" in view.steps.next.label.text
    await decided(hall, hall.ballot_id, Choice.FOR)
    view = await load(hall.room_id)
    assert view.steps.next is not None and view.steps.next.path == f"/motions/{hall.motion_id}/ballot"
    assert view.result is not None and view.amendment is not None and view.motion is not None
    assert view.results == {}, "what came of an amendment is no result of the item"


async def test_the_console_waits_for_a_second_of_the_amendment(database: Any) -> None:
    view = await load((await moved()).room_id)
    assert view.steps.next is not None and view.steps.next.blocked is not None
    assert "修正案要先处理" in view.steps.next.blocked.text


async def test_the_settled_motion_is_shown_and_not_its_amendment(database: Any) -> None:
    hall = await amended()
    await decided(hall, hall.ballot_id, Choice.FOR)
    await decided(hall, hall.motion_id, Choice.FOR)
    current = await queries.current(hall.item_id)
    assert current is not None and current.id == hall.motion_id


async def test_the_minutes_have_both_texts_and_decide_the_amended_one(database: Any) -> None:
    hall = await amended()
    await decided(hall, hall.ballot_id, Choice.FOR)
    await decided(hall, hall.motion_id, Choice.FOR)
    text = draft(await gather(hall.session_id))
    assert f"主持人提请会议表决：“{OLD}”" in text
    assert f"主持人提出修正案，将“{OLD}”改为“{NEW}”" in text
    assert f"会议就修正案“{NEW}”进行记名表决" in text
    assert f"修正案通过，动议改为“{NEW}”" in text
    assert text.count(f"会议决定：{NEW}") == 1 and f"会议决定：{OLD}" not in text


async def test_the_session_page_and_the_public_notice_have_the_text_as_it_was_amended(client: Any) -> None:
    hall = await amended()
    await decided(hall, hall.ballot_id, Choice.FOR)
    await decided(hall, hall.motion_id, Choice.FOR)
    (matter,) = await notices.matters(hall.session_id)
    assert [ballot.question for ballot in matter.ballots] == [NEW]
    page = await (await client(hall.members[0])).text(f"/sessions/{hall.session_id}")
    told = page[page.index('class="proceeding-text"') :]
    assert f'class="proceeding-text">{NEW}</p>' in told and page.count('class="proceeding-text"') == 1
    assert "<del>" in told and "通过" in told and "应到 5，实到 5" in told
    assert "proceeding-text" not in await (await client()).text(f"/sessions/{hall.session_id}")


async def test_a_motion_taken_up_again_and_left_open_is_no_decision_on_the_public_notice(database: Any) -> None:
    hall = await put()
    await decided(hall, hall.motion_id, Choice.FOR)
    again = await procedural.reconsider(hall.motion_id, by=hall.chair)
    await decided(hall, again, Choice.FOR)
    assert await notices.matters(hall.session_id) == []
    await decided(hall, hall.motion_id, Choice.AGAINST)
    (matter,) = await notices.matters(hall.session_id)
    assert [ballot.outcome for ballot in matter.ballots] == ["not_carried"]
