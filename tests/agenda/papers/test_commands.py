"""Prepared ballots and printed papers: what each command owes, and what it refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from agenda.ballots import commands as ballots
from agenda.ballots import queries as ballot_queries
from agenda.ballots import secret
from agenda.ballots.commands import Given
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import (
    Ballot,
    BallotPaper,
    BallotState,
    PreparedBallot,
    PrintedPaper,
    Vote,
    VoteSource,
)
from agenda.ballots.questions import Question
from agenda.ballots.rule_sets import PRESETS
from agenda.ballots.rules import Choice
from agenda.install import keys_spent
from agenda.motions.models import Motion, MotionState
from agenda.papers import codes, commands, preparing, queries
from forum import journal
from forum.config import Settings
from forum.errors import BadInput, NotAllowed, NotFound, RuleBroken, Unavailable
from tests import factories as make
from tests.agenda.papers import playing
from tests.agenda.papers.playing import enter, opened, plain, prepared, secretly, take
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
    codes.configure(database.data / "keys")
    journal.listen(keys_spent)
    yield database.data / "keys"


def kept(keys: Path, pattern: str = "*.codes") -> list[str]:
    return [path.name for path in keys.glob(pattern)]


Made = tuple[Hall, list[PrintedPaper]]


async def taken(number: int = 3) -> Made:
    hall, papers = await secretly()
    await take(hall, *hall.members[:number])
    return hall, papers


async def entered() -> Made:
    hall, papers = await taken()
    await enter(hall, papers[0], "for")
    return hall, papers


def first(do: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """On the first paper, by the recorder."""

    async def act(given: Made, **more: Any) -> Any:
        hall, papers = given
        return await do(papers[0].id, by=hall.recorder, **more)

    return act


async def enters(given: Made, **more: Any) -> Any:
    hall, papers = given
    return await commands.enter_from_the_box(papers[0].id, Given("for"), by=hall.recorder, **more)


async def takes_back(given: Made, **more: Any) -> Any:
    hall, _ = given
    return await commands.take_back(hall.ballot_id, hall.seat_of(hall.members[0]), by=hall.recorder, **more)


async def opens(given: tuple[Hall, int], **more: Any) -> Any:
    return await ballots.open_prepared(given[1], by=given[0].chair, **more)


async def changes(given: tuple[Hall, int], **more: Any) -> Any:
    return await preparing.change_prepared(given[1], plain(text="改过的题目"), by=given[0].secretary, **more)


async def withdraws(given: tuple[Hall, int], **more: Any) -> Any:
    return await preparing.withdraw_prepared(given[1], by=given[0].chair, **more)


async def prints(given: tuple[Hall, int], **more: Any) -> Any:
    return await commands.print_papers(given[1], 5, by=given[0].recorder, **more)


async def prepares(hall: Hall, **more: Any) -> Any:
    return await preparing.prepare_ballot(hall.item_id or hall.items[0], plain(), by=hall.secretary, **more)


DEEDS = [
    Deed("prepare", make.session_planned, prepares, "prepared.made",
         lambda hall, answer: {"prepared": answer, "item": hall.items[0]}),
    Deed("change", prepared, changes, "prepared.changed", lambda given, _: {"prepared": given[1]}),
    Deed("withdraw", prepared, withdraws, "prepared.withdrawn", lambda given, _: {"prepared": given[1]}),
    Deed("print", prepared, prints, "papers.printed", lambda given, _: {"prepared": given[1], "count": 5}),
    Deed("open", prepared, opens, "ballot.opened", lambda _, answer: {"ballot": answer},
         others=frozenset({"motion.put", "floor.yielded"})),
    Deed("strike", secretly, first(commands.strike_paper), "paper.struck",
         lambda given, _: {"number": 1, "by_number": 7}),
    Deed("enter", taken, enters, "paper.entered", lambda given, _: {"ballot": given[0].ballot_id}),
    Deed("take out", entered, first(commands.take_out), "paper.taken_out",
         lambda given, _: {"ballot": given[0].ballot_id}),
    Deed("take back", taken, takes_back, "paper.taken_back",
         lambda given, _: {"seat": given[0].seat_of(given[0].members[0])}),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_command_records_its_event_and_acts_once(deed: Deed) -> None:
    await check_recorded(deed)
    await check_acts_once(deed)
    await check_acts_once_at_once(deed)


async def printed() -> tuple[Hall, int]:
    return await prepared(copies=1)


async def opened_once() -> tuple[Hall, int]:
    given = await prepared()
    await opens(given)
    return given


async def gone() -> tuple[Hall, int]:
    given = await prepared()
    await withdraws(given)
    return given


async def closed() -> Made:
    hall, papers = await taken()
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    return hall, papers


async def all_back() -> Made:
    hall, papers = await taken(1)
    await enter(hall, papers[1], "for")
    return hall, papers


async def struck() -> Made:
    hall, papers = await taken()
    await commands.strike_paper(papers[0].id, by=hall.recorder)
    return hall, papers


async def no_papers_left() -> Made:
    hall, papers = await secretly(copies=1)
    await take(hall, hall.members[1])
    return hall, papers


async def voted_by_phone() -> Made:
    hall, papers = await secretly()
    await ballots.cast_vote(hall.ballot_id, Choice.FOR, by=hall.members[0], command_id=new_id())
    return hall, papers


async def hands_out(given: Made, command_id: str) -> None:
    hall = given[0]
    await ballots.hand_out(hall.ballot_id, hall.seat_of(hall.members[0]), by=hall.recorder, command_id=command_id)


async def casts(given: Made, command_id: str) -> None:
    await ballots.cast_vote(given[0].ballot_id, Choice.FOR, by=given[0].members[0], command_id=command_id)


async def enters_any(given: Made, command_id: str) -> None:
    await commands.enter_paper(given[1][0].id, Given("for"), by=given[0].recorder, command_id=command_id)


async def named_by_phone() -> Made:
    hall, papers = await opened()
    await ballots.cast_vote(hall.ballot_id, Choice.FOR, by=hall.members[0], command_id=new_id())
    return hall, papers


async def named_entered() -> Made:
    hall, papers = await opened()
    await enter(hall, papers[0], "for")
    return hall, papers


async def named_closed() -> Made:
    hall, papers = await opened()
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    return hall, papers


async def named_waiting() -> Made:
    hall, prepared_id = await prepared(copies=1)
    return hall, await PrintedPaper.filter(prepared_id=prepared_id)


async def named_absent() -> Made:
    hall, papers = await opened(present=4)
    return hall, papers[4:]


def by(role: str, act: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """The same deed by somebody who may not."""

    async def tried(given: Any, **more: Any) -> Any:
        hall = given[0] if isinstance(given, tuple) else given
        wrong = {"chair": "members", "recorder": "members"}[role]
        other = getattr(hall, wrong)[0]
        hall.chair, hall.recorder, hall.secretary = other, other, other
        return await act(given, **more)

    return tried


REFUSED = [
    Refused("prepare, by a member", make.session_planned, by("chair", prepares), NotAllowed, "主持人"),
    Refused("change, printed", printed, changes, RuleBroken, "已经印了"),
    Refused("change, opened", opened_once, changes, RuleBroken, "已经打开过"),
    Refused("withdraw, opened", opened_once, withdraws, RuleBroken, "已经打开过"),
    Refused("open twice", opened_once, opens, RuleBroken, "已经打开过"),
    Refused("open, withdrawn", gone, opens, RuleBroken, "已经撤下"),
    Refused("open, by a member", prepared, by("chair", opens), NotAllowed, "主持人"),
    Refused("print, withdrawn", gone, prints, RuleBroken, "已经撤下"),
    Refused("print, by a member", prepared, by("recorder", prints), NotAllowed, "记录员"),
    Refused("strike, entered", entered, first(commands.strike_paper), RuleBroken, "已经录入"),
    Refused("strike, closed", closed, first(commands.strike_paper), RuleBroken, "已经结束"),
    Refused("enter twice", entered, enters, RuleBroken, "只算一次"),
    Refused("enter, struck", struck, enters, RuleBroken, "已经作废"),
    Refused("enter, closed", closed, enters, RuleBroken, "已经结束"),
    Refused("enter more than were taken", all_back, enters, RuleBroken, "先勾上漏记"),
    Refused("enter, by a member", taken, by("recorder", enters), NotAllowed, "记录员"),
    Refused("take out, not entered", taken, first(commands.take_out), RuleBroken, "没有录入过"),
    Refused("take back, all back", all_back, takes_back, RuleBroken, "不能再撤销"),
    Refused("take back, never taken", secretly, takes_back, RuleBroken, "没有领票"),
    Refused("hand out, none left", no_papers_left, hands_out, RuleBroken, "已经发完"),
    Refused("hand out, voted by phone", voted_by_phone, hands_out, RuleBroken, "已经投过票"),
    Refused("hand out, by a member", secretly, by("recorder", hands_out), NotAllowed, "记录员"),
    Refused("hand out, named", opened, hands_out, RuleBroken, "不用登记领票"),
    Refused("vote by phone, with a paper", taken, casts, RuleBroken, "已经领了纸质票"),
    Refused("enter named, voted by phone", named_by_phone, enters_any, RuleBroken, "手机上投过"),
    Refused("enter named twice", named_entered, enters_any, RuleBroken, "只算一次"),
    Refused("enter named, closed", named_closed, enters_any, RuleBroken, "已经结束"),
    Refused("enter named, not open yet", named_waiting, enters_any, RuleBroken, "还没有打开"),
    Refused("enter named, not there", named_absent, enters_any, RuleBroken, "不在这次表决的名单上"),
    Refused("enter named, by a member", opened, by("recorder", enters_any), NotAllowed, "记录员"),
]  # fmt: skip


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_what_is_refused_is_told_why_and_leaves_no_trace(refused: Refused) -> None:
    await check_refused(refused)


# ---- preparing and opening ----


async def test_a_prepared_text_is_put_as_a_motion_and_opened_in_one() -> None:
    hall, prepared_id = await prepared()
    ballot_id = await ballots.open_prepared(prepared_id, by=hall.chair)
    ballot, motion = await Ballot.get(id=ballot_id), await Motion.get(item_id=hall.item_id)
    assert (ballot.motion_id, ballot.question, ballot.state) == (motion.id, playing.TEXT, BallotState.OPEN)
    assert motion.state is MotionState.PUT and motion.text == playing.TEXT
    assert (await PreparedBallot.get(id=prepared_id)).ballot_id == ballot_id
    assert await queries.waiting(hall.item_id) == []


async def test_a_prepared_question_of_its_own_opens_without_a_motion() -> None:
    hall, prepared_id = await prepared(make.question())
    ballot = await Ballot.get(id=await ballots.open_prepared(prepared_id, by=hall.chair))
    assert (ballot.kind, ballot.motion_id) == (Kind.SINGLE, None)
    assert await Motion.all().count() == 0


async def test_with_another_motion_before_the_hall_the_prepared_one_waits() -> None:
    hall = await make.motion_put(question="别的动议")
    prepared_id = await preparing.prepare_ballot(hall.item_id, plain(), by=hall.chair)
    with pytest.raises(RuleBroken):
        await ballots.open_prepared(prepared_id, by=hall.chair)
    assert await Ballot.all().count() == 0 and (await PreparedBallot.get(id=prepared_id)).motion_id is None


async def test_a_question_the_rules_do_not_allow_is_not_prepared() -> None:
    hall = await make.session_planned()
    with pytest.raises(RuleBroken):
        await preparing.prepare_ballot(hall.items[0], Question(Kind.OBJECTION, "异议"), by=hall.secretary)
    with pytest.raises(BadInput):
        empty = Question(Kind.SINGLE, "", {"options": [], "threshold": None})
        await preparing.prepare_ballot(hall.items[0], empty, by=hall.secretary)
    with pytest.raises(NotFound):
        await preparing.withdraw_prepared(77, by=hall.secretary)


# ---- named papers ----


async def test_every_voter_has_a_paper_and_a_second_printing_makes_none() -> None:
    hall, prepared_id = await prepared(copies=1, members=5, observers=1)
    papers = await PrintedPaper.filter(prepared_id=prepared_id)
    assert {paper.seat_id for paper in papers} == {hall.seat_of(member) for member in hall.members[:5]}
    assert len({paper.code for paper in papers}) == 5
    assert await commands.print_papers(prepared_id, 1, by=hall.recorder) == 0


async def test_a_named_paper_is_its_voter_s_vote_with_source_witness_and_operator() -> None:
    hall, papers = await opened()
    await enter(hall, papers[1], "against", witness=" 李建国 ")
    vote = await Vote.get(ballot_id=hall.ballot_id)
    assert (vote.seat_id, vote.choice, vote.source) == (papers[1].seat_id, "against", VoteSource.PAPER)
    assert (vote.witness, vote.entered_by_id) == ("李建国", hall.recorder.person_id)
    with pytest.raises(RuleBroken):
        await ballots.cast_vote(hall.ballot_id, Choice.FOR, by=hall.members[1], command_id=new_id())


async def test_a_named_paper_sent_again_is_the_same_vote() -> None:
    hall, papers = await opened()
    command_id = new_id()
    for _ in range(3):
        await enter(hall, papers[0], "for", command_id=command_id)
    assert await Vote.all().count() == 1


async def test_a_spoilt_named_paper_is_struck_and_its_voter_has_another() -> None:
    hall, papers = await opened()
    new = await PrintedPaper.get(id=await commands.strike_paper(papers[0].id, by=hall.recorder))
    assert new.seat_id == papers[0].seat_id and new.code != papers[0].code
    with pytest.raises(RuleBroken):
        await enter(hall, papers[0], "for")
    await enter(hall, new, "for")
    assert await Vote.all().count() == 1


async def test_paper_can_be_printed_for_a_ballot_that_is_open_already() -> None:
    hall = await make.ballot_open(members=4, present=3)
    prepared_id = await commands.print_open_ballot(hall.ballot_id, by=hall.recorder)
    assert await commands.print_open_ballot(hall.ballot_id, by=hall.recorder) == prepared_id
    assert await commands.print_papers(prepared_id, 1, by=hall.recorder) == 3
    paper = await PrintedPaper.filter(prepared_id=prepared_id).first()
    assert paper is not None
    await enter(hall, paper, "for")
    assert await ballot_queries.voted(hall.ballot_id) == 1


# ---- secret papers ----


async def test_printed_papers_are_counted_and_published_among_those_from_phones() -> None:
    hall, papers = await secretly(members=6)
    await take(hall, *hall.members[:3])
    for member in hall.members[3:5]:
        await ballots.cast_vote(hall.ballot_id, Choice.FOR, by=member, command_id=new_id())
    receipts = [playing.code_of(papers[at]) for at in (4, 1)]
    await enter(hall, papers[4], "against")
    await enter(hall, papers[1], "for")
    assert await ballot_queries.voted(hall.ballot_id) == 4
    assert (await ballot_queries.returned(hall.ballot_id)).heads == 4
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    ballot = await Ballot.get(id=hall.ballot_id)
    assert ballot.tally == {"": [3, 1, 0]}
    assert ballot.printed == {"handed_out": 3, "returned": 2}
    published = {paper.receipt: paper.choice for paper in await BallotPaper.filter(ballot_id=ballot.id)}
    assert {receipt: published[receipt] for receipt in receipts} == dict(zip(receipts, ["against", "for"], strict=True))
    assert len(published) == 4
    assert set(await PrintedPaper.all().values_list("sealed", flat=True)) == {None}


async def test_a_paper_taken_and_not_returned_is_no_participation() -> None:
    hall, _ = await taken()
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    ballot = await Ballot.get(id=hall.ballot_id)
    assert ballot.tally == {"": [0, 0, 0]} and ballot.printed == {"handed_out": 3, "returned": 0}


async def test_a_paper_entered_wrong_is_taken_out_and_entered_again() -> None:
    hall, papers = await entered()
    await commands.take_out(papers[0].id, by=hall.recorder)
    assert await ballot_queries.voted(hall.ballot_id) == 0
    await enter(hall, papers[0], "against")
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    assert (await Ballot.get(id=hall.ballot_id)).tally == {"": [0, 1, 0]}


async def test_who_gives_the_paper_back_votes_by_phone() -> None:
    hall, papers = await taken(1)
    await takes_back((hall, papers))
    await casts((hall, papers), new_id())
    assert await ballot_queries.voted(hall.ballot_id) == 1


async def test_a_closing_that_fails_leaves_every_paper_as_it_was(keys: Path) -> None:
    """As a crash in the middle does: one transaction, and the keys go after it."""
    hall, papers = await entered()
    await take(hall, hall.members[3])
    await enter(hall, papers[1], "for")
    await Vote.filter(ballot_id=hall.ballot_id).limit(3).delete()
    with pytest.raises(RuleBroken, match="录入的纸质票有"):
        await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    assert (await Ballot.get(id=hall.ballot_id)).state is BallotState.OPEN
    assert await BallotPaper.all().count() == 0
    assert await PrintedPaper.filter(sealed__not_isnull=True).count() == 2
    assert codes.has_key(papers[0].prepared_id)
    await take(hall, *hall.members[:2])
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    assert await BallotPaper.all().count() == 2


async def test_where_groups_decide_a_paper_counts_in_its_group() -> None:
    body = await make.body(members=4, groups="AB", rules=PRESETS["two_groups"].edited(may_be_secret=True))
    hall = await make.item_open(body)
    prepared_id = await preparing.prepare_ballot(hall.item_id, plain(is_secret=True), by=hall.secretary)
    for group in "AB":
        await commands.print_papers(prepared_id, 2, by=hall.recorder, group=group)
    with pytest.raises(RuleBroken, match="哪一组"):
        await commands.print_papers(prepared_id, 2, by=hall.recorder, group="C")
    hall.ballot_id = await ballots.open_prepared(prepared_id, by=hall.chair)
    await take(hall, hall.members[0], hall.members[1])
    of_a, _, of_b, other_b = await PrintedPaper.filter(prepared_id=prepared_id).order_by("number")
    await enter(hall, of_b, "against")
    with pytest.raises(RuleBroken, match="先勾上漏记"):
        await enter(hall, other_b, "for")
    await enter(hall, of_a, "for")
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    assert (await Ballot.get(id=hall.ballot_id)).tally == {"": [1, 1, 0], "A": [1, 0, 0], "B": [0, 1, 0]}


# ---- codes ----


async def test_a_code_finds_its_paper_in_its_own_session_only() -> None:
    hall, papers = await opened()
    found = await queries.by_code(hall.session_id, papers[2].code.lower().replace("-", " "))
    assert found.id == papers[2].id
    other = await make.session_open()
    with pytest.raises(RuleBroken, match="不是本次会议的票"):
        await queries.by_code(other.session_id, papers[2].code)


async def test_a_secret_code_finds_its_paper_until_the_ballot_is_over(keys: Path) -> None:
    hall, papers = await secretly()
    code = playing.code_of(papers[3])
    assert secret.RECEIPT.fullmatch(code)
    assert (await queries.by_code(hall.session_id, code)).id == papers[3].id
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    assert kept(keys, "*") == []
    with pytest.raises(RuleBroken, match="已经结束"):
        await queries.by_code(hall.session_id, code)
    with pytest.raises(Unavailable):
        playing.code_of(papers[3])


async def test_keys_that_outlived_their_ballots_are_destroyed_at_the_next_start(keys: Path) -> None:
    hall, papers = await secretly()
    waiting, prepared_id = await prepared(plain(is_secret=True), copies=3)
    alive = {papers[0].prepared_id, prepared_id}
    assert set(await queries.batches_alive()) == alive
    await Ballot.filter(id=hall.ballot_id).update(state=BallotState.CLOSED)
    codes.destroy_keys_but(await queries.batches_alive())
    assert kept(keys) == [f"{prepared_id}.codes"]
    await withdraws((waiting, prepared_id))
    assert kept(keys) == []


async def test_the_key_is_its_owner_s_alone(keys: Path) -> None:
    _, prepared_id = await prepared(plain(is_secret=True), copies=1)
    assert (keys / f"{prepared_id}.codes").stat().st_mode & 0o077 == 0
