"""Whatever happens in the hall and to its network, every screen comes to show what a page loaded now shows.

Hypothesis plays halls: what the chair presses, hands, words, motions, votes and actions, one by one or all at once, by
people whose network is cut, freezes or is gone without a word. `YISHI_HALLS=500 pytest tests/live` plays 500 new ones.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from agenda.attachments.commands import attach, take_off
from agenda.attendance import admissions
from agenda.attendance import commands as attendance
from agenda.attendance.models import Reply
from agenda.ballots import commands as ballots
from agenda.ballots.methods.kinds import Kind
from agenda.ballots.models import PrintedPaper
from agenda.ballots.questions import Question
from agenda.ballots.rules import Choice
from agenda.claiming import commands as claims
from agenda.convocation import commands as convocation
from agenda.discussion import commands as discussion
from agenda.discussion import moderating
from agenda.discussion.rules import AnswerWay, ContributionKind
from agenda.exchange import commands as exchange
from agenda.exchange.rules import TurnState
from agenda.floor import chairing
from agenda.floor import commands as floor
from agenda.floor.rules import HandKind, Stance, StopReason
from agenda.groups import commands as groups
from agenda.groups.models import Group
from agenda.groups.rules import Way
from agenda.items import commands as items
from agenda.items.models import ItemKind
from agenda.motions import commands as motions
from agenda.motions import procedural, splitting
from agenda.motions.models import MotionKind
from agenda.papers import commands as papers
from agenda.papers import preparing
from agenda.planning import commands as planning
from agenda.projectors import commands as projectors
from agenda.projectors.queries import of_session as projectors_of
from agenda.projectors.rules import Theme
from agenda.recess import commands as recess
from agenda.sessions import commands as sessions
from agenda.statements import commands as statements
from agenda.statements.rules import Mark
from forum import clock
from forum.files import keep
from forum.journal import Event
from forum.topics.models import Category
from minutes.action_items.commands import correct_action
from minutes.action_items.models import ActionItem
from minutes.action_items.striking import strike_action
from minutes.needs.commands import bring, claim_need
from minutes.needs.models import Need
from minutes.wishes import commands as wishes
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import new_id
from tests.helpers.server import HallServer
from tests.live.town import ACTS, MEMBERS, OBSERVERS, OFTEN, STAGES, Town, take_chair

ROOT = Path(__file__).parents[2]
HALLS = int(os.environ.get("YISHI_HALLS", "0"))
FEW, STEPS = 8, 40
PATIENCE = 60
LEAST = {
    "session.opened", "chair.taken", "seat.checked_in", "item.opened", "item.closed", "hand.raised",
    "contribution.posted", "motion.put", "motion.moved", "ballot.opened", "ballot.closed", "action.assigned",
}  # fmt: skip
"""What must have happened in the halls played, or the test proves less than it says."""

Act = tuple[str, int, int]
stage_s = st.sampled_from([stage for stage in STAGES if stage != "planned"])
act_s = st.tuples(st.sampled_from([*ACTS, *OFTEN]), st.integers(0, 7), st.integers(0, 7))


@pytest.fixture
def quick(server: HallServer, monkeypatch: pytest.MonkeyPatch) -> HallServer:
    """The server, in a hurry: what it gathers for a moment it sends at once."""
    monkeypatch.setattr("forum.live.PRESENCE_INTERVAL", 0.05)
    # Screens are looked at without a pause, which makes sending slow: a rest in its proportion would outlast patience.
    monkeypatch.setattr("forum.watchers.Lane.rest", lambda lane, began, wait: setattr(lane, "calm_at", began + wait))
    server.app.hub.calm_interval = 0.03
    return server


@pytest.mark.long(60)
async def test_screens_converge_whatever_happens(quick: HallServer) -> None:
    loop = asyncio.get_running_loop()
    body, unit = await make.body(members=MEMBERS, observers=OBSERVERS), await make.unit()
    came_back: list[int] = []

    def run(doing: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(doing, loop).result(PATIENCE)

    class Halls(RuleBasedStateMachine):
        town: Town | None = None

        @initialize(stage=stage_s)
        def begin(self, stage: str) -> None:
            self.town = run(Town.begin(quick, body, unit, stage))

        @rule(act=act_s)
        def one_does(self, act: Act) -> None:
            run(self.hall.do(*act))

        @rule(acts=st.lists(act_s, min_size=2, max_size=5))
        def all_do(self, acts: list[Act]) -> None:
            run(self.hall.all_do(acts))

        @rule()
        def agree(self) -> None:
            run(self.hall.settle())

        def teardown(self) -> None:
            if self.town:
                run(self.town.end())
                came_back.append(sum(screen.joins - 1 for screen in self.town.screens))

        @property
        def hall(self) -> Town:
            assert self.town is not None
            return self.town

    # Hypothesis is not asynchronous: it plays in a thread, and the hall lives in the test's loop.
    await asyncio.to_thread(run_state_machine_as_test, Halls, settings=how_long())
    happened = set(await Event.all().distinct().values_list("kind", flat=True))
    assert happened >= LEAST, f"never happened: {LEAST - happened}"
    assert sum(came_back) > len(came_back), "screens were away, and joined again with what they had"


def how_long() -> settings:
    """The same few halls each time, the first that goes wrong told as it was; or new ones, told as short as may be."""
    return settings(
        max_examples=HALLS or FEW,
        stateful_step_count=STEPS,
        derandomize=not HALLS,
        phases=[Phase.generate, Phase.shrink] if HALLS else [Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


# ---- one by one ----


@pytest.mark.long(30)
async def test_whatever_is_recorded_reaches_every_screen_that_shows_it(quick: HallServer) -> None:
    """Each by itself: in a hall that goes on, what one event has not touched the next one may."""
    body, unit = await make.body(members=MEMBERS, observers=OBSERVERS), await make.unit()
    for stage, sitting in (("planned", before_the_sitting), ("noticed", called_off), ("noticed", a_sitting)):
        await _settles_after_each(await Town.begin(quick, body, unit, stage), sitting)
    units = await make.body(MEMBERS, "joint_council", units=True, observers=OBSERVERS)
    await make.community()
    council = await Town.begin(quick, units, unit, "noticed", kinds=[ItemKind.EXCHANGE, ItemKind.CLAIMING])
    await _settles_after_each(council, around_the_table)
    happened = set(await Event.all().distinct().values_list("kind", flat=True))
    assert happened >= kinds_recorded() - ELSEWHERE, f"never happened: {kinds_recorded() - ELSEWHERE - happened}"


async def _settles_after_each(town: Town, sitting: Callable[[Town], AsyncIterator[str]]) -> None:
    await town.settle()
    async for did in sitting(town):
        try:
            await town.settle()
        except AssertionError as wrong:
            raise AssertionError(f"after {did}: {wrong}") from None
    await town.end()


ELSEWHERE = {
    "wall.revoked", "kiosk.linked", "kiosk.revoked", "rules.adopted",
    "calendar.changed", "calendar.confirmed",
    "topic.taken_fast", "topic.referred", "topic.unit_answered", "topic.answered", "topic.progress_told", "topic.told",
    "topic.answer_seen", "topic.judged", "topic.merged", "topic.merge_answered", "topic.terms_kept",
    "session.extended", "session.adjourned", "item.answered", "note.settled",
    "floor_rules.adopted", "matter.put", "matter.withdrawn",
    "delivery.recorded", "delivery.withdrawn", "reminder.sent",
    "paper.entered", "paper.taken_out", "paper.taken_back",
    "series.planned", "series.started", "series.ended", "forms.chosen", "whistle.blown", "whistle.reported",
    "seat.added", "session.entered", "bulletin.written", "bulletin.sent", "bulletin.failed", "bulletin.asked_again",
    "records.opened", "records.closed",
    "digest.chosen", "board.framing_allowed", "claim_link.given", "claim_link.revoked", "claim_link.used",
    "election.called", "election.published", "election.seated",
    "candidate.nominated", "candidate.consented", "candidate.stood_down",
    "candidate.written_in", "candidate.unknown", "candidate.next",
}  # fmt: skip
"""Recorded when nobody sits any more, or told in another way, or no sitting's.

Who comes to a bench talk is added by coming, as tests/agenda/bench plays it.
A series, an election with its candidates, the forms of a body and a whistle are recorded in the community's room, where
no screen is; who reports in after a whistle is on the page that follows it (tests/agenda/whistles); a session entered
from paper has no screens.
"""


def kinds_recorded() -> set[str]:
    """All kinds of events that the commands of a session record."""
    commands = [*(ROOT / "agenda").glob("*/commands.py"), ROOT / "minutes/action_items/commands.py"]
    found = (re.findall(r'\brecord\(\s*"([a-z_.]+)"', path.read_text()) for path in commands)
    return {kind for kinds in found for kind in kinds}


async def before_the_sitting(town: Town) -> AsyncIterator[str]:
    hall = town.hall
    added = await items.add_item(hall.session_id, by=hall.secretary, title="临时加的一项")
    yield "an item added"
    await planning.change_item(added, "临时加的一项，由物业说明", 20, "康乐物业张伟", by=hall.secretary)
    yield "an item changed"
    await planning.move_item(added, 1, by=hall.secretary)
    yield "an item moved"
    await items.drop_item(added, by=hall.secretary)
    yield "an item dropped"
    await sessions.give_notice(hall.session_id, by=hall.secretary)
    yield "the notice"


async def called_off(town: Town) -> AsyncIterator[str]:
    hall = town.hall
    await convocation.answer_call(hall.session_id, Reply.EXCUSED, "出差", by=hall.members[1])
    yield "somebody has answered"
    later = clock.now() + timedelta(days=20)
    await convocation.move_session(hall.session_id, later, "二楼会议室", 90, by=hall.secretary)
    yield "the session moved"
    await sessions.cancel_session(town.hall.session_id, "停电", by=town.hall.secretary)
    yield "the session called off"


async def around_the_table(town: Town) -> AsyncIterator[str]:
    """Units exchange their lists."""
    hall, item = town.hall, town.hall.items[-2]
    chair, recorder, seats = hall.chair, hall.recorder, [hall.seat_of(member) for member in hall.members]
    paper = await attach(hall.session_id, await keep(b"%PDF-1.7 a plan"), "方案.pdf", by=recorder)
    yield "an attachment"
    await sessions.open_session(hall.session_id, by=chair)
    for member in hall.members[:3]:
        await attendance.check_in(hall.session_id, by=member)
    await items.open_item(item, by=chair)
    yield "the lists to be exchanged"
    await take_off(paper, by=recorder)
    yield "the attachment gone"
    await exchange.call_unit(item, seats[0], by=chair)
    yield "a unit called"
    unit = next(iter(hall.members[0].units))
    await bring(item, unit, ["放学后要一间教室"], ["会议室周末可用"], Category.PUBLIC_AFFAIRS, by=recorder)
    yield "what it brought"
    await exchange.end_turn(item, TurnState.PASSED, by=chair)
    yield "its turn ended"
    await exchange.call_unit(item, seats[1], by=chair)
    yield "the next unit called"
    need = (await Need.filter(item_id=item))[0].id
    await exchange.read_need(item, need, by=chair)
    yield "a need read out"
    await claim_need(need, next(iter(hall.members[1].units)), by=recorder)
    yield "a need claimed"
    await items.close_item(item, by=chair)
    yield "that item closed"
    async for did in _claimed_on_the_spot(hall):
        yield did


async def _claimed_on_the_spot(hall: Hall) -> AsyncIterator[str]:
    """What is published while the hall sits is on its lists at once, though it happens in another room."""
    item, first = hall.items[-1], await make.wish_published()
    yield "a wish published"
    await items.open_item(item, by=hall.chair)
    yield "wishes to be read out"
    await claims.read_out(item, f"wish-{first}", by=hall.chair)
    yield "a wish read out"
    second = await make.wish_published("陪着去一趟医院", "行动不便的老人")
    yield "another wish published"
    await wishes.claim_in_session(item, first, hall.seat_of(hall.members[1]), by=hall.members[1])
    yield "a wish claimed by phone"
    await wishes.answer_wish(second, "已经有家人陪", by=hall.secretary)
    yield "a wish withdrawn"
    await items.close_item(item, by=hall.chair)
    yield "wishes read out"


async def _talked_over(hall: Hall, written: int) -> AsyncIterator[str]:
    """Support, questions, statements and small groups on the first item."""
    item, chair, recorder, members = hall.items[0], hall.chair, hall.recorder, hall.members
    await discussion.support(written, by=members[1])
    yield "support"
    await discussion.take_back_support(written, by=members[1])
    yield "support taken back"
    asked = await discussion.contribute(item, "谁出钱？", by=members[1], kind=ContributionKind.QUESTION)
    await moderating.park_question(asked, by=recorder)
    yield "a question put off"
    await moderating.answer_question(asked, AnswerWay.SPOKEN, "物业出", None, by=recorder)
    yield "a question answered"
    opened = await statements.open_round(item, ["先修再说钱"], by=chair, shown_live=True)
    yield "a round of statements"
    added = await statements.add_statement(opened, "夜里不施工", by=chair)
    yield "one more statement"
    for settle in (statements.admit_statement, partial(statements.decline_statement, reason="重复")):
        proposed = await statements.propose_statement(opened, "由物业出钱", by=members[1])
        yield "a statement proposed"
        await settle(proposed, by=chair)
        yield "a statement settled"
    await statements.mark_statement(added, Mark.AGREE, by=members[1])
    yield "a mark"
    await statements.mark_for(opened, 3, {added: Mark.SKIP}, by=recorder)
    yield "a mark for somebody without a phone"
    await statements.close_round(opened, by=chair)
    yield "the round closed"
    phase = await groups.open_groups(item, "怎么分摊", 2, Way.TABLE, by=chair)
    yield "small groups"
    first = (await Group.filter(phase_id=phase).order_by("number"))[0].id
    await groups.join_group(first, by=members[1])
    yield "somebody in a group"
    await groups.take_notes(first, by=members[1])
    yield "somebody takes notes"
    await groups.save_note(first, "按户摊", 0, by=members[1])
    yield "a note"
    await groups.tick_note(first, by=recorder, in_draft=False)
    yield "a note not for the minutes"
    await groups.collect_groups(phase, by=chair)
    yield "the notes collected"


async def a_sitting(town: Town) -> AsyncIterator[str]:
    hall, members = town.hall, town.hall.members
    chair, recorder, seats = hall.chair, hall.recorder, [hall.seat_of(member) for member in town.hall.members]
    await attendance.excuse(seats[3], by=recorder)
    yield "somebody excused"
    await attendance.undo_mark(seats[3], by=recorder)
    yield "the excuse taken back"
    await attendance.tick_off(seats[3], by=recorder)
    await attendance.undo_mark(seats[3], by=recorder)
    yield "a mistaken tick taken back"
    await attendance.excuse(seats[3], by=recorder)
    yield "excused after all"
    await attendance.check_in(hall.session_id, by=members[0])
    yield "a check-in"
    await sessions.open_session(hall.session_id, by=chair)
    yield "the session open"
    await take_chair(town, 0, 1)
    yield "the chair taken"
    await take_chair(town, 0, 0)
    yield "the chair left"
    for seat in (1, 2, 4):
        await attendance.tick_off(seats[seat], by=recorder)
        yield "somebody ticked off"
    await admissions.add_observer(hall.session_id, "隔壁小区的老周", by=recorder)
    yield "a guest observing"
    await items.open_item(hall.items[0], by=chair)
    yield "an item open"
    (wall,) = await projectors_of(hall.session_id)
    await projectors.set_up_wall(wall.id, "主屏", "queue", 120, Theme.LIGHT, by=chair)
    yield "a wall set up"
    await projectors.tell_network(hall.session_id, "Hall", "wutongli2026", by=recorder)
    yield "the Wi-Fi told"
    await projectors.queue_message(hall.session_id, "请把手机调到静音", by=chair)
    yield "the chair's words made ready"
    await projectors.show_next(hall.session_id, by=chair)
    yield "the chair's words on the wall"
    await projectors.follow_meeting(hall.session_id, by=chair)
    yield "the wall as it was set up"
    await projectors.set_up_wall(wall.id, "主屏", "", 100, Theme.DARK, by=chair)
    yield "the wall following the meeting"
    hands = []
    for who, stance in ((0, Stance.FOR), (1, None), (2, Stance.AGAINST), (4, Stance.QUESTION)):
        hands.append(await floor.raise_hand(hall.items[0], stance, by=members[who]))
        yield "a hand up"
    await floor.give_floor(hands[1], by=chair)
    yield "the floor given"
    for command in (chairing.pause_speech, chairing.resume_speech):
        await command(hall.items[0], by=chair)
        yield "the clock of a speech stopped, or going on"
    await chairing.extend_speech(hall.items[0], 30, by=chair)
    yield "more time"
    await floor.raise_hand(hall.items[0], None, by=members[1], kind=HandKind.ORDER_POINT)
    yield "a point of order"
    written = await discussion.contribute(hall.items[0], "说得对", by=members[2])
    yield "a message"
    await moderating.show_contribution(written, by=chair)
    yield "a message on the wall"
    await moderating.take_down_contribution(written, by=chair)
    yield "the message off the wall"
    await moderating.show_contribution(written, by=chair)
    yield "the message on the wall again"
    async for said in _talked_over(hall, written):
        yield said
    await moderating.hide_contribution(written, "说的是别人家的私事", by=chair)
    yield "a message hidden"
    await floor.lower_hand(hands[2], by=members[2])
    yield "a hand down"
    await attendance.check_out(seats[4], by=recorder)
    yield "a check-out of somebody whose hand is up"
    await floor.yield_floor(hall.items[0], by=members[1])
    yield "the floor yielded"
    motion = await motions.move(hall.items[0], "先修3号楼", by=members[1])
    yield "a motion"
    await motions.second_motion(motion, by=members[0])
    yield "a motion seconded"
    await motions.withdraw_motion(motion, by=chair)
    yield "a motion withdrawn"
    motion = await motions.put_motion(hall.items[0], "先修5号楼", by=chair)
    yield "a motion put"
    amendment = await motions.put_amendment(motion, "先修5号楼和6号楼", by=chair)
    yield "an amendment put"
    await motions.withdraw_motion(amendment, by=chair)
    yield "an amendment withdrawn"
    amendment = await motions.move_amendment(motion, "先修5号楼，年底前完工", by=members[1])
    yield "an amendment moved"
    await motions.withdraw_motion(amendment, by=members[1])
    yield "that one withdrawn"
    ready = await preparing.prepare_ballot(hall.items[0], Question(Kind.YES_NO, "是否明年再议"), by=chair)
    yield "a ballot prepared"
    await preparing.change_prepared(ready, Question(Kind.YES_NO, "是否下月再议"), by=chair)
    yield "a prepared ballot changed"
    await preparing.withdraw_prepared(ready, by=chair)
    yield "a prepared ballot withdrawn"
    await floor.give_floor(hands[0], by=chair)
    yield "a speech to the motion"
    await floor.raise_hand(hall.items[0], Stance.AGAINST, by=members[2])
    yield "a hand that is up through the ballot"
    await chairing.stop_speech(hall.items[0], StopReason.OFF_TOPIC, by=chair)
    yield "that speech stopped"
    ballot = await ballots.open_ballot(motion, by=chair, seconds=300)
    yield "a ballot open"
    batch = await papers.print_open_ballot(ballot, by=recorder)
    await papers.print_papers(batch, 0, by=recorder)
    yield "papers printed"
    await papers.strike_paper((await PrintedPaper.filter(prepared_id=batch))[0].id, by=recorder)
    yield "a paper struck"
    await ballots.cast_vote(ballot, Choice.FOR, by=members[0], command_id=new_id())
    yield "a vote"
    await ballots.enter_vote(ballot, seats[1], Choice.AGAINST, by=recorder, command_id=new_id())
    yield "a vote entered at the desk"
    await attendance.tick_off(seats[3], by=recorder)
    yield "somebody who comes while the ballot is open"
    await ballots.close_ballot(ballot, by=chair)
    yield "a ballot closed"
    decided = motion
    motion = await motions.move(hall.items[0], "那就先修7号楼", by=members[1])
    yield "another motion, where the verdict on the first has been shown"
    await motions.withdraw_motion(motion, by=members[1])
    yield "the verdict again"
    await town.do("assign_action", 0, 5)
    yield "an action"
    action = await ActionItem.all().order_by("-id").first()
    assert action is not None
    await correct_action(action.id, "改成先修7号楼的门禁", action.due_on, by=hall.secretary)
    yield "an action put right"
    await strike_action(action.id, "记重了", by=hall.secretary)
    yield "an action struck"
    await recess.call_recess(hall.session_id, 10, by=chair)
    yield "a recess"
    await recess.extend_recess(hall.session_id, 5, by=chair)
    yield "a longer recess"
    await recess.resume(hall.session_id, by=chair)
    yield "the session going on"
    again = await procedural.reconsider(decided, by=chair)
    yield "a motion to reconsider"
    ballot = await ballots.open_ballot(again, by=chair, kind=Kind.CONSENT)
    yield "whether anybody objects"
    await ballots.close_ballot(ballot, by=chair)
    yield "the motion before the hall again"
    await splitting.split_motion(decided, ["先修5号楼", "年底前完工"], by=chair)
    yield "the motion split"
    debate = await procedural.move_procedural(hall.items[0], MotionKind.CLOSE_DEBATE, by=members[1])
    yield "a procedural motion"
    await motions.second_motion(debate, by=members[0])
    yield "a procedural motion seconded"
    ballot = await ballots.open_ballot(debate, by=chair, kind=Kind.CONSENT)
    await ballots.close_ballot(ballot, by=chair)
    yield "debate closed"
    await items.close_item(hall.items[0], by=chair)
    yield "an item closed"
    await items.open_item(hall.items[1], by=chair)
    yield "another item"
    await floor.raise_hand(hall.items[1], None, by=members[0])
    await motions.put_motion(hall.items[1], "轮流停车", by=chair)
    yield "a hand and a motion"
    await items.close_item(hall.items[1], by=chair)
    yield "an item closed with a hand up and a motion pending"
    await sessions.close_session(hall.session_id, by=chair)
    yield "the session closed"
