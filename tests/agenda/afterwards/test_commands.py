"""A session held on paper and entered afterwards comes to what the same session comes to that is held here."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from agenda.afterwards import commands, queries, rules
from agenda.afterwards.commands import CountedQuestion, Division
from agenda.afterwards.rules import Box
from agenda.attendance import commands as attendance
from agenda.attendance.models import Seat, SeatState
from agenda.ballots import commands as ballots
from agenda.ballots import secret
from agenda.ballots.announcing import announced, box_words
from agenda.ballots.commands import Given
from agenda.ballots.methods import election, ranked, score, single
from agenda.ballots.methods.bundles import Bundles
from agenda.ballots.methods.hands import Hands
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.methods.options import options
from agenda.ballots.methods.papers import text as canonical
from agenda.ballots.methods.totals import Totals
from agenda.ballots.models import Ballot, BallotPaper, Vote, VoteSource
from agenda.ballots.questions import Question
from agenda.ballots.rule_sets import PRESETS, Measure, RuleSet
from agenda.ballots.rules import Choice
from agenda.items import commands as items
from agenda.items.models import AgendaItem, ItemState
from agenda.motions import commands as motions
from agenda.recount import documents, exporting, reading
from agenda.recount.rules import recount
from agenda.sessions import commands as sessions
from agenda.sessions import queries as session_queries
from agenda.sessions.models import Session, SessionState
from forum import clock
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.journal import Event
from minutes.drafting import queries as drafting
from minutes.drafting.draft import draft
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import new_id

BEGAN = datetime.fromisoformat("2026-03-04T19:00:00+08:00")
TEXT = "同意更换3号楼2单元排水主管。"


def at(minutes: int) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


async def held() -> Hall:
    """Noticed, its hour has passed."""
    with clock.set_to(BEGAN - timedelta(days=10)):
        return await make.session_noticed(members=6, topics=1, free_items=["商量停车"], starts_at=BEGAN)


async def entering() -> Hall:
    hall = await held()
    here = [hall.seat_of(member) for member in hall.members[:5]]
    await commands.begin_entering(hall.session_id, BEGAN, here, [hall.seat_of(hall.members[5])], by=hall.recorder)
    return hall


def counted(hall: Hall) -> Division:
    return Division(TEXT, [Hands(3, 1, 1)], "李建国", "王秀兰")


def named(hall: Hall) -> Division:
    choices = [Choice.FOR, Choice.FOR, Choice.FOR, Choice.AGAINST]
    return Division(TEXT, named=dict(zip(map(hall.seat_of, hall.members), choices, strict=False)))


async def entered(of: Any) -> Hall:
    hall = await entering()
    first, second = hall.items
    await commands.enter_division(first, of(hall), at(20), by=hall.recorder, command_id=new_id())
    await commands.close_entered_item(first, at(25), by=hall.recorder)
    await commands.close_entered_item(second, at(40), by=hall.recorder)
    await commands.finish_entering(hall.session_id, at(45), by=hall.recorder)
    return hall


async def live(of: Any) -> Hall:
    """The same, chaired in the hall with the same clock."""
    hall = await held()
    division = of(hall)
    with clock.set_to(BEGAN):
        await sessions.open_session(hall.session_id, by=hall.chair)
        for member in hall.members[:5]:
            await attendance.tick_off(hall.seat_of(member), by=hall.recorder)
        await attendance.excuse(hall.seat_of(hall.members[5]), by=hall.recorder)
    with clock.set_to(at(20)):
        await items.open_item(hall.items[0], by=hall.chair)
        motion = await motions.put_motion(hall.items[0], division.text, by=hall.chair)
        kind = Kind.HANDS if division.named is None else Kind.YES_NO
        ballot = await ballots.open_ballot(motion, by=hall.chair, kind=kind)
        if division.named is None:
            block = await ballots.enter_block(
                ballot, division.hands, VoteSource.HAND, division.teller, by=hall.recorder
            )
            await ballots.confirm_block(block, division.hands, division.scrutineer, by=hall.recorder)
        for seat, choice in (division.named or {}).items():
            await ballots.enter_vote(
                ballot, seat, choice, by=hall.recorder, command_id=new_id(), source=VoteSource.PAPER
            )
        await ballots.close_ballot(ballot, by=hall.chair)
    with clock.set_to(at(25)):
        await items.close_item(hall.items[0], by=hall.chair)
        await items.open_item(hall.items[1], by=hall.chair)
    with clock.set_to(at(40)):
        await items.close_item(hall.items[1], by=hall.chair)
    with clock.set_to(at(45)):
        await sessions.close_session(hall.session_id, by=hall.chair)
    return hall


def without_names(hall: Hall, text: str) -> str:
    """Chairs, recorders and proposers of the two are invented one by one."""
    known = [hall.chair.name, hall.recorder.name, *(topic.proposer.name for topic in hall.topics)]
    for name in sorted(known, key=len, reverse=True):
        text = text.replace(name, "某某")
    return text


@pytest.mark.parametrize("of", [counted, named])
async def test_entered_afterwards_it_comes_to_the_same_as_live(database: Any, of: Any) -> None:
    drafts, outcomes = [], []
    for hall in (await live(of), await entered(of)):
        record = await drafting.gather(hall.session_id)
        text = without_names(hall, draft(record)).replace(record.body, "居民议事会")
        drafts.append(text)
        ballot = await Ballot.get(session_id=hall.session_id)
        outcomes.append((ballot.outcome, ballot.opened_at, ballot.closed_at, ballot.present, ballot.entitled))
    assert outcomes[0] == outcomes[1]
    mark = f"会议以纸质方式召开，会后由某某于{clock.today().year}年"
    before, _, after = drafts[1].partition(mark)
    assert mark in drafts[1] and mark not in drafts[0]
    assert drafts[0].replace("\n", "") == (before + after.partition("补录。")[2]).replace("\n", "")


# ---- by group, and in secret --------------------------------------------------------------------------------------

SPLIT = [Choice.FOR, Choice.FOR, Choice.AGAINST, Choice.ABSTAIN]
QUESTION = Question(
    Kind.ELECTION,
    "选两位楼栋长",
    election.Settings(options(["赵明", "钱芳", "孙立"]), 2, True).to_json(),
    is_secret=True,
)
CHOSEN = [((1, 2), (), ()), ((1,), (3,), ("李四",)), ((2,), (), ()), ((), (), ())]
SUMS = Totals(3, 1, 0, ((1, 2, 0), (2, 2, 0), (3, 0, 1)), (("李四", 1),))
FACTS = ("kind", "secret", "question", "outcome", "tally", "entitled", "present", "groups", "opened_at", "closed_at")


async def begun(**of_body: Any) -> Hall:
    """Noticed, with four of five here as the paper has them."""
    with clock.set_to(BEGAN - timedelta(days=10)):
        return await make.session_noticed(members=5, topics=1, starts_at=BEGAN, **of_body)


async def on_paper(**of_body: Any) -> Hall:
    hall = await begun(**of_body)
    await commands.begin_entering(
        hall.session_id, BEGAN, [hall.seat_of(member) for member in hall.members[:4]], by=hall.recorder
    )
    return hall


async def in_the_hall(**of_body: Any) -> Hall:
    hall = await begun(**of_body)
    with clock.set_to(BEGAN):
        await sessions.open_session(hall.session_id, by=hall.chair)
        for member in hall.members[:4]:
            await attendance.tick_off(hall.seat_of(member), by=hall.recorder)
    with clock.set_to(at(20)):
        await items.open_item(hall.items[0], by=hall.chair)
    return hall


async def came_to(hall: Hall) -> tuple[dict[str, Any], list[str]]:
    """The ballot's figures, and what the draft of the minutes says of it but for the paper it was counted from."""
    ballot = await Ballot.get(session_id=hall.session_id)
    told = [sentence.said(str) for sentence in announced(ballot).sentences if sentence != box_words(ballot)]
    return {name: getattr(ballot, name) for name in FACTS}, told


async def test_hands_counted_by_group_decide_as_they_do_in_the_hall(database: Any) -> None:
    rows = [Hands(2, 0, 0, "A"), Hands(0, 1, 1, "B")]
    entered_, held_ = (
        await on_paper(preset="two_groups", groups="AB"),
        await in_the_hall(preset="two_groups", groups="AB"),
    )
    assert await queries.groups(await session_queries.session(entered_.session_id), entered_.items[0]) == {
        "A": 2,
        "B": 2,
    }
    await commands.enter_division(
        entered_.items[0], Division(TEXT, rows, "李建国", "王秀兰"), at(20), by=entered_.recorder, command_id=new_id()
    )
    with clock.set_to(at(20)):
        motion = await motions.put_motion(held_.items[0], TEXT, by=held_.chair)
        ballot = await ballots.open_ballot(motion, by=held_.chair, kind=Kind.HANDS)
        block = await ballots.enter_block(ballot, rows, VoteSource.HAND, "李建国", by=held_.recorder)
        await ballots.confirm_block(block, rows, "王秀兰", by=held_.recorder)
        await ballots.close_ballot(ballot, by=held_.chair)
    figures, told = await came_to(entered_)
    assert (figures, told) == await came_to(held_)
    assert figures["tally"] == {"": [2, 1, 1], "A": [2, 0, 0], "B": [0, 1, 1]} and figures["outcome"] == "not_carried"


async def test_what_nobody_objected_to_is_adopted_as_it_is_in_the_hall(database: Any) -> None:
    entered_, held_ = await on_paper(), await in_the_hall()
    division = Division(TEXT, by_consent=True)
    await commands.enter_division(entered_.items[0], division, at(20), by=entered_.recorder, command_id=new_id())
    with clock.set_to(at(20)):
        motion = await motions.put_motion(held_.items[0], TEXT, by=held_.chair)
        await ballots.close_ballot(await ballots.open_ballot(motion, by=held_.chair, kind=Kind.CONSENT), by=held_.chair)
    figures, told = await came_to(entered_)
    assert (figures, told) == await came_to(held_)
    assert any("没有人提出异议，通过" in sentence for sentence in told), told
    text = draft(await drafting.gather(entered_.session_id))
    assert TEXT in text and "没有人提出异议" in text


async def test_secret_papers_counted_by_scrutineers_decide_as_they_do_in_the_hall(database: Any, settings: Any) -> None:
    secret.configure(settings.data / "keys")
    entered_, held_ = await on_paper(), await in_the_hall()
    division = Division(TEXT, [Hands(2, 1, 1)], "李建国", "王秀兰", box=Box(4, 4))
    await commands.enter_division(entered_.items[0], division, at(20), by=entered_.recorder, command_id=new_id())
    with clock.set_to(at(20)):
        motion = await motions.put_motion(held_.items[0], TEXT, by=held_.chair)
        ballot = await ballots.open_ballot(motion, by=held_.chair, is_secret=True)
        for member, choice in zip(held_.members, SPLIT, strict=False):
            await ballots.cast_vote(ballot, choice, by=member, command_id=new_id())
        await ballots.close_ballot(ballot, by=held_.chair)
    assert await came_to(entered_) == await came_to(held_)
    assert not await Vote.exists(ballot__session_id=entered_.session_id) and not await BallotPaper.exists(
        ballot__session_id=entered_.session_id
    )
    text = draft(await drafting.gather(entered_.session_id))
    assert "进行无记名表决" in text and "纸质票发出4张，收回4张。" in text and "李建国清点、王秀兰监票" in text
    assert "校验值" not in text


async def test_an_election_counted_by_scrutineers_decides_as_it_does_in_the_hall(database: Any, settings: Any) -> None:
    secret.configure(settings.data / "keys")
    entered_, held_ = await on_paper(), await in_the_hall()
    counted_ = CountedQuestion(QUESTION, SUMS, Box(4, 4), "李建国", "王秀兰")
    await commands.enter_question(entered_.items[0], counted_, at(20), by=entered_.recorder)
    with clock.set_to(at(20)):
        ballot = await ballots.open_question(held_.items[0], QUESTION, by=held_.chair)
        for member, (for_, against, named_) in zip(held_.members, CHOSEN, strict=False):
            paper = election.Paper(for_, against, named_).to_json()
            await ballots.cast_vote(ballot, Given(paper), by=member, command_id=new_id())
        await ballots.close_ballot(ballot, by=held_.chair)
    (one, told), (other, told_live) = await came_to(entered_), await came_to(held_)
    assert one.pop("tally") == SUMS.to_json() and other.pop("tally")["papers"]
    assert (one, told) == (other, told_live) and one["outcome"] == "decided"
    text = draft(await drafting.gather(entered_.session_id))
    assert "进行无记名差额选举表决" in text and "纸质票由李建国清点、王秀兰监票。" in text
    # Anybody can count it again, and the public does not read who was written in.
    for public in (False, True):
        file = documents.written(await exporting.session_file(entered_.session_id, public=public))
        (poll,) = reading.read(file.encode()).polls
        again = recount(poll)
        assert again.differences == () and again.outcome == one["outcome"] and ("李四" in file) is not public
    changed = file.replace(
        "[\n       1,\n       2,\n       0\n      ]", "[\n       1,\n       1,\n       1\n      ]", 1
    )
    assert changed != file and recount(reading.read(changed.encode()).polls[0]).differences


PLAY = Question(
    Kind.RANKED, "先建哪一样", ranked.Settings(options(["滑梯", "球台", "健骑机"])).to_json(), is_secret=True
)
RANKINGS = [((2,), (1,)), ((1,), (2,), (3,)), ((2,), (1,)), ()]
SORTED = Bundles(tuple((canonical(ranked.Paper(ranks)), 1) for ranks in RANKINGS))


async def test_a_ranking_sorted_by_scrutineers_decides_as_it_does_in_the_hall(database: Any, settings: Any) -> None:
    secret.configure(settings.data / "keys")
    entered_, held_ = await on_paper(), await in_the_hall()
    counted_ = CountedQuestion(PLAY, SORTED, Box(4, 4), "李建国", "王秀兰")
    await commands.enter_question(entered_.items[0], counted_, at(20), by=entered_.recorder)
    with clock.set_to(at(20)):
        ballot = await ballots.open_question(held_.items[0], PLAY, by=held_.chair)
        for member, ranks in zip(held_.members, RANKINGS, strict=False):
            await ballots.cast_vote(ballot, Given(ranked.Paper(ranks).to_json()), by=member, command_id=new_id())
        await ballots.close_ballot(ballot, by=held_.chair)
    figures, told = await came_to(entered_)
    assert (figures, told) == await came_to(held_)
    assert figures["tally"] == SORTED.to_json() and figures["outcome"] == "decided"
    assert not await BallotPaper.exists(ballot__session_id=entered_.session_id)
    text = draft(await drafting.gather(entered_.session_id))
    assert "进行无记名排序表决" in text and "纸质票由李建国清点、王秀兰监票。" in text and "“球台”" in text
    file = documents.written(await exporting.session_file(entered_.session_id, public=True))
    (poll,) = reading.read(file.encode()).polls
    again = recount(poll)
    assert again.differences == () and again.tally == figures["tally"] and again.winners == (2,)
    changed = json.loads(file)
    changed["ballots"][0]["blocks"][0]["confirmed"][0]["papers"][0][1] += 1
    assert recount(reading.read(json.dumps(changed).encode()).polls[0]).differences


BY_NAME = {
    "an election": (
        Question(Kind.ELECTION, QUESTION.text, QUESTION.settings),
        [election.Paper(*one) for one in CHOSEN[:3]],
    ),
    "a ranking": (Question(Kind.RANKED, PLAY.text, PLAY.settings), [ranked.Paper(one) for one in RANKINGS[:3]]),
    "a choice": (
        Question(Kind.SINGLE, PLAY.text, single.Settings(options(["滑梯", "球台"])).to_json()),
        [single.Paper(2), single.Paper(2), single.Paper(None)],
    ),
    "a score": (
        Question(Kind.SCORE, PLAY.text, score.Settings(options(["滑梯", "球台"]), 5).to_json()),
        [score.Paper.of({1: 5, 2: 3}), score.Paper.of({2: 4}), score.Paper.of({1: 1})],
    ),
}
OPEN_ONLY = PRESETS["simple"].edited(may_be_secret=False)
BY_RIGHTS = OPEN_ONLY.edited(measures=(Measure.VOTES,))


@pytest.mark.parametrize("asked", BY_NAME)
@pytest.mark.parametrize("rule_set", [OPEN_ONLY, BY_RIGHTS], ids=["by heads", "by voting rights"])
async def test_papers_with_names_decide_as_they_do_in_the_hall(database: Any, asked: str, rule_set: RuleSet) -> None:
    """Nobody may vote in secret here; the fourth of those present returned nothing."""
    question, papers = BY_NAME[asked]
    halls = await on_paper(rules=rule_set), await in_the_hall(rules=rule_set)
    for hall in halls:
        for place, member in enumerate(hall.members):
            await Seat.filter(id=hall.seat_of(member)).update(weight=100 * (place + 1))
    entered_, held_ = halls
    by_seat = {
        entered_.seat_of(member): canonical(paper) for member, paper in zip(entered_.members, papers, strict=False)
    }
    named_ = commands.NamedQuestion(question, by_seat)
    ballots_ = [
        await commands.enter_named_question(entered_.items[0], named_, at(20), by=entered_.recorder, command_id="once")
        for _ in range(2)
    ]
    assert ballots_[0] == ballots_[1]
    with clock.set_to(at(20)):
        ballot = await ballots.open_question(held_.items[0], question, by=held_.chair)
        for member, paper in zip(held_.members, papers, strict=False):
            await ballots.cast_vote(ballot, Given(paper.to_json()), by=member, command_id=new_id())
        await ballots.close_ballot(ballot, by=held_.chair)
    figures, told = await came_to(entered_)
    assert (figures, told) == await came_to(held_) and figures["outcome"] == "decided" and not figures["secret"]
    sources = await Vote.filter(ballot_id=ballots_[0]).values_list("source", flat=True)
    assert set(sources) == {VoteSource.PAPER} and len(sources) == 3
    text = draft(await drafting.gather(entered_.session_id))
    assert question.text in text and "记名" in text and "无记名" not in text
    file = documents.written(await exporting.session_file(entered_.session_id, public=True))
    again = recount(reading.read(file.encode()).polls[0])
    assert again.differences == () and again.outcome == "decided"


@pytest.mark.parametrize(("papers", "says"), [
    ({}, "请逐人选"),
    ({0: canonical(single.Paper(9))}, "选票上没有"),
    ({4: canonical(single.Paper(1))}, "只能录到会并有表决权的人"),
    ({0: "[]"}, "选票的格式不对"),
])  # fmt: skip
async def test_what_is_no_paper_of_somebody_here_is_refused_and_leaves_nothing(
    database: Any, papers: dict[int, str], says: str
) -> None:
    hall = await on_paper(rules=OPEN_ONLY)
    by_seat = {hall.seat_of(hall.members[place]): paper for place, paper in papers.items()}
    named_ = commands.NamedQuestion(BY_NAME["a choice"][0], by_seat)
    with pytest.raises((BadInput, RuleBroken), match=says):
        await commands.enter_named_question(hall.items[0], named_, at(20), by=hall.recorder, command_id=new_id())
    assert not await Ballot.exists() and (await AgendaItem.get(id=hall.items[0])).state is ItemState.WAITING
    right = commands.NamedQuestion(named_.question, {hall.seat_of(hall.members[0]): canonical(single.Paper(1))})
    with pytest.raises(NotAllowed):
        await commands.enter_named_question(hall.items[0], right, at(20), by=hall.members[0], command_id=new_id())
    assert not await Ballot.exists()


@pytest.mark.parametrize(("counted", "says"), [
    (Bundles(((canonical(ranked.Paper(((1, 2),))), 4),)), "每个名次只能排一个选项"),
    (Bundles(((canonical(ranked.Paper(((4,),))), 4),)), "选票上没有第"),
    (Bundles((("[]", 4),)), "选票的格式不对"),
    (SUMS, "一张票一张票地数"),
])  # fmt: skip
async def test_what_is_no_ranking_of_this_question_is_refused_and_leaves_nothing(
    database: Any, settings: Any, counted: Bundles | Totals, says: str
) -> None:
    secret.configure(settings.data / "keys")
    hall = await on_paper()
    with pytest.raises((BadInput, RuleBroken), match=says):
        asked = CountedQuestion(PLAY, counted, Box(4, 4), "李建国", "王秀兰")
        await commands.enter_question(hall.items[0], asked, at(20), by=hall.recorder)
    assert not await Ballot.exists() and (await AgendaItem.get(id=hall.items[0])).state is ItemState.WAITING


BOXES = [
    (Box(5, 4), Hands(2, 1, 1), "issued", "多于当时可以投票的 4 人"),
    (Box(3, 4), Hands(2, 1, 1), "returned", "收回的票多于发出的票"),
    (Box(4, 4), Hands(2, 1, 0), "returned", "对不上"),
    (Box(4, 4, 1), Hands(2, 1, 1), "returned", "加上无效票是 5 张"),
]


@pytest.mark.parametrize(("box", "row", "field", "says"), BOXES)
def test_a_box_that_does_not_add_up_is_refused(box: Box, row: Hands, field: str, says: str) -> None:
    with pytest.raises(BadInput) as refused:
        rules.check_box(box, counted=row.total, present=4)
    assert says in refused.value.fields[field].said(str)


async def test_an_unreadable_paper_counts_for_nothing_and_is_told(database: Any, settings: Any) -> None:
    secret.configure(settings.data / "keys")
    hall = await on_paper()
    division = Division(TEXT, [Hands(2, 1, 0)], "李建国", "王秀兰", box=Box(4, 4, 1))
    await commands.enter_division(hall.items[0], division, at(20), by=hall.recorder, command_id=new_id())
    ballot = await Ballot.get(session_id=hall.session_id)
    assert ballot.tally == {"": [2, 1, 0]} and ballot.outcome == "not_carried"
    assert "其中无效 1 张" in announced(ballot).sentences[-1].said(str)
    closed = await Event.get(kind="ballot.closed", room_id=hall.room_id)
    assert closed.data["tally"] == {"": [2, 1, 0]}


async def test_who_entered_it_and_when_is_kept_and_the_hall_s_times_are_those_of_the_paper(database: Any) -> None:
    hall = await entered(counted)
    session = await session_queries.session(hall.session_id)
    assert (session.opened_at, session.closed_at) == (BEGAN, at(45))
    assert session.entered_by_id == hall.recorder.person_id and session.entered_at > at(45) and not session.entering
    events = await Event.filter(room_id=hall.room_id).order_by("seq")
    assert [event.kind for event in events][-2:] == ["session.closed", "session.entered"]
    assert not [event for event in events if event.kind == "chair.taken"]
    states = {seat.state for seat in await Seat.filter(session_id=hall.session_id)}
    assert states == {SeatState.PRESENT, SeatState.EXCUSED}


async def test_what_was_not_entered_is_carried_over(database: Any) -> None:
    hall = await entering()
    await commands.close_entered_item(hall.items[0], at(30), by=hall.recorder)
    await commands.finish_entering(hall.session_id, at(31), by=hall.recorder)
    states = [item.state for item in await AgendaItem.filter(session_id=hall.session_id).order_by("position")]
    assert states == [ItemState.DONE, ItemState.CARRIED_OVER]


async def test_a_division_sent_again_acts_once(database: Any) -> None:
    hall = await entering()
    for _ in range(2):
        await commands.enter_division(hall.items[0], named(hall), at(9), by=hall.recorder, command_id="the same one")
    assert await Ballot.filter(session_id=hall.session_id).count() == 1
    assert await Event.filter(kind="ballot.closed").count() == 1


async def test_the_recorder_does_what_the_chair_did_only_while_it_is_entered(database: Any) -> None:
    hall = await entered(counted)
    with pytest.raises(NotAllowed):
        await sessions.close_session(hall.session_id, by=hall.recorder)


@pytest.mark.parametrize(("act", "error", "says"), [
    (lambda h: commands.begin_entering(h.session_id, BEGAN, [], by=h.recorder), RuleBroken, "不能补录"),
    (lambda h: commands.begin_entering(h.session_id, BEGAN, [], by=h.members[0]), NotAllowed, "记录员"),
    (lambda h: commands.close_entered_item(h.items[0], at(-5), by=h.recorder), BadInput, "以后"),
    (lambda h: commands.close_entered_item(h.items[0], clock.now() + timedelta(1), by=h.recorder), BadInput, "以前"),
    (lambda h: commands.enter_division(h.items[0], Division(TEXT, [Hands(9, 0, 0)], "甲", "乙"), at(5),
                                       by=h.recorder, command_id=new_id()), BadInput, ""),
    (lambda h: commands.enter_division(h.items[0], Division(TEXT, [Hands(3, 0, 0)], "甲", ""), at(5),
                                       by=h.recorder, command_id=new_id()), BadInput, "请填写"),
    (lambda h: commands.enter_division(h.items[0], Division(TEXT, named={h.seat_of(h.members[5]): Choice.FOR}), at(5),
                                       by=h.recorder, command_id=new_id()), BadInput, "到会并有表决权"),
])  # fmt: skip
async def test_what_cannot_have_been_is_refused_and_leaves_nothing(
    database: Any, act: Any, error: type[Exception], says: str
) -> None:
    hall = await entering()
    events = await Event.all().count()
    with pytest.raises((error, RuleBroken)) as refused:
        await act(hall)
    assert says in refused.value.said(str)  # type: ignore[attr-defined]
    assert await Event.all().count() == events
    assert (await AgendaItem.get(id=hall.items[0])).state is ItemState.WAITING


async def test_only_what_was_to_take_place_already_can_be_entered(client: Any) -> None:
    hall = await make.session_noticed(members=3)
    with pytest.raises(BadInput, match="开始时间要在现在以前"):
        await commands.begin_entering(hall.session_id, clock.now() + timedelta(1), [hall.seat_of(hall.members[0])],
                                      by=hall.recorder)  # fmt: skip
    page = await (await client(hall.recorder)).text(f"/sessions/{hall.session_id}/afterwards")
    assert "到了时间" in page and "开始补录" not in page


async def test_the_pages_lead_the_recorder_through(client: Any) -> None:
    hall = await held()
    recorder = await client(hall.recorder)
    address = f"/sessions/{hall.session_id}"
    assert "补录" in await recorder.text(address)
    refused = await recorder.submit(f"{address}/afterwards", day="2026-03-04", began="19:00")
    assert refused.status_code == 422 and "请勾选到会的人" in await refused.get_data(as_text=True)
    form = [("command_id", new_id()), ("day", "2026-03-04"), ("began", "19:00")]
    here = [("present", str(hall.seat_of(member))) for member in hall.members[:4]]
    await recorder.post(f"{address}/afterwards", data=urlencode(form + here),
                        headers={"Content-Type": "application/x-www-form-urlencoded"})  # fmt: skip
    first, second = hall.items
    votes = {f"seat-{hall.seat_of(member)}": "for" for member in hall.members[:3]}
    await recorder.submit(f"/items/{first}/afterwards", text=TEXT, at="19:20", way="named", source="hand", **votes)
    page = await recorder.text(f"/items/{first}/afterwards")
    assert "通过" in page and "已录的表决" in page
    late = await recorder.submit(f"/items/{first}/afterwards/end", at="19:01")
    assert late.status_code == 422 and "已经录入的内容以后" in await late.get_data(as_text=True)
    await recorder.submit(f"/items/{first}/afterwards/end", at="19:30")
    await recorder.submit(f"/items/{second}/afterwards/end", at="19:40")
    await recorder.submit(f"{address}/afterwards/end", at="19:45")
    assert (await Session.get(id=hall.session_id)).state is SessionState.CLOSED
    assert "补录" in await recorder.text(address)


async def test_the_page_takes_what_nobody_objected_to(client: Any) -> None:
    hall = await on_paper()
    recorder = await client(hall.recorder)
    path = f"/items/{hall.items[0]}/afterwards"
    assert "没有人反对（无异议通过）" in await recorder.text(path)
    assert (await recorder.submit(path, text=TEXT, at="19:20", way="consent")).status_code == 303
    assert "没有人提出异议，通过" in await recorder.text(path)


async def test_the_pages_take_counts_by_group_secret_papers_and_an_election(client: Any) -> None:
    hall = await on_paper(rules=PRESETS["two_groups"].edited(may_be_secret=True), groups="AB")
    recorder, address = await client(hall.recorder), f"/items/{hall.items[0]}/afterwards"
    page = await recorder.text(address)
    assert "A 组，可投票的 2 人" in page and 'name="abstain-2"' in page
    assert "选举、单选、多选、打分" not in page  # where groups decide, options cannot be voted on
    names = {"text": TEXT, "at": "19:20", "teller": "李建国", "scrutineer": "王秀兰"}
    counts = {"for-1": "2", "against-2": "1", "abstain-2": "1"}
    wrong = await recorder.submit(address, way="secret", issued="4", returned="5", **names, **counts)
    again = await wrong.get_data(as_text=True)
    assert wrong.status_code == 422 and "收回的票多于发出的票" in again and 'value="李建国"' in again
    assert re.search(r'name="for-1" value="2"', again) and 'value="secret" checked' in again
    await recorder.submit(address, way="secret", issued="4", returned="4", **names, **counts)
    await recorder.submit(address, way="hands", **names, **counts)
    kinds = await Ballot.filter(session_id=hall.session_id).order_by("id").values_list("kind", "secret", "outcome")
    assert kinds == [(Kind.YES_NO, True, "not_carried"), (Kind.HANDS, False, "not_carried")]


async def test_an_election_is_entered_on_two_pages_and_nothing_typed_is_lost(client: Any) -> None:
    hall = await on_paper()
    recorder, address = await client(hall.recorder), f"/items/{hall.items[0]}/afterwards/question"
    assert address in await recorder.text(f"/items/{hall.items[0]}/afterwards")
    assert "差额选举" in await recorder.text(address) and "排序" in await recorder.text(address)
    asked = {
        "kind": "election",
        "question": "选两位楼栋长",
        "options": "赵明\n钱芳\n孙立",
        "seats": "2",
        "write_ins": "1",
    }
    empty = await recorder.submit(address, **{**asked, "options": "赵明"})
    assert empty.status_code == 422 and "至少要有两个选项" in await empty.get_data(as_text=True)
    counting = await (await recorder.submit(address, **asked)).get_data(as_text=True)
    assert "钱芳" in counting and 'name="second-3"' in counting and not await Ballot.exists()
    back = await (await recorder.submit(address, **asked, change="1")).get_data(as_text=True)
    assert "孙立</textarea>" in back and 'value="election" selected' in back
    figures = {"issued": "4", "returned": "4", "blank": "1", "first-1": "2", "first-2": "x", "second-3": "1",
               "teller": "李建国", "scrutineer": "王秀兰", "at": "19:20", "write_ins_counted": "李四 1"}  # fmt: skip
    refused = await recorder.submit(address, **asked, **figures, counted="1")
    told = await refused.get_data(as_text=True)
    assert refused.status_code == 422 and "请填整数" in told and "李四 1</textarea>" in told
    for names, says in (("李四", "姓名、空格、票数"), ("赵明 1", "候选人")):
        wrong = await recorder.submit(
            address, **{**asked, **figures, "first-2": "2", "write_ins_counted": names}, counted="1"
        )
        assert wrong.status_code in {409, 422} and says in await wrong.get_data(as_text=True)
    await recorder.submit(address, **{**asked, **figures, "first-2": "2"}, counted="1")
    page = await recorder.text(f"/items/{hall.items[0]}/afterwards")
    assert "选两位楼栋长" in page and "应选 2 人" in page
    ballot = await Ballot.get(session_id=hall.session_id)
    assert ballot.tally == SUMS.to_json() and ballot.printed == {"handed_out": 4, "returned": 4}
    assert (await recorder.get(f"/ballots/{ballot.id}/papers")).status_code == 404


@pytest.mark.parametrize(("kind", "figures", "tally"), [
    ("single", {"first-1": "2", "first-2": "1"}, [[1, 2, 0], [2, 1, 0], [3, 0, 0]]),
    ("approval", {"first-1": "3", "first-2": "2"}, [[1, 3, 0], [2, 2, 0], [3, 0, 0]]),
    ("score", {"first-1": "3", "second-1": "12"}, [[1, 3, 12], [2, 0, 0], [3, 0, 0]]),
])  # fmt: skip
async def test_what_was_counted_of_every_other_kind_is_entered_too(
    client: Any, kind: str, figures: dict[str, str], tally: list[Any]
) -> None:
    hall = await on_paper()
    recorder, address = await client(hall.recorder), f"/items/{hall.items[0]}/afterwards/question"
    asked = {"kind": kind, "question": "先建哪一样", "options": "滑梯\n球台\n健骑机"}
    assert 'name="first-3"' in await (await recorder.submit(address, **asked)).get_data(as_text=True)
    counted = {"issued": "4", "returned": "4", "blank": "1", "teller": "李建国", "scrutineer": "王秀兰", "at": "19:20"}
    await recorder.submit(address, **asked, **counted, **figures, counted="1")
    ballot = await Ballot.get(session_id=hall.session_id)
    assert ballot.tally == {"returned": [3, 1, 0], "options": tally}


async def test_a_ranking_is_entered_line_by_line_as_the_tally_sheet_has_it(client: Any) -> None:
    hall = await on_paper()
    recorder, address = await client(hall.recorder), f"/items/{hall.items[0]}/afterwards/question"
    asked = {"kind": "ranked", "question": "先建哪一样", "options": "滑梯\n球台\n健骑机"}
    counting = await (await recorder.submit(address, **asked)).get_data(as_text=True)
    assert 'name="rankings"' in counting and "健骑机" in counting and 'name="first-1"' not in counting
    names = {"teller": "李建国", "scrutineer": "王秀兰", "at": "19:20", "counted": "1"}
    box = {"issued": "4", "returned": "4", "blank": "1"}
    slip = await recorder.submit(address, **asked, **names, **box, rankings="2：球台＞滑梯\n1: 1 > 秋千")
    told = await slip.get_data(as_text=True)
    assert slip.status_code == 422 and "第 2 行：“秋千”不是选项" in told
    assert "2：球台＞滑梯\n1: 1 &gt; 秋千</textarea>" in told and 'value="李建国"' in told
    short = await recorder.submit(address, **asked, **names, **box, rankings="2: 2>1")
    assert "各项加上无效票是 3 张，收回的是 4 张" in await short.get_data(as_text=True) and not await Ballot.exists()
    await recorder.submit(address, **asked, **names, **box, rankings="2：球台＞滑梯\n1: 1 > 2 > 3")
    ballot = await Ballot.get(session_id=hall.session_id)
    assert ballot.tally == SORTED.to_json() and ballot.outcome == "decided"
    assert "球台" in await recorder.text(f"/items/{hall.items[0]}/afterwards")
    assert (await recorder.get(f"/ballots/{ballot.id}/papers")).status_code == 404


async def test_papers_with_names_are_entered_a_line_each_and_nothing_typed_is_lost(client: Any) -> None:
    hall = await on_paper(rules=OPEN_ONLY)
    recorder, address = await client(hall.recorder), f"/items/{hall.items[0]}/afterwards/question"
    assert address in await recorder.text(f"/items/{hall.items[0]}/afterwards")
    assert "票是记名的" in await recorder.text(address) and 'name="way"' not in await recorder.text(address)
    asked = {
        "kind": "election",
        "question": "选两位楼栋长",
        "options": "赵明\n钱芳\n孙立",
        "seats": "2",
        "write_ins": "1",
    }
    marking = await (await recorder.submit(address, **asked)).get_data(as_text=True)
    first, second, third, fourth, absent = (f"seat-{hall.seat_of(member)}" for member in hall.members)
    assert f'name="{fourth}"' in marking and absent not in marking and "issued" not in marking
    lines = {first: "1 2", second: "1 －3 ＋李四", third: "九", "at": "19:20", "counted": "1"}
    slip = await recorder.submit(address, **asked, **lines)
    told = await slip.get_data(as_text=True)
    assert (
        slip.status_code == 422 and "例如“1 3 -2”" in told and 'value="1 －3 ＋李四"' in told and 'value="九"' in told
    )
    many = await recorder.submit(address, **asked, **{**lines, third: "1 2 3"})
    assert many.status_code == 422 and f'id="{third}-error"' in await many.get_data(as_text=True)
    assert not await Ballot.exists()
    await recorder.submit(address, **asked, **{**lines, third: "0"})
    ballot = await Ballot.get(session_id=hall.session_id)
    assert (ballot.secret, ballot.outcome) == (False, "partly") and await Vote.filter(ballot_id=ballot.id).count() == 3
    assert "应选 2 人" in await recorder.text(f"/items/{hall.items[0]}/afterwards")


async def test_where_both_are_allowed_the_recorder_says_how_the_papers_were(client: Any) -> None:
    hall = await on_paper()
    recorder, address = await client(hall.recorder), f"/items/{hall.items[0]}/afterwards/question"
    asked = {"kind": "single", "question": "先建哪一样", "options": "滑梯\n球台", "way": "named"}
    marking = await (await recorder.submit(address, **asked)).get_data(as_text=True)
    assert 'type="hidden" name="way" value="named"' in marking
    back = await (await recorder.submit(address, **asked, change="1")).get_data(as_text=True)
    assert re.search(r'value="named" checked', back)
    voter = f"seat-{hall.seat_of(hall.members[0])}"
    await recorder.submit(address, **asked, counted="1", at="19:20", **{voter: "球台"})
    ballot = await Ballot.get(session_id=hall.session_id)
    assert not ballot.secret and ballot.outcome == "decided"
