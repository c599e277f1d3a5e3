"""书面征求意见: all open together, nothing after the deadline, all counted together; what each command owes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agenda.attendance.models import Seat
from agenda.ballots import commands as ballots
from agenda.ballots import figures
from agenda.ballots import queries as ballot_queries
from agenda.ballots.commands import Given
from agenda.ballots.methods.hands import Hands
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import Ballot, BallotState, PreparedBallot, RollEntry, VoteSource
from agenda.ballots.questions import Question
from agenda.ballots.rule_sets import PRESETS
from agenda.ballots.rules import FOLLOW, Choice
from agenda.deliveries import commands as deliveries
from agenda.deliveries.models import DeliveryMeans
from agenda.items.models import AgendaItem, ItemState
from agenda.recount import documents, exporting, reading
from agenda.recount.rules import recount
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session, SessionKind, SessionState
from agenda.written import commands, returned
from forum import clock
from forum.access import Actor
from forum.errors import BadInput, NotAllowed, RuleBroken
from minutes.drafting import queries as drafting
from minutes.drafting.draft import draft
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import Deed, Refused, check_acts_once, check_recorded, check_refused, new_id

TWO = [
    Question(Kind.YES_NO, "是否同意使用维修资金更换2号楼电梯？"),
    Question(Kind.YES_NO, "是否同意由业委会选定施工单位？"),
]
CLAUSE = "已送达而逾期不交的表决票，视为同意多数意见。"


async def vote(hall: Hall, who: Actor, choice: str, ballot_id: int | None = None) -> None:
    await ballots.cast_vote(ballot_id or hall.ballot_id, Given(choice), by=who, command_id=new_id())


def after(hall: Hall, days: int = 15) -> Any:
    return clock.set_to(clock.now() + timedelta(days=days))


async def close(hall: Hall) -> Ballot:
    with after(hall):
        await commands.close_papers(hall.session_id, by=hall.chair)
    return await Ballot.get(id=hall.ballot_id)


# ---- planning ----------------------------------------------------------------------------------------------------


async def test_only_a_body_whose_rules_count_papers_is_asked_in_writing(database: Any) -> None:
    body = await make.body(members=3)
    with pytest.raises(RuleBroken, match="不能书面征求意见"):
        await make.session_planned(body, kind=SessionKind.WRITTEN, planned_minutes=14 * 24 * 60)
    assert not await Session.exists()


async def test_a_body_whose_rules_have_changed_since_is_asked_in_a_sitting(database: Any) -> None:
    hall = await make.written_planned(members=3)
    from forum.bodies.models import Body

    await Body.filter(id=hall.body_id).update(rules=PRESETS["simple"].to_json())
    with pytest.raises(RuleBroken, match="不能书面征求意见"):
        await sessions.give_notice(hall.session_id, by=hall.secretary)


async def test_papers_are_taken_for_a_day_at_least(database: Any) -> None:
    body = await make.body(members=3, rules=make.in_writing())
    with pytest.raises(BadInput) as caught:
        await make.session_planned(body, kind=SessionKind.WRITTEN, planned_minutes=600)
    assert "until_day" in caught.value.fields


async def test_a_notice_without_a_question_is_refused(database: Any) -> None:
    hall = await make.written_planned(members=3)
    (matter,) = await PreparedBallot.all()
    await commands.withdraw_matter(matter.id, by=hall.secretary)
    with pytest.raises(RuleBroken, match="还没有写要大家表决的问题"):
        await sessions.give_notice(hall.session_id, by=hall.secretary)


async def test_a_question_that_the_rules_do_not_know_is_refused(database: Any) -> None:
    hall = await make.written_planned(members=3)
    with pytest.raises(RuleBroken, match="举手"):
        await commands.put_matter(hall.item_id, Question(Kind.HANDS, "举手吗"), by=hall.secretary)
    with pytest.raises(BadInput):
        await commands.put_matter(hall.item_id, Question(Kind.YES_NO, " "), by=hall.secretary)


# ---- taking papers -----------------------------------------------------------------------------------------------


async def test_all_questions_open_at_once_for_everybody_entitled_and_nobody_checks_in(database: Any) -> None:
    hall = await make.written_open(members=4, observers=1, matters=TWO)
    found = await Ballot.filter(session_id=hall.session_id).order_by("id")
    session = await Session.get(id=hall.session_id)
    assert [(one.state, one.question, one.closes_at) for one in found] == [
        (BallotState.OPEN, question.text, session.planned_end) for question in TWO
    ]
    entitled = set(await Seat.filter(session_id=hall.session_id, entitled=True).values_list("id", flat=True))
    for ballot in found:
        assert set(await RollEntry.filter(ballot_id=ballot.id).values_list("seat_id", flat=True)) == entitled
    assert [prepared.ballot_id for prepared in await PreparedBallot.all()] == [one.id for one in found]
    assert {item.state for item in await AgendaItem.all()} == {ItemState.OPEN}


async def test_a_question_taken_off_is_not_opened(database: Any) -> None:
    hall = await make.written_planned(members=3, matters=TWO)
    await commands.withdraw_matter((await PreparedBallot.all())[0].id, by=hall.secretary)
    await sessions.give_notice(hall.session_id, by=hall.secretary)
    await commands.open_papers(hall.session_id, by=hall.chair)
    assert [one.question for one in await Ballot.all()] == [TWO[1].text]


async def test_nothing_is_taken_after_the_deadline(database: Any) -> None:
    hall = await make.written_open(members=3)
    with after(hall), pytest.raises(RuleBroken, match="表决已经结束"):
        await vote(hall, hall.members[0], "for")
    with after(hall), pytest.raises(RuleBroken, match="表决已经结束"):
        await ballots.enter_vote(
            hall.ballot_id, hall.seat_of(hall.members[1]), Choice.FOR, by=hall.recorder, command_id=new_id(),
            source=VoteSource.PAPER,
        )  # fmt: skip
    with after(hall, 13):
        await vote(hall, hall.members[0], "for")
    assert await ballot_queries.voted(hall.ballot_id) == 1


async def test_all_are_counted_and_announced_together(database: Any) -> None:
    hall = await make.written_open(members=4, matters=TWO)
    first, second = [one.id for one in await Ballot.all().order_by("id")]
    for member in hall.members[:3]:
        await vote(hall, member, "for", first)
        await vote(hall, member, "against", second)
    await close(hall)
    found = await Ballot.all().order_by("id")
    assert [(one.state, one.outcome) for one in found] == [
        (BallotState.CLOSED, "carried"), (BallotState.CLOSED, "not_carried")
    ]  # fmt: skip
    assert (await Session.get(id=hall.session_id)).state is SessionState.CLOSED
    assert {item.state for item in await AgendaItem.all()} == {ItemState.DONE}


async def test_before_the_deadline_it_is_counted_only_when_everybody_has_answered(database: Any) -> None:
    hall = await make.written_open(members=2)
    await vote(hall, hall.members[0], "for")
    with pytest.raises(RuleBroken, match="还没有到截止时间"):
        await commands.close_papers(hall.session_id, by=hall.chair)
    await vote(hall, hall.members[1], "for")
    await commands.close_papers(hall.session_id, by=hall.chair)
    assert (await Ballot.get(id=hall.ballot_id)).outcome == "carried"


async def test_the_deadline_is_put_off_once_and_the_reason_is_kept(database: Any) -> None:
    hall = await make.written_open(members=3)
    before = (await Session.get(id=hall.session_id)).planned_end
    until = before + timedelta(days=7)
    await commands.extend_deadline(hall.session_id, until, "国庆假期多数业主不在家", by=hall.chair)
    session = await Session.get(id=hall.session_id)
    assert (session.extended_from, session.extension_reason) == (before, "国庆假期多数业主不在家")
    assert session.planned_end == until
    assert (await Ballot.get(id=hall.ballot_id)).closes_at == until
    with after(hall, 16):
        await vote(hall, hall.members[0], "for")
    with pytest.raises(RuleBroken, match="延长过一次"):
        await commands.extend_deadline(hall.session_id, until + timedelta(days=1), "再等等", by=hall.chair)


async def test_one_question_can_be_declared_void_and_the_others_stand(database: Any) -> None:
    hall = await make.written_open(members=2, matters=TWO)
    first, second = [one.id for one in await Ballot.all().order_by("id")]
    await ballots.void_ballot(first, "问题写错了", by=hall.chair)
    for member in hall.members:
        await vote(hall, member, "for", second)
    await commands.close_papers(hall.session_id, by=hall.chair)
    assert [(one.state, one.outcome) for one in await Ballot.all().order_by("id")] == [
        (BallotState.VOID, None), (BallotState.CLOSED, "carried")
    ]  # fmt: skip


async def test_several_people_of_the_office_work_on_it_over_weeks(database: Any) -> None:
    """No device presides: whoever may preside may open, put off and count."""
    hall = await make.written_open(members=2)
    assert (await Session.get(id=hall.session_id)).presiding_id is None
    await ballots.void_ballot(hall.ballot_id, "写错了", by=hall.secretary)


# ---- the silence clause ------------------------------------------------------------------------------------------


async def silent(**changes: Any) -> Hall:
    """Ten owners: three for, one against, one that follows; two were reached and say nothing, three were not."""
    hall = await make.written_open(members=10, rules=make.in_writing(silence_clause=CLAUSE, **changes))
    for who, choice in enumerate(["for", "for", "for", "against", FOLLOW]):
        await vote(hall, hall.members[who], choice)
    reached = [hall.seat_of(member) for member in hall.members[3:7]]
    await deliveries.record_deliveries(
        hall.session_id, reached, DeliveryMeans.HANDED, clock.today(), "李秀英", by=hall.recorder
    )
    return hall


async def test_the_silent_are_frozen_with_the_count_and_both_counts_are_told(database: Any) -> None:
    ballot = await close(await silent())
    assert ballot.delivered == {"delivered": [4, 0], "silent": [2, 0]}
    assert ballot.tally == {"": [3, 1, 0, 1]}
    assert ballot.outcome == "invalid"
    silence = figures.verdict(ballot).silence
    assert silence is not None
    assert silence.with_silent is not None
    assert (silence.silent.heads, silence.undelivered.heads, silence.follow.heads) == (2, 3, 1)
    assert (silence.with_silent.figures.for_, silence.with_silent.outcome.value) == (6, "carried")


async def test_a_delivery_after_the_count_changes_nothing(database: Any) -> None:
    hall = await silent(silence_binds=True)
    ballot = await close(hall)
    before = figures.verdict(ballot)
    with pytest.raises(RuleBroken, match="才能登记送达"):
        await deliveries.record_deliveries(
            hall.session_id, [hall.seat_of(hall.members[9])], DeliveryMeans.HANDED, clock.today(), by=hall.recorder
        )
    assert ballot.outcome == "carried"
    assert figures.verdict(await Ballot.get(id=ballot.id)) == before


@pytest.mark.parametrize("binds", [False, True])
async def test_the_record_is_recounted_with_its_deliveries(database: Any, binds: bool) -> None:
    hall = await silent(silence_binds=binds)
    await close(hall)
    for public in (False, True):
        text = documents.written(await exporting.session_file(hall.session_id, public=public))
        (poll,) = reading.read(text.encode()).polls
        counted = recount(poll)
        assert counted.differences == ()
        assert counted.outcome == ("carried" if binds else "invalid")
        forged = reading.read(text.replace('"silent": [\n     2', '"silent": [\n     0').encode()).polls[0]
        assert forged.delivery.silent.heads == 0


async def test_nobody_follows_where_the_rules_have_no_clause(database: Any) -> None:
    hall = await make.written_open(members=3)
    with pytest.raises(BadInput):
        await vote(hall, hall.members[0], FOLLOW)


async def test_the_desk_enters_a_paper_that_follows(database: Any) -> None:
    hall = await make.written_open(members=3, rules=make.in_writing(silence_clause=CLAUSE))
    await ballots.enter_vote(
        hall.ballot_id, hall.seat_of(hall.members[0]), Given(FOLLOW), by=hall.recorder, command_id=new_id(),
        source=VoteSource.PAPER,
    )  # fmt: skip
    stored = await ballot_queries.vote_of(hall.ballot_id, hall.seat_of(hall.members[0]))
    assert stored is not None
    assert stored.choice == FOLLOW


@pytest.mark.parametrize(("reached", "outcome"), [(5, "carried"), (6, "carried"), (4, "invalid")])
async def test_objections_alone_decide_only_where_every_delivery_is_on_record(
    database: Any, reached: int, outcome: str
) -> None:
    rules = PRESETS["objection_only"].edited(measures=PRESETS["simple"].measures)
    hall = await make.written_open(
        members=5, rules=rules, matters=[Question(Kind.OBJECTION, "在东门外设快递柜，有异议的请提出。")]
    )
    await ballots.cast_vote(hall.ballot_id, Given({"objects": True}), by=hall.members[0], command_id=new_id())
    seats = [hall.seat_of(member) for member in hall.members[:reached]]
    await deliveries.record_deliveries(hall.session_id, seats, DeliveryMeans.HANDED, clock.today(), by=hall.recorder)
    assert (await close(hall)).outcome == outcome


async def test_the_minutes_say_that_it_was_held_in_writing(database: Any) -> None:
    hall = await silent()
    await close(hall)
    text = draft(await drafting.gather(hall.session_id))
    assert "书面征求意见，不召开会议" in text
    assert "表决名单10人，已送达4人。" in text
    assert "从众1票" in text
    assert "的表决无效，未作决定。" in text
    assert "会议就" not in text


# ---- the office's list -------------------------------------------------------------------------------------------


async def test_the_office_sees_who_has_answered_and_how_and_never_what(database: Any) -> None:
    hall = await silent()
    lines = await returned.lines(hall.session_id)
    assert [line.is_complete for line in lines] == [True] * 5 + [False] * 5
    assert lines[0].returned == {hall.ballot_id: VoteSource.DEVICE}
    assert not any(choice in repr(lines) for choice in ("for'", "against", FOLLOW))


async def test_who_has_sent_an_objection_ballot_is_not_told_before_it_is_counted(database: Any) -> None:
    rules = PRESETS["objection_only"].edited(measures=PRESETS["simple"].measures)
    hall = await make.written_open(members=3, rules=rules, matters=[Question(Kind.OBJECTION, "设快递柜")])
    await ballots.cast_vote(hall.ballot_id, Given({"objects": True}), by=hall.members[0], command_id=new_id())
    assert [line.returned for line in await returned.lines(hall.session_id)] == [{}, {}, {}]


# ---- what every command owes -------------------------------------------------------------------------------------


DEEDS = [
    Deed("put_matter", lambda: make.written_planned(members=2),
         lambda h, **kw: commands.put_matter(h.item_id, TWO[1], by=h.secretary, **kw), "matter.put"),
    Deed("open_papers", lambda: make.written_noticed(members=2),
         lambda h, **kw: commands.open_papers(h.session_id, by=h.chair, **kw), "session.opened",
         others=frozenset({"item.opened", "ballot.opened"})),
    Deed("extend_deadline", lambda: make.written_open(members=2),
         lambda h, **kw: commands.extend_deadline(
             h.session_id, clock.now() + timedelta(days=20), "假期", by=h.chair, **kw), "session.extended"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_it_records_its_fact_once(database: Any, deed: Deed) -> None:
    await check_recorded(deed)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_sent_again_it_acts_once(database: Any, deed: Deed) -> None:
    await check_acts_once(deed)


REFUSALS = [
    Refused("a sitting is not opened in writing", lambda: make.session_noticed(members=2),
            lambda h, **kw: commands.open_papers(h.session_id, by=h.chair, **kw), RuleBroken, "不是书面征求意见"),
    Refused("what is in writing is not opened as a sitting", lambda: make.written_noticed(members=2),
            lambda h, **kw: sessions.open_session(h.session_id, by=h.chair, **kw), RuleBroken, "不开会"),
    Refused("what is in writing is not closed as a sitting", lambda: make.written_open(members=2),
            lambda h, **kw: sessions.close_session(h.session_id, by=h.chair, **kw), RuleBroken, "不开会"),
    Refused("one is counted before the others", lambda: make.written_open(members=2),
            lambda h, **kw: ballots.close_ballot(h.ballot_id, by=h.chair, **kw), RuleBroken, "不开会"),
    Refused("a question more while papers are out", lambda: make.written_open(members=2),
            lambda h, **kw: ballots.open_question(h.item_id, make.question(), by=h.chair, **kw), RuleBroken, "不开会"),
    Refused("papers in a lump", lambda: make.written_open(members=2),
            lambda h, **kw: ballots.enter_block(
                h.ballot_id, [Hands(2, 0, 0)], VoteSource.PAPER, "计票人", by=h.recorder, **kw),
            RuleBroken, "一张票一张票"),
    Refused("a member opens nothing", lambda: make.written_noticed(members=2),
            lambda h, **kw: commands.open_papers(h.session_id, by=h.members[0], **kw), NotAllowed, "主持人"),
    Refused("opened twice", lambda: make.written_open(members=2),
            lambda h, **kw: commands.open_papers(h.session_id, by=h.chair, **kw), RuleBroken, "已经开始收票"),
    Refused("opened before the notice", lambda: make.written_planned(members=2),
            lambda h, **kw: commands.open_papers(h.session_id, by=h.chair, **kw), RuleBroken, "先发通知"),
    Refused("a question after the notice", lambda: make.written_noticed(members=2),
            lambda h, **kw: commands.put_matter(h.item_id, TWO[1], by=h.secretary, **kw), RuleBroken, "问题已定"),
    Refused("put off without a reason", lambda: make.written_open(members=2),
            lambda h, **kw: commands.extend_deadline(
                h.session_id, clock.now() + timedelta(days=20), " ", by=h.chair, **kw), BadInput, "延长的原因"),
    Refused("put off to an earlier day", lambda: make.written_open(members=2),
            lambda h, **kw: commands.extend_deadline(
                h.session_id, clock.now() + timedelta(days=1), "早点", by=h.chair, **kw), BadInput, "晚于原来"),
]  # fmt: skip


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
async def test_it_says_why_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)
