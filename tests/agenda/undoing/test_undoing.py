"""The last step is taken back where that is lawful; the record keeps both, and what cannot be is said in words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from agenda.attendance import commands as attendance
from agenda.attendance.models import Seat
from agenda.ballots import commands as ballots
from agenda.ballots import voting
from agenda.ballots.methods import hands
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import Ballot, BallotState, PreparedBallot, VoteSource
from agenda.ballots.questions import Question
from agenda.ballots.rules import Choice
from agenda.discussion import commands as discussion
from agenda.discussion import moderating
from agenda.discussion.models import Contribution
from agenda.discussion.rules import ContributionKind
from agenda.floor import chairing
from agenda.floor import commands as floor
from agenda.floor.models import Hand, HandState
from agenda.floor.rules import StopReason
from agenda.items import commands as items
from agenda.items.models import AgendaItem, ItemState
from agenda.motions import commands as motions
from agenda.motions.models import Motion, MotionState
from agenda.papers import commands as papers
from agenda.papers import preparing
from agenda.projectors import commands as projectors
from agenda.projectors.models import WallLink
from agenda.recess import commands as recess
from agenda.sessions.models import Session
from agenda.undoing import queries
from agenda.undoing.commands import undo_step
from agenda.undoing.queries import Undo
from agenda.undoing.ways import FINAL, WAYS
from forum import clock
from forum.access import Actor
from forum.errors import NotAllowed, RuleBroken
from forum.journal import Event
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import everything, new_id

pytestmark = pytest.mark.usefixtures("database")


async def open_item() -> Hall:
    return await make.item_open(members=5)


async def hand_up(hall: Hall, who: int = 0) -> int:
    return await floor.raise_hand(hall.item_id, by=hall.members[who])


async def with_hand(_: Any = None) -> Hall:
    hall = await open_item()
    await hand_up(hall)
    return hall


async def speaking(_: Any = None) -> Hall:
    hall = await with_hand()
    await floor.give_floor(await newest_hand(), by=hall.chair)
    return hall


async def paused(_: Any = None) -> Hall:
    hall = await speaking()
    await chairing.pause_speech(hall.item_id, by=hall.chair)
    return hall


async def written(_: Any = None) -> Hall:
    hall = await open_item()
    await discussion.contribute(hall.item_id, "几时修好？", by=hall.members[0], kind=ContributionKind.QUESTION)
    return hall


async def on_the_wall(_: Any = None) -> Hall:
    hall = await written()
    await moderating.show_contribution(await newest_written(), by=hall.chair)
    return hall


async def with_wall(_: Any = None) -> Hall:
    hall = await open_item()
    await projectors.link_wall(hall.session_id, by=hall.chair)
    await projectors.queue_scene((await WallLink.get(session_id=hall.session_id)).id, "agenda", by=hall.chair)
    return hall


async def resting(_: Any = None) -> Hall:
    hall = await open_item()
    await recess.call_recess(hall.session_id, 10, by=hall.chair)
    return hall


async def expected(_: Any = None) -> Hall:
    return await make.session_open(members=5, present=3)


async def between(_: Any = None) -> Hall:
    return await make.session_open(members=5)


async def put(_: Any = None) -> Hall:
    return await make.motion_put(members=5)


async def by_hands(_: Any = None) -> Hall:
    return await make.ballot_open(members=5, kind=Kind.HANDS)


async def idle(_: Any = None) -> Hall:
    return await open_item()


async def newest_hand() -> int:
    return (await Hand.all().order_by("-id"))[0].id


async def newest_written() -> int:
    return (await Contribution.all().order_by("-id"))[0].id


def seat(hall: Hall, who: int) -> int:
    return hall.seat_of(hall.members[who])


async def do(kind: str, hall: Hall) -> Any:
    """The step that records an event of that kind."""
    chair, item = hall.chair, hall.item_id
    steps: dict[str, Callable[[], Awaitable[Any]]] = {
        "floor.given": lambda: newest_hand_does(lambda id: floor.give_floor(id, by=chair)),
        "floor.yielded": lambda: floor.yield_floor(item, by=chair),
        "floor.extended": lambda: chairing.extend_speech(item, 30, by=chair),
        "floor.paused": lambda: chairing.pause_speech(item, by=chair),
        "floor.resumed": lambda: chairing.resume_speech(item, by=chair),
        "hand.lowered": lambda: newest_hand_does(lambda id: floor.lower_hand(id, by=chair)),
        "hand.raised": lambda: floor.enter_hand(item, 2, by=hall.recorder),
        "item.opened": lambda: items.open_item(hall.items[0], by=chair),
        "session.recessed": lambda: recess.call_recess(hall.session_id, 10, by=chair),
        "session.recess_extended": lambda: recess.extend_recess(hall.session_id, 5, by=chair),
        "session.resumed": lambda: recess.resume(hall.session_id, by=chair),
        "ballot.opened": lambda: ballots.open_ballot(hall.motion_id, by=chair),
        "block.entered": lambda: voting.enter_block(
            hall.ballot_id, [hands.Hands(3, 1, 0)], VoteSource.HAND, "计票人", by=hall.recorder
        ),
        "motion.put": lambda: motions.put_motion(item, "是否同意？", by=chair),
        "motion.amendment_put": lambda: motions.put_amendment(hall.motion_id, "是否同意明年再办？", by=chair),
        "contribution.shown": lambda: written_does(lambda id: moderating.show_contribution(id, by=chair)),
        "contribution.taken_down": lambda: written_does(lambda id: moderating.take_down_contribution(id, by=chair)),
        "contribution.hidden": lambda: written_does(lambda id: moderating.hide_contribution(id, "私事", by=chair)),
        "contribution.parked": lambda: written_does(lambda id: moderating.park_question(id, by=hall.recorder)),
        "wall.shown": lambda: projectors.show_next(hall.session_id, by=chair),
        "seat.checked_in": lambda: attendance.tick_off(seat(hall, 4), by=hall.recorder),
        "seat.excused": lambda: attendance.excuse(seat(hall, 4), by=hall.recorder),
    }
    return await steps[kind]()


async def newest_hand_does(act: Callable[[int], Awaitable[Any]]) -> Any:
    return await act(await newest_hand())


async def written_does(act: Callable[[int], Awaitable[Any]]) -> Any:
    return await act(await newest_written())


STAGE: dict[str, tuple[Callable[..., Awaitable[Hall]], set[str]]] = {
    "floor.given": (with_hand, set()),
    "floor.yielded": (speaking, {"hand"}),  # its clock has moved by as long as it stood
    "floor.extended": (speaking, set()),
    "floor.paused": (speaking, {"hand"}),
    "floor.resumed": (paused, {"hand"}),
    "hand.lowered": (with_hand, set()),
    "hand.raised": (idle, {"hand"}),  # it is in the record, lowered
    "item.opened": (between, set()),
    "session.recessed": (speaking, {"hand", "agenda_item"}),
    "session.recess_extended": (resting, set()),
    "session.resumed": (resting, {"session", "agenda_item"}),
    "ballot.opened": (put, {"ballot", "roll_entry"}),  # void
    "block.entered": (by_hands, {"vote_block"}),  # struck
    "motion.put": (idle, {"motion"}),  # withdrawn
    "motion.amendment_put": (put, {"motion"}),
    "contribution.shown": (written, set()),
    "contribution.taken_down": (on_the_wall, {"contribution"}),  # shown now, after the others
    "contribution.hidden": (written, set()),
    "contribution.parked": (written, set()),
    "wall.shown": (with_wall, set()),
    "seat.checked_in": (expected, set()),
    "seat.excused": (expected, set()),
}
"""Where each step can be taken, and the tables that are not quite as before once it is taken back."""
JOURNAL = {"event", "room", "command_done"}


async def last(hall: Hall, by: Actor) -> Undo:
    """What the console of that person offers to take back."""
    presides = by.person_id == hall.chair.person_id
    steps = await queries.last_steps(hall.room_id)
    return max((one for one in steps if one.presides is presides and (presides or one.by == by.person_id)),
               key=lambda one: one.seq)  # fmt: skip


def who_does(kind: str, hall: Hall) -> Actor:
    return hall.chair if WAYS[kind].presides else hall.recorder


def test_every_way_back_is_tried_here() -> None:
    assert set(STAGE) == set(WAYS)
    assert not set(WAYS) & set(FINAL)


@pytest.mark.parametrize("kind", STAGE)
async def test_a_step_is_taken_back_once_and_the_record_keeps_both(kind: str) -> None:
    stage, changed = STAGE[kind]
    hall = await stage()
    before = await everything()
    await do(kind, hall)
    by = who_does(kind, hall)
    step = await last(hall, by)
    event = await Event.get(room_id=hall.room_id, seq=step.seq)
    assert event.kind == kind and step.why_not is None and step.says is not None
    given, newest = new_id(), await Event.filter(room_id=hall.room_id).count()
    await undo_step(hall.session_id, step.seq, by=by, command_id=given)
    done = await everything()
    await undo_step(hall.session_id, step.seq, by=by, command_id=given)
    assert await everything() == done, "sent twice, it acts once"
    with pytest.raises(RuleBroken, match="已经撤销"):
        await undo_step(hall.session_id, step.seq, by=by, command_id=new_id())

    differ = {table for table, rows in done.items() if rows != before[table]} - JOURNAL
    assert differ <= changed, differ
    told = await Event.filter(room_id=hall.room_id, seq__gt=newest).order_by("seq")
    undoing = next(one for one in told if one.data.get("undoes") == step.seq)
    assert undoing.kind == WAYS[kind].leaves
    assert undoing.by_id == by.person_id
    assert await Event.exists(room_id=hall.room_id, seq=step.seq, kind=kind), "the step is still in the record"


@pytest.mark.parametrize("kind", STAGE)
async def test_who_has_no_business_at_the_console_takes_nothing_back(kind: str) -> None:
    hall = await STAGE[kind][0]()
    await do(kind, hall)
    seq = (await last(hall, who_does(kind, hall))).seq
    another = hall.recorder if WAYS[kind].presides else hall.chair
    before = await everything()
    for by in (hall.members[1], another):
        with pytest.raises(NotAllowed):
            await undo_step(hall.session_id, seq, by=by, command_id=new_id())
    assert await everything() == before


# ---- what came of it --------------------------------------------------------------------------------------------


async def test_a_speech_that_was_cut_short_for_it_goes_on() -> None:
    hall = await speaking()
    first = await newest_hand()
    second = await hand_up(hall, 1)
    await floor.give_floor(second, by=hall.chair)
    await undo_step(hall.session_id, (await last(hall, hall.chair)).seq, by=hall.chair)
    assert (await Hand.get(id=first)).state is HandState.SPEAKING
    assert (await Hand.get(id=second)).state is HandState.WAITING
    step = await last(hall, hall.chair)
    assert (await Event.get(room_id=hall.room_id, seq=step.seq)).data["hand"] == first, "then the first call"
    await undo_step(hall.session_id, step.seq, by=hall.chair)
    assert (await Hand.get(id=first)).state is HandState.WAITING


async def test_an_ended_speech_goes_on_with_what_was_left(monkeypatch: pytest.MonkeyPatch) -> None:
    hall = await speaking()
    began = (await Hand.get(id=await newest_hand())).ends_at
    await floor.yield_floor(hall.item_id, by=hall.chair)
    ended = (await Hand.get(id=await newest_hand())).ended_at
    assert began and ended
    later = ended + timedelta(seconds=20)
    monkeypatch.setattr("forum.clock.now", lambda: later)
    await undo_step(hall.session_id, (await last(hall, hall.chair)).seq, by=hall.chair)
    hand = await Hand.get(id=await newest_hand())
    assert hand.ends_at == began + timedelta(seconds=20)
    assert hand.ended_at is None


async def test_a_prepared_ballot_waits_again() -> None:
    hall = await open_item()
    ready = await preparing.prepare_ballot(hall.item_id, Question(Kind.YES_NO, "是否同意？"), by=hall.secretary)
    ballot = await ballots.open_prepared(ready, by=hall.chair)
    await undo_step(hall.session_id, (await last(hall, hall.chair)).seq, by=hall.chair)
    assert (await Ballot.get(id=ballot)).state is BallotState.VOID
    assert (await PreparedBallot.get(id=ready)).ballot_id is None
    assert await ballots.open_prepared(ready, by=hall.chair) > ballot


async def test_the_next_to_be_taken_back_is_the_step_before() -> None:
    hall = await make.session_open(members=5)
    await items.open_item(hall.items[0], by=hall.chair)
    motion = await motions.put_motion(hall.items[0], "是否同意？", by=hall.chair)
    ballot = await ballots.open_ballot(motion, by=hall.chair)
    for _ in range(3):
        await undo_step(hall.session_id, (await last(hall, hall.chair)).seq, by=hall.chair)
    assert (await Ballot.get(id=ballot)).state is BallotState.VOID
    assert (await Motion.get(id=motion)).state is MotionState.WITHDRAWN
    assert (await AgendaItem.get(id=hall.items[0])).state is ItemState.WAITING, "its motion was taken back too"
    assert (await last(hall, hall.chair)).why_not is not None, "that the session has opened stands"


async def test_the_chair_and_each_recorder_have_their_own_last_step() -> None:
    hall = await make.item_open(members=5, present=2)
    await hand_up(hall)
    await floor.give_floor(await newest_hand(), by=hall.chair)
    await attendance.tick_off(seat(hall, 3), by=hall.recorder)
    await attendance.tick_off(seat(hall, 4), by=hall.secretary)
    await undo_step(hall.session_id, (await last(hall, hall.recorder)).seq, by=hall.recorder)
    assert not (await Seat.get(id=seat(hall, 3))).is_present and (await Seat.get(id=seat(hall, 4))).is_present
    await undo_step(hall.session_id, (await last(hall, hall.chair)).seq, by=hall.chair)
    assert (await Hand.get(id=await newest_hand())).state is HandState.WAITING


async def test_what_the_desk_took_back_itself_is_no_last_step() -> None:
    hall = await expected()
    await attendance.tick_off(seat(hall, 3), by=hall.recorder)
    await attendance.undo_mark(seat(hall, 3), by=hall.recorder)
    assert [one for one in await queries.last_steps(hall.room_id) if not one.presides] == []


async def test_what_people_do_for_themselves_is_no_step_of_the_chair() -> None:
    hall = await open_item()
    seq = (await last(hall, hall.chair)).seq
    hand = await hand_up(hall)
    await floor.lower_hand(hand, by=hall.members[0])
    await attendance.check_out(seat(hall, 2), by=hall.recorder)
    assert (await last(hall, hall.chair)).seq == seq


# ---- what stands ------------------------------------------------------------------------------------------------


async def refused(hall: Hall, by: Actor, says: str) -> None:
    """The console says why, and so does the command; nothing changes."""
    step = await last(hall, by)
    assert step.why_not is not None and says in step.why_not.said(str), step
    before = await everything()
    with pytest.raises(RuleBroken, match=says):
        await undo_step(hall.session_id, step.seq, by=by, command_id=new_id())
    assert await everything() == before


async def test_what_is_decided_is_not_taken_back() -> None:
    hall = await make.ballot_open(members=5)
    await ballots.cast_vote(hall.ballot_id, Choice.FOR, by=hall.members[0], command_id=new_id())
    await refused(hall, hall.chair, "已经有人投票")
    await ballots.close_ballot(hall.ballot_id, by=hall.chair)
    await refused(hall, hall.chair, "已表决，不能撤销；可以提出复议")
    await items.close_item(hall.item_id, by=hall.chair)
    await refused(hall, hall.chair, "已经议完")


async def test_whether_a_ballot_on_objections_can_be_taken_back_does_not_tell_of_an_objection() -> None:
    hall = await make.ballot_open(members=5, kind=Kind.CONSENT)
    await refused(hall, hall.chair, "到宣布时才知道")


async def test_a_ballot_with_printed_papers_is_not_taken_back() -> None:
    hall = await make.ballot_open(members=5)
    batch = await papers.print_open_ballot(hall.ballot_id, by=hall.recorder)
    await papers.print_papers(batch, 0, by=hall.recorder)
    await refused(hall, hall.chair, "纸质票")


async def test_an_item_is_not_put_back_once_somebody_has_done_something_in_it() -> None:
    hall = await open_item()
    await discussion.contribute(hall.item_id, "先修水管", by=hall.members[0])
    await refused(hall, hall.chair, "已经有人举手、留言")


async def test_a_speech_that_was_held_stays_in_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    hall = await speaking()
    now = clock.now() + timedelta(seconds=61)
    monkeypatch.setattr("forum.clock.now", lambda: now)
    await refused(hall, hall.chair, "已经讲了一分钟")
    await floor.yield_floor(hall.item_id, by=hall.members[0])
    await refused(hall, hall.chair, "的发言已经结束")


async def test_a_stopped_speech_stays_stopped() -> None:
    hall = await speaking()
    await chairing.stop_speech(hall.item_id, StopReason.PERSONAL, by=hall.chair)
    await refused(hall, hall.chair, "制止发言不能撤销")


async def test_a_recess_that_took_place_is_not_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    hall = await resting()
    now = clock.now() + timedelta(minutes=3)
    monkeypatch.setattr("forum.clock.now", lambda: now)
    await refused(hall, hall.chair, "已经休息了两分钟")
    await recess.resume(hall.session_id, by=hall.chair)
    now = now + timedelta(minutes=8)
    await refused(hall, hall.chair, "休息的时间已经到了")
    assert not (await Session.get(id=hall.session_id)).in_recess


async def test_hands_the_scrutineer_has_confirmed_stay_counted() -> None:
    hall = await by_hands()
    await do("block.entered", hall)
    block = (await Event.get(kind="block.entered")).data["block"]
    await voting.confirm_block(block, [hands.Hands(3, 1, 0)], "监票人", by=hall.secretary)
    await refused(hall, hall.recorder, "监票人已经确认")


async def test_a_step_that_is_not_the_last_any_more_is_not_taken_back() -> None:
    hall = await open_item()
    first = await last(hall, hall.chair)
    await motions.put_motion(hall.item_id, "是否同意？", by=hall.chair)
    before = await everything()
    with pytest.raises(RuleBroken, match="又有了新的一步"):
        await undo_step(hall.session_id, first.seq, by=hall.chair)
    assert await everything() == before
