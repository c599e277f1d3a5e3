"""Questions of their own, latecomers, ties, void ballots and votes counted in a lump: what each command owes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agenda.attendance import commands as attendance
from agenda.ballots import commands, figures, secret
from agenda.ballots.commands import Given
from agenda.ballots.methods.hands import Hands
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import Ballot, BallotPaper, BallotState, Block, RollEntry, Vote, VoteSource
from agenda.ballots.rules import Choice
from agenda.install import keys_spent
from agenda.items import commands as items
from agenda.motions.models import Motion, MotionState
from forum import journal
from forum.config import Settings
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


@pytest.fixture(autouse=True)
async def keys(database: Settings) -> AsyncIterator[Path]:
    secret.configure(database.data / "keys")
    journal.listen(keys_spent)
    yield database.data / "keys"


def kept(keys: Path) -> list[Path]:
    return list(keys.glob("*.key"))


async def vote(hall: Hall, *choices: Choice) -> Hall:
    for who, choice in enumerate(choices):
        await commands.cast_vote(hall.ballot_id, choice, by=hall.members[who], command_id=new_id())
    return hall


async def somebody_late() -> Hall:
    hall = await make.ballot_open(members=5, present=4)
    await attendance.tick_off(hall.seat_of(hall.members[4]), by=hall.recorder)
    return hall


async def admitted() -> Hall:
    hall = await somebody_late()
    await admits(hall)
    return hall


async def tied() -> Hall:
    hall = await vote(await make.ballot_open(rules=make.casting()), Choice.FOR, Choice.AGAINST)
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    return hall


async def tied_without_casting() -> Hall:
    hall = await vote(await make.ballot_open(preset="parliamentary"), Choice.FOR, Choice.AGAINST)
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    return hall


async def broken() -> Hall:
    hall = await tied()
    await breaks(hall)
    return hall


async def closed() -> Hall:
    hall = await vote(await make.ballot_open(), Choice.FOR, Choice.FOR, Choice.FOR)
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    return hall


async def item_closed() -> Hall:
    hall = await closed()
    await items.close_item(hall.item_id, by=hall.chair)
    return hall


async def another_after() -> Hall:
    hall = await make.question_open()
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    await puts(hall)
    return hall


async def voided() -> Hall:
    hall = await closed()
    await voids(hall)
    return hall


async def showing_hands() -> Hall:
    return await make.ballot_open(kind=Kind.HANDS)


async def counted() -> Hall:
    hall = await showing_hands()
    hall.block = await enters(hall)  # type: ignore[attr-defined]
    return hall


async def confirmed() -> Hall:
    hall = await counted()
    await confirms(hall)
    return hall


async def struck() -> Hall:
    hall = await counted()
    await strikes(hall)
    return hall


def puts(hall: Hall, put: Any = None, **given: Any) -> Any:
    return commands.open_question(hall.item_id, put or make.question(), **{"by": hall.chair, **given})


def admits(hall: Hall, who: int = 4, **given: Any) -> Any:
    return commands.admit_late(hall.ballot_id, hall.seat_of(hall.members[who]), **{"by": hall.chair, **given})


def breaks(hall: Hall, choice: Choice = Choice.FOR, **given: Any) -> Any:
    return commands.break_tie(hall.ballot_id, choice, **{"by": hall.chair, **given})


def voids(hall: Hall, reason: str = "有人没有听清", **given: Any) -> Any:
    return commands.void_ballot(hall.ballot_id, reason, **{"by": hall.chair, **given})


def enters(hall: Hall, rows: Any = None, name: str = "李建国", **given: Any) -> Any:
    counted = rows or [Hands(3, 1, 1)]
    return commands.enter_block(hall.ballot_id, counted, VoteSource.HAND, name, **{"by": hall.recorder, **given})


def confirms(hall: Hall, rows: Any = None, name: str = "王秀兰", **given: Any) -> Any:
    block = hall.block  # type: ignore[attr-defined]
    return commands.confirm_block(block, rows or [Hands(3, 1, 1)], name, **{"by": hall.recorder, **given})


def strikes(hall: Hall, **given: Any) -> Any:
    return commands.strike_block(hall.block, **{"by": hall.recorder, **given})  # type: ignore[attr-defined]


DEEDS = [
    Deed("open_question", make.item_open, puts, "ballot.opened",
         lambda h, answer: {"ballot": answer, "motion": None, "present": 5, "entitled": 5}),
    Deed("admit_late", somebody_late, admits, "ballot.admitted",
         lambda h, _: {"ballot": h.ballot_id, "seat": h.seat_of(h.members[4]), "person": h.members[4].person_id}),
    Deed("break_tie", tied, breaks, "ballot.tie_broken", lambda h, _: {"ballot": h.ballot_id, "choice": "for"}),
    Deed("void_ballot", closed, voids, "ballot.voided", lambda h, _: {"ballot": h.ballot_id, "motion": h.motion_id}),
    Deed("enter_block", showing_hands, enters, "block.entered", lambda h, answer: {"block": answer}),
    Deed("confirm_block", counted, confirms, "block.confirmed", lambda h, _: {"block": h.block, "corrected": False}),
    Deed("strike_block", counted, strikes, "block.struck", lambda h, _: {"block": h.block}),
]  # fmt: skip


def by(who: str, act: Any, **more: Any) -> Any:
    def press(hall: Hall, **given: Any) -> Any:
        person = hall.members[0] if who == "member" else hall.recorder
        return act(hall, **{"by": person, **more, **given})

    return press


REFUSED = [
    Refused("a member puts a question", make.item_open, by("member", puts), NotAllowed, "只有本次会议的主持人"),
    Refused("the recorder puts a question", make.item_open, by("recorder", puts), NotAllowed, "只有本次会议的主持人"),
    Refused("a question beside an open ballot", make.ballot_open, puts, RuleBroken, "一次只表决一件事"),
    Refused("a question without words", make.item_open,
            lambda h, **kw: puts(h, replace(make.question(), text=" "), **kw), BadInput, "请写明付表决的问题"),
    Refused("a binding question at a talk", lambda: make.item_open(preset="talk"), puts, RuleBroken, "恳谈会不作表决"),
    Refused("the recorder admits", somebody_late, by("recorder", admits), NotAllowed, "只有本次会议的主持人"),
    Refused("admitted twice", admitted, admits, RuleBroken, "已经在这次表决的名单上"),
    Refused("admitted from outside", lambda: make.ballot_open(members=5, present=4), admits, RuleBroken, "先给他签到"),
    Refused("admitted after the end", closed, lambda h, **kw: admits(h, 0, **kw), RuleBroken, "表决已经结束"),
    Refused("a tie broken by the recorder", tied, by("recorder", breaks), NotAllowed, "只有本次会议的主持人"),
    Refused("a tie broken twice", broken, breaks, RuleBroken, "现在用不着决定票"),
    Refused("a tie broken without the right", tied_without_casting, breaks, RuleBroken, "主持人没有决定票"),
    Refused("a tie broken by an abstention", tied, lambda h, **kw: breaks(h, Choice.ABSTAIN, **kw), RuleBroken,
            "决定票只能是赞成或反对"),
    Refused("no tie", lambda: make.ballot_open(rules=make.casting()), breaks, RuleBroken, "现在用不着"),
    Refused("void without a reason", closed, lambda h, **kw: voids(h, " ", **kw), BadInput, "请写明作废的原因"),
    Refused("void twice", voided, voids, RuleBroken, "已经作废"),
    Refused("void by the recorder", closed, by("recorder", voids), NotAllowed, "只有本次会议的主持人"),
    Refused("void when another came after", another_after, voids, RuleBroken, "之后又表决过"),
    Refused("void after the item", item_closed, voids, RuleBroken, "没有在议"),
    Refused("hands of a member", showing_hands, by("member", enters), NotAllowed, "主持人和记录员"),
    Refused("more hands than people", showing_hands, lambda h, **kw: enters(h, [Hands(9, 1, 1)], **kw), RuleBroken,
            "多于在场的"),
    Refused("hands of nobody's counting", showing_hands, lambda h, **kw: enters(h, None, " ", **kw), BadInput,
            "由谁清点"),
    Refused("hands twice", counted, enters, RuleBroken, "只能有一份"),
    Refused("a lump of papers with options", make.question_open, enters, RuleBroken, "一张票一张票地数"),
    Refused("confirmed by who counted", counted, lambda h, **kw: confirms(h, None, "李建国", **kw), RuleBroken,
            "不能是同一个人"),
    Refused("confirmed when struck", struck, confirms, RuleBroken, "已经删去"),
    Refused("struck by a member", counted, by("member", strikes), NotAllowed, "主持人和记录员"),
    Refused("a lump that is none", make.ballot_open, lambda h, **kw: commands.strike_block(99, by=h.chair, **kw),
            NotFound, "找不到这笔票数"),
    Refused("closed before anybody counted", showing_hands, lambda h, **kw: commands.close_ballot(
        h.ballot_id, by=h.chair, **kw), RuleBroken, "还没有录入举手的票数"),
    Refused("closed before the scrutineer", counted, lambda h, **kw: commands.close_ballot(
        h.ballot_id, by=h.chair, **kw), RuleBroken, "等监票人确认"),
    Refused("a phone's vote where hands are counted", showing_hands, lambda h, **kw: commands.cast_vote(
        h.ballot_id, Choice.FOR, by=h.members[0], **kw), RuleBroken, "请举手"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_records_one_fact_with_ids_only(deed: Deed) -> None:
    await check_recorded(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_sent_twice_acts_once(deed: Deed) -> None:
    await check_acts_once(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_sent_five_times_at_once_acts_once(deed: Deed) -> None:
    await check_acts_once_at_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_refused_command_says_why_and_writes_nothing(refused: Refused) -> None:
    await check_refused(refused)


async def test_who_is_admitted_late_votes_and_counts_among_those_present() -> None:
    hall = await admitted()
    await commands.cast_vote(hall.ballot_id, Choice.FOR, by=hall.members[4], command_id=new_id())
    ballot = await Ballot.get(id=hall.ballot_id)
    assert (ballot.entitled, ballot.present) == (5, 5)
    entry = await RollEntry.get(ballot_id=hall.ballot_id, seat_id=hall.seat_of(hall.members[4]))
    assert entry.admitted_at is not None


@pytest.mark.parametrize(("choice", "state"), [(Choice.FOR, MotionState.CARRIED), (Choice.AGAINST, MotionState.LOST)])
async def test_the_chairs_casting_vote_decides_the_tie(choice: Choice, state: MotionState) -> None:
    hall = await tied()
    assert (await Motion.get(id=hall.motion_id)).state is MotionState.LOST
    await breaks(hall, choice)
    assert (await Motion.get(id=hall.motion_id)).state is state
    assert (await Ballot.get(id=hall.ballot_id)).casting == choice.value


async def test_a_void_ballot_leaves_the_motion_before_the_hall_and_can_be_repeated() -> None:
    hall = await voided()
    assert (await Motion.get(id=hall.motion_id)).state is MotionState.PUT
    ballot = await Ballot.get(id=hall.ballot_id)
    assert (ballot.state, ballot.void_reason) == (BallotState.VOID, "有人没有听清")
    again = await commands.open_ballot(hall.motion_id, by=hall.chair)
    assert again != hall.ballot_id and await Vote.filter(ballot_id=again).count() == 0


async def test_hands_count_as_the_scrutineer_has_them_and_the_tellers_figures_stay() -> None:
    hall = await counted()
    await confirms(hall, [Hands(2, 2, 1)])
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    assert (await Ballot.get(id=hall.ballot_id)).tally == {"": [2, 2, 1]}
    block = await Block.get(id=hall.block)  # type: ignore[attr-defined]
    assert [row["for"] for row in (block.counted[0], block.confirmed[0])] == [3, 2]  # type: ignore[index]


async def test_hands_and_devices_are_added_up_and_never_more_than_there_are_people() -> None:
    hall = await vote(await make.ballot_open(), Choice.FOR, Choice.FOR)
    hall.block = await enters(hall, [Hands(1, 2, 0)])  # type: ignore[attr-defined]
    await confirms(hall, [Hands(1, 2, 0)])
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    assert (await Ballot.get(id=hall.ballot_id)).tally == {"": [3, 2, 0]}
    hall = await vote(await make.ballot_open(), Choice.FOR, Choice.FOR)
    hall.block = await enters(hall, [Hands(3, 1, 0)])  # type: ignore[attr-defined]
    await confirms(hall, [Hands(3, 1, 0)])
    with pytest.raises(RuleBroken, match="多于可以投票的"):
        await commands.close_ballot(hall.ballot_id, by=hall.chair)


async def test_a_closed_secret_ballot_has_its_papers_published_its_seals_emptied_and_its_key_destroyed(
    keys: Path,
) -> None:
    hall = await make.question_open(put=make.question(is_secret=True))
    receipts = [
        await commands.cast_vote(hall.ballot_id, Given({"option": 1 + who % 2}), by=one, command_id=new_id())
        for who, one in enumerate(hall.members)
    ]
    assert len(kept(keys)) == 1
    assert await Vote.filter(ballot_id=hall.ballot_id, choice="", sealed__not_isnull=True).count() == 5
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    assert not kept(keys)
    assert await Vote.filter(ballot_id=hall.ballot_id, sealed__not_isnull=True).count() == 0
    papers = await BallotPaper.filter(ballot_id=hall.ballot_id)
    assert sorted(paper.receipt for paper in papers) == sorted(receipts)
    ballot = await Ballot.get(id=hall.ballot_id)
    assert figures.result(ballot).winners == (1,) and ballot.outcome == "decided"


async def test_nobody_enters_a_vote_for_another_in_a_secret_ballot() -> None:
    hall = await make.ballot_open(is_secret=True)
    with pytest.raises(RuleBroken, match="不能代录"):
        await commands.enter_vote(
            hall.ballot_id, hall.seat_of(hall.members[0]), Choice.FOR, by=hall.recorder, command_id=new_id()
        )
    assert await Vote.filter(ballot_id=hall.ballot_id).count() == 0


async def test_one_objection_sends_the_motion_to_a_real_vote() -> None:
    hall = await make.ballot_open(kind=Kind.CONSENT)
    await commands.cast_vote(hall.ballot_id, Given({"objects": True}), by=hall.members[0], command_id=new_id())
    await commands.close_ballot(hall.ballot_id, by=hall.chair)
    assert (await Ballot.get(id=hall.ballot_id)).outcome == "needs_vote"
    assert (await Motion.get(id=hall.motion_id)).state is MotionState.PUT
    await commands.open_ballot(hall.motion_id, by=hall.chair)
