"""Procedural motions come first, have majorities of their own, and do at once what they ask for."""

from __future__ import annotations

from typing import Any

import pytest

from agenda.ballots import commands as ballots
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import Ballot, Block, Vote, VoteSource
from agenda.ballots.rules import Choice
from agenda.floor import commands as floor
from agenda.floor.models import Hand, HandState
from agenda.floor.rules import FloorRules, HandKind, Majority
from agenda.items import commands as items
from agenda.items.models import AgendaItem, ItemState
from agenda.motions import commands, procedural, queries
from agenda.motions.models import Motion, MotionKind, MotionState
from agenda.planning import queries as planning
from agenda.recess import commands as recess
from agenda.room.view import load
from agenda.sessions import commands as sessions
from agenda.sessions.models import Session
from forum import clock
from forum.errors import BadInput, NotAllowed, RuleBroken
from forum.topics.models import Topic, TopicState
from minutes.drafting.draft import draft
from minutes.drafting.queries import gather
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import (
    Deed,
    Refused,
    check_acts_once,
    check_recorded,
    check_refused,
    new_id,
)

K = MotionKind


async def put() -> Hall:
    return await make.motion_put(topics=3)


async def debate_moved() -> Hall:
    """`ballot_id` holds the procedural motion's id."""
    hall = await put()
    hall.ballot_id = await procedural.move_procedural(hall.item_id, K.CLOSE_DEBATE, by=hall.members[0])
    return hall


async def resting() -> Hall:
    hall = await put()
    await recess.call_recess(hall.session_id, 10, by=hall.chair)
    return hall


async def voting() -> Hall:
    return await make.ballot_open(topics=3)


async def settled(*votes: Choice) -> Hall:
    """Everybody is for it, but those said."""
    hall = await voting()
    for who, member in enumerate(hall.members):
        choice = votes[who] if who < len(votes) else Choice.FOR
        await ballots.cast_vote(hall.ballot_id, choice, by=member, command_id=new_id())
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    return hall


async def first_against() -> Hall:
    return await settled(Choice.AGAINST)


async def between_items() -> Hall:
    hall = await settled()
    await items.close_item(hall.item_id, by=hall.chair)
    return hall


async def next_item() -> Hall:
    hall = await between_items()
    await items.open_item(hall.items[1], by=hall.chair)
    return hall


def moves(kind: MotionKind, who: int | str = "chair", **given: Any) -> Any:
    def act(hall: Hall, **kw: Any) -> Any:
        by = hall.chair if who == "chair" else hall.members[int(who)]
        return procedural.move_procedural(hall.item_id, kind, by=by, **given, **kw)

    return act


def reconsiders(who: int | str = "chair", **given: Any) -> Any:
    return lambda hall, **kw: procedural.reconsider(
        hall.motion_id, by=hall.chair if who == "chair" else hall.members[int(who)], **given, **kw
    )


async def carried(hall: Hall, kind: MotionKind, **given: Any) -> int:
    """Put by the chair, and nobody objects."""
    motion_id = await procedural.move_procedural(hall.item_id, kind, by=hall.chair, **given)
    await agreed(hall, motion_id)
    return motion_id


async def agreed(hall: Hall, motion_id: int) -> None:
    ballot_id = await ballots.open_ballot(motion_id, by=hall.chair, kind=Kind.CONSENT)
    await ballots.close_ballot(ballot_id, by=hall.chair)


async def voted(hall: Hall, motion_id: int, for_: int) -> Ballot:
    ballot_id = await ballots.open_ballot(motion_id, by=hall.chair)
    for who, member in enumerate(hall.members):
        choice = Choice.FOR if who < for_ else Choice.AGAINST
        await ballots.cast_vote(ballot_id, choice, by=member, command_id=new_id())
    await ballots.close_ballot(ballot_id, by=hall.chair)
    return await Ballot.get(id=ballot_id)


DEEDS = [
    Deed("moved by a member", put, moves(K.RECESS, 0), "motion.moved",
         lambda h, answer: {"motion": answer, "seat": h.seat_of(h.members[0]), "of": "recess"}),
    Deed("put by the chair", put, moves(K.REFER, to="物业"), "motion.put",
         lambda h, answer: {"motion": answer, "of": "refer"}),
    Deed("made aloud", put, moves(K.RECESS, mover=2, seconder=1), "motion.put", lambda h, answer: {
        "motion": answer, "of": "recess", "seat": h.seat_of(h.members[1]), "seconder": h.seat_of(h.members[0])}),
    Deed("reconsider", settled, reconsiders(1), "motion.moved",
         lambda h, answer: {"motion": answer, "of": "reconsider"}),
    Deed("reconsider aloud", settled, reconsiders(mover=2, seconder=1), "motion.put", lambda h, answer: {
        "motion": answer, "of": "reconsider", "seat": h.seat_of(h.members[1]),
        "seconder": h.seat_of(h.members[0])}),
    Deed("reconsider between items", between_items, reconsiders(), "motion.put",
         lambda h, answer: {"motion": answer}, frozenset({"item.reopened"})),
    Deed("call_recess", put, lambda h, **kw: recess.call_recess(h.session_id, 15, by=h.chair, **kw),
         "session.recessed", lambda h, _: {"session": h.session_id, "minutes": 15, "motion": None}),
    Deed("extend_recess", resting, lambda h, **kw: recess.extend_recess(h.session_id, 5, by=h.chair, **kw),
         "session.recess_extended", lambda h, _: {"minutes": 5}),
    Deed("resume", resting, lambda h, **kw: recess.resume(h.session_id, by=h.chair, **kw), "session.resumed"),
]  # fmt: skip

REFUSED = [
    Refused("a lower one over a higher", debate_moved, moves(K.POSTPONE), RuleBroken, "先处理完现在的程序性动议"),
    Refused("the same again", debate_moved, moves(K.CLOSE_DEBATE), RuleBroken, "先处理完现在的程序性动议"),
    Refused("aloud without a second", put, moves(K.RECESS, mover=2), BadInput, "要一起填"),
    Refused("while people vote", voting, moves(K.RECESS), RuleBroken, "表决已经开始"),
    Refused("an amendment meanwhile", debate_moved, lambda h, **kw: commands.put_amendment(
        h.motion_id, "改成另一句", by=h.chair, **kw), RuleBroken, "程序性动议要先处理"),
    Refused("the main question meanwhile", debate_moved, lambda h, **kw: ballots.open_ballot(
        h.motion_id, by=h.chair, **kw), RuleBroken, "程序性动议要先处理"),
    Refused("amending it", debate_moved, lambda h, **kw: commands.put_amendment(
        h.ballot_id, "改成另一句", by=h.chair, **kw), RuleBroken, "程序性动议"),
    Refused("referring to nobody", put, moves(K.REFER, to=" "), BadInput, "交给谁研究"),
    Refused("a recess of a day", put, moves(K.RECESS, minutes=1440), BadInput, "1到120分钟"),
    Refused("reconsidering what is pending", put, reconsiders(), RuleBroken, "只有表决过的动议"),
    Refused("reconsidering by who lost", first_against, reconsiders(0), RuleBroken, "投票赢的一方"),
    Refused("reconsidering aloud by who lost", first_against, reconsiders(mover=1, seconder=2), RuleBroken,
            "投票赢的一方"),
    Refused("reconsidering aloud without a second", settled, reconsiders(mover=2), BadInput, "要一起填"),
    Refused("reconsidering from another item", next_item, reconsiders(), RuleBroken, "属于另一项"),
    Refused("a recess by a member", put, lambda h, **kw: recess.call_recess(
        h.session_id, 10, by=h.members[0], **kw), NotAllowed, "只有本次会议的主持人"),
    Refused("a recess while people vote", voting, lambda h, **kw: recess.call_recess(
        h.session_id, 10, by=h.chair, **kw), RuleBroken, "表决已经开始"),
    Refused("a hand in recess", resting, lambda h, **kw: floor.raise_hand(
        h.item_id, by=h.members[0], **kw), RuleBroken, "正在休息"),
    Refused("a ballot in recess", resting, lambda h, **kw: ballots.open_ballot(
        h.motion_id, by=h.chair, **kw), RuleBroken, "正在休息"),
    Refused("closing in recess", resting, lambda h, **kw: items.close_item(
        h.item_id, by=h.chair, **kw), RuleBroken, "正在休息"),
    Refused("resuming what goes on", put, lambda h, **kw: recess.resume(
        h.session_id, by=h.chair, **kw), RuleBroken, "没有在休息"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=str)
async def test_a_procedural_command_records_one_fact_and_acts_once(database: Any, deed: Deed) -> None:
    await check_recorded(deed)
    await check_acts_once(deed)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_a_procedural_command_out_of_order_says_why_and_writes_nothing(database: Any, refused: Refused) -> None:
    await check_refused(refused)


async def test_a_recess_may_be_moved_over_everything_and_is_settled_first(database: Any) -> None:
    hall = await debate_moved()
    rest = await procedural.move_procedural(hall.item_id, K.RECESS, by=hall.members[1], minutes=5)
    current = await queries.current(hall.item_id)
    assert current is not None and current.id == rest
    await commands.second_motion(rest, by=hall.members[2])
    await agreed(hall, rest)
    session = await Session.get(id=hall.session_id)
    assert session.in_recess
    view = await load(hall.room_id)
    assert view.steps.next is not None and view.steps.next.path.endswith("/resume")
    await recess.resume(hall.session_id, by=hall.chair)
    current = await queries.current(hall.item_id)
    assert current is not None and current.id == hall.ballot_id, "and the hall goes on where it was"


@pytest.mark.parametrize(("for_", "outcome"), [(3, "not_carried"), (4, "carried")])
async def test_closing_debate_takes_two_thirds_and_other_motions_more_than_half(
    database: Any, for_: int, outcome: str
) -> None:
    hall = await put()
    debate = await procedural.move_procedural(hall.item_id, K.CLOSE_DEBATE, by=hall.chair)
    assert (await voted(hall, debate, for_)).outcome == outcome
    later = await procedural.move_procedural(hall.item_id, K.POSTPONE, by=hall.chair)
    assert (await voted(hall, later, 3)).outcome == "carried"


async def test_a_body_chooses_the_majority_of_each_and_sessions_noticed_before_keep_theirs(database: Any) -> None:
    body = await make.body(members=3)
    before = await make.item_open(body)
    await floor.adopt_floor_rules(body.id, FloorRules(recess_majority=Majority.TWO_THIRDS), by=before.secretary)
    after = await make.item_open(body)
    shares = []
    for hall in (before, after):
        motion_id = await procedural.move_procedural(hall.item_id, K.RECESS, by=hall.chair)
        ballot_id = await ballots.open_ballot(motion_id, by=hall.chair)
        shares.append((await Ballot.get(id=ballot_id)).rules["threshold"]["share"])
    assert shares == ["1/2", "2/3"]


async def test_an_objection_leads_to_a_show_of_hands(database: Any) -> None:
    hall = await put()
    motion_id = await procedural.move_procedural(hall.item_id, K.RECESS, by=hall.chair)
    view = await load(hall.room_id)
    assert view.steps.next is not None and view.steps.next.fields == {"kind": "consent"}
    ballot_id = await ballots.open_ballot(motion_id, by=hall.chair, kind=Kind.CONSENT)
    await ballots.cast_vote(ballot_id, ballots.Given({"objects": True}), by=hall.members[0], command_id=new_id())
    await ballots.close_ballot(ballot_id, by=hall.chair)
    assert not (await Session.get(id=hall.session_id)).in_recess
    view = await load(hall.room_id)
    assert view.steps.next is not None and view.steps.next.fields == {"kind": "hands"}


async def test_closed_debate_lowers_hands_and_lets_only_points_of_order_up(database: Any) -> None:
    hall = await put()
    hand = await floor.raise_hand(hall.item_id, by=hall.members[0])
    await carried(hall, K.CLOSE_DEBATE)
    assert (await Hand.get(id=hand)).state is HandState.WITHDRAWN
    with pytest.raises(RuleBroken):
        await floor.raise_hand(hall.item_id, by=hall.members[0])
    await floor.raise_hand(hall.item_id, by=hall.members[0], kind=HandKind.ORDER_POINT)
    view = await load(hall.room_id)
    assert view.steps.next is not None and view.steps.next.path.endswith("/floor")


async def test_a_void_ballot_opens_debate_again(database: Any) -> None:
    hall = await put()
    await carried(hall, K.CLOSE_DEBATE)
    ballot = await Ballot.all().order_by("-id").first()
    assert ballot is not None
    await ballots.void_ballot(ballot.id, "按错了", by=hall.chair)
    await floor.raise_hand(hall.item_id, by=hall.members[0])


async def test_what_is_put_off_to_the_next_session_is_offered_there(database: Any) -> None:
    hall = await put()
    await carried(hall, K.POSTPONE)
    item = await AgendaItem.get(id=hall.item_id)
    assert item.state is ItemState.CARRIED_OVER
    assert (await Motion.get(id=hall.motion_id)).state is MotionState.SET_ASIDE
    assert (await Topic.get(id=hall.topics[0].id)).state is TopicState.ACCEPTED
    await sessions.close_session(hall.session_id, by=hall.chair)
    text = draft(await gather(hall.session_id))
    assert "会议决定：该事项延期，转入下次会议再议。" in text and "经会议决定延期" in text


async def test_what_is_put_off_to_later_today_comes_there_with_its_motion(database: Any) -> None:
    hall = await put()
    await carried(hall, K.POSTPONE, after=hall.items[1])
    order = list(await AgendaItem.filter(session_id=hall.session_id).order_by("position").values_list("id", flat=True))
    assert order == [hall.items[1], hall.items[0], hall.items[2]]
    await items.open_item(hall.items[1], by=hall.chair)
    await items.close_item(hall.items[1], by=hall.chair)
    view = await load(hall.room_id)
    assert view.next_item is not None and view.next_item.id == hall.item_id
    await items.open_item(hall.item_id, by=hall.chair)
    current = await queries.current(hall.item_id)
    assert current is not None and current.id == hall.motion_id


async def test_what_is_referred_ends_so_and_is_in_the_minutes_and_on_the_next_agenda(database: Any) -> None:
    hall = await put()
    await carried(hall, K.REFER, to="物业和业委会联合工作小组")
    item = await AgendaItem.get(id=hall.item_id)
    assert (item.state, item.referred_to) == (ItemState.REFERRED, "物业和业委会联合工作小组")
    await sessions.close_session(hall.session_id, by=hall.chair)
    assert "会议决定：该事项交物业和业委会联合工作小组研究" in draft(await gather(hall.session_id))
    after = await Session.get(id=(await make.session_planned(make.BodyMade(hall.body_id, []))).session_id)
    assert hall.item_id in {one.id for one in await planning.left_over(after)}


async def test_a_motion_reconsidered_is_debated_and_decided_anew_and_not_a_third_time(database: Any) -> None:
    hall = await between_items()
    again = await procedural.reconsider(hall.motion_id, by=hall.chair)
    assert (await AgendaItem.get(id=hall.item_id)).state is ItemState.OPEN
    await agreed(hall, again)
    assert (await Motion.get(id=hall.motion_id)).state is MotionState.PUT
    await voted(hall, hall.motion_id, 0)
    with pytest.raises(RuleBroken):
        await procedural.reconsider(hall.motion_id, by=hall.chair)
    await items.close_item(hall.item_id, by=hall.chair)
    await sessions.close_session(hall.session_id, by=hall.chair)
    text = draft(await gather(hall.session_id))
    assert "未获通过" in text and "会议同意更换" not in text
    assert "提出程序性动议：“复议" in text


async def test_who_lost_may_move_it_where_the_rules_or_the_papers_do_not_say_who_that_was(client: Any) -> None:
    """Of secret papers and of hands counted in lump nobody knows; and a body may let anybody move it."""
    hall = await first_against()
    loser = {"by": hall.members[0], "command_id": None}
    ballot = Ballot.filter(motion_id=hall.motion_id)
    await ballot.update(secret=True)
    await _moved_and_withdrawn(hall, loser)
    await ballot.update(secret=False)
    votes = Vote.filter(ballot__motion_id=hall.motion_id, seat_id=hall.seat_of(hall.members[0]))
    await votes.delete()
    with pytest.raises(RuleBroken, match="投票赢的一方"):
        await procedural.reconsider(hall.motion_id, **loser)
    hands: dict[str, Any] = {"source": VoteSource.HAND, "counted": [], "counted_by": "", "entered_by_id": 1}
    await Block.create(ballot_id=hall.ballot_id, entered_at=clock.now(), **hands)
    await _moved_and_withdrawn(hall, loser)
    assert "查不到谁投了什么" in await (await client(hall.members[0])).text(f"/sessions/{hall.session_id}/room")
    await Block.filter(ballot_id=hall.ballot_id).delete()
    anybody = {**FloorRules().to_json(), "reconsider_by_winners": False}
    await Session.filter(id=hall.session_id).update(floor_rules=anybody)
    await _moved_and_withdrawn(hall, loser)


async def test_who_did_not_vote_for_what_was_lost_is_of_the_side_that_won(database: Any) -> None:
    hall = await voting()
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    moved = await procedural.reconsider(hall.motion_id, by=hall.chair, mover=1, seconder=2)
    assert (await Motion.get(id=moved)).mover_id == hall.seat_of(hall.members[0])


async def _moved_and_withdrawn(hall: Hall, loser: dict[str, Any]) -> None:
    moved = await procedural.reconsider(hall.motion_id, **loser)
    assert (await Motion.get(id=moved)).state is MotionState.MOVED
    await commands.withdraw_motion(moved, by=hall.members[0])


async def test_what_is_taken_up_again_and_not_voted_on_is_decided_no_more(database: Any) -> None:
    hall = await settled()
    await agreed(hall, await procedural.reconsider(hall.motion_id, by=hall.chair))
    await items.close_item(hall.item_id, by=hall.chair)
    await sessions.close_session(hall.session_id, by=hall.chair)
    text = draft(await gather(hall.session_id))
    assert "原来的表决不再有效" in text and "会议同意" not in text


async def test_time_in_recess_is_not_the_item_s(database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    hall = await put()
    await AgendaItem.filter(id=hall.item_id).update(used_seconds=100)
    await recess.call_recess(hall.session_id, 10, by=hall.chair)
    item = await AgendaItem.get(id=hall.item_id)
    assert item.clock_began is None and 100 <= item.used_seconds < 110
    await recess.resume(hall.session_id, by=hall.chair)
    assert (await AgendaItem.get(id=hall.item_id)).clock_began is not None
