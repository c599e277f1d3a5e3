from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from agenda.attendance import commands as attendance
from agenda.ballots import commands, figures
from agenda.ballots.models import Ballot, BallotState, RollEntry, Vote, VoteSource
from agenda.ballots.rules import Choice, Outcome
from agenda.motions import commands as motions
from agenda.motions.models import Motion, MotionState
from forum import clock
from forum.errors import NotAllowed, NotFound, RuleBroken
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
    new_id,
)


async def without_quorum() -> Hall:
    return await make.motion_put(members=6, present=3)


async def waiting_for_second() -> Hall:
    hall = await make.item_open()
    hall.motion_id = await motions.move(hall.item_id, "是否同意?", by=hall.members[0])
    return hall


async def talk() -> Hall:
    return await make.motion_put(preset="talk")


async def one_absent() -> Hall:
    return await make.ballot_open(present=4, observers=1)


async def voted() -> Hall:
    hall = await make.ballot_open()
    await commands.cast_vote(hall.ballot_id, Choice.FOR, by=hall.members[0], command_id=new_id())
    return hall


async def entered() -> Hall:
    hall = await make.ballot_open()
    await commands.enter_vote(
        hall.ballot_id, hall.seat_of(hall.members[0]), Choice.AGAINST, by=hall.recorder, command_id=new_id()
    )
    return hall


async def closed() -> Hall:
    hall = await voted()
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    return hall


def opens(hall: Hall, **given: Any) -> Any:
    return commands.open_ballot(hall.motion_id, **{"by": hall.chair, **given})


def closes(hall: Hall, **given: Any) -> Any:
    return commands.close_ballot(hall.ballot_id, **{"by": hall.chair, **given})


def casts(who: int, choice: Choice = Choice.FOR) -> Any:
    return lambda hall, **given: commands.cast_vote(hall.ballot_id, choice, by=hall.members[who], **given)


def enters(who: int, choice: Choice = Choice.FOR, by: str = "recorder") -> Any:
    def act(hall: Hall, **given: Any) -> Any:
        person = hall.members[1] if by == "member" else getattr(hall, by)
        return commands.enter_vote(hall.ballot_id, hall.seat_of(hall.members[who]), choice, by=person, **given)

    return act


DEEDS = [
    Deed("open_ballot", make.motion_put, opens, "ballot.opened",
         lambda h, answer: {"ballot": answer, "motion": h.motion_id, "present": 5, "entitled": 5}),
    Deed("close_ballot", voted, closes, "ballot.closed", lambda h, _: {
        "ballot": h.ballot_id, "motion": h.motion_id, "tally": {"": [1, 0, 0]}, "outcome": "not_carried"}),
]  # fmt: skip

REFUSED = [
    Refused("a member opens", make.motion_put, lambda h, **kw: opens(h, by=h.members[0], **kw), NotAllowed,
            "只有本次会议的主持人"),
    Refused("the recorder opens", make.motion_put, lambda h, **kw: opens(h, by=h.recorder, **kw), NotAllowed,
            "只有本次会议的主持人"),
    Refused("no such motion", make.motion_put, lambda h, **kw: commands.open_ballot(999, by=h.chair, **kw), NotFound,
            "找不到这个动议"),
    Refused("without a quorum", without_quorum, opens, RuleBroken, "未达到法定人数，不能表决"),
    Refused("without a second", waiting_for_second, opens, RuleBroken, "还没有人附议"),
    Refused("opened twice", make.ballot_open, opens, RuleBroken, "一次只表决一件事"),
    Refused("after the verdict", closed, opens, RuleBroken, "已经处理完"),
    Refused("at a talk", talk, opens, RuleBroken, "恳谈会不作表决"),
    Refused("a member closes", make.ballot_open, lambda h, **kw: closes(h, by=h.members[0], **kw), NotAllowed,
            "只有本次会议的主持人"),
    Refused("closed twice", closed, closes, RuleBroken, "表决已经结束"),
    Refused("no such ballot", make.ballot_open, lambda h, **kw: commands.close_ballot(999, by=h.chair, **kw), NotFound,
            "找不到这次表决"),
    Refused("a vote of somebody absent", one_absent, casts(4), RuleBroken, "不在这次表决的名单上"),
    Refused("a vote of an observer", one_absent, casts(5), RuleBroken, "不在这次表决的名单上"),
    Refused("a vote from outside", make.ballot_open, lambda h, **kw: commands.cast_vote(
        h.ballot_id, Choice.FOR, by=h.secretary, **kw), RuleBroken, "不在这次表决的名单上"),
    Refused("a vote of nobody", make.ballot_open, lambda h, **kw: commands.cast_vote(
        h.ballot_id, Choice.FOR, by=None, **kw), NotAllowed, "请先登录"),
    Refused("a vote in no ballot", make.ballot_open, lambda h, **kw: commands.cast_vote(
        999, Choice.FOR, by=h.members[0], **kw), NotFound, "找不到这次表决"),
    Refused("a second vote", voted, casts(0, Choice.AGAINST), RuleBroken, "已经投过票"),
    Refused("a vote after the end", closed, casts(1), RuleBroken, "表决已经结束"),
    Refused("an own vote after the desk's", entered, casts(0), RuleBroken, "记录员已经替您录入"),
    Refused("the desk after an own vote", voted, enters(0), RuleBroken, "已经投过票"),
    Refused("the desk a second time", entered, enters(0), RuleBroken, "已经投过票"),
    Refused("the desk after the end", closed, enters(1), RuleBroken, "表决已经结束"),
    Refused("the desk for somebody absent", one_absent, enters(4), RuleBroken, "不在这次表决的名单上"),
    Refused("a member at the desk", make.ballot_open, enters(0, by="member"), NotAllowed, "主持人和记录员"),
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


async def test_the_roll_is_frozen_when_the_ballot_opens(database: Any) -> None:
    hall = await make.ballot_open(members=5, present=4)
    late, leaver = hall.members[4], hall.members[0]
    await attendance.check_in(hall.session_id, by=late)
    await attendance.check_out(hall.seat_of(leaver), by=hall.recorder)
    assert await RollEntry.filter(ballot_id=hall.ballot_id).count() == 4
    with pytest.raises(RuleBroken):
        await casts(4)(hall, command_id=new_id())
    await casts(0)(hall, command_id=new_id())  # who was present when it opened votes, also from the door
    await closes(hall)
    ballot = await Ballot.get(id=hall.ballot_id)
    assert (ballot.entitled, ballot.present, ballot.tally) == (5, 4, {"": [1, 0, 0]})


async def test_a_majority_of_those_present_carries_and_half_does_not(database: Any) -> None:
    for votes, state, outcome in (
        (3, MotionState.CARRIED, Outcome.CARRIED),
        (2, MotionState.LOST, Outcome.NOT_CARRIED),
    ):
        hall = await make.ballot_open(members=4)
        for who in range(votes):
            await casts(who)(hall, command_id=new_id())
        await closes(hall)
        ballot = await Ballot.get(id=hall.ballot_id)
        assert (await Motion.get(id=hall.motion_id)).state is state
        assert ballot.outcome == outcome
        verdict = figures.verdict(ballot)
        assert verdict.outcome is outcome
        assert (verdict.figures.for_, verdict.figures.present, verdict.needed) == (votes, 4, 3)


async def test_no_figure_of_an_open_ballot_is_in_the_journal(database: Any) -> None:
    hall = await make.ballot_open()
    before = await Event.all().count()
    for who in range(4):
        await casts(who, Choice.AGAINST)(hall, command_id=new_id())
    await enters(4)(hall, command_id=new_id())
    assert await Event.all().count() == before
    assert (await Ballot.get(id=hall.ballot_id)).tally is None


async def test_a_desk_vote_says_who_entered_it(database: Any) -> None:
    hall = await entered()
    vote = await Vote.get(ballot_id=hall.ballot_id)
    assert (vote.source, vote.entered_by_id) == (VoteSource.DESK, hall.recorder.person_id)
    await casts(1)(hall, command_id=new_id())
    own = await Vote.get(ballot_id=hall.ballot_id, seat_id=hall.seat_of(hall.members[1]))
    assert (own.source, own.entered_by_id) == (VoteSource.DEVICE, None)


async def test_a_vote_may_be_changed_where_the_rules_say_so(database: Any) -> None:
    hall = await make.ballot_open(preset="parliamentary")
    await casts(0, Choice.FOR)(hall, command_id="first-00")
    await casts(0, Choice.AGAINST)(hall, command_id="second-0")
    assert (await Vote.get(ballot_id=hall.ballot_id)).choice == "against"
    await closes(hall)
    assert (await Ballot.get(id=hall.ballot_id)).tally == {"": [0, 1, 0]}


@pytest.mark.parametrize(("first", "then"), [(casts(0), enters(0)), (enters(0), casts(0, Choice.AGAINST))])
async def test_desk_and_device_block_each_other_also_where_votes_may_change(
    database: Any, first: Any, then: Any
) -> None:
    hall = await make.ballot_open(preset="parliamentary")
    await first(hall, command_id=new_id())
    stored = await Vote.get(ballot_id=hall.ballot_id)
    with pytest.raises(RuleBroken):
        await then(hall, command_id=new_id())
    again = await Vote.get(ballot_id=hall.ballot_id)
    assert (again.choice, again.source) == (stored.choice, stored.source)


async def test_at_zero_nothing_more_is_accepted_and_the_chair_announces(database: Any) -> None:
    began = clock.now()
    with clock.set_to(began):
        hall = await make.ballot_open(seconds=60)
    with clock.set_to(began + timedelta(seconds=59)):
        await casts(0)(hall, command_id=new_id())
    for late in (60, 61):
        with clock.set_to(began + timedelta(seconds=late)):
            with pytest.raises(RuleBroken) as refused:
                await casts(1)(hall, command_id=new_id())
            assert "表决已经结束" in refused.value.said(str)
            with pytest.raises(RuleBroken):
                await enters(2)(hall, command_id=new_id())
    assert (await Ballot.get(id=hall.ballot_id)).state is BallotState.OPEN
    with clock.set_to(began + timedelta(seconds=62)):
        await closes(hall)
    assert (await Ballot.get(id=hall.ballot_id)).tally == {"": [1, 0, 0]}


async def test_units_have_one_vote_each_through_their_delegate(database: Any) -> None:
    hall = await make.ballot_open(members=3, units=True, preset="joint_council")
    for who in range(2):
        await casts(who)(hall, command_id=new_id())
    await closes(hall)
    assert (await Motion.get(id=hall.motion_id)).state is MotionState.CARRIED


async def test_two_ballots_opened_at_once_are_one(database: Any) -> None:
    hall = await make.motion_put()
    opened = await asyncio.gather(*(opens(hall) for _ in range(6)), return_exceptions=True)
    assert sum(isinstance(one, int) for one in opened) == 1
    assert await Ballot.filter(session_id=hall.session_id).count() == 1


async def test_a_vote_says_at_which_moment_it_was_cast(database: Any) -> None:
    moment = clock.now().replace(microsecond=0)
    hall = await make.ballot_open()
    with clock.set_to(moment):
        await casts(0)(hall, command_id=new_id())
    assert (await Vote.get(ballot_id=hall.ballot_id)).at == moment
