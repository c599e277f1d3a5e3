"""One device presides at a time: who opened or took the chair; every other is told who does, and can take over."""

from __future__ import annotations

import ast
import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agenda.attendance import commands as attendance
from agenda.attendance.models import Seat
from agenda.ballots import commands as ballots
from agenda.ballots.rules import Choice
from agenda.claiming import commands as claims
from agenda.convocation import commands as convocation
from agenda.exchange import commands as exchange
from agenda.exchange.rules import TurnState
from agenda.floor import commands as floor
from agenda.floor import queries as floor_queries
from agenda.floor.rules import FloorRules
from agenda.groups import commands as groups
from agenda.groups.rules import Way
from agenda.items import commands as items
from agenda.items.models import AgendaItem, ItemKind
from agenda.motions import commands as motions
from agenda.motions import procedural, splitting
from agenda.motions.models import MotionKind
from agenda.papers import preparing
from agenda.projectors import commands as projectors
from agenda.projectors.models import WallLink
from agenda.projectors.rules import Theme
from agenda.recess import commands as recess
from agenda.room.view import load
from agenda.sessions import commands as sessions
from agenda.sessions.live import chairs_vacated
from agenda.sessions.models import Session
from agenda.statements import commands as statements
from agenda.undoing import queries as undoing
from agenda.undoing.commands import undo_step
from forum import clock, journal
from forum.access import SYSTEM, Actor
from forum.errors import NotAllowed, Refusal, RuleBroken
from forum.journal import Event
from forum.people import commands as people
from forum.people import queries as people_queries
from forum.people.models import SignIn
from forum.topics.models import Category
from minutes.needs import commands as needs
from minutes.needs.models import Need
from tests import factories as make
from tests.factories import Hall
from tests.helpers.deeds import (
    Deed,
    Refused,
    check_acts_once,
    check_acts_once_at_once,
    check_journal_has_no_gaps,
    check_recorded,
    check_refused,
    everything,
    new_id,
)

pytestmark = pytest.mark.usefixtures("app")  # every floor
ROOT = Path(__file__).parents[3]


async def device(someone: Actor) -> Actor:
    """The person on one more device of theirs."""
    found = await people_queries.actor_of(await people.sign_in(someone.person_id or 0, "a laptop"))
    assert found is not None and found.sign_in_id is not None
    return found


async def presides(hall: Hall) -> int | None:
    """The sign-in, as the screens are told it."""
    chair = (await load(hall.room_id)).chair
    return chair.sign_in_id if chair else None


# ---- the chair ----


async def test_who_opens_the_session_presides_from_that_device() -> None:
    hall = await make.session_noticed(members=3, topics=1)
    laptop, tablet = await device(hall.chair), await device(hall.chair)
    assert await presides(hall) is None
    await sessions.open_session(hall.session_id, by=laptop)
    assert await presides(hall) == laptop.sign_in_id
    with pytest.raises(RuleBroken):
        await items.open_item(hall.items[0], by=tablet)
    await items.open_item(hall.items[0], by=laptop)


async def test_the_first_to_act_takes_a_chair_that_nobody_holds() -> None:
    hall = await make.item_open(members=3)
    laptop = await device(hall.secretary)
    await motions.put_motion(hall.item_id, "是否同意？", by=laptop)
    assert await presides(hall) == laptop.sign_in_id
    assert (await Event.get(kind="chair.taken")).data == {"session": hall.session_id, "sign_in": laptop.sign_in_id}


async def test_a_refused_command_takes_no_chair() -> None:
    hall = await make.item_open(members=3)
    laptop = await device(hall.chair)
    before = await everything()
    with pytest.raises(RuleBroken):
        await sessions.close_session(hall.session_id, by=laptop)
    assert await everything() == before


async def test_before_the_session_opens_nobody_presides_and_any_device_may_prepare_the_wall() -> None:
    hall = await make.session_noticed(members=3)
    await projectors.link_wall(hall.session_id, by=await device(hall.chair))
    await projectors.link_wall(hall.session_id, by=await device(hall.secretary))
    assert await presides(hall) is None


# ---- what only the presiding device may do ----


@dataclass
class At:
    """A hall with everything in it that somebody who presides can press, and another device presiding."""

    hall: Hall
    hand: int
    motion: int
    chair: Actor
    other: Actor
    late: int = 0
    wall: int = 0
    prepared: int = 0
    phase: int = 0
    round: int = 0
    statement: int = 0
    need: int = 0


async def discussing(**of_body: Any) -> At:
    hall = await make.item_open(members=5, present=4, topics=2, **of_body)
    first = await floor.raise_hand(hall.item_id, None, by=hall.members[0])
    second = await floor.raise_hand(hall.item_id, None, by=hall.members[1])
    laptop, other = await device(hall.chair), await device(hall.secretary)
    await floor.give_floor(first, by=laptop)
    motion = await motions.move(hall.item_id, "是否同意更换主管？", by=hall.members[2])
    await motions.second_motion(motion, by=hall.members[3])
    return At(hall, second, motion, laptop, other)


async def between_items() -> At:
    at = await discussing()
    await items.close_item(at.hall.item_id, by=at.chair)
    return at


async def left_alone() -> At:
    """Two of five are still here."""
    at = await discussing()
    for member in at.hall.members[2:4]:
        await attendance.check_out(at.hall.seat_of(member), by=at.hall.recorder)
    return at


async def voting() -> At:
    at = await discussing()
    at.hall.ballot_id = await ballots.open_ballot(at.motion, by=at.chair)
    return at


async def without_motion() -> At:
    at = await discussing()
    await motions.withdraw_motion(at.motion, by=at.chair)
    return at


async def made_ready() -> At:
    at = await without_motion()
    at.prepared = await preparing.prepare_ballot(at.hall.item_id, make.question(), by=at.hall.secretary)
    return at


async def somebody_late() -> At:
    at = await voting()
    at.late = at.hall.seat_of(at.hall.members[4])
    await attendance.tick_off(at.late, by=at.hall.recorder)
    return at


async def tied() -> At:
    at = await discussing(rules=make.casting())
    at.hall.ballot_id = await ballots.open_ballot(at.motion, by=at.chair)
    for who, choice in enumerate([Choice.FOR, Choice.AGAINST]):
        await ballots.cast_vote(at.hall.ballot_id, choice, by=at.hall.members[who], command_id=new_id())
    await ballots.close_ballot(at.hall.ballot_id, by=at.chair)
    return at


async def with_wall() -> At:
    """A projector shows the agenda for the moment, and has the welcome queued."""
    at = await between_items()
    await projectors.link_wall(at.hall.session_id, by=at.chair)
    at.wall = (await WallLink.get(session_id=at.hall.session_id)).id
    await projectors.queue_scene(at.wall, "agenda", by=at.chair)
    await projectors.show_next(at.hall.session_id, by=at.chair)
    await projectors.queue_scene(at.wall, "welcome", by=at.chair)
    return at


async def resting() -> At:
    at = await discussing()
    await recess.call_recess(at.hall.session_id, 10, by=at.chair)
    return at


async def in_groups() -> At:
    at = await discussing()
    at.phase = await groups.open_groups(at.hall.item_id, "钱怎么分摊", 2, Way.TABLE, by=at.chair)
    return at


async def weighing() -> At:
    """A round of statements is open, and a member's waits to be let in."""
    at = await discussing()
    at.round = await statements.open_round(at.hall.item_id, ["先修再说钱", "夜里不施工"], by=at.chair)
    at.statement = await statements.propose_statement(at.round, "由物业出钱", by=at.hall.members[1])
    return at


async def at_the_table() -> At:
    """Units at 互通清单: the second has its turn, and a need was brought."""
    await make.community()
    hall = await make.session_planned(await make.body(3, "joint_council", units=True), topics=0)
    hall.item_id = await items.add_item(hall.session_id, by=hall.secretary, kind=ItemKind.EXCHANGE)
    await sessions.give_notice(hall.session_id, by=hall.secretary)
    laptop, other = await device(hall.chair), await device(hall.secretary)
    await sessions.open_session(hall.session_id, by=laptop)
    for member in hall.members:
        await attendance.check_in(hall.session_id, by=member)
    hall.seats = {seat.person_id: seat.id for seat in await Seat.filter(session_id=hall.session_id) if seat.person_id}
    await items.open_item(hall.item_id, by=laptop)
    unit = next(iter(hall.members[0].units))
    await needs.bring(hall.item_id, unit, ["要一间教室"], [], Category.PUBLIC_AFFAIRS, by=hall.recorder)
    await exchange.call_unit(hall.item_id, hall.seat_of(hall.members[1]), by=laptop)
    return At(hall, 0, 0, laptop, other, need=(await Need.get(item_id=hall.item_id)).id)


async def claiming() -> At:
    """A wish waits to be read out."""
    hall = await make.session_open(topics=0, kinds=[ItemKind.CLAIMING])
    laptop, other = await device(hall.chair), await device(hall.secretary)
    await sessions.take_chair(hall.session_id, by=laptop)
    await items.open_item(hall.items[0], by=laptop)
    return At(hall, 0, 0, laptop, other, need=await make.wish_published())


async def undo_last(at: At, **by: Any) -> None:
    step = next(one for one in await undoing.last_steps(at.hall.room_id) if one.presides)
    await undo_step(at.hall.session_id, step.seq, **by)


Press = Callable[..., Awaitable[Any]]
PRESSES: dict[str, tuple[Callable[[], Awaitable[At]], Press]] = {
    "close_session": (between_items, lambda at, **by: sessions.close_session(at.hall.session_id, **by)),
    "adjourn_session": (
        left_alone,
        lambda at, **by: convocation.adjourn_session(
            at.hall.session_id, clock.now() + timedelta(days=9), "议事厅", **by
        ),
    ),
    "link_wall": (between_items, lambda at, **by: projectors.link_wall(at.hall.session_id, **by)),
    "revoke_wall": (between_items, lambda at, **by: projectors.revoke_wall(at.hall.session_id, **by)),
    "set_up_wall": (
        with_wall,
        lambda at, **by: projectors.set_up_wall(at.wall, "侧屏", "", 120, Theme.DARK, **by),
    ),
    "queue_scene": (with_wall, lambda at, **by: projectors.queue_scene(at.wall, "agenda", **by)),
    "queue_message": (with_wall, lambda at, **by: projectors.queue_message(at.hall.session_id, "请静音", **by)),
    "show_next": (with_wall, lambda at, **by: projectors.show_next(at.hall.session_id, **by)),
    "follow_meeting": (with_wall, lambda at, **by: projectors.follow_meeting(at.hall.session_id, **by)),
    "call_recess": (discussing, lambda at, **by: recess.call_recess(at.hall.session_id, 10, **by)),
    "extend_recess": (resting, lambda at, **by: recess.extend_recess(at.hall.session_id, 5, **by)),
    "resume": (resting, lambda at, **by: recess.resume(at.hall.session_id, **by)),
    "move_procedural": (
        discussing,
        lambda at, **by: procedural.move_procedural(at.hall.item_id, MotionKind.CLOSE_DEBATE, **by),
    ),
    "split_motion": (discussing, lambda at, **by: splitting.split_motion(at.motion, ["换主管", "物业承担"], **by)),
    "open_groups": (
        discussing,
        lambda at, **by: groups.open_groups(at.hall.item_id, "钱怎么分摊", 2, Way.TABLE, **by),
    ),
    "collect_groups": (in_groups, lambda at, **by: groups.collect_groups(at.phase, **by)),
    "open_round": (discussing, lambda at, **by: statements.open_round(at.hall.item_id, ["先修再说钱"], **by)),
    "add_statement": (weighing, lambda at, **by: statements.add_statement(at.round, "分两期修", **by)),
    "admit_statement": (weighing, lambda at, **by: statements.admit_statement(at.statement, **by)),
    "decline_statement": (weighing, lambda at, **by: statements.decline_statement(at.statement, "说过了", **by)),
    "close_round": (weighing, lambda at, **by: statements.close_round(at.round, **by)),
    "call_unit": (
        at_the_table,
        lambda at, **by: exchange.call_unit(at.hall.item_id, at.hall.seat_of(at.hall.members[0]), **by),
    ),
    "end_turn": (at_the_table, lambda at, **by: exchange.end_turn(at.hall.item_id, TurnState.PASSED, **by)),
    "read_need": (at_the_table, lambda at, **by: exchange.read_need(at.hall.item_id, at.need, **by)),
    "read_out": (claiming, lambda at, **by: claims.read_out(at.hall.items[0], f"wish-{at.need}", **by)),
    "open_item": (between_items, lambda at, **by: items.open_item(at.hall.items[1], **by)),
    "close_item": (discussing, lambda at, **by: items.close_item(at.hall.item_id, **by)),
    "give_floor": (discussing, lambda at, **by: floor.give_floor(at.hand, **by)),
    "lower_hand": (discussing, lambda at, **by: floor.lower_hand(at.hand, **by)),
    "yield_floor": (discussing, lambda at, **by: floor.yield_floor(at.hall.item_id, **by)),
    "put_motion": (without_motion, lambda at, **by: motions.put_motion(at.hall.item_id, "是否同意？", **by)),
    "put_amendment": (discussing, lambda at, **by: motions.put_amendment(at.motion, "是否同意改为明年再办？", **by)),
    "withdraw_motion": (discussing, lambda at, **by: motions.withdraw_motion(at.motion, **by)),
    "open_ballot": (discussing, lambda at, **by: ballots.open_ballot(at.motion, **by)),
    "close_ballot": (voting, lambda at, **by: ballots.close_ballot(at.hall.ballot_id, **by)),
    "open_question": (without_motion, lambda at, **by: ballots.open_question(at.hall.item_id, make.question(), **by)),
    "open_prepared": (made_ready, lambda at, **by: ballots.open_prepared(at.prepared, **by)),
    "remind_missing": (voting, lambda at, **by: ballots.remind_missing(at.hall.ballot_id, **by)),
    "admit_late": (somebody_late, lambda at, **by: ballots.admit_late(at.hall.ballot_id, at.late, **by)),
    "void_ballot": (voting, lambda at, **by: ballots.void_ballot(at.hall.ballot_id, "开错了", **by)),
    "undo_step": (discussing, lambda at, **by: undo_last(at, **by)),
    "break_tie": (tied, lambda at, **by: ballots.break_tie(at.hall.ballot_id, Choice.FOR, **by)),
}


def commands_that(wanted: str) -> set[str]:
    """Functions of the floor's commands with these words in them."""
    found = set()
    for path in [
        *(ROOT / "agenda").glob("*/commands.py"),
        *(ROOT / "agenda/ballots").glob("*ing.py"),
        *(ROOT / "agenda/motions").glob("*ing.py"),
        ROOT / "agenda/motions/procedural.py",
    ]:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.AsyncFunctionDef) and wanted in ast.unparse(node):
                found.add(node.name)
    return found


NOT_PRESSED = {
    "open_session", "require_chair", "_require_item_before_the_hall", "_begin", "_moved_by", "_before_the_hall",
    "_require_chairing", "_require_waiting",
}  # fmt: skip
"""Parts of commands; and the first deed of a sitting, which takes the chair."""


def test_every_command_of_the_chair_asks_which_device_it_comes_from() -> None:
    ask_for_it = commands_that("require_chair(session, by)") | commands_that("_require_item_before_the_hall(session")
    ask_for_it |= commands_that("await _moved_by(session, by") - {"reconsider"}
    ask_for_it |= commands_that("await _require_chairing(item, session, by)")
    ask_for_it |= commands_that("await _require_waiting(statement, session, by)")
    assert set(PRESSES) == ask_for_it - NOT_PRESSED
    assert commands_that("Permission.PRESIDE") <= ask_for_it | {"require_chair", "take_chair", "_moved_by"}


@pytest.mark.parametrize("name", PRESSES)
async def test_only_the_presiding_device_does_it_and_the_others_are_told_who_does(name: str) -> None:
    arrange, press = PRESSES[name]
    at = await arrange()
    own_second = await device(at.hall.chair)
    before = await everything()
    for by in (at.other, own_second, at.hall.chair, SYSTEM):
        with pytest.raises(RuleBroken) as caught:
            await press(at, by=by, command_id=new_id())
        said = caught.value.said(str)
        assert at.hall.chair.name in said and "接管主持" in said
    assert await everything() == before
    await press(at, by=at.chair, command_id=new_id())
    assert await everything() != before


@pytest.mark.parametrize("name", PRESSES)
async def test_after_a_take_over_the_new_device_does_it_and_the_old_one_does_not(name: str) -> None:
    arrange, press = PRESSES[name]
    at = await arrange()
    await sessions.take_chair(at.hall.session_id, by=at.other)
    with pytest.raises(RuleBroken, match="在另一台设备上主持"):
        await press(at, by=at.chair, command_id=new_id())
    await press(at, by=at.other, command_id=new_id())


async def test_what_is_ones_own_needs_no_chair() -> None:
    at = await discussing()
    hall = at.hall
    speaker, waiting, mover = [await device(member) for member in hall.members[:3]]
    await floor.yield_floor(hall.item_id, by=speaker)
    await floor.lower_hand(at.hand, by=waiting)
    with pytest.raises(RuleBroken, match="会场没有异议"):
        await motions.withdraw_motion(at.motion, by=mover)
    assert await presides(hall) == at.chair.sign_in_id


async def test_the_recorder_ticks_off_and_enters_votes_whoever_presides() -> None:
    at = await voting()
    recorder, seat = await device(at.hall.recorder), at.hall.seat_of(at.hall.members[3])
    await ballots.enter_vote(at.hall.ballot_id, seat, Choice.FOR, by=recorder, command_id=new_id())
    await attendance.check_out(seat, by=recorder)
    await attendance.tick_off(seat, by=at.other)
    assert await presides(at.hall) == at.chair.sign_in_id


# ---- taking over ----


async def presided() -> At:
    return await between_items()


def by_other(at: At, **given: Any) -> Awaitable[None]:
    return sessions.take_chair(at.hall.session_id, **{"by": at.other, **given})


async def over() -> At:
    at = await presided()
    await sessions.close_session(at.hall.session_id, by=at.chair)
    return at


async def not_begun() -> At:
    hall = await make.session_noticed(members=3)
    return At(hall, 0, 0, hall.chair, await device(hall.secretary))


TAKEN = Deed(
    "take_chair", presided, by_other, "chair.taken",
    lambda at, _: {"session": at.hall.session_id, "sign_in": at.other.sign_in_id},
)  # fmt: skip
REFUSED = [
    Refused("by a member", presided, lambda at, **kw: by_other(at, by=at.hall.members[0], **kw), NotAllowed,
            "只有本次会议的主持人"),
    Refused("by the recorder", presided, lambda at, **kw: by_other(at, by=at.hall.recorder, **kw), NotAllowed,
            "只有本次会议的主持人"),
    Refused("from no device", presided, lambda at, **kw: by_other(at, by=at.hall.secretary, **kw), NotAllowed,
            "请先登录"),
    Refused("before the session opens", not_begun, by_other, RuleBroken, "会议还没有开始，或已经闭会"),
    Refused("after its end", over, by_other, RuleBroken, "会议还没有开始，或已经闭会"),
]  # fmt: skip


async def test_taking_the_chair_is_recorded_once_with_ids_only() -> None:
    await check_recorded(TAKEN)


async def test_the_chair_taken_twice_is_taken_once() -> None:
    await check_acts_once(TAKEN)


async def test_the_chair_taken_five_times_at_once_is_taken_once() -> None:
    await check_acts_once_at_once(TAKEN)


@pytest.mark.parametrize("refused", REFUSED, ids=str)
async def test_who_may_not_take_the_chair_is_told_why(refused: Refused) -> None:
    await check_refused(refused)


async def test_the_chair_may_be_taken_back() -> None:
    at = await presided()
    await by_other(at)
    await sessions.take_chair(at.hall.session_id, by=at.chair)
    assert await presides(at.hall) == at.chair.sign_in_id
    await by_other(at, by=at.chair)
    taken = await Event.filter(kind="chair.taken", room_id=at.hall.room_id).order_by("seq")
    sign_ins = [at.chair.sign_in_id, at.other.sign_in_id, at.chair.sign_in_id]
    assert [event.data["sign_in"] for event in taken] == sign_ins, "who holds it already takes nothing"


# ---- a sign-in that ends ----


async def test_signing_out_leaves_the_chair_to_whoever_acts_next_and_says_so() -> None:
    journal.listen(chairs_vacated)
    at = await presided()
    await people.sign_out(at.chair.sign_in_id or 0, by=at.chair)
    assert await presides(at.hall) is None
    left = await Event.get(kind="chair.left", room_id=at.hall.room_id)
    assert left.data == {"session": at.hall.session_id, "sign_in": at.chair.sign_in_id}
    await items.open_item(at.hall.items[1], by=at.other)
    assert await presides(at.hall) == at.other.sign_in_id


async def test_signing_out_elsewhere_leaves_the_chair_alone() -> None:
    journal.listen(chairs_vacated)
    at = await presided()
    await people.sign_out(at.other.sign_in_id or 0, by=at.other)
    await sessions.vacate_chair(at.hall.session_id, by=SYSTEM)
    assert await presides(at.hall) == at.chair.sign_in_id
    assert not await Event.exists(kind="chair.left")


@pytest.mark.parametrize("how", ["revoked", "expired", "deleted"])
async def test_a_sign_in_that_has_ended_holds_no_chair_even_if_nobody_was_told(how: str) -> None:
    at = await presided()
    ended = SignIn.filter(id=at.chair.sign_in_id)
    if how == "deleted":
        await ended.delete()
    else:
        moment = clock.now() - timedelta(seconds=1)
        await ended.update(**{{"revoked": "revoked_at", "expired": "expires_at"}[how]: moment})
    assert await presides(at.hall) is None
    await items.open_item(at.hall.items[1], by=at.other)
    assert await presides(at.hall) == at.other.sign_in_id


async def test_a_device_that_is_signed_out_while_it_acts_takes_no_chair() -> None:
    hall = await make.item_open(members=3)
    laptop = await device(hall.chair)
    await SignIn.filter(id=laptop.sign_in_id).update(revoked_at=clock.now())
    with pytest.raises(NotAllowed, match="请先登录"):
        await motions.put_motion(hall.item_id, "是否同意？", by=laptop)
    assert await presides(hall) is None


async def test_a_closed_session_is_presided_by_nobody() -> None:
    at = await over()
    assert await presides(at.hall) is None
    assert (await Session.get(id=at.hall.session_id)).presiding_id == at.chair.sign_in_id


# ---- at once ----


@pytest.mark.threaded
@pytest.mark.parametrize("seed", range(4))
async def test_devices_that_race_for_the_chair_and_the_next_step_never_both_preside(seed: int) -> None:
    """Three devices take over and press whatever can be pressed, all at once; the journal says who did what when."""
    chance = random.Random(seed)
    hall = await make.session_open(members=4, topics=3)
    devices = [await device(one) for one in (hall.chair, hall.secretary, hall.secretary)]
    did: dict[tuple[str, int], int | None] = {}

    async def press(by: Actor) -> None:
        await asyncio.sleep(chance.random() / 500)
        try:
            if chance.random() < 0.4:
                await sessions.take_chair(hall.session_id, by=by)
            else:
                did[await _next_step(hall, by)] = by.sign_in_id
        except Refusal:
            return

    for _ in range(25):
        await asyncio.gather(*(press(by) for by in devices for _ in range(2)))

    holder, taken, presided = None, 0, 0
    for event in await Event.filter(room_id=hall.room_id).order_by("seq"):
        if event.kind == "chair.taken":
            holder, taken = event.data["sign_in"], taken + 1
        elif (what := _what(event)) in did:
            assert did[what] == holder, f"seq {event.seq}: {event.kind} by {did[what]} while {holder} presides"
            presided += 1
    assert presided == len(did) and taken > 3, "everything that was done is in the journal"
    assert presided > 10
    await check_journal_has_no_gaps()


async def _next_step(hall: Hall, by: Actor) -> tuple[str, int]:
    """Presses what the console would offer now; gives the event's kind and what it is about."""
    view = await load(hall.room_id)
    if view.item is None:
        item = await AgendaItem.filter(session_id=hall.session_id, state="waiting").first()
        assert item is not None
        await items.open_item(item.id, by=by)
        return "item.opened", item.id
    if view.ballot_open and view.ballot:
        await ballots.close_ballot(view.ballot.id, by=by)
        return "ballot.closed", view.ballot.id
    if view.motion and view.motion.state.value == "put":
        return "ballot.opened", await ballots.open_ballot(view.motion.id, by=by)
    return "motion.put", await motions.put_motion(view.item.id, "是否同意？", by=by)


def _what(event: Event) -> tuple[str, int]:
    about = {"item.opened": "item", "ballot.closed": "ballot", "ballot.opened": "ballot", "motion.put": "motion"}
    return event.kind, event.data.get(about.get(event.kind, ""), 0)


async def test_of_two_devices_that_both_take_over_the_later_presides() -> None:
    at = await voting()
    third = await device(at.hall.secretary)
    await asyncio.gather(*(sessions.take_chair(at.hall.session_id, by=by) for by in (at.other, third)))
    answers = await asyncio.gather(
        *(ballots.close_ballot(at.hall.ballot_id, by=by) for by in (at.chair, at.other, third)), return_exceptions=True
    )
    last = (await Event.filter(kind="chair.taken").order_by("-seq").first()).data["sign_in"]  # type: ignore[union-attr]
    done = [by.sign_in_id for by, answer in zip((at.chair, at.other, third), answers, strict=True) if answer is None]
    assert done == [last]
    assert (await floor_queries.queue(at.hall.item_id, FloorRules())).waiting, "and the queue is as it was"
